"""A performance as bytes for the player: a header in JSON, then sound and probabilities.

    "JAZZ"  length of the header  header, JSON in UTF-8  blobs
            uint32, little-endian                        where each lies stands in the header

One message carries all, so what is seen and what is heard can't come apart. The
rows of the header are short on purpose; ``player/packet.js`` gives them names.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from jazzlstm.encoding.events import PITCH_VALUES, REST
from jazzlstm.music import TICKS_PER_BEAT, Arrangement, Change, Chart, Chord, Note, Take

MAGIC = b"JAZZ"
CHORD_TONE, SCALE_TONE, OUTSIDE, NO_CHORD = range(4)


@dataclass(frozen=True, slots=True)
class Programme:
    """What is printed around the music: its title, who plays how, a sentence for those who can't see it."""

    title: str
    meta: str
    description: str
    remark: str = ""
    """On where the notes come from."""


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """What everybody plays, as it was played, and the gain that makes a mix of it."""

    stems: Mapping[str, bytes]
    """FLAC: "solo", "drums", and "band" for who plays besides; some may be missing."""
    gain: Sequence[tuple[int, float]]
    """Corners of a line: frame, gain."""


@dataclass(frozen=True, slots=True, eq=False)
class Packet:
    """What the player gets: a header, the blobs that go with it, and the sound, which goes another way."""

    header: Mapping[str, Any]
    blobs: Mapping[str, bytes]
    stems: Mapping[str, bytes]
    """FLAC, as ``shelf`` puts them out."""

    def with_score(self, svg: str) -> Packet:
        """The same music with its sheet music."""
        page = svg.encode()
        return Packet(
            {**self.header, "score": hashlib.sha256(page).hexdigest()[:16]},
            {**self.blobs, "score": page},
            self.stems,
        )

    def to_bytes(self, **more: Any) -> bytes:  # noqa: ANN401 -- anything that JSON can say
        """The message; ``more`` is what changes while the music stays."""
        return pack({**self.header, **more}, self.blobs)


def make_packet(
    programme: Programme,
    takes: Sequence[Take],
    chosen: int,
    arrangement: Arrangement,
    sound: Recorded,
    beats: float,
) -> Packet:
    """All that the player needs to show and sound one take of ``beats``, and to draw the others small."""
    take = takes[chosen]
    probabilities = take.pitch_probabilities.astype("<f4").tobytes()
    blobs = {"pitches": probabilities}
    header = {
        "title": programme.title,
        "meta": programme.meta,
        "description": programme.description,
        "remark": programme.remark,
        "chosen": chosen,
        "takes": [
            {
                "seed": str(each.seed),
                "notes": small_notes(each.solo.notes),
                "note": str(each.quotation) if each.quotation else "",
            }
            for each in takes
        ],
        "gain": sound.gain,
        **music_rows(take, arrangement, beats),
    }
    return Packet({**header, "id": fingerprint(header, {**blobs, **sound.stems})}, blobs, sound.stems)


def pack(header: Mapping[str, Any], blobs: Mapping[str, bytes]) -> bytes:
    """Header and blobs as one message."""
    places, offset = {}, 0
    for name, blob in blobs.items():
        places[name] = (offset, len(blob))
        offset += len(blob)
    text = json.dumps({**header, "blobs": places}, separators=(",", ":"), allow_nan=False).encode()
    return b"".join([MAGIC, struct.pack("<I", len(text)), text, *blobs.values()])


def unpack(packet: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The inverse of ``pack``, as the player does it."""
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
    """Tells packets apart: the player leaves sound alone while this stays the same."""
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for blob in blobs.values():
        digest.update(blob)
    return digest.hexdigest()[:16]


def music_rows(take: Take, arrangement: Arrangement, beats: float) -> dict[str, Any]:
    """Notes, chords, bars and what the network saw, in beats as they sound: swing is in them.

    Beats count from the solo's first bar; what leads in to it, count-in and intro, lies below 0.
    The picture ends with the solo, on ``beats``; what the band lets ring after it is only heard.
    """
    chart = take.solo.chart
    heard = heard_notes(take, arrangement)
    sounding = np.flatnonzero(take.pitch_values != REST)[: len(heard)]
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
        "notes": [
            (
                _short(note.start),
                _short(note.duration),
                note.pitch,
                kind_of(written.pitch, chart.chord_at(written.start)),
                note.velocity,
                int(step),
            )
            for note, written, step in zip(heard, take.solo.notes, sounding, strict=True)
        ],
        "steps": list(_step_rows(take, heard, beats)),
    }


def heard_notes(take: Take, arrangement: Arrangement) -> tuple[Note, ...]:
    """The solo's notes as the band plays them, swung, in beats from the solo's first bar.

    As written where an arranger added or left some out.
    """
    played = arrangement.parts[0].notes if arrangement.parts else ()
    if len(played) != len(take.solo.notes):
        return take.solo.notes
    return tuple(replace(note, start=note.start - arrangement.lead_in) for note in played)


def _step_rows(take: Take, heard: Sequence[Note], beats: float) -> Iterator[tuple[float, float, int, int]]:
    """For each event: where it is drawn, from when to when, the pitch it counts from, and its value."""
    written = [0.0, *(note.start for note in take.solo.notes), beats]
    played = [0.0, *(note.start for note in heard), beats]
    starts = np.interp(take.onsets, written, played)
    ends = [*starts[1:], beats]
    for start, end, reference, value in zip(starts, ends, take.references, take.pitch_values, strict=True):
        yield _short(start), _short(min(max(start, end), beats)), int(reference), int(value)


def small_notes(notes: Sequence[Note]) -> list[tuple[float, float, int]]:
    """Notes for a picture the size of a stamp."""
    return [(_short(note.start), _short(note.duration), note.pitch) for note in notes]


def kind_of(pitch: int, chord: Chord) -> int:
    """What a note is to the chord under it."""
    if chord.is_silent:
        return NO_CHORD
    if pitch % 12 in chord.tone_classes:
        return CHORD_TONE
    return SCALE_TONE if pitch % 12 in chord.scale_classes else OUTSIDE


def chords_within(chart: Chart, beats: float) -> Iterator[tuple[float, float, Chord]]:
    """The chords that sound in ``beats``, with start and end; the chart goes round as often as it must."""
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
    """The downbeats in ``beats``."""
    starts, turn = chart.bar_starts(), 0
    while True:
        for start in starts:
            beat = turn * chart.beats + start
            if beat >= beats - 0.5 / TICKS_PER_BEAT:
                return
            yield beat
        turn += 1


def _short(beat: float | np.floating[Any]) -> float:
    return round(float(beat), 3)
