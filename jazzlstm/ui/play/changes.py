"""What to play over: a tune of the book or changes of one's own, in a key, at a tempo."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.keys import guess_key
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.primer import let_go
from jazzlstm.ui.play.widgets import Controls, show_slider
from jazzlstm.ui.widget_state import FIRST_CHANGES, OWN, keys_of, usual_tempo


def show_changes(controls: Controls) -> None:
    """Tune, or changes as typed; key; tempo."""
    names = [*TUNES, OWN]
    tune = st.selectbox(
        "Tune",
        names,
        key="tune",
        on_change=_on_tune,
        format_func=lambda name: "My own changes …" if name == OWN else TUNES[name].title,
        persist_state="session",
    )
    controls.slots["tune"] = st.empty()
    if tune == OWN:
        _own_changes(controls)
    else:
        controls.values["tune"] = tune
        st.caption(TUNES[tune].about)
    left, right = st.columns(2)
    with left:
        key = st.selectbox(
            "Key",
            keys_of(tune),
            key="key",
            on_change=let_go,
            format_func=lambda name: name or "as written",
            help="Puts the changes in another key.",
            persist_state="session",
        )
        controls.slots["key"] = st.empty()
    with right:
        tempo = show_slider(controls, "tempo", "Tempo", 1)
    own_key = "" if tune == OWN else TUNES[tune].key
    if key and key != own_key:
        controls.values["key"] = key
        controls.values["changes"] = _with_key(controls.values["changes"])
    controls.values["tempo"] = 0 if tempo == usual_tempo(tune) else tempo


def _own_changes(controls: Controls) -> None:
    text = st.text_area(
        "Changes",
        key="changes",
        height=130,
        placeholder=FIRST_CHANGES,
        help="Bars between | lines; % plays the last bar again, |: :| repeats, N.C. is silence, 3/4 a waltz. "
        "It is read and played whenever you pause.",
        persist_state="session",
    )
    controls.values["changes"] = text if text.strip() else FIRST_CHANGES
    controls.slots["changes"] = slot = st.empty()
    try:
        chart = parse_chart(controls.values["changes"])
    except (ChartError, ChordError):
        return  # said in the slot, once, when the music is asked for
    bars = f"{chart.bars} bar" + "s" * (chart.bars != 1)
    slot.caption(f"{bars} in {chart.metre}, {len(chart.changes)} changes: all read.")


def _with_key(text: str) -> str:
    """Own changes with a line that says which key they are in, so that they can be moved from it."""
    if not text.strip():
        return text
    try:
        chart = parse_chart(text)
    except (ChartError, ChordError):
        return text
    return text if chart.key else f"Key: {guess_key(chart)}\n{text}"


def _on_tune() -> None:
    tune = st.session_state["tune"]
    st.session_state["key"] = "" if tune == OWN else TUNES[tune].key
    st.session_state["tempo"] = usual_tempo(tune)
    let_go()
