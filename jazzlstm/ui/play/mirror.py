"""What the musician played in a live session: the player asks for it, beside Streamlit's own traffic.

The player sends the notes that sounded, their chords and the musician's turns. Nothing is stored. The
nearest player takes a second or two of processor, so it is asked for by a request of its own, and live
sessions go first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np
from cachetools import TTLCache

from jazzlstm.encoding.events import PITCH_VALUES
from jazzlstm.errors import InputError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml import Sheet, write_musicxml
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Arrangement, Part, Solo
from jazzlstm.services.mirror import Reflection, nearest, reflect
from jazzlstm.services.play import instrument_of
from jazzlstm.services.sheets import PARTS, written_for
from jazzlstm.theory.feels import find_feel
from jazzlstm.theory.instruments import find_instrument
from jazzlstm.ui.play.growth import NETWORK
from jazzlstm.ui.play.live import TooFastError, offered
from jazzlstm.ui.play.mirror_request import MirrorRequest, read_mirror_request
from jazzlstm.ui.play.packet import kind_of, pack, pack_probabilities
from jazzlstm.ui.play.rendering import engrave_part

REQUESTS_A_SECOND = 2.0
"""With the same settings, on average."""
BURST = 20
_allowances: TTLCache[str, tuple[float, float]] = TTLCache(1024, 60.0)
"""Requests that are left, and when they were counted, by the name of the settings."""


def answer_mirror(request: object) -> bytes:
    """What was played, as a message of the player.

    ``request`` is a mapping:

    - ``settings``, a name of ``live.offer``; ``from`` and ``until``, beats; ``tempo``;
    - ``notes``, rows of start, duration, pitch, velocity and whether it is the musician's;
    - ``turns`` of the musician, rows of first beat and end; ``chords``, rows of beat and symbol;
    - ``part`` and ``width`` of sheet music; ``nearest``, true: only the nearest player.

    Raises:
        InputError: the request is not valid, or holds no note of the musician.
        TooFastError: too many requests.
    """
    if not isinstance(request, Mapping):
        raise InputError("the request cannot be read: reload the page")
    name = str(request.get("settings"))
    network, settings = offered(name)
    _count(name)
    asked = read_mirror_request(request, settings)
    if request.get("nearest"):
        return pack({"nearest": _nearest_row(network, asked)}, {})
    seen = reflect(network, asked.line, NETWORK.first)
    blobs = _files(_titled(seen.solo, network, settings, asked), asked)
    if asked.width:
        blobs["score"] = engrave_part(blobs["musicxml"], asked.width).encode()
    rows = _rows(seen, asked)
    blobs["pitches"] = pack_probabilities(
        seen.forecast.pitch[[each.event for each in seen.notes]].astype(np.float64)
    )
    return pack(rows, blobs)


def own_midi(network: Network, settings: Settings, asked: MirrorRequest) -> bytes:
    """The musician's bars with their chords as a MIDI file.

    Raises:
        InputError: there is no note of the musician.
    """
    return _midi(_titled(asked.line.own_bars(), network, settings, asked))


def _titled(solo: Solo, network: Network, settings: Settings, asked: MirrorRequest) -> Solo:
    instrument = instrument_of(network, settings).short
    return replace(solo, title=asked.piece.chart.title, instrument=instrument)


def _files(solo: Solo, asked: MirrorRequest) -> dict[str, bytes]:
    """The musician's bars as MIDI and as MusicXML."""
    semitones, part = written_for(asked.part, solo.instrument)
    sheet = Sheet(
        "simple",
        semitones=semitones,
        clef=PARTS[asked.part].clef,
        swing=asked.piece.swings,
        style=find_feel(asked.piece.feel).label,
        part=part,
        subtitle="What you played",
    )
    return {"midi": _midi(solo), "musicxml": write_musicxml(solo, sheet)}


def _midi(solo: Solo) -> bytes:
    part = Part("solo", solo.notes, find_instrument(solo.instrument).program)
    return write_midi(Arrangement((part,), solo.chart, solo.tempo, solo.chart.beats, solo.title))


def _rows(seen: Reflection, asked: MirrorRequest) -> dict[str, Any]:
    """The header of the message. A note is its row in the request, its kind, and its event."""
    events, chart = seen.forecast.solo.events, asked.line.solo.chart
    least = {id(each) for each in seen.least_expected}
    return {
        "notes": [
            (
                asked.rows[round(each.note.start * TICKS_PER_BEAT)],
                kind_of(each.note.pitch, chart.chord_at(each.note.start)),
                int(events.references[each.event]),
                int(events.pitch_values[each.event]),
                id(each) in least,
            )
            for each in seen.notes
        ],
        "pitchValues": PITCH_VALUES,
        "bars": seen.solo.chart.bars,
        "shares": [_known(share) for share in seen.shares],
        "figures": [
            (
                figure.title,
                *(_known(number) for number in (figure.yours, figure.usual, figure.low, figure.high)),
                figure.unit,
            )
            for figure in seen.figures
        ],
    }


def _known(number: float) -> float | None:
    return round(number, 4) if math.isfinite(number) else None


def _count(name: str) -> None:
    left, then = _allowances.get(name, (float(BURST), monotonic()))
    now = monotonic()
    left = min(BURST, left + (now - then) * REQUESTS_A_SECOND) - 1
    _allowances[name] = (max(0.0, left), now)
    if left < 0:
        raise TooFastError("too many requests: wait a moment")


def _nearest_row(network: Network, asked: MirrorRequest) -> dict[str, Any] | None:
    found = nearest(network, asked.line, _later)
    if found is None:
        return None
    return {"player": found.player, "wins": found.wins, "isSure": found.is_sure}


def _later() -> AbstractContextManager[object]:
    return NETWORK.later()
