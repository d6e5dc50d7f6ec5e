"""The length of the solo: a typed number of choruses or bars of the tune."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from jazzlstm.generation.settings import LONGEST_SOLO, SETTINGS
from jazzlstm.ui.solo_length import BARS, CHORUSES, FEWEST, LENGTH, UNIT, beats_of, chart_of


def show_length(values: Mapping[str, Any]) -> float:
    """Draw a number and its unit; returns the length in beats for the chart of ``values``.

    A length that is too long is reported, and the longest is played.
    """
    setting = SETTINGS["beats"]
    left, right = st.columns(2, vertical_alignment="bottom")
    number = left.number_input(
        setting.label,
        min_value=FEWEST,
        step=1.0,
        format="%g",
        key=LENGTH,
        persist_state="session",
    )
    unit = right.selectbox(
        "Unit of the length",
        [CHORUSES, BARS],
        key=UNIT,
        label_visibility="collapsed",
        persist_state="session",
    )
    one = beats_of(unit, chart_of(values))
    most = max(1, int(LONGEST_SOLO // one))
    if number * one > LONGEST_SOLO:
        st.error(f"A solo has at most {LONGEST_SOLO:,} beats: type {most} {unit} or fewer.")
        number = most
    beats = min(max(1.0, round(number * one, 6)), float(LONGEST_SOLO))
    st.session_state["beats"] = beats
    return beats
