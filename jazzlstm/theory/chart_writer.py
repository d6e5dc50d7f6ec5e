"""Charts as text, in the spelling that `parse_chart` reads back as an equal chart."""

from __future__ import annotations

import math

from jazzlstm.music import BEAT_TOLERANCE, Chart, Metre
from jazzlstm.theory.written_bars import section_name

BARS_PER_LINE = 4
MAX_SHARES = 48
"""Equal shares of a bar; a bar of 4/4 has 48 ticks."""


def write_chart(chart: Chart) -> str:
    """The text of a chart, four bars a line; `parse_chart` reads it back as an equal chart.

    A change off every 48th of its bar is written on the nearest one. A chart that
    ends inside a bar is written to the end of that bar.
    """
    header = {"Title": chart.title, "Key": chart.key}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in header.items() if value]
    cells: list[str] = []
    last, metre, bars = "", Metre(), 0
    for start in chart.bar_starts():
        bar_metre = chart.metre_at(start)
        cell = write_bar(chart, start, bar_metre)
        section = _section_of(chart, start, bar_metre)
        if section or bars % BARS_PER_LINE == 0:
            cells.append(f"\n[{section}] |" if section else "\n|")
            bars = 0
        sign = f"{bar_metre} " if bar_metre != metre else ""
        cells.append(f"{sign}{'%' if cell == last and not sign else cell} |")
        last, metre, bars = cell, bar_metre, bars + 1
    return "\n".join([*lines, " ".join(cells).replace(" \n", "\n").strip()]) + "\n"


def _section_of(chart: Chart, start: float, metre: Metre) -> str:
    end = start + metre.bar_beats - BEAT_TOLERANCE
    names = (s.name for s in chart.sections if start - BEAT_TOLERANCE <= s.start < end)
    return section_name(next(names, ""))


def write_bar(chart: Chart, start: float, metre: Metre) -> str:
    """The chords of the bar at ``start`` in the fewest equal shares that put each on its beat."""
    end = start + metre.bar_beats - BEAT_TOLERANCE
    inside = chart.changes_between(math.nextafter(start + BEAT_TOLERANCE, math.inf), end)
    places = [(change.start - start) / metre.bar_beats for change in inside]
    fits = (n for n in range(1, MAX_SHARES) if all(abs(p * n - round(p * n)) < 1e-5 for p in places))
    count = next(fits, MAX_SHARES)
    words = ["/"] * count
    for place, change in zip(places, inside, strict=True):
        words[min(round(place * count), count - 1)] = change.chord.symbol
    words[0] = chart.chord_at(start).symbol
    return " ".join(words)
