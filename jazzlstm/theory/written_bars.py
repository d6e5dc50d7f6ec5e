"""Bars as written on a lead sheet, and the chart that they make when they are played.

Every reader of charts (chart text, iReal Pro, Impro-Visor, MusicXML, ABC) ends here: it
describes each written bar, and ``lay_out`` plays them in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jazzlstm.errors import ChartError
from jazzlstm.music import NO_CHORD, Change, Chart, Chord, Metre, MetreChange, Section
from jazzlstm.theory.repeats import BarMarks, play_order

MAX_BARS = 512
"""Bars of one chorus with repeats written out: more than in any standard."""
LONGEST_NAME = 40
"""Characters of a section name."""


@dataclass(frozen=True, slots=True)
class WrittenBar:
    """One bar: chords by their beat in the bar, metre, section letter, signs of repeats and jumps.

    A bar without chords, or whose first chord is late, holds the chord before it.
    """

    chords: tuple[tuple[float, Chord], ...]
    metre: Metre = Metre()
    section: str = ""
    marks: BarMarks = BarMarks()


@dataclass(frozen=True, slots=True)
class ReadChart:
    """A chart with the facts of its source; a remark for every guess and every skipped sign.

    ``tempo`` is in quarters a minute, 0.0 where the source has none.
    """

    chart: Chart
    composer: str = ""
    style: str = ""
    tempo: float = 0.0
    remarks: tuple[str, ...] = ()


def equal_shares(chords: Sequence[Chord], metre: Metre) -> tuple[tuple[float, Chord], ...]:
    """Chords that divide a bar equally, each with its beat."""
    step = metre.bar_beats / max(1, len(chords))
    return tuple((index * step, chord) for index, chord in enumerate(chords))


def lay_out(
    bars: Sequence[WrittenBar],
    *,
    title: str = "",
    key: str = "",
    coda_last_time: bool = False,
    most: int = MAX_BARS,
) -> tuple[Chart, tuple[str, ...]]:
    """The chart of bars as played, and remarks on signs that lead nowhere.

    ``coda_last_time`` is that of `play_order`.

    Raises:
        ChartError: no bars, or more than ``most`` as played.
    """
    if not bars:
        raise ChartError("the chart has no bars: write bars such as | Dm7 G7 | Cmaj7 |", code="no_bars")
    order = play_order([bar.marks for bar in bars], most, coda_last_time=coda_last_time)
    changes: list[Change] = []
    metres: list[MetreChange] = []
    sections: list[Section] = []
    start = 0.0
    for bar in (bars[index] for index in order.indices):
        if not metres or metres[-1].metre != bar.metre:
            metres.append(MetreChange(start, bar.metre))
        if bar.section:
            sections.append(Section(start, bar.section))
        for beat, chord in bar.chords:
            _add_change(changes, start + beat, chord)
        start += bar.metre.bar_beats
    changes = changes or [Change(0.0, NO_CHORD)]
    return Chart(tuple(changes), start, tuple(metres), tuple(sections), title, key), order.remarks


def section_name(text: str) -> str:
    """The name of a section without signs of the notation; "" without a letter, since [1] is an ending."""
    name = re.sub(r"[^\w'’.,&+-]+", " ", text).strip()[:LONGEST_NAME].strip()
    return name if any(map(str.isalpha, name)) else ""


def _add_change(changes: list[Change], start: float, chord: Chord) -> None:
    """Append a chord, unless it sounds already; a chart that starts late starts with silence."""
    if not changes and start > 0:
        changes.append(Change(0.0, NO_CHORD))
    if not changes or changes[-1].chord != chord:
        changes.append(Change(start, chord))
