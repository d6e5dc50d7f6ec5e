"""Where the systems of a page begin: four bars to a system, two or one where four do not fit.

The MusicXML file marks systems of at most four bars of the form. Its bars are engraved once in one long
line, to measure how much room each needs, and a system that is too wide is divided in halves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

if TYPE_CHECKING:
    from collections.abc import Iterator

CLEF_UNITS = 900
ACCIDENTAL_UNITS = 180
"""Room of the clef and of each accidental of the signature before a system, in the units of the SVG."""
SQUEEZE = 1.04
"""A system may be this much wider than its room: verovio moves its notes closer together."""
_BAR = re.compile(
    r'class="measure[^"]*">\s*<g [^>]*class="staff[^"]*">\s*<path d="M([\d.-]+) [\d.-]+ L([\d.-]+) '
)


def bar_widths(line: str) -> list[float]:
    """The width of each bar of an SVG that shows all bars in one line, in the units of the SVG."""
    return [float(end) - float(start) for start, end in _BAR.findall(line)]


def break_lines(score: Element, widths: Sequence[float], room: float) -> None:
    """Mark new systems in a MusicXML tree so that each fits into ``room``; in place."""
    bars = score.findall("part/measure")
    if len(widths) != len(bars):
        return
    opening = [0, *(number for number, bar in enumerate(bars) if number and bar.find("print") is not None)]
    prefix = CLEF_UNITS + ACCIDENTAL_UNITS * abs(int(score.findtext(".//fifths") or 0))
    breaks = set()
    for first, last in pairwise([*opening, len(bars)]):
        breaks |= set(_halve(first, last, widths, room, prefix))
    for number, bar in enumerate(bars):
        _set_break(bar, number in breaks and number > 0)


def _halve(first: int, last: int, widths: Sequence[float], room: float, prefix: float) -> Iterator[int]:
    """The first bars of the systems that hold the bars from ``first`` to ``last``."""
    needed = sum(widths[first:last]) + (prefix if first else 0.0)
    if last - first <= 1 or needed <= room * SQUEEZE:
        yield first
        return
    middle = first + (last - first + 1) // 2
    yield from _halve(first, middle, widths, room, prefix)
    yield from _halve(middle, last, widths, room, prefix)


def _set_break(bar: Element, begins: bool) -> None:
    found = bar.find("print")
    if begins and found is None:
        found = SubElement(bar, "print", {"new-system": "yes"})
        bar.remove(found)
        bar.insert(0, found)
    elif not begins and found is not None:
        bar.remove(found)
