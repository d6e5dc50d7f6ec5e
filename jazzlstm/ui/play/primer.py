"""A melody brought along, for the solo to open with."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.primer_upload import primer_prefix, read_primer_upload
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import OPENING

_MELODY, _SAID = "melody", "said of the melody"


def show_melody() -> None:
    """Where to bring it, and what was said of it."""
    st.file_uploader(
        "Start from a melody",
        type=["mid", "midi", "musicxml", "xml", "mxl"],
        key=_MELODY,
        on_change=_on_melody,
        help="MIDI or MusicXML: the solo opens with its first bars, as they stand, and goes on from there. "
        "Let go brings the network's own opening back.",
    )
    kind, words = st.session_state.get(_SAID, ("", ""))
    if kind == "error":
        st.error(plain(words))
    elif kind == "told":
        st.caption(words)


def let_go() -> None:
    """Nothing is kept: all of the solo is improvised. Notes of one key or tune make no sense in another."""
    st.session_state[OPENING] = ""
    st.session_state[_SAID] = ("", "")


def _on_melody() -> None:
    """A melody was brought along: the solo opens with it. It goes into links, as all that is kept does."""
    file = st.session_state[_MELODY]
    st.session_state[_SAID] = ("", "")
    if file is None:
        return
    try:
        notes, bar_beats = read_primer_upload(file.name, file.getvalue())
        opening, bars = primer_prefix(notes, bar_beats, st.session_state["beats"])
    except JazzError as error:
        st.session_state[_SAID] = ("error", str(error))
        return
    st.session_state[OPENING] = opening
    words = f"The solo opens with {bars} bar{'s' * (bars != 1)} of it; a longer solo takes more."
    st.session_state[_SAID] = ("told", f"{words} A link holds these notes, too, but not the file.")
