"""How the page looks: type, widths and quiet over Streamlit's widgets, and strangers' words as words."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLE_SHEET = Path(__file__).with_name("page.css")
ICON = Path(__file__).with_name("icon.svg")
MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&")


def apply_style() -> None:
    """Put the style sheet on the page; it takes no room."""
    st.html(STYLE_SHEET)


def plain(text: str) -> str:
    """A stranger's words as text: no link, picture or heading of theirs is shown."""
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in text)
