"""The details of a row: see and hear the solo, choose or join tracks, correct the chords."""

from __future__ import annotations

import streamlit as st

from jazzlstm.drawing.small_roll import bars_of, draw_system, first_bar
from jazzlstm.errors import InputError, JazzError
from jazzlstm.jobs.corpus_items import CorpusItem, set_chart, solo_of
from jazzlstm.jobs.session_store import Session
from jazzlstm.music import Solo
from jazzlstm.theory.charts import write_chart
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.listening import excerpt, sound_of_solo

SYSTEM_BARS = 4
SHOWN_BARS = 16
"""Bars of the roll; more would fill a phone."""
HEARD_BARS = 8
"""Bars that are rendered to hear a solo: enough to recognise its melody, and a second or two of work."""
LEGEND = (
    '<div class="roll-legend"><span><i class="chord_tone"></i>chord tone</span>'
    '<span><i class="scale_tone"></i>scale tone</span>'
    '<span><i class="outside"></i>outside the chord</span></div>'
)
"""The colours of the roll."""
CHORDS_HEIGHT = 140
"""Pixels of the text field: about five lines."""


def show_item(session: Session, item: CorpusItem) -> None:
    """Show the notes, the sound, the melody tracks and the chords of an item."""
    if len(item.report.tracks) > 1:
        _choose_tracks(session, item)
    if not item.report.included:
        return
    solo = solo_of(session, item)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = _choose_bar(item, solo)
        part = excerpt(solo, bars_of(solo)[first : first + HEARD_BARS])
        if st.button(f"Listen to {HEARD_BARS} bars", icon=":material/play_arrow:", key=f"listen {item.id}"):
            st.session_state[f"heard {item.id}"] = part
    _play(item, part)
    systems = range(first, min(first + SHOWN_BARS, len(bars_of(solo))), SYSTEM_BARS)
    rolls = "".join(draw_system(solo, system, SYSTEM_BARS) for system in systems)
    st.html(f'<div class="systems">{rolls}</div>{LEGEND}')
    _edit_chords(session, item, solo)


def _choose_tracks(session: Session, item: CorpusItem) -> None:
    """The melody track, and tracks to join it with."""
    from jazzlstm.jobs import reading_jobs

    labels = {number: f"{label} ({notes:,} notes)" for number, label, notes in item.report.tracks}
    current = item.report.melody_tracks
    melody = st.selectbox(
        "Melody track",
        list(labels),
        index=list(labels).index(current[0]) if current and current[0] in labels else None,
        format_func=labels.__getitem__,
        key=f"track {item.id} {current}",
    )
    joined: list[int] = []
    if item.report.can_join:
        joined = st.multiselect(
            "Join with",
            [number for number in labels if number != melody],
            default=[number for number in current[1:] if number in labels],
            format_func=labels.__getitem__,
            key=f"join {item.id} {current}",
            placeholder="no other track",
            help="For a melody that is spread over tracks, such as a guitar with one track a string.",
        )
    if melody is None:
        return
    chosen = (melody, *joined) if melody == (current or (None,))[0] else (melody,)
    if sorted(chosen) != sorted(current) and not item.is_unread:
        reading_jobs.read_again(session, item.file, chosen)
        st.rerun()


def _choose_bar(item: CorpusItem, solo: Solo) -> int:
    """The bar from which the solo is shown and heard, from 0."""
    bars = len(bars_of(solo))
    if bars <= HEARD_BARS:
        return 0
    start = first_bar(solo) + 1
    key = f"bar {item.id} {start} {bars}"
    return int(st.number_input("From bar", 1, bars, start, step=4, key=key, width=130)) - 1


def _play(item: CorpusItem, part: Solo) -> None:
    """A player for some bars, if they are those that the visitor wanted to hear."""
    if st.session_state.get(f"heard {item.id}") != part:
        return
    try:
        with st.spinner("Rendering the sound …"):
            sound = sound_of_solo(part)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    st.audio(sound, format="audio/mpeg", autoplay=True)


def _edit_chords(session: Session, item: CorpusItem, solo: Solo) -> None:
    key = f"chart {item.id} {item.report.track} {item.chart}"
    text = st.text_area("Chords", value=write_chart(solo.chart), key=key, height=CHORDS_HEIGHT)
    with st.container(horizontal=True):
        if st.button("Use these chords", key=f"use {item.id}"):
            try:
                if not text.strip():
                    raise InputError("the box is empty: write chords, or NC for silence")
                set_chart(session, item, text)
            except InputError as error:
                message = str(error)
                st.error(plain(message[:1].upper() + message[1:]))
                return
            st.rerun()
        if item.chart and st.button("Restore the chords of the file", key=f"back {item.id}"):
            set_chart(session, item, "")
            st.rerun()
