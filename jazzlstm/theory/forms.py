"""The form of a chart as it is written: bars with sections, repeats and endings; and its text, to be edited.

A `Chart` has its repeats written out. ``read_form`` keeps them, for a chart on paper; ``write_form``
gives text that `read_form` reads back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.music import BEAT_TOLERANCE, Chart, Metre
from jazzlstm.theory.chart_writer import BARS_PER_LINE, write_bar
from jazzlstm.theory.charts import read_bars
from jazzlstm.theory.repeats import BarMarks, play_order
from jazzlstm.theory.written_bars import MAX_BARS, WrittenBar

_USUAL_TIMES = 2


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One written bar: its chords as text, section and signs."""

    words: str
    """Chords in equal shares of the bar: "Dm7 G7", "Fm7 / /"."""
    metre: Metre = Metre()
    section: str = ""
    marks: BarMarks = BarMarks()
    holds: bool = False
    """Whether the chord of the bar before it goes on."""


@dataclass(frozen=True, slots=True)
class ChartForm:
    """Written bars, and the order of their indices in one chorus."""

    bars: tuple[ChartBar, ...]
    order: tuple[int, ...]
    title: str = ""
    key: str = ""


def read_form(text: str, chart: Chart) -> ChartForm:
    """The form of ``text``, with the chords of ``chart``, which is the same tune, perhaps in another key.

    A text whose signs can't be kept, such as a link of iReal Pro, gives the bars of ``chart`` in their order.
    """
    bars = _written(text)
    starts = chart.bar_starts()
    order = play_order([bar.marks for bar in bars], MAX_BARS).indices if bars else ()
    if len(order) != len(starts):
        return _unrolled(chart)
    played = {written: starts[place] for place, written in reversed(tuple(enumerate(order)))}
    if len(played) < len(bars):  # bars that no repeat reaches would have no chords
        return _unrolled(chart)
    found = tuple(
        replace(_form_bar(chart, played[index]), section=bar.section, marks=bar.marks)
        for index, bar in enumerate(bars)
    )
    return ChartForm(found, order, chart.title, chart.key)


def _written(text: str) -> Sequence[WrittenBar]:
    try:
        return read_bars(text)
    except (ChartError, ChordError):
        return ()


def _unrolled(chart: Chart) -> ChartForm:
    sections = {section.start: section.name for section in chart.sections}
    bars = tuple(
        replace(_form_bar(chart, start), section=sections.get(start, "")) for start in chart.bar_starts()
    )
    return ChartForm(bars, tuple(range(len(bars))), chart.title, chart.key)


def _form_bar(chart: Chart, start: float) -> ChartBar:
    metre = chart.metre_at(start)
    begins = any(abs(change.start - start) < BEAT_TOLERANCE for change in chart.changes)
    return ChartBar(write_bar(chart, start, metre), metre, holds=not begins)


def write_form(form: ChartForm) -> str:
    """The text of a form: a line for each section, four bars at most."""
    header = {"Title": form.title, "Key": form.key}
    lines = [f"{name}: {' '.join(value.split())}" for name, value in header.items() if value]
    return "\n".join([*lines, *_bar_lines(form.bars)]) + "\n"


def _bar_lines(bars: Sequence[ChartBar]) -> Iterator[str]:
    line, count, metre, words = "", 0, Metre(), ""
    for bar in bars:
        marks = bar.marks
        if line and (bar.section or marks.repeat_start or count % BARS_PER_LINE == 0):
            yield line.rstrip()
            line, count = "", 0
        if not line:
            line = f"[{bar.section}] " if bar.section else ""
            line += "|: " if marks.repeat_start else "| "
        sign = f"{bar.metre} " if bar.metre != metre else ""
        shown = "%" if bar.words == words and not sign and not _before(marks) else bar.words
        line += f"{_before(marks)}{sign}{shown}{_after(marks)} {_closing(marks)} "
        count, metre, words = count + 1, bar.metre, bar.words
    if line:
        yield line.rstrip()


def _before(marks: BarMarks) -> str:
    ending = f"{','.join(map(str, marks.endings))}. " if marks.endings else ""
    return ending + "Segno " * marks.segno + "Coda " * marks.coda


def _after(marks: BarMarks) -> str:
    words = ["Fine"] * marks.fine + ["To Coda"] * marks.to_coda + [str(marks.jump)] * (marks.jump is not None)
    return "".join(f" {word}" for word in words)


def _closing(marks: BarMarks) -> str:
    if not marks.repeat_times:
        return "|"
    return ":|" if marks.repeat_times == _USUAL_TIMES else f":| x{marks.repeat_times}"
