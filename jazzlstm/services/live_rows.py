"""Rows of the record of a live session: whole numbers, and the musician's notes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from jazzlstm.errors import InputError
from jazzlstm.music import Note

TICKS = 960
"""Of a quarter note: 0.3 ms at 200 beats a minute."""
MOST_NOTES = 65_536
FURTHEST_TICK = TICKS * 10**6


def notes_row(notes: Sequence[Note]) -> list[int]:
    """Notes as integers: ticks after the start of the note before, duration, pitch, velocity."""
    starts = [0, *(round(note.start * TICKS) for note in notes)]
    return [
        number
        for (before, start), note in zip(pairwise(starts), notes, strict=True)
        for number in (start - before, round(note.duration * TICKS), note.pitch, note.velocity)
    ]


def read_notes_row(row: object) -> tuple[Note, ...]:
    """The inverse of ``notes_row``.

    Raises:
        InputError: the row cannot be read.
    """
    if not isinstance(row, list) or len(row) % 4 or len(row) > 4 * MOST_NOTES:
        raise InputError("four numbers make a note", code="damaged")
    notes, start = [], 0
    for after, duration, pitch, velocity in zip(*(row[place::4] for place in range(4)), strict=True):
        start += whole(after, -FURTHEST_TICK, FURTHEST_TICK)
        notes.append(
            Note(
                whole(start, -FURTHEST_TICK, FURTHEST_TICK) / TICKS,
                whole(duration, 1, 1000 * TICKS) / TICKS,
                whole(pitch, 0, 127),
                whole(velocity, 0, 127),
            )
        )
    return tuple(notes)


def whole(number: object, lowest: int, highest: int) -> int:
    """A whole number in a range.

    Raises:
        InputError: it is none.
    """
    if isinstance(number, bool) or not isinstance(number, int) or not lowest <= number <= highest:
        raise InputError(f"{number!r:.40} is no whole number from {lowest} to {highest}", code="damaged")
    return number
