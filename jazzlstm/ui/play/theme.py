"""A melody for the solo to paraphrase: uploaded, or played in a live session."""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import InputError, JazzError
from jazzlstm.generation.theme import write_placed_theme, write_theme
from jazzlstm.jobs.primer_upload import read_primer_upload
from jazzlstm.services.live_acts import RecordedNotes
from jazzlstm.services.live_record import read_record
from jazzlstm.ui.play.history import current_solo
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import DEFAULTS, THEME

_UPLOAD = "theme file"
"""Key of the upload field."""
_ERROR = "theme error"
"""In the session: why the uploaded file cannot be used, "" if it can."""


def show_theme() -> None:
    """Draw the upload field, the error of the last upload, and a button that removes the theme."""
    st.file_uploader(
        "Theme to paraphrase",
        type=["mid", "midi", "musicxml", "xml", "mxl"],
        key=_UPLOAD,
        on_change=_on_upload,
        help="MIDI or MusicXML: a melody over the whole tune, in the key of the chords. The solo varies it,"
        " as players vary a theme.",
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
    file, rendered = st.session_state[_UPLOAD], current_solo()
    st.session_state[_ERROR] = ""
    if file is None or rendered is None:
        return
    try:
        notes, _ = read_primer_upload(file.name, file.getvalue())
        st.session_state[THEME] = write_theme(notes, rendered.piece.chart)
    except JazzError as error:
        st.session_state[_ERROR] = str(error)
