"""Uploads, and a table of what the reader found in each file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from jazzlstm.errors import InputError, JazzError
from jazzlstm.files import shipped
from jazzlstm.formats.corpus import SUFFIXES
from jazzlstm.jobs.corpus_items import CorpusItem, advice, read_items
from jazzlstm.jobs.session_store import Session
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.table import count, show_table

TYPES = [suffix.lstrip(".") for suffix in SUFFIXES]
SAMPLE_CORPUS = shipped("data/solos")
MOST_REASONS = 3
"""Skipped files with their reasons above the table; the table has the reasons of all."""
POLL_SECONDS = 0.5
"""Time between two updates of the progress: reading a file takes a tenth of a second."""
_STORED = "stored uploads"
"""Key of the ids of the uploads that are in the session store: Streamlit returns them on every rerun."""


def show_music(session: Session | None, claim: Callable[[], Session]) -> list[CorpusItem]:
    """Show the uploader, and the table once files were read; returns the table's items.

    ``claim`` creates the session of a visitor who has none yet.
    """
    _accept_uploads(claim)
    if st.button("Try it with sample solos", icon=":material/library_music:", key="sample"):
        samples = sorted(SAMPLE_CORPUS.glob("*.mid"))
        store_uploads(claim(), [(path.name, path.read_bytes()) for path in samples])
        st.rerun()
    if session is None or not session.has_files:
        return []
    if _is_reading(session):
        st.fragment(_show_progress, run_every=POLL_SECONDS)(session)
        return []
    items = read_items(session)
    _show_corpus(session, items)
    return items


def _accept_uploads(claim: Callable[[], Session]) -> None:
    """The uploader; each uploaded file is stored once."""
    files = st.file_uploader(
        "MIDI, MusicXML, Impro-Visor, wjazzd.db, or a zip of them",
        type=TYPES,
        accept_multiple_files=True,
        key="uploads",
        help="The melody of each file is detected. Chords are read from text, or detected from the notes.",
    )
    stored = st.session_state.setdefault(_STORED, set())
    fresh = [file for file in files if file.file_id not in stored]
    if fresh:
        session = claim()
        stored.update(file.file_id for file in fresh)
        store_uploads(session, [(file.name, file.getvalue()) for file in fresh])
        st.rerun()


def store_uploads(session: Session, files: list[tuple[str, bytes]]) -> None:
    """Put uploads, each a name and its bytes, into the session store; a worker unpacks zip files.

    Raises:
        InputError: there are no files, or more than a session may hold.
    """
    if not files:
        raise InputError("the sample corpus is missing: reinstall the program, or upload your own files")
    for name, data in files:
        if _is_zip(name, data):
            session.add_upload(name, data)
    session.add_files((name, data) for name, data in files if not _is_zip(name, data))
    session.touch()


def _is_zip(name: str, data: bytes) -> bool:
    """Whether a file holds several files; an .mxl file is a zip too, but of one score."""
    return data[:2] == b"PK" and not name.lower().endswith(".mxl")


def _is_reading(session: Session) -> bool:
    """Whether the worker is reading new files; shows which zip members it could not read."""
    from jazzlstm.jobs import reading_jobs

    reading = reading_jobs.follow_reading(session)
    if reading.message:
        st.warning(plain(reading.message))
    return reading.has_new_files


def _show_progress(session: Session) -> None:
    from jazzlstm.jobs import reading_jobs, training_jobs

    try:
        reading = reading_jobs.follow_reading(session)
        training_jobs.prepare_worker()
    except JazzError as error:
        st.error(plain(str(error)))
        return
    if not reading.has_new_files:
        st.rerun()
    label = "Unpacking …" if reading.is_unpacking else f"Reading {reading.done} of {reading.files} files …"
    st.progress(reading.done / max(1, reading.files), label)


def _show_corpus(session: Session, items: Sequence[CorpusItem]) -> None:
    """The table with a summary and advice, and the button that removes the music."""
    st.markdown(_summary(items))
    for warning in [*advice(items), *_skip_reasons(items)]:
        st.warning(warning)
    show_table(session, items)
    with st.popover("Remove this music", icon=":material/delete:"):
        st.markdown("This removes all files from the table and cannot be undone. Your networks are kept.")
        if st.button("Remove all files", type="primary", key="forget"):
            session.remove_corpus()
            st.rerun()


def _summary(items: Sequence[CorpusItem]) -> str:
    included = [item for item in items if item.is_included]
    skipped = sum(not item.report.included for item in items)
    notes = sum(item.report.notes for item in included)
    words = f"**{count(len(included), 'solo')}, {count(notes, 'note')}**"
    return f"{words}; {count(skipped, 'file')} skipped" if skipped else words


def _skip_reasons(items: Sequence[CorpusItem]) -> list[str]:
    """Why the first few files were skipped."""
    skipped = [item.report for item in items if not item.report.included]
    shown = skipped[:MOST_REASONS]
    warnings = [f"**{plain(report.name)}** was skipped: {plain(report.reason)}" for report in shown]
    if len(skipped) > len(shown):
        rest = count(len(skipped) - len(shown), "more file")
        warnings.append(f"{rest} skipped: see the remarks in the table.")
    return warnings
