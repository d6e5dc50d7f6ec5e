"""Charts that a visitor brings: typed, pasted or uploaded, one at a time in the box for chords.

A chart text carries its facts in header lines (Title, Composer, Style, Tempo, Key). To play one means to put
it into the box, and its tempo and feel into their widgets. A pasted or uploaded file is read in a sandbox,
and replaced in the box by the first of its charts; the others can be chosen.

``take_typed``, ``take_file``, ``choose`` and ``play_text`` set widgets: call them from a callback.
"""

from __future__ import annotations

import re

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.formats.charts.abc_tunes import is_abc
from jazzlstm.formats.charts.improvisor import is_lead_sheet
from jazzlstm.generation.declaration import LONGEST_TEXT
from jazzlstm.generation.settings import SETTINGS
from jazzlstm.jobs.chart_upload import FoundCharts, read_chart_upload
from jazzlstm.services.play import read_typed
from jazzlstm.theory.feels import feel_of_style
from jazzlstm.theory.ireal_links import has_link
from jazzlstm.theory.written_bars import ReadChart
from jazzlstm.ui.play.primer import unlock_notes
from jazzlstm.ui.play.theme import remove_theme
from jazzlstm.ui.widget_state import FIRST_CHANGES, OWN, follow_feel, set_tempo

PICKED = "found chart"
"""Key of the picker: the index of the chart in the box among those that were found."""
_FOUND = "found charts"
_PROBLEM = "chart problem"
_REMARKS = "chart remarks"
"""In the session: a chart text that a reader made, and the reader's remarks on its source."""
_LAST = "last changes"
"""In the session: the text of the box when it was drawn last."""
_XML = re.compile(r"\s*<(?:\?xml|!doctype|html|score-|body|a\s)", re.IGNORECASE)


def found_charts() -> FoundCharts | None:
    """The charts of the last paste or upload; None if there was none."""
    found: FoundCharts | None = st.session_state.get(_FOUND)
    return found


def chart_problem() -> str:
    """Why the last paste or upload cannot be used; "" if it can."""
    problem: str = st.session_state.get(_PROBLEM, "")
    return problem


def forget_problem() -> None:
    """The last paste or upload does not matter any more: other chords were chosen."""
    st.session_state[_PROBLEM] = ""


def remarks_on(text: str) -> tuple[str, ...]:
    """What the reader of the source of a chart text remarked; empty for a typed text."""
    of, remarks = st.session_state.get(_REMARKS, ("", ()))
    return tuple(remarks) if of == text else ()


def note_drawn(text: str) -> None:
    """Keep the text of the box, to which it returns when a paste cannot be read."""
    st.session_state[_LAST] = text


def is_foreign(text: str) -> bool:
    """Whether a text is a link, a playlist or a file of another program, not typed chords."""
    return has_link(text) or is_lead_sheet(text) or is_abc(text) or bool(_XML.match(text))


def take_typed() -> None:
    """Use what was typed or pasted into the box.

    Typed chords that cannot be read stay in the box, to be corrected there. A link or the text of a file
    does not.
    """
    text: str = st.session_state["changes"]
    before: str = st.session_state.get(_LAST, FIRST_CHANGES)
    forget_problem()
    pasted = text.removeprefix(before).removesuffix(before)
    if is_foreign(pasted):
        st.session_state["changes"] = before
        take_file("", pasted.encode())
    elif len(text) > LONGEST_TEXT:  # the text of a file may be shorter in our spelling
        take_file("", text.encode())
        forget_problem()
    else:
        _use_header(text, before)


def take_file(name: str, data: bytes) -> None:
    """Read a file or a pasted text, and play its first chart."""
    try:
        found = read_chart_upload(name, data)
    except JazzError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_FOUND] = found
    st.session_state[PICKED] = 0
    choose()


def choose() -> None:
    """Play the chart that is picked among those that were found."""
    found = found_charts()
    number = st.session_state.get(PICKED)
    if found and isinstance(number, int) and 0 <= number < len(found.charts):
        chart = found.charts[number]
        play_text(chart.text)
        st.session_state[_REMARKS] = (chart.text, chart.remarks)


def settle_picked(tune: str) -> None:
    """Let the picker name the chart that plays, which Undo may have changed; call it before it is drawn."""
    found = found_charts()
    if not found:
        return
    text: str = st.session_state.get("changes", "") if tune == OWN else ""
    number = st.session_state.get(PICKED)
    picked = found.charts[number] if isinstance(number, int) and number < len(found.charts) else None
    texts = [chart.text for chart in found.charts]
    if picked and text == picked.text:
        return
    if text in texts:
        st.session_state[PICKED] = texts.index(text)
    elif picked and _title(text) != picked.title:
        st.session_state[PICKED] = None


def _title(text: str) -> str:
    match = re.match(r"Title: (.*)", text)
    return match[1].strip() if match else ""


def play_text(text: str) -> None:
    """Put a chart text into the box, with its tempo and feel; one that cannot be read shows its error."""
    st.session_state["tune"], st.session_state["changes"], st.session_state["key"] = OWN, text, ""
    forget_problem()
    unlock_notes()
    remove_theme()
    chart = _read(text)
    st.session_state["feel"] = _feel(chart) if chart else ""
    set_tempo(OWN, st.session_state["feel"], _playable(chart.tempo) if chart else 0.0)


def _use_header(text: str, before: str) -> None:
    """Set tempo and feel where the visitor has changed the lines ``Tempo:`` and ``Style:``."""
    chart, old = _read(text), _read(before)
    if chart is None:
        return
    if chart.style and (old is None or chart.style != old.style):
        st.session_state["feel"] = _feel(chart)
        follow_feel(OWN)
    if chart.tempo and (old is None or chart.tempo != old.tempo):
        st.session_state["tempo"] = _playable(chart.tempo)


def _read(text: str) -> ReadChart | None:
    try:
        return read_typed(text)
    except JazzError:
        return None


def _feel(found: ReadChart) -> str:
    return feel_of_style(found.style, found.chart.metre.numerator)


def _playable(tempo: float) -> int:
    """A tempo within the range of its slider; 0 where a chart has none."""
    lowest, highest = SETTINGS["tempo"].page_range
    return round(min(max(tempo, lowest), highest)) if tempo else 0
