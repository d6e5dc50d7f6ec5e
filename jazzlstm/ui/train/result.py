"""What a training has changed, in figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from jazzlstm.jobs.training_run import Status
from jazzlstm.ui.style import plain

QUOTE_NOTES = 12
"""Shared notes in a row that count as a quote: two players share 11 in only 2.4 % of places (WJazzD)."""
STATISTIC_NAMES = {
    "notes_per_bar": "notes per bar",
    "steps": "steps of one or two semitones",
    "unisons": "repeated notes",
    "chord_tones": "chord tones",
    "scale_tones": "scale tones",
    "entropy_4_bars": "pitch entropy over 4 bars (bits)",
    "groove_similarity": "groove similarity from bar to bar",
}
SHARES = ("steps", "unisons", "chord_tones", "scale_tones")
"""Statistics shown in per cent."""
COLUMNS = {"corpus": "your music", "before": "before", "after": "now"}


def show_result(status: Status) -> None:
    """Show the figures of a finished training, if it was evaluated."""
    if status.figures:
        st.header("What has changed")
        st.markdown(describe_figures(status.figures))
        with st.expander("All figures"):
            st.dataframe(figure_rows(status.figures), hide_index=True)


def describe_figures(figures: Mapping[str, Any]) -> str:
    """Distance from the corpus and originality in a few Markdown sentences."""
    sentences = []
    if "before" in figures:
        nearer, statistics = len(figures.get("nearer", ())), len(figures["corpus"]["statistics"])
        sentences.append(f"Its solos are now closer to your music in {nearer} of {statistics} statistics.")
    sentences.append(_originality(figures["after"]["copies"]))
    return "\n\n".join(sentences)


def _originality(copies: Mapping[str, Any]) -> str:
    source = f" (“{plain(copies['title'])}”, bar {copies['bar']})" if copies["title"] else ""
    shared = (
        f"Originality: a solo typically shares {copies['median']:g} notes in a row with your music, and at"
        f" most {copies['longest']}{source}. "
    )
    if copies["longest"] >= QUOTE_NOTES:
        return shared + "That is a quote: train for fewer epochs to avoid it."
    return shared + "That is too short for a quote."


def figure_rows(figures: Mapping[str, Any]) -> list[dict[str, str]]:
    """One table row per statistic: of the corpus, of the network before and after the training."""
    rows = []
    for name in figures["corpus"]["statistics"]:
        row = {"statistic": STATISTIC_NAMES.get(name, name.replace("_", " "))}
        for source, title in COLUMNS.items():
            value = figures.get(source, {}).get("statistics", {}).get(name)
            row[title] = _format_statistic(name, value)
        rows.append(row)
    return rows


def _format_statistic(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{100 * value:.0f}%" if name in SHARES else f"{value:.2f}"
