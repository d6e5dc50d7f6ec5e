"""The table of the uploaded music: for each solo what was heard in its file, and what is in doubt.

A row is a few lines of text beside a small roll, so that nothing is off screen on a phone either. The
table is a fragment: opening a row draws nothing else. A correction changes the training, so it reruns the
page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape

import streamlit as st

from jazzlstm.drawing.small_roll import draw_glance
from jazzlstm.formats.result import CHOSEN, LIKELY, SURE, UNSURE
from jazzlstm.jobs.corpus_items import CorpusItem, doubts_of, read_items, set_excluded, solo_of
from jazzlstm.jobs.session_store import Session
from jazzlstm.ui.train.item import show_item

ROWS_A_PAGE = 10
POLL_SECONDS = 0.5
"""Between two looks at a file that is read again."""
CERTAINTIES = {
    SURE: "sure",
    LIKELY: "likely, not certain",
    UNSURE: "not sure: listen to it",
    CHOSEN: "you chose it",
}
FILTERS: Mapping[str, Callable[[CorpusItem], bool]] = {
    "All": lambda item: True,
    "To check": lambda item: bool(doubts_of(item)),
    "Skipped": lambda item: not item.report.included,
    "Excluded": lambda item: item.is_excluded,
}
_OPEN = "open rows"
"""Key of the ids of the items whose details are shown."""


def show_table(session: Session, items: Sequence[CorpusItem]) -> None:
    """Show the rows of a corpus; while a file is read again, look for its result."""
    is_reading = any(item.is_unread for item in items)
    rows = st.fragment(_show_rows, run_every=POLL_SECONDS if is_reading else None)
    with st.container(key="corpus"):
        rows(session, items)


def _show_rows(session: Session, items: Sequence[CorpusItem]) -> None:
    if any(item.is_unread for item in items):
        from jazzlstm.jobs import reading_jobs

        reading_jobs.follow_reading(session)
    if read_items(session) != items:  # corrected, or read again: the training changes too
        st.rerun()
    shown = _filtered(items)
    pages = -(-len(shown) // ROWS_A_PAGE)
    first = 0
    if pages > 1:
        page = min(int(st.session_state.get(f"page of {pages}", 1)), pages)
        first = ROWS_A_PAGE * (page - 1)
    for item in shown[first : first + ROWS_A_PAGE]:
        _show_row(session, item)
    if pages > 1:
        st.pagination(pages, key=f"page of {pages}")


def _filtered(items: Sequence[CorpusItem]) -> list[CorpusItem]:
    """The items of the chosen kind whose names contain the typed words."""
    counts = {name: sum(map(belongs, items)) for name, belongs in FILTERS.items()}
    names = [name for name, count in counts.items() if count]
    if len(names) < 2 and len(items) <= ROWS_A_PAGE:
        return list(items)
    name = st.segmented_control(
        "Show", names, format_func=lambda name: f"{name} {counts[name]:,}", default="All", key="show rows"
    )
    words = ""
    if len(items) > ROWS_A_PAGE:
        words = st.text_input("Find a file", key="find file", placeholder="part of the file name").lower()
    belongs = FILTERS[name or "All"]
    return [item for item in items if belongs(item) and words in item.report.name.lower()]


def _show_row(session: Session, item: CorpusItem) -> None:
    is_open = item.id in st.session_state.setdefault(_OPEN, set())
    with st.container(border=True, key=f"row {item.id}"):
        st.html(row_html(item, _glance(session, item) if item.report.included else ""))
        if item.report.included or item.report.tracks:
            with st.container(horizontal=True, vertical_alignment="center"):
                _show_choices(session, item, is_open)
        if is_open:
            show_item(session, item)


def _show_choices(session: Session, item: CorpusItem, is_open: bool) -> None:
    """The button that opens a row, and the box that excludes a solo."""
    label = "Close" if is_open else "Listen and correct" if item.report.included else "Choose a track"
    st.button(label, key=f"open {item.id}", on_click=_toggle, args=(item.id,))
    if item.report.included:
        st.checkbox(
            "Exclude from the training",
            value=item.is_excluded,
            key=f"out {item.id}",
            on_change=lambda: set_excluded(session, item, bool(st.session_state[f"out {item.id}"])),
        )


def _toggle(identity: str) -> None:
    st.session_state[_OPEN] ^= {identity}


def row_html(item: CorpusItem, glance: str) -> str:
    """What was heard in a file, as HTML; ``glance`` is its small roll."""
    report = item.report
    head = f'<div class="solo-name">{escape(report.name)} {_badge(item)}</div>'
    if not report.included:
        return f'<div class="solo">{head}<p class="doubt">Skipped: {escape(report.reason)}.</p></div>'
    facts = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in facts_of(item).items())
    doubts = doubts_of(item)
    warnings = "".join(f'<p class="doubt">{escape(_sentence(doubt))}</p>' for doubt in doubts)
    others = "; ".join(remark for remark in report.remarks if remark not in doubts)
    remarks = f'<p class="remarks">{escape(_sentence(others))}</p>' if others else ""
    return f'<div class="solo">{head}{glance}<dl>{facts}</dl>{warnings}{remarks}</div>'


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def facts_of(item: CorpusItem) -> dict[str, str]:
    """What was heard, by name."""
    report = item.report
    key = f"key {item.key}" if item.key else "key not given"
    melody = f"{report.track} ({CERTAINTIES[report.certainty]})"
    return {
        "Melody": melody if len(report.tracks) > 1 else report.track,
        "Chords": chord_source(report.chords_from),
        "Music": f"{count(report.notes, 'note')} in {count(report.bars, 'bar')} of {report.metre}, {key},"
        f" {report.tempo:.0f} bpm",
    }


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 note", "2,000 notes"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def chord_source(source: str) -> str:
    """Where the chords come from, in words."""
    if source == "nowhere":
        return "none found"
    if source.startswith("the notes of"):
        return f"guessed from {source}"
    return f"from {source}"


def _badge(item: CorpusItem) -> str:
    """A word beside the name of a solo that a training does not use."""
    if item.is_unread:
        return '<span class="badge">reading …</span>'
    if not item.report.included:
        return '<span class="badge">skipped</span>'
    return '<span class="badge">excluded</span>' if item.is_excluded else ""


@lru_cache(maxsize=500)  # some kilobytes each
def _glance(session: Session, item: CorpusItem) -> str:
    """The small roll of a solo; cached, because drawing it parses the solo."""
    return draw_glance(solo_of(session, item))
