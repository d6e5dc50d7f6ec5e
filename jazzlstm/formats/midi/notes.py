"""Note-on and note-off messages of a track to notes in beats."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mido import Message

    Strike = tuple[float, int]
    """Beat and velocity of a note-on; velocity 0 for a note-off."""

LONGEST_NOTE = 64.0
"""Beats; a longer note was never released, and ends here."""


def pair_notes(events: Iterable[tuple[float, Message]]) -> dict[int, list[Note]]:
    """The notes of each channel, from the (beat, message) pairs of one track."""
    strikes: dict[tuple[int, int], list[Strike]] = defaultdict(list)
    for beat, message in events:
        if message.type in ("note_on", "note_off"):
            velocity = message.velocity if message.type == "note_on" else 0
            strikes[message.channel, message.note].append((beat, velocity))
    notes: dict[int, list[Note]] = defaultdict(list)
    for (channel, pitch), struck in strikes.items():
        notes[channel] += _notes(pitch, struck)
    return {channel: sorted(played) for channel, played in sorted(notes.items()) if played}


def _notes(pitch: int, strikes: Sequence[Strike]) -> Iterator[Note]:
    """The notes of one key. Overlapping notes end in the order of their starts.

    Between two silences of the key, each note-on has its note-off, and the first note-off
    ends the first note. Where note-offs are missing, the next note-on ends the note before.
    """
    first = 0
    while first < len(strikes):
        (start, velocity), (end, release) = strikes[first], strikes[min(first + 1, len(strikes) - 1)]
        if velocity and not release:  # the usual case: a note that ends before the next one starts
            if end > start:
                yield Note(start, min(end - start, LONGEST_NOTE), pitch, velocity)
            first += 2
            continue
        last, is_complete = _silence(strikes, first)
        yield from (_in_order if is_complete else _restruck)(pitch, strikes[first:last])
        first = last


def _silence(strikes: Sequence[Strike], first: int) -> tuple[int, bool]:
    """The index after the note-off that leaves no note sounding, and whether there is one."""
    sounding = 0
    for index in range(first, len(strikes)):
        sounding += 1 if strikes[index][1] else -1
        if sounding <= 0:
            return index + 1, True
    return len(strikes), False


def _in_order(pitch: int, strikes: Sequence[Strike]) -> Iterator[Note]:
    """Each note ends with its own note-off. Repeated notes that overlap were all released late."""
    starts = [strike for strike in strikes if strike[1]]
    ends = [beat for beat, velocity in strikes if not velocity]
    late = (
        median(end - start for end, (start, _) in zip(ends, starts[1:], strict=False)) if starts[1:] else 0.0
    )
    for index, ((start, velocity), end) in enumerate(zip(starts, ends, strict=False)):
        is_last = index == len(starts) - 1
        end = end - late if is_last and late < (end - start) / 2 else end
        if end > start:
            yield Note(start, min(end - start, LONGEST_NOTE), pitch, velocity)


def _restruck(pitch: int, strikes: Sequence[Strike]) -> Iterator[Note]:
    sounding: Strike | None = None
    for strike in strikes:
        if sounding and strike[0] > sounding[0]:
            yield Note(sounding[0], min(strike[0] - sounding[0], LONGEST_NOTE), pitch, sounding[1])
        sounding = strike if strike[1] else None
