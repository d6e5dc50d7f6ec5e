"""The selected row of the table: hear the solo, choose another melody track, correct the chords."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import streamlit as st

from jazzlstm.audio import encode_mp3, render_sound
from jazzlstm.band import arrange
from jazzlstm.errors import InputError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.jobs.corpus_items import CorpusItem, set_chart, set_excluded, solo_of
from jazzlstm.jobs.session_store import Session
from jazzlstm.music import Solo
from jazzlstm.theory.charts import write_chart
from jazzlstm.ui.style import plain

LISTEN_BEATS = 64.0
"""Beats of a solo that are rendered to hear it: 16 bars of 4/4, enough to recognise the melody track."""
CHORDS_HEIGHT = 140
"""Pixels of the text field: about five lines."""


def show_item(session: Session, item: CorpusItem) -> None:
    """Show the sound, the melody track and the chords of an item."""
    with st.container(border=True):
        st.markdown(f"**{plain(item.report.name)}**")
        if not item.report.included:
            st.error(plain(item.report.reason))
        if len(item.report.tracks) > 1:
            _choose_track(session, item)
        if not item.report.included:
            return
        solo = solo_of(session, item)
        st.audio(_sound_of(_first_bars(solo)), format="audio/mpeg")
        is_excluded = st.checkbox("Exclude this solo", value=item.is_excluded, key=f"out {item.id}")
        if is_excluded != item.is_excluded:
            set_excluded(session, item, is_excluded)
            st.rerun()
        _edit_chords(session, item, solo)


def _choose_track(session: Session, item: CorpusItem) -> None:
    from jazzlstm.jobs import reading_jobs

    names = {number: f"{name} ({notes:,} notes)" for number, name, notes in item.report.tracks}
    current = next((number for number, name, _ in item.report.tracks if name == item.report.track), None)
    numbers = list(names)
    track = st.selectbox(
        "Melody track",
        numbers,
        index=numbers.index(current) if current in numbers else None,
        format_func=names.__getitem__,
        key=f"track {item.id} {item.report.track}",
    )
    if track is not None and track != current:
        reading_jobs.read_again(session, item.file, track)
        st.rerun()


def _edit_chords(session: Session, item: CorpusItem, solo: Solo) -> None:
    key = f"chart {item.id} {item.report.track}"
    text = st.text_area("Chords", value=write_chart(solo.chart), key=key, height=CHORDS_HEIGHT)
    left, right = st.columns(2)
    if left.button("Use these chords", key=f"use {item.id}"):
        try:
            set_chart(session, item, text)
        except InputError as error:
            st.error(plain(str(error)))
            return
        st.rerun()
    if item.chart and right.button("Restore the detected chords", key=f"back {item.id}"):
        set_chart(session, item, "")
        st.rerun()


def _first_bars(solo: Solo) -> Solo:
    """The first ``LISTEN_BEATS`` of a solo; its first note if that is longer."""
    notes = tuple(note for note in solo.notes if note.end <= LISTEN_BEATS) or solo.notes[:1]
    return replace(solo, notes=notes)


@lru_cache(maxsize=8)  # MP3 files of about 500 kB
def _sound_of(solo: Solo) -> bytes:
    """A solo with its band as an MP3 file."""
    return encode_mp3(render_sound(write_midi(arrange(solo, beats=min(solo.end, LISTEN_BEATS)))))
