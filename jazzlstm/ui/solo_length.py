"""The length of a solo as the page shows it: choruses or bars of the chart, in place of beats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.music import BEAT_TOLERANCE, Chart
from jazzlstm.services.play import prepare
from jazzlstm.theory.charts import parse_chart

LENGTH = "length"
UNIT = "unit of the length"
"""Keys of the widgets."""
CHORUSES = "choruses"
BARS = "bars"
FEWEST = 0.25
"""Bars or choruses."""
_FOUR_BARS = parse_chart("| C | % | % | % |")
"""In place of changes that cannot be read: nothing is played then."""


def chart_of(values: Mapping[str, Any]) -> Chart:
    """The chart of these settings; four bars of 4/4 if it cannot be read."""
    try:
        return prepare(Settings(**{name: values[name] for name in ("tune", "changes", "key")})).chart
    except JazzError:  # reported once, when the solo is made
        return _FOUR_BARS


def beats_of(unit: str, chart: Chart) -> float:
    """The beats of a bar or of a chorus."""
    return chart.beats if unit == CHORUSES else chart.metre.bar_beats


def set_length(values: Mapping[str, Any]) -> None:
    """Put the length of settings into the widgets, before they are drawn: whole choruses, or bars.

    Without ``beats`` it is one chorus.
    """
    chart = chart_of(values)
    beats = float(values.get("beats") or chart.beats)
    choruses = beats / chart.beats
    is_whole = choruses > 0.5 and abs(choruses - round(choruses)) < BEAT_TOLERANCE
    bars = round(beats / chart.metre.bar_beats, 6)
    number, unit = (float(round(choruses)), CHORUSES) if is_whole else (max(FEWEST, bars), BARS)
    st.session_state[LENGTH], st.session_state[UNIT], st.session_state["beats"] = number, unit, beats
