"""A melody for the solo to paraphrase: uploaded, or played in a live session."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import InputError, JazzError
from jazzlstm.generation.theme import write_placed_theme, write_theme
from jazzlstm.services.live_acts import RecordedNotes
from jazzlstm.services.live_record import read_record
from jazzlstm.ui.play.history import current_solo
from jazzlstm.ui.play.melody_field import show_melody_field, uploaded_melody
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import DEFAULTS, THEME

_UPLOAD = "theme file"
"""Key of the upload field."""
_ERROR = "theme error"
"""In the session: why the uploaded file cannot be used, "" if it can."""


def show_theme() -> None:
    """Draw the upload field, the error of the last upload, and a button that removes the theme."""
    show_melody_field(
        "Theme to paraphrase",
        _UPLOAD,
        "A melody over the whole tune, in the key of the chords. The solo varies it, as players do.",
        _on_upload,
    )
    error = st.session_state.get(_ERROR, "")
    if error:
        st.error(plain(error))
    if st.session_state[THEME]:
        st.caption("A link to the solo contains the notes of the theme, but not the file.")
        st.button("Remove the theme", on_click=remove_theme, width="stretch")


def remove_theme() -> None:
    """Improvise without a theme."""
    st.session_state[THEME] = st.session_state[_ERROR] = ""
    st.session_state["nearness"] = DEFAULTS["nearness"]


def set_played_theme(record: object) -> None:
    """Paraphrase what the listener played in a live session, given by its record, if there is any."""
    rendered = current_solo()
    if rendered is None:
        return
    try:
        acts = read_record(record).acts
        notes = [note for act in acts if isinstance(act, RecordedNotes) for note in act.notes]
        st.session_state[THEME] = write_placed_theme(notes, rendered.piece.chart)
    except InputError:
        return


def _on_upload() -> None:
    rendered = current_solo()
    st.session_state[_ERROR] = ""
    try:
        melody = uploaded_melody(_UPLOAD)
        if melody and rendered:
            st.session_state[THEME] = write_theme(melody[0], rendered.piece.chart)
    except JazzError as error:
        st.session_state[_ERROR] = str(error)
