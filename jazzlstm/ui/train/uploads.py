"""Uploads, and the table of what was found in them: each line can be heard and corrected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import streamlit as st

from jazzlstm.audio import encode_mp3, render_sound
from jazzlstm.band import arrange
from jazzlstm.errors import InputError, JazzError
from jazzlstm.formats.corpus import MIDI_SUFFIXES, XML_SUFFIXES, ZIP_SUFFIXES
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.jobs.corpus_items import Item, advice, chart_text, leave_out, read_items, set_chart, solo_of
from jazzlstm.jobs.session_store import Session
from jazzlstm.music import Solo
from jazzlstm.ui.style import plain

TYPES = [suffix.lstrip(".") for suffix in (*MIDI_SUFFIXES, *XML_SUFFIXES, *ZIP_SUFFIXES)]
SAMPLE_CORPUS = Path(__file__).resolve().parents[3] / "data" / "solos"
LISTEN_BEATS = 64.0
MOST_REASONS = 3
COLUMNS = {
    "File": st.column_config.TextColumn(width=190),
    "": st.column_config.TextColumn(width=60),
    "Notes": st.column_config.NumberColumn(width=60),
    "Melody": st.column_config.TextColumn(width=130),
    "Key": st.column_config.TextColumn(width=60),
    "Chords from": st.column_config.TextColumn(width=100),
    "Metre": st.column_config.TextColumn(width=55),
    "Tempo": st.column_config.TextColumn(width=60),
    "Remarks": st.column_config.TextColumn(width="large"),
}
_TAKEN_IN = "uploads taken in"


def show_music(session: Session | None, claim: Callable[[], Session]) -> list[Item]:
    """The uploader and, once there is something, the table; returns its lines."""
    files = st.file_uploader(
        "MIDI, MusicXML, or a zip of them",
        type=TYPES,
        accept_multiple_files=True,
        key="uploads",
        help="The melody is found in each file; the chords too, where the file names or sounds them.",
    )
    known = st.session_state.setdefault(_TAKEN_IN, set())
    fresh = [file for file in files if file.file_id not in known]
    if fresh:
        session = claim()
        known.update(file.file_id for file in fresh)
        take_in(session, [(file.name, file.getvalue()) for file in fresh])
        st.rerun()
    if st.button("Try the sample corpus", icon=":material/library_music:", key="sample"):
        session = claim()
        take_in(session, [(path.name, path.read_bytes()) for path in sorted(SAMPLE_CORPUS.glob("*.mid"))])
        st.rerun()
    if session is None or not (session.names() or any(session.uploads.glob("*.json"))):
        return []
    if _follow(session):
        st.fragment(_show_progress, run_every=0.5)(session)
        return []
    items = read_items(session)
    _show_table(session, items)
    return items


def take_in(session: Session, files: list[tuple[str, bytes]]) -> None:
    """Put uploads into the locker: music as it is, zip files to be unpacked by a worker.

    Raises:
        InputError: there are none, or more than a session may keep.
    """
    if not files:
        raise InputError("there is no music to read: the sample corpus is missing from data/solos")
    for name, data in files:
        if _is_zip(name, data):
            session.add_upload(name, data)
    session.add_files((name, data) for name, data in files if not _is_zip(name, data))
    session.touch()


def _is_zip(name: str, data: bytes) -> bool:
    """Several files in one; an .mxl is packed too, but one score."""
    return data[:2] == b"PK" and not name.lower().endswith(".mxl")


def _follow(session: Session) -> bool:
    """Whether the worker is still reading; what went wrong in zip files is told."""
    from jazzlstm.jobs import reading_jobs as journeys

    reading = journeys.follow_reading(session)
    if reading.message:
        st.warning(plain(reading.message))
    return reading.is_active


def _show_progress(session: Session) -> None:
    from jazzlstm.jobs import reading_jobs as journeys

    try:
        reading = journeys.follow_reading(session)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    if not reading.is_active:
        st.rerun()
    words = "Unpacking …" if reading.is_unpacking else f"Reading {reading.done} of {reading.files} files …"
    st.progress(reading.done / max(1, reading.files), words)


def _show_table(session: Session, items: list[Item]) -> None:
    counting = [item for item in items if item.counts]
    notes = sum(item.report.notes for item in counting)
    left = sum(not item.report.included for item in items)
    st.markdown(f"**{len(counting)} solos, {notes:,} notes**" + (f"; {left} files left" if left else ""))
    for warning in [*advice(items), *_reasons(items)]:
        st.warning(warning)
    chosen = st.dataframe(
        [row_of(item) for item in items],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="songbook",
        height=min(420, 38 * (len(items) + 1)),
        column_config=COLUMNS,
    )
    rows = chosen["selection"]["rows"]
    st.caption("Select a line to hear it, to choose another melody track or to correct the chords.")
    if rows and rows[0] < len(items):
        _show_item(session, items[rows[0]])
    if st.button("Put this music away", key="forget", help="Your networks stay."):
        session.forget_corpus()
        st.rerun()


def _reasons(items: list[Item]) -> list[str]:
    """Why files were left, for the first of them; the table has the others."""
    left = [item.report for item in items if not item.report.included]
    said = [f"**{plain(report.name)}** was left: {plain(report.reason)}" for report in left[:MOST_REASONS]]
    if len(left) > MOST_REASONS:
        said.append(f"{len(left) - MOST_REASONS} more files were left: the table says why.")
    return said


def row_of(item: Item) -> dict[str, str | int | None]:
    """A line of the table."""
    report = item.report
    said = "; ".join(report.remarks) if report.included else report.reason
    return {
        "File": report.name,
        "": "left" if not report.included else "left out" if item.is_out else "taken",
        "Notes": report.notes if report.included else None,
        "Melody": report.track,
        "Key": item.key,
        "Chords from": "nowhere: none" if report.chords_from == "nowhere" else report.chords_from,
        "Metre": report.metre,
        "Tempo": f"{report.tempo:.0f}" if report.included else "",
        "Remarks": said,
    }


def _show_item(session: Session, item: Item) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(item.report.name)}**")
        if not item.report.included:
            st.error(plain(item.report.reason))
        if len(item.tracks) > 1:
            _choose_track(session, item)
        if not item.report.included:
            return
        st.audio(_heard(session, item), format="audio/mpeg")
        out = st.checkbox("Leave this solo out", value=item.is_out, key=f"out {item.id}")
        if out != item.is_out:
            leave_out(session, item, out)
            st.rerun()
        _edit_chords(session, item)


def _choose_track(session: Session, item: Item) -> None:
    from jazzlstm.jobs import reading_jobs as journeys

    names = {number: f"{name} ({notes} notes)" for number, name, notes in item.tracks}
    now = next((number for number, name, _ in item.tracks if name == item.report.track), None)
    numbers = list(names)
    track = st.selectbox(
        "Melody track",
        numbers,
        index=numbers.index(now) if now in numbers else None,
        format_func=names.__getitem__,
        key=f"track {item.id} {item.report.track}",
    )
    if track is not None and track != now:
        journeys.read_again(session, item.file, track)
        st.rerun()


def _edit_chords(session: Session, item: Item) -> None:
    text = st.text_area(
        "Chords", value=chart_text(session, item), key=f"chart {item.id} {item.report.track}", height=140
    )
    left, right = st.columns(2)
    if left.button("Use these chords", key=f"use {item.id}"):
        try:
            set_chart(session, item, text)
        except InputError as error:
            st.error(plain(str(error)))
            return
        st.rerun()
    if item.has_own_chart and right.button("Back to those found", key=f"back {item.id}"):
        set_chart(session, item, "")
        st.rerun()


def _heard(session: Session, item: Item) -> bytes:
    """The first bars of a solo, as they were read, with a band."""
    solo = solo_of(session, item)
    notes = tuple(note for note in solo.notes if note.end <= LISTEN_BEATS) or solo.notes[:1]
    return _sound_of(replace(solo, notes=notes))


@lru_cache(maxsize=8)
def _sound_of(solo: Solo) -> bytes:
    return encode_mp3(render_sound(write_midi(arrange(solo, beats=min(solo.end, LISTEN_BEATS)))))
