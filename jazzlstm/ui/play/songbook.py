"""My songbook: the visitor's charts and set lists, which the browser keeps.

The component gets the chart that plays, and on request the charts of the last upload. It asks Python to play
a chart, and to write charts as an iReal Pro playlist. Nothing of the songbook is stored on the server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.declaration import LONGEST_TEXT
from jazzlstm.jobs.chart_upload import write_ireal_playlist
from jazzlstm.services.charts import write_text
from jazzlstm.services.play import read_typed
from jazzlstm.theory.feels import FEELS, feel_of_style
from jazzlstm.theory.keys import guess_key
from jazzlstm.theory.transposition import chart_in_key
from jazzlstm.theory.tunes import TUNES, tune_chart
from jazzlstm.theory.written_bars import ReadChart
from jazzlstm.ui.play import own_charts
from jazzlstm.ui.play.widgets import Controls
from jazzlstm.ui.player import read_files
from jazzlstm.ui.player_script import SONGBOOK, loader

KEY = "songbook"
OPEN = "songbook is open"
"""Key of the section: whether it is open."""
MOST_EXPORTED = 10_000
"""Charts of a playlist."""
_SENT = "charts for the songbook"
_PLAYLIST = "playlist of the songbook"
_REQUESTS = "requests of the songbook"

_mount = st.components.v2.component(
    "jazzlstm_songbook",
    html=read_files("songbook.html"),
    css=read_files("songbook.css"),
    js=loader(SONGBOOK),
)


def show_songbook(controls: Controls) -> None:
    """Draw the section, and the songbook if it is open."""
    section = st.expander("My songbook", key=OPEN, on_change="rerun", icon=":material/menu_book:")
    if section.open:
        with section:
            _mount(key=KEY, data=_message(controls), on_request_change=_on_request)


def _message(controls: Controls) -> dict[str, Any]:
    found = own_charts.found_charts()
    return {
        "current": _current(controls),
        "found": {"count": len(found.charts) if found else 0},
        "incoming": st.session_state.get(_SENT),
        "playlist": st.session_state.get(_PLAYLIST),
    }


def _current(controls: Controls) -> dict[str, str] | None:
    """The chart that plays, as text with its tempo and feel; None if it cannot be read."""
    try:
        found = _chart_of(controls.values)
    except JazzError:
        return None
    box = controls.values["changes"] if controls.values["changes"] else ""
    return {"title": found.chart.title, "composer": found.composer, "text": write_text(found), "box": box}


def _chart_of(values: Mapping[str, Any]) -> ReadChart:
    """The chart in the key to play in, with tempo and feel of their widgets."""
    key, tempo = values["key"], float(st.session_state["tempo"])
    feel: str = st.session_state["feel"]
    if not values["changes"]:
        style = feel or TUNES[values["tune"]].feel
        return ReadChart(tune_chart(values["tune"], key), "", FEELS[style].label, tempo)
    found = read_typed(values["changes"])
    chart = found.chart
    if key:
        chart = chart_in_key(replace(chart, key=chart.key or str(guess_key(chart))), key)
    is_same = feel_of_style(found.style, chart.metre.numerator) == feel
    style = found.style if is_same or not feel else FEELS[feel].label
    return replace(found, chart=chart, tempo=tempo, style=style)


def _on_request() -> None:
    """Run a request of the component; ignore an unknown one."""
    request = getattr(st.session_state.get(KEY), "request", None)
    if not isinstance(request, Mapping):
        return
    name, value = request.get("name"), request.get("value")
    if name == "play" and isinstance(value, str) and len(value) <= LONGEST_TEXT:
        own_charts.play_text(value)
    elif name == "send":
        _send()
    elif name == "received":
        st.session_state[_SENT] = st.session_state[_PLAYLIST] = None
    elif name == "playlist" and isinstance(value, Mapping):
        _write_playlist(value)


def _send() -> None:
    """Give the charts of the last upload to the component."""
    found = own_charts.found_charts()
    charts = found.charts if found else ()
    rows = [{"title": each.title, "composer": each.composer, "text": each.text} for each in charts]
    st.session_state[_SENT] = {"id": _next(), "charts": rows}


def _write_playlist(value: Mapping[str, Any]) -> None:
    name = re.sub(r"[^\w '.,&()-]", " ", str(value.get("name", ""))).strip()[:100] or "My songbook"
    texts = [text for text in value.get("texts") or [] if isinstance(text, str)][:MOST_EXPORTED]
    link = fault = ""
    try:
        link = write_ireal_playlist(name, texts)
    except JazzError as error:
        fault = f"{str(error)[:1].upper()}{str(error)[1:]}."
    st.session_state[_PLAYLIST] = {"id": _next(), "name": name, "link": link, "fault": fault}


def _next() -> int:
    """A new number for an answer."""
    st.session_state[_REQUESTS] = number = st.session_state.get(_REQUESTS, 0) + 1
    return int(number)
