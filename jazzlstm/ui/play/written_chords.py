"""Chords that were typed as a B flat or E flat instrument reads them, written anew in concert pitch."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.services.play import read_typed
from jazzlstm.services.sheets import PARTS
from jazzlstm.theory.forms import read_form, write_form
from jazzlstm.theory.transposition import transpose_chart
from jazzlstm.ui.play.history import part_open
from jazzlstm.ui.play.primer import unlock_notes


def show_conversion(text: str) -> None:
    """A button for a visitor who reads written pitch: the box itself is in concert pitch."""
    part = PARTS[part_open()]
    if part.semitones and text.strip():
        st.button(
            f"I typed these chords {part.transposition}: write them in concert pitch",
            key="to concert pitch",
            on_click=_convert,
            args=(part.semitones,),
        )


def _convert(semitones: int) -> None:
    text = st.session_state["changes"]
    try:
        st.session_state["changes"] = in_concert_pitch(text, semitones)
    except (ChartError, ChordError):
        return  # reported below the box
    unlock_notes()


def in_concert_pitch(text: str, semitones: int) -> str:
    """The text of a chart that was written ``semitones`` above its sound, with its repeats and sections.

    Raises:
        ChartError, ChordError: the text cannot be read.
    """
    chart = transpose_chart(read_typed(text).chart, -semitones)
    return write_form(read_form(text, chart))
