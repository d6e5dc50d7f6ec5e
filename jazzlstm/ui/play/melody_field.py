"""The field for a melody that a visitor uploads: the beginning of a solo, or its theme."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from jazzlstm.jobs.primer_upload import read_primer_upload
from jazzlstm.music import Note

TYPES = ["mid", "midi", "musicxml", "xml", "mxl"]


def show_melody_field(label: str, key: str, words: str, on_change: Callable[[], None]) -> None:
    """Draw the field; ``words`` explain it."""
    st.file_uploader(label, type=TYPES, key=key, on_change=on_change, help=f"MIDI or MusicXML. {words}")


def uploaded_melody(key: str) -> tuple[tuple[Note, ...], float] | None:
    """The notes in the field, and the beats of their bars; None if the file was removed.

    Raises:
        MusicFileError: the file cannot be read, or has no melody.
    """
    file = st.session_state[key]
    return None if file is None else read_primer_upload(file.name, file.getvalue())
