"""Events: a solo as the integers that the network reads and writes.

A solo is a sequence of events, one for each note and each rest. An event is a pitch value (an
interval from the note that sounded last, -24 to +24 semitones, or a rest: 50 values) and a length
value (31 lengths on the grid of 12 ticks a beat). Pitches are relative, so a solo is the same in
all keys and training needs no transposed copies.

A gap of less than half a beat after a note is articulation and belongs to the note. A length that is
too long, or between two values, continues as a rest, so every onset is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import TICKS_PER_BEAT, Note

WIDEST_INTERVAL = 24
"""Semitones; a wider leap is folded by octaves."""
REST = 2 * WIDEST_INTERVAL + 1
"""The pitch value of a rest; 0 to 48 are the intervals -24 to +24."""
PITCH_VALUES = REST + 1
LENGTHS = (*range(1, 25), 30, 36, 42, 48, 60, 72, 96)
"""Lengths in ticks: every tick up to two beats, then half beats, beats and bars."""
LENGTH_VALUES = len(LENGTHS)
SHORTEST_REST = TICKS_PER_BEAT // 2
"""Ticks; a shorter gap belongs to the note before it."""
FIRST_REFERENCE = 60
"""The pitch that the first interval is counted from: middle C."""

_TICKS = np.array(LENGTHS)


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """A solo as arrays, (events,) each.

    The network predicts ``pitch_values`` and ``length_values``. ``onsets`` (ticks from beat 0) and
    ``references`` (MIDI pitch that the interval counts from) are known before.
    """

    pitch_values: NDArray[np.int64]
    length_values: NDArray[np.int64]
    onsets: NDArray[np.int64]
    references: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pitch_values)

    @property
    def notes(self) -> int:
        """How many events are notes."""
        return int(np.count_nonzero(self.pitch_values != REST))


def encode_notes(
    notes: Sequence[Note],
    *,
    first_onset: int = 0,
    first_reference: int = FIRST_REFERENCE,
    until: int | None = None,
) -> Events:
    """The events from beat 0 to the end of the last note; notes ascend and do not overlap.

    Notes move to the nearest tick; of two on one tick the later is dropped.

    Args:
        notes: with those that start before ``first_onset``, which are left out.
        first_onset: the tick of the first event.
        first_reference: the MIDI pitch that the first interval counts from.
        until: the tick on which the events end: with a rest, or a shorter last note.
    """
    rows: list[tuple[int, int, int, int]] = []
    now, reference = first_onset, first_reference
    for start, long, pitch in _on_grid(notes):
        ticks = long if until is None else min(long, until - start)
        if start < now or ticks < 1:
            continue
        now = _append_rests(rows, now, start, reference)
        interval = _fold(pitch - reference)
        length_value = _longest_within(ticks)
        rows.append((interval + WIDEST_INTERVAL, length_value, now, reference))
        now += LENGTHS[length_value]
        reference += interval
    if until is not None:
        _append_rests(rows, now, until, reference)
    values = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Events(values[:, 0], values[:, 1], values[:, 2], values[:, 3])


def decode_events(
    pitch_values: Sequence[int] | NDArray[np.int64],
    length_values: Sequence[int] | NDArray[np.int64],
    *,
    first_onset: int = 0,
    first_reference: int = FIRST_REFERENCE,
    velocity: int = 90,
) -> tuple[Note, ...]:
    """The notes of events; the inverse of ``encode_notes`` but for velocities.

    ``first_onset`` is in ticks. A rest shorter than half a beat lengthens the note before it.
    """
    now, reference = first_onset, first_reference
    spans: list[list[int]] = []  # start, end, pitch; in ticks
    pitches, lengths = np.asarray(pitch_values).tolist(), np.asarray(length_values).tolist()
    for pitch_value, length_value in zip(pitches, lengths, strict=True):
        ticks = LENGTHS[length_value]
        if pitch_value == REST:
            now += ticks
            continue
        if spans and now - spans[-1][1] < SHORTEST_REST:
            spans[-1][1] = now
        reference += pitch_value - WIDEST_INTERVAL
        spans.append([now, now + ticks, reference])
        now += ticks
    return tuple(
        Note(start / TICKS_PER_BEAT, (end - start) / TICKS_PER_BEAT, pitch, velocity)
        for start, end, pitch in spans
    )


def length_ticks(length_values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Length values to ticks, of any shape."""
    ticks: NDArray[np.int64] = _TICKS[length_values]
    return ticks


def _on_grid(notes: Sequence[Note]) -> Iterator[tuple[int, int, int]]:
    """(start, ticks, pitch) of notes of a tick at least, without overlaps or short gaps."""
    placed: dict[int, Note] = {}
    for note in notes:
        placed.setdefault(round(note.start * TICKS_PER_BEAT), note)
    followings = [*islice(placed, 1, None), None]
    for (start, note), following in zip(placed.items(), followings, strict=False):
        ticks = max(1, round(note.duration * TICKS_PER_BEAT))
        if following is not None and start + ticks > following - SHORTEST_REST:
            ticks = following - start
        yield start, ticks, note.pitch


def _append_rests(rows: list[tuple[int, int, int, int]], now: int, until: int, reference: int) -> int:
    """Add rests from ``now`` to ``until``, the longest first; returns ``until``."""
    while now < until:
        length_value = _longest_within(until - now)
        rows.append((REST, length_value, now, reference))
        now += LENGTHS[length_value]
    return now


def _longest_within(ticks: int) -> int:
    return bisect_right(LENGTHS, ticks) - 1


def _fold(interval: int) -> int:
    while interval > WIDEST_INTERVAL:
        interval -= 12
    while interval < -WIDEST_INTERVAL:
        interval += 12
    return interval
