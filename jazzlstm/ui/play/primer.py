"""An uploaded melody for the solo to begin with."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.primer_upload import primer_prefix
from jazzlstm.ui.play.melody_field import show_melody_field, uploaded_melody
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import KEPT, OPENING

_UPLOAD = "melody"
"""Key of the upload field."""
ERROR = "primer error"
"""In the session: why the uploaded file cannot be used, "" if it can."""
NOTE = "primer note"
"""In the session: how many bars the solo takes from the uploaded file; "" for none."""


def show_primer() -> None:
    """Draw the upload field, and the note or error of the last upload."""
    show_melody_field(
        "Start from a melody",
        _UPLOAD,
        "The solo begins with the first bars of this melody and continues from there. To remove them, press "
        "Unlock below the takes.",
        _on_upload,
    )
    error, note = st.session_state.get(ERROR, ""), st.session_state.get(NOTE, "")
    if error:
        st.error(plain(error))
    elif note:
        st.caption(note)


def unlock_notes() -> None:
    """Improvise the whole solo. The notes of one key or tune do not fit another."""
    st.session_state[OPENING] = st.session_state[KEPT] = ""
    _report()


def _report(error: str = "", note: str = "") -> None:
    st.session_state[ERROR], st.session_state[NOTE] = error, note


def _on_upload() -> None:
    """Lock the first bars of the uploaded melody. They are a part of links, as all locked notes are."""
    _report()
    try:
        melody = uploaded_melody(_UPLOAD)
        if melody is None:
            return
        prefix, bars = primer_prefix(*melody, st.session_state["beats"])
    except JazzError as error:
        _report(error=str(error))
        return
    st.session_state[OPENING] = prefix
    count = f"{bars} bar{'s' * (bars != 1)}"
    _report(
        note=f"The solo begins with {count} of the melody; a longer solo can use more. "
        "A link to the solo contains these notes, but not the file."
    )
