"""The chord changes: a tune or the visitor's own chords, a key, a tempo."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import UnknownNameError
from jazzlstm.generation.settings import SETTINGS
from jazzlstm.theory.tunes import TUNES, find_tune
from jazzlstm.ui.play.chart_box import show_box, show_found, show_uploader
from jazzlstm.ui.play.own_charts import forget_problem, settle_picked
from jazzlstm.ui.play.primer import unlock_notes
from jazzlstm.ui.play.songbook import show_songbook
from jazzlstm.ui.play.theme import remove_theme
from jazzlstm.ui.play.widgets import Controls, explain, show_setting
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import OWN, UNKNOWN_TUNE, follow_feel, keys_of, set_tempo, usual_tempo


def show_changes(controls: Controls) -> None:
    """Draw the pickers of tune, key and tempo, and the text field for own changes."""
    tune = st.selectbox(
        SETTINGS["tune"].label,
        [OWN, *TUNES],
        key="tune",
        on_change=_on_tune,
        format_func=lambda name: "Your own chords or a file …" if name == OWN else TUNES[name].label,
        persist_state="session",
    )
    controls.slots["tune"] = st.empty()
    if unknown := st.session_state.get(UNKNOWN_TUNE):
        controls.slots["tune"].warning(plain(_advice(unknown)))
    settle_picked(tune)
    show_found()
    if tune == OWN:
        show_box(controls)
    else:
        controls.values["tune"] = tune
        st.caption(TUNES[tune].about)
    show_uploader()
    songbook = st.container()
    left, right = st.columns(2)
    with left:
        _show_key(controls, tune)
    follow_feel(tune)
    with right:
        show_setting(controls, "tempo")
    with songbook:
        show_songbook(controls)
    if controls.values["tempo"] == usual_tempo(tune, st.session_state["feel"]):
        controls.values["tempo"] = 0


def _show_key(controls: Controls, tune: str) -> None:
    setting = SETTINGS["key"]
    key = st.selectbox(
        setting.label,
        keys_of(tune),
        key=setting.name,
        on_change=unlock_notes,
        format_func=lambda name: name or setting.automatic,
        persist_state="session",
    )
    explain(setting.help)
    controls.slots["key"] = st.empty()
    own_key = "" if tune == OWN else TUNES[tune].key
    if key != own_key:
        controls.values["key"] = key


def _advice(unknown: str) -> str:
    """What is wrong with a link to a tune that does not exist."""
    try:
        find_tune(unknown)
        return ""
    except UnknownNameError as error:
        near = TUNES[error.nearest].label if error.nearest else ""
    remedy = f"did you mean {near}?" if near else "choose a tune from the list"
    return f"The link asks for the tune {unknown[:40]!r}, which does not exist: {remedy}"


def choose_tune(name: str) -> None:
    """Choose an entry of the list, with its key and tempo, before the controls are drawn."""
    st.session_state["tune"] = name
    _on_tune()


def _on_tune() -> None:
    tune = st.session_state["tune"]
    st.session_state[UNKNOWN_TUNE] = ""
    forget_problem()
    st.session_state["key"] = "" if tune == OWN else TUNES[tune].key
    set_tempo(tune, st.session_state["feel"])
    unlock_notes()
    remove_theme()
