"""The chord changes: a tune or the visitor's own chords, a key, a tempo."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.generation.settings import SETTINGS
from jazzlstm.services.play import read_changes
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.primer import unlock_notes
from jazzlstm.ui.play.widgets import Controls, show_setting
from jazzlstm.ui.widget_state import FIRST_CHANGES, OWN, keys_of, usual_tempo

FIELD_HEIGHT = 236
"""Pixels: eight lines, a chorus of 32 bars."""


def show_changes(controls: Controls) -> None:
    """Draw the pickers of tune, key and tempo, and the text field for own changes."""
    tune = st.selectbox(
        SETTINGS["tune"].label,
        [*TUNES, OWN],
        key="tune",
        on_change=_on_tune,
        format_func=lambda name: "Your own chords …" if name == OWN else TUNES[name].title,
        persist_state="session",
    )
    controls.slots["tune"] = st.empty()
    if tune == OWN:
        _show_own_changes(controls)
    else:
        controls.values["tune"] = tune
        st.caption(TUNES[tune].about)
    left, right = st.columns(2)
    with left:
        _show_key(controls, tune)
    with right:
        show_setting(controls, "tempo")
    if controls.values["tempo"] == usual_tempo(tune):
        controls.values["tempo"] = 0


def _show_key(controls: Controls, tune: str) -> None:
    setting = SETTINGS["key"]
    key = st.selectbox(
        setting.label,
        keys_of(tune),
        key=setting.name,
        on_change=unlock_notes,
        format_func=lambda name: name or setting.automatic,
        help="Transpose the chords to this key.",
        persist_state="session",
    )
    controls.slots["key"] = st.empty()
    own_key = "" if tune == OWN else TUNES[tune].key
    if key != own_key:
        controls.values["key"] = key


def _show_own_changes(controls: Controls) -> None:
    setting = SETTINGS["changes"]
    text = st.text_area(
        setting.label,
        key=setting.name,
        height=FIELD_HEIGHT,
        placeholder=FIRST_CHANGES,
        help="Separate bars with |. % repeats the bar before, |: :| repeats a part, N.C. is silence, "
        "3/4 is a waltz, [A] starts a section. The solo updates as you type.",
        persist_state="session",
    )
    controls.values["changes"] = text if text.strip() else FIRST_CHANGES
    controls.slots["changes"] = slot = st.empty()
    try:
        chart = read_changes(controls.values["changes"])
    except (ChartError, ChordError):
        return  # reported once, when the solo is made
    counts = f"{_count(chart.bars, 'bar')} in {chart.metre}, {_count(len(chart.changes), 'chord')}"
    slot.caption(f"{counts}." if text.strip() else f"Empty: the example plays. {counts}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _on_tune() -> None:
    tune = st.session_state["tune"]
    st.session_state["key"] = "" if tune == OWN else TUNES[tune].key
    st.session_state["tempo"] = usual_tempo(tune)
    unlock_notes()
