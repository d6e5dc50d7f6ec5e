"""Bars from the time signatures of a MIDI file, and its pick-up.

A pick-up is written as a full first bar that begins with rests, or as a short bar ("1/4",
then "4/4"). A short bar is filled up with rests, so beat 0 is always a downbeat.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Metre, MetreChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

COMMON_TIME = Metre(4, 4)
TOLERANCE = 0.1
"""Beats; a note that crosses a barline by less does not start a new bar."""


def lay_out_metres(signs: Sequence[MetreChange]) -> tuple[tuple[MetreChange, ...], float]:
    """The metres from beat 0 (4/4 by default), and the beats of rest to insert before a pick-up."""
    changes = list(_in_effect(signs))
    lead = _pick_up(changes)
    if lead:
        rest = [MetreChange(change.start + lead, change.metre) for change in changes[1:]]
        changes = [MetreChange(0.0, changes[1].metre), *rest]
    return tuple(_without_repeats(changes)), lead


def whole_bars(metres: Sequence[MetreChange], end: float) -> float:
    """The first barline on or after ``end``, after at least one bar."""
    last = [change for change in metres if change.start < max(end - TOLERANCE, BEAT_TOLERANCE)][-1]
    bars = max(1, ceil((end - last.start - TOLERANCE) / last.metre.bar_beats))
    return last.start + bars * last.metre.bar_beats


def _in_effect(signs: Sequence[MetreChange]) -> Iterator[MetreChange]:
    """Time signatures on the grid, in order; of several on one beat the last counts."""
    by_start = {0.0: COMMON_TIME}
    for sign in signs:
        by_start[round(sign.start * TICKS_PER_BEAT) / TICKS_PER_BEAT] = sign.metre
    for start, metre in sorted(by_start.items()):
        yield MetreChange(start, metre)


def _pick_up(changes: Sequence[MetreChange]) -> float:
    """Beats that a short first bar lacks to be full; 0 without a pick-up."""
    if len(changes) < 2:
        return 0.0
    length, full = changes[1].start, changes[1].metre.bar_beats
    is_short_bar = changes[0].metre.bar_beats >= length and length < full
    return full - length if is_short_bar else 0.0


def _without_repeats(changes: Sequence[MetreChange]) -> Iterator[MetreChange]:
    """The changes without those that repeat the current metre on one of its barlines."""
    current: MetreChange | None = None
    for change in changes:
        if current is not None and change.metre == current.metre:
            bars = (change.start - current.start) / current.metre.bar_beats
            if abs(bars - round(bars)) < BEAT_TOLERANCE:
                continue
        current = change
        yield change
