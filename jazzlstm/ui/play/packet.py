"""One solo as bytes for the player: a header in JSON, then probabilities and sheet music.

    "JAZZ"  length of the header  header, JSON in UTF-8  blobs
            uint32, little-endian                        the header holds offset and size of each

One message holds everything, so the picture always belongs to the sound. A long solo comes in several
messages: the first has the whole form and the first bars, the others have more bars (``rest.py``). The rows
of the header are lists, which are short; ``player/packet.js`` names their columns. ``parts`` are the events
that the browser plays; their instruments travel separately: ``routes.py``.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import PITCH_VALUES, REST
from jazzlstm.music import TICKS_PER_BEAT, Arrangement, Change, Chart, Chord, Note, Take
from jazzlstm.services.growing_performance import PlayedBars
from jazzlstm.ui.play.parts import part_rows

MAGIC = b"JAZZ"
CHORD_TONE = 0
SCALE_TONE = 1
OUTSIDE = 2
CARD_BEATS = 64.0
"""A card shows so much of a solo; more would be too small to see."""
NO_CHORD = 3
"""Colours of notes: their relation to the chord. ``player/packet.js`` has the same numbers."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words around the music."""

    title: str
    meta: str
    """Instrument, key, tempo and seed, in a line."""
    description: str
    """A description of the piano roll, for screen readers."""
    remark: str = ""
    """Whether the notes copy a training solo; "" until that is known."""
    variant: str = ""
    """Packets of another variant have another id: the same solo may stand beside other takes."""


Card = Mapping[str, Any]
"""What the card of a take shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """Everything that the player shows and plays of one solo."""

    header: Mapping[str, Any]
    blobs: Mapping[str, bytes]

    def with_rows(self, rows: Mapping[str, Any]) -> Packet:
        """The packet with more fields in its header."""
        return Packet({**self.header, **rows}, self.blobs)

    def with_score(self, svg: str) -> Packet:
        """The packet with sheet music added."""
        page = svg.encode()
        return Packet(
            {**self.header, "score": hashlib.sha256(page).hexdigest()[:16]},
            {**self.blobs, "score": page},
        )

    def to_bytes(self, **more: Any) -> bytes:  # noqa: ANN401 -- any JSON value
        """The message; ``more`` holds what can change without the music: link, history, ..."""
        return pack({**self.header, **more}, self.blobs)


def make_packet(
    caption: Caption, cards: Sequence[Card | None], chosen: int, played: PlayedBars, beats: float
) -> Packet:
    """The packet of a take of ``beats``, or of its first bars; cards are None until takes are improvised."""
    blobs = {"pitches": _probabilities(played)}
    header = {
        "title": caption.title,
        "meta": caption.meta,
        "description": caption.description,
        "remark": caption.remark,
        "chosen": chosen,
        "takes": cards,
        "parts": part_rows(played.arrangement),
        **form_rows(played.arrangement, played.take.solo.chart, beats),
        **music_rows(played),
    }
    heard = {**header, "takes": caption.variant}  # other takes may come later
    return Packet({**header, "id": fingerprint(heard, blobs)}, blobs)


def make_chunk(played: PlayedBars, **more: Any) -> bytes:  # noqa: ANN401 -- any JSON value
    """The message with later bars of a take: rows to append to those of its packet, and ``more``."""
    header = {**music_rows(played), "parts": part_rows(played.arrangement), **more}
    return pack(header, {"pitches": _probabilities(played)})


def _probabilities(played: PlayedBars) -> bytes:
    onsets = played.take.onsets
    within = (onsets >= played.first) & (onsets < played.until)
    return pack_probabilities(played.take.pitch_probabilities[within])


def take_card(take: Take, beats: float, *, is_whole: bool) -> Card:
    """A take, or its beginning, as its card shows it: the first bars as a small roll."""
    shown = min(beats, CARD_BEATS)
    notes = len(take.solo.notes)
    return {
        "notes": small_notes(take.solo.notes, shown),
        "beats": shown,
        "words": f"{notes} note{'s' * (notes != 1)}" if is_whole else "",
        "note": str(take.quotation) if take.quotation else "",
    }


def pack_probabilities(probabilities: NDArray[np.float64]) -> bytes:
    """A byte for each probability: 255 times its root, so that small ones keep their order.

    The error is below 0.4 percentage points, and below 0.1 for probabilities up to 6 %.
    """
    return np.round(255 * np.sqrt(probabilities)).astype(np.uint8).tobytes()


def pack(header: Mapping[str, Any], blobs: Mapping[str, bytes]) -> bytes:
    """Header and blobs as one message."""
    places, offset = {}, 0
    for name, blob in blobs.items():
        places[name] = (offset, len(blob))
        offset += len(blob)
    text = json.dumps({**header, "blobs": places}, separators=(",", ":"), allow_nan=False).encode()
    return b"".join([MAGIC, struct.pack("<I", len(text)), text, *blobs.values()])


def unpack(packet: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Header and blobs of a message; the inverse of ``pack``.

    Raises:
        ValueError: the bytes are not a packet.
    """
    if packet[:4] != MAGIC:
        raise ValueError("not a packet for the player")
    (length,) = struct.unpack_from("<I", packet, 4)
    header = json.loads(packet[8 : 8 + length])
    start = 8 + length
    places = header.pop("blobs")
    return header, {
        name: packet[start + offset : start + offset + size] for name, (offset, size) in places.items()
    }


def fingerprint(header: Mapping[str, Any], blobs: Mapping[str, bytes]) -> str:
    """A hash of the music: while it stays the same, the player keeps its sound."""
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for blob in blobs.values():
        digest.update(blob)
    return digest.hexdigest()[:16]


def form_rows(arrangement: Arrangement, chart: Chart, beats: float) -> dict[str, Any]:
    """Tempo, bars and chords of the whole solo.

    Beat 0 is the first bar of the solo; count-in and intro have negative beats.
    """
    return {
        "beats": beats,
        "counted": arrangement.counted,
        "leadIn": arrangement.lead_in,
        "leadChords": [
            (_short(start - arrangement.lead_in), _short(end - arrangement.lead_in), chord.symbol)
            for start, end, chord in chords_within(arrangement.chart, arrangement.lead_in)
            if not chord.is_silent
        ],
        "tempo": arrangement.tempo,
        "barBeats": chart.metre.bar_beats,
        "bars": [_short(bar) for bar in bars_within(chart, beats)],
        "chords": [
            (_short(start), _short(end), chord.symbol, sorted(chord.tone_classes), chord.root)
            for start, end, chord in chords_within(chart, beats)
        ],
        "pitchValues": PITCH_VALUES,
    }


def music_rows(played: PlayedBars) -> dict[str, Any]:
    """Notes and decoder steps of these bars, in beats with swing; the last chord rings on to ``end``."""
    take = played.take
    chart = take.solo.chart
    first = sum(note.start < played.first for note in take.solo.notes)
    written = [note for note in take.solo.notes[first:] if note.start < played.until]
    heard = heard_notes(written, played.arrangement)
    sounding = np.flatnonzero(take.pitch_values != REST)[first:].tolist()
    return {
        "until": played.until,
        "end": _short(_end_of(played)),
        "notes": [
            (
                _short(note.start),
                _short(note.duration),
                note.pitch,
                kind_of(straight.pitch, chart.chord_at(straight.start)),
                note.velocity,
                step,
            )
            for note, straight, step in zip(heard, written, sounding, strict=False)
        ],
        "steps": list(_step_rows(played, written, heard)),
    }


def _end_of(played: PlayedBars) -> float:
    """The beat on which the last note of the performance ends, or about this beat before the last bars."""
    arrangement = played.arrangement
    ends = [note.end for part in arrangement.parts for note in part.notes] if played.is_last else []
    return max([arrangement.beats, *ends]) - arrangement.lead_in


def heard_notes(written: Sequence[Note], arrangement: Arrangement) -> Sequence[Note]:
    """The notes of the solo with swing, in beats from its first bar.

    Without swing if the arrangement has more or fewer notes than were written.
    """
    played = arrangement.parts[0].notes if arrangement.parts else ()
    if len(played) != len(written):
        return written
    lead_in = arrangement.lead_in
    return [Note(note.start - lead_in, note.duration, note.pitch, note.velocity) for note in played]


def _step_rows(
    played: PlayedBars, written: Sequence[Note], heard: Sequence[Note]
) -> Iterator[tuple[float, float, int, int]]:
    """Start, end, reference pitch and pitch value of each decoder step, in beats with swing."""
    take, first, until = played.take, max(0.0, played.first), played.until
    within = (take.onsets >= first) & (take.onsets < until)
    straight = [first, *(note.start for note in written), until]
    swung = [first, *(note.start for note in heard), until]
    starts = np.interp(take.onsets[within], straight, swung).tolist()
    ends = [*starts[1:], until][: len(starts)]
    references, values = take.references[within].tolist(), take.pitch_values[within].tolist()
    for start, end, reference, value in zip(starts, ends, references, values, strict=True):
        yield _short(start), _short(min(max(start, end), until)), reference, value


def small_notes(notes: Sequence[Note], beats: float) -> list[tuple[float, float, int]]:
    """Start, duration and pitch of each note before ``beats``, for a card."""
    return [(_short(note.start), _short(note.duration), note.pitch) for note in notes if note.start < beats]


def kind_of(pitch: int, chord: Chord) -> int:
    """Chord tone, scale tone or outside note: the relation of a pitch to its chord."""
    if chord.is_silent:
        return NO_CHORD
    if pitch % 12 in chord.tone_classes:
        return CHORD_TONE
    return SCALE_TONE if pitch % 12 in chord.scale_classes else OUTSIDE


def chords_within(chart: Chart, beats: float) -> Iterator[tuple[float, float, Chord]]:
    """Start, end and chord of each change within ``beats``; the chart repeats."""
    start = 0.0
    change = Change(0.0, chart.chord_at(0.0))
    while start < beats - 0.5 / TICKS_PER_BEAT:
        end, following = chart.next_change(start)
        if end <= start:
            return
        if following != change.chord or end >= beats:
            yield change.start, min(end, beats), change.chord
            change = Change(end, following)
        start = end


def bars_within(chart: Chart, beats: float) -> Iterator[float]:
    """The downbeats within ``beats``; the chart repeats."""
    starts, chorus = chart.bar_starts(), 0
    while True:
        for start in starts:
            beat = chorus * chart.beats + start
            if beat >= beats - 0.5 / TICKS_PER_BEAT:
                return
            yield beat
        chorus += 1


def _short(beat: float | np.floating[Any]) -> float:
    return round(float(beat), 3)
