"""Live sessions of the page: the player asks for the next bars, beside Streamlit's own traffic.

The page offers settings under a name that cannot be guessed, and the player names them: at the start of a
session, and whenever a control has changed. A session is forgotten after a while without requests; then the
player starts another with the settings that it has.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, isfinite
from threading import Lock
from time import monotonic
from typing import Any

import numpy as np
from cachetools import LRUCache, TTLCache

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Arrangement, Note, Solo, Take
from jazzlstm.services.growing_performance import PlayedBars
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_bars import LiveBars, Trade
from jazzlstm.ui.play.growth import NETWORK
from jazzlstm.ui.play.packet import form_rows, make_chunk

SESSIONS_KEPT = 128
"""For all visitors together."""
SESSION_SECONDS = 600.0
"""Without a request, after which a session is forgotten."""
OFFERS_KEPT = 1024
MOST_BARS = 8
"""Of one request."""
MOST_NOTES = 512
"""That a musician played, in one request."""
REQUESTS_A_SECOND = 8.0
"""Of one session, on average."""
BURST = 24
"""Requests that may come at once."""


@dataclass(slots=True, eq=False)
class _Visit:
    """A session and its limits."""

    network: Network
    session: LiveSession
    lock: Lock = field(default_factory=Lock)
    allowance: float = BURST
    seen: float = field(default_factory=monotonic)

    def is_too_fast(self) -> bool:
        now = monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.seen) * REQUESTS_A_SECOND) - 1
        self.seen = now
        if self.allowance < 0:
            self.allowance = 0.0
            return True
        return False


_offers: LRUCache[str, tuple[Network, Settings]] = LRUCache(OFFERS_KEPT)
_names: LRUCache[tuple[Network, Settings], str] = LRUCache(OFFERS_KEPT)
_visits: TTLCache[str, _Visit] = TTLCache(SESSIONS_KEPT, SESSION_SECONDS)
_guard = Lock()


class TooFastError(InputError):
    """A session sent more requests than it may."""


def offer(network: Network, settings: Settings) -> str:
    """A name under which the player can ask for sessions: the same for the same settings."""
    with _guard:
        name = _names.setdefault((network, settings), secrets.token_hex(12))
        _offers[name] = (network, settings)
    return name


def answer(request: object) -> bytes:
    """The bars that a player asks for, as a message.

    ``request`` is a mapping: ``settings``, a name of ``offer``; ``session``, "" for a new one, which begins
    with its first bar; ``from`` and ``bars``; and what changes first: ``change`` (true: use the settings from
    the first of these bars on), ``trade`` and ``heard``.

    Raises:
        InputError: the request is not valid, or names a session or settings that are unknown.
        TooFastError: the session sends too many requests.
    """
    if not isinstance(request, Mapping):
        raise InputError("a request for live bars is an object")
    network, settings = offered(request.get("settings"))
    bars = _whole(request.get("bars"))
    if not 1 <= bars <= MOST_BARS:
        raise InputError(f"from 1 to {MOST_BARS} bars can be asked for")
    name = request.get("session")
    name, visit = _begin(network, settings) if not name else (str(name), _find(name))
    first = _whole(request.get("from")) if request.get("session") else visit.session.first
    if visit.is_too_fast():
        raise TooFastError("too many requests: wait a moment")
    with visit.lock, NETWORK.first():
        _apply(visit.session, request, first, settings)
        played = visit.session.play(first, bars)
    return _message(name, played, settings)


def offered(name: object) -> tuple[Network, Settings]:
    """What ``offer`` was given for this name.

    Raises:
        InputError: the name is unknown, or was forgotten.
    """
    with _guard:
        found = _offers.get(name) if isinstance(name, str) else None
    if found is None:
        raise InputError("these settings are unknown: reload the page")
    return found


def _begin(network: Network, settings: Settings) -> tuple[str, _Visit]:
    name, visit = secrets.token_hex(12), _Visit(network, LiveSession(network, settings))
    with _guard:
        _visits[name] = visit
    return name, visit


def _find(name: object) -> _Visit:
    with _guard:
        visit = _visits.get(name) if isinstance(name, str) else None
        if visit is None:
            raise InputError("this session is over: start another")
        _visits[str(name)] = visit  # its time begins again
    return visit


def _apply(session: LiveSession, request: Mapping[str, Any], first: int, settings: Settings) -> None:
    """What changes before the bars are played."""
    if request.get("change"):
        session.change(first, settings)
    if "trade" in request:
        trade = request["trade"]
        session.trade(first, _trade(trade) if trade else None)
    if request.get("heard"):
        heard = request["heard"]
        if not isinstance(heard, Mapping):
            raise InputError("what was heard is an object")
        notes = [
            _straight(note, session.off_beat_at(_whole(heard.get("from"))))
            for note in _notes(heard.get("notes"))
        ]
        session.hear(_whole(heard.get("from")), first, notes)


def _trade(request: object) -> Trade:
    if not isinstance(request, Mapping):
        raise InputError("a trade is an object")
    return Trade(_whole(request.get("bars")), bool(request.get("first")))


def _notes(rows: object) -> Sequence[Note]:
    """The notes that were played: start, duration, pitch, velocity."""
    if not isinstance(rows, list) or len(rows) > MOST_NOTES:
        raise InputError(f"up to {MOST_NOTES} notes can be sent at once")
    return [_note(row) for row in rows]


def _note(row: object) -> Note:
    if not isinstance(row, list) or len(row) != 4:
        raise InputError("a note has a start, a duration, a pitch and a velocity")
    start, duration, pitch, velocity = row
    if not all(isinstance(number, int | float) and isfinite(number) for number in row):
        raise InputError("the numbers of a note are finite")
    if not (0 <= pitch <= 127 and 0 <= velocity <= 127 and abs(start) < 1e6 and 0 < duration < 1e3):
        raise InputError("a note is out of range")
    return Note(float(start), float(duration), int(pitch), int(velocity))


def _straight(note: Note, place: float) -> Note:
    """A note as played, in straight beats; ``place`` of the off-beat in the beat as played."""

    def straight(beat: float) -> float:
        whole, within = floor(beat), beat - floor(beat)
        half = within / place / 2 if within < place else 0.5 + (within - place) / (1 - place) / 2
        return whole + half

    start = straight(note.start)
    return Note(start, max(straight(note.end) - start, 1 / TICKS_PER_BEAT), note.pitch, note.velocity)


def _whole(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > 10**6:
        raise InputError("numbers of bars are whole")
    return number


def _message(name: str, played: LiveBars, settings: Settings) -> bytes:
    """The bars as ``make_chunk`` packs them, with their bar lines, chords and tempo."""
    lines = [round(line, 3) for line in played.lines]
    arrangement = Arrangement(
        played.parts, played.chart, played.tempo, played.lines[-1] + played.lead, lead_in=played.lead
    )
    bars = PlayedBars(_take_of(played, settings), arrangement, lines[0], lines[-1], is_last=False)
    rows = form_rows(arrangement, played.chart, lines[-1])
    chords = [row for row in rows["chords"] if row[1] > max(0.0, lines[0])]
    return make_chunk(
        bars,
        session=name,
        first=played.first,
        lines=lines,
        tempo=played.tempo,
        leadIn=played.lead,
        chords=[(max(row[0], lines[0], 0.0), *row[1:]) for row in chords],
        turns=played.turns,
        barBeats=rows["barBeats"],
        pitchValues=rows["pitchValues"],
    )


def _take_of(played: LiveBars, settings: Settings) -> Take:
    """The network's notes and events of these bars as a take."""
    trace = played.trace
    solo = Solo(played.notes, played.chart, played.tempo)
    if trace is None:
        none, pitches, lengths = np.zeros(0, np.int64), (0, PITCH_VALUES), (0, LENGTH_VALUES)
        return Take(
            solo, settings.seed, none / TICKS_PER_BEAT, none, none, none,
            np.zeros(pitches), np.zeros(lengths),
            np.zeros(pitches, np.float32), np.zeros(lengths, np.float32),
        )  # fmt: skip
    return Take(
        solo=solo,
        seed=settings.seed,
        onsets=trace.onsets[0] / TICKS_PER_BEAT,
        references=trace.references[0],
        pitch_values=trace.pitch_values[0],
        length_values=trace.length_values[0],
        pitch_probabilities=trace.pitch_probabilities[0],
        length_probabilities=trace.length_probabilities[0],
        weighed_pitches=trace.weighed_pitches[0],
        weighed_lengths=trace.weighed_lengths[0],
    )
