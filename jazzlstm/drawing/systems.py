"""Lines of the page: which bars stand on which.

Musicians read jazz forms in fours and eights. A solo of up to eight bars gets
one line; a longer one lines of eight, or of four where the form is a blues and
eight would cut it across. A solo too long for that gets longer lines rather
than an endless page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jazzlstm.music import Change, Chart

LONGEST_PAGE = 24
"""Lines, at most."""
LONGEST_LINE = 8
"""Bars, as long as the page has room."""


@dataclass(frozen=True, slots=True)
class System:
    """A line of the page: its downbeats and where it ends, in beats; ``first_bar`` counts from 1."""

    bars: tuple[float, ...]
    end: float
    first_bar: int

    @property
    def start(self) -> float:
        return self.bars[0]


def break_into_systems(chart: Chart, start: float, end: float) -> list[System]:
    """The lines for the music from ``start`` to ``end``, in whole bars of a chart that goes round."""
    bars, last = bars_between(chart, start, end)
    line = _bars_a_line(chart.bars, len(bars))
    before_zero = sum(1 for bar in bars if bar < -1e-6)
    systems = []
    for place in range(0, len(bars), line):
        following = bars[place + line] if place + line < len(bars) else last
        systems.append(System(tuple(bars[place : place + line]), following, place - before_zero + 1))
    return systems


def bars_between(chart: Chart, start: float, end: float) -> tuple[list[float], float]:
    """Downbeats of the bars that hold ``start`` to ``end``, at least one, and where the last one ends."""
    chorus = chart.bar_starts()
    rounds = range(math.floor(start / chart.beats), max(1, math.ceil(end / chart.beats)) + 1)
    downbeats = [chart.beats * number + bar for number in rounds for bar in chorus]
    first = max(index for index, bar in enumerate(downbeats) if bar <= start + 1e-6)
    past = next(index for index, bar in enumerate(downbeats) if bar >= end - 1e-6 and index > first)
    return downbeats[first:past], downbeats[past]


def spans_between(chart: Chart, start: float, end: float) -> list[tuple[Change, float]]:
    """Chords sounding from ``start`` to ``end``: each as it enters, and when it leaves."""
    changes = [Change(start, chart.chord_at(start))]
    beat, chord = chart.next_change(start)
    while beat < end - 1e-6:
        if chord != changes[-1].chord:
            changes.append(Change(beat, chord))
        beat, chord = chart.next_change(beat)
    return list(zip(changes, [change.start for change in changes[1:]] + [end], strict=True))


def _bars_a_line(bars_a_chorus: int, bars: int) -> int:
    if bars <= LONGEST_LINE:
        return bars
    line = 4 if bars_a_chorus % 8 and bars_a_chorus % 4 == 0 else LONGEST_LINE
    while math.ceil(bars / line) > LONGEST_PAGE:
        line *= 2
    return line
