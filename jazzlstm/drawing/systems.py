"""Systems (lines of music) of a piano roll: the bars of each.

A solo of up to eight bars is one system. A longer solo has systems of eight bars, or
of four if the form's length is a multiple of four but not of eight, as in a blues.
Very long solos have longer systems, so that the number of systems stays bounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jazzlstm.music import BEAT_TOLERANCE, Change, Chart

MOST_SYSTEMS = 24
USUAL_BARS = 8
"""Bars of a system; more only where ``MOST_SYSTEMS`` demands it."""


@dataclass(frozen=True, slots=True)
class System:
    """A line of music."""

    bars: tuple[float, ...]
    """Downbeats, in beats."""
    end: float
    first_bar: int
    """Number of its first bar; bar 1 begins on beat 0."""

    @property
    def start(self) -> float:
        return self.bars[0]


def break_into_systems(chart: Chart, start: float, end: float) -> list[System]:
    """The systems from ``start`` to ``end``, in whole bars of a chart that repeats."""
    bars, last = bars_between(chart, start, end)
    size = _bars_per_system(chart.bars, len(bars))
    before_zero = sum(1 for bar in bars if bar < -BEAT_TOLERANCE)
    systems = []
    for place in range(0, len(bars), size):
        following = bars[place + size] if place + size < len(bars) else last
        systems.append(System(tuple(bars[place : place + size]), following, place - before_zero + 1))
    return systems


def bars_between(chart: Chart, start: float, end: float) -> tuple[list[float], float]:
    """Downbeats of the bars from ``start`` to ``end``, at least one, and the end of the last."""
    chorus = chart.bar_starts()
    choruses = range(math.floor(start / chart.beats), max(1, math.ceil(end / chart.beats)) + 1)
    downbeats = [chart.beats * number + bar for number in choruses for bar in chorus]
    first = max(index for index, bar in enumerate(downbeats) if bar <= start + BEAT_TOLERANCE)
    past = next(index for index, bar in enumerate(downbeats) if bar >= end - BEAT_TOLERANCE and index > first)
    return downbeats[first:past], downbeats[past]


def spans_between(chart: Chart, start: float, end: float) -> list[tuple[Change, float]]:
    """Chords from ``start`` to ``end``, each with the beat on which it ends."""
    changes = [Change(start, chart.chord_at(start))]
    beat, chord = chart.next_change(start)
    while beat < end - BEAT_TOLERANCE:
        if chord != changes[-1].chord:
            changes.append(Change(beat, chord))
        beat, chord = chart.next_change(beat)
    return list(zip(changes, [change.start for change in changes[1:]] + [end], strict=True))


def _bars_per_system(chorus_bars: int, bars: int) -> int:
    if bars <= USUAL_BARS:
        return bars
    size = 4 if chorus_bars % 8 and chorus_bars % 4 == 0 else USUAL_BARS
    while math.ceil(bars / size) > MOST_SYSTEMS:
        size *= 2
    return size
