"""The box for chords: typing, a pasted link or lead sheet, a chosen or dropped file; and what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.formats.charts import SkippedChart
from jazzlstm.generation.settings import SETTINGS
from jazzlstm.jobs.chart_upload import FoundCharts
from jazzlstm.services.play import read_typed
from jazzlstm.ui.play import own_charts
from jazzlstm.ui.play.widgets import Controls, explain
from jazzlstm.ui.play.written_chords import show_conversion
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import FIRST_CHANGES

LOWEST, HIGHEST = 236, 470
"""Height of the box in pixels: a chorus of 32 bars under its header lines; a longer chart scrolls."""
LINE = 22
"""Pixels of a line of chords."""
CHARACTERS = 30
"""Characters that fit on a line of the box."""
UPLOADER = "chart file"
"""Key of the upload field, before the number of uploads: a new field is empty."""
_UPLOADS = "chart uploads"
MOST_REMARKS = 4
MOST_REASONS = 3
HELP = (
    "Separate bars with |. The chords of a bar are equally long; / holds the chord before. % repeats the "
    "bar before, |: :| repeats a part. N.C. is silence, 3/4 a time signature. Sections: A or [A]; endings: "
    "1. and 2. You can add lines such as Title: My tune, Key: F, Tempo: 140 and Style: bossa. You can also "
    "paste an iReal Pro link or playlist, ChordPro, ABC, an Impro-Visor lead sheet or MusicXML. The solo "
    "updates as you type."
)
FILE_HELP = (
    "iReal Pro playlist (.html), MusicXML, MuseScore, Impro-Visor, ABC, ChordPro or text. "
    "You can also drop the file on the chords. The server does not store the file."
)


def show_box(controls: Controls) -> None:
    """Draw the box, and what its text holds."""
    setting = SETTINGS["changes"]
    text: str = st.text_area(
        setting.label,
        key=setting.name,
        height=_height(st.session_state[setting.name]),
        placeholder=FIRST_CHANGES,
        on_change=own_charts.take_typed,
        help=HELP,
        persist_state="session",
    )
    own_charts.note_drawn(text)
    show_conversion(text)
    controls.values["changes"] = text if text.strip() else FIRST_CHANGES
    controls.slots["changes"] = slot = st.empty()
    try:
        found = read_typed(controls.values["changes"])
    except (ChartError, ChordError):
        return  # reported once, when the solo is made
    chart = found.chart
    counts = f"{_count(chart.bars, 'bar')} in {chart.metre}, {_count(len(chart.changes), 'chord')}"
    slot.caption(f"{counts}." if text.strip() else f"The box is empty, so the example plays. {counts}.")
    _show_remarks([*own_charts.remarks_on(text), *found.remarks])


def show_uploader() -> None:
    """Draw the field for a chart file."""
    number = st.session_state.setdefault(_UPLOADS, 0)
    with st.container(key="chart_files"):
        st.file_uploader("Open a chart file", key=f"{UPLOADER} {number}", on_change=_on_upload)
    explain(FILE_HELP)


def show_found() -> None:
    """Say why the last upload or paste cannot be used, or which charts it holds; let one be chosen.

    A single chart is not named any more once other chords play.
    """
    problem, found = own_charts.chart_problem(), own_charts.found_charts()
    if problem:
        st.error(
            plain(
                f"{problem[:1].upper() + problem[1:] if problem.startswith('the ') else problem}. "
                "The previous solo stays."
            )
        )
    if found and (len(found.charts) > 1 or st.session_state.get(own_charts.PICKED) is not None):
        _show_found(found)


def _on_upload() -> None:
    file = st.session_state[f"{UPLOADER} {st.session_state[_UPLOADS]}"]
    if file is not None:
        st.session_state[_UPLOADS] += 1
        own_charts.take_file(file.name, file.getvalue())


def _show_found(found: FoundCharts) -> None:
    name = f" “{found.name}”" if found.name else ""
    count = _count(len(found.charts), "tune")
    st.caption(f"**{plain(found.kind + name)}: {count}.** {_skip_reasons(found.skipped)}")
    if len(found.charts) > 1:
        labels = labels_of(found)
        st.selectbox(
            "Choose a tune",
            range(len(labels)),
            key=own_charts.PICKED,
            on_change=own_charts.choose,
            format_func=labels.__getitem__,
            placeholder="Choose a tune",
            help="Type a part of the title or of the composer's name.",
        )


def labels_of(found: FoundCharts) -> list[str]:
    """A label of its own for each chart: title and composer, and a number where both are equal."""
    seen: Counter[str] = Counter()
    labels = []
    for chart in found.charts:
        label = " – ".join(filter(None, [chart.title or "Untitled", chart.composer]))
        seen[label] += 1
        labels.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return labels


def _skip_reasons(skipped: Sequence[SkippedChart]) -> str:
    if not skipped:
        return ""
    reasons = [f"{each.title or 'Untitled'} ({each.reason})" for each in skipped[:MOST_REASONS]]
    more = len(skipped) - len(reasons)
    words = f"{len(skipped):,} cannot be read: {'; '.join(reasons)}"
    return plain(f"{words}; and {more:,} more" if more else words)


def _show_remarks(remarks: Sequence[str]) -> None:
    distinct = list(dict.fromkeys(remarks))
    if not distinct:
        return
    shown = [f"- {plain(remark)}" for remark in distinct[:MOST_REMARKS]]
    more = len(distinct) - len(shown)
    st.caption("\n".join(["How it was read:", *shown, *([f"- and {more} more remarks"] if more else [])]))


def _height(text: str) -> int:
    lines = sum(max(1, -(-len(line) // CHARACTERS)) for line in text.splitlines())
    return min(HIGHEST, max(LOWEST, LINE * (lines + 2)))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
