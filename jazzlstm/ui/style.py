"""The style sheet of the page, and the escaping of text that visitors wrote."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLE_SHEET = Path(__file__).with_name("page.css")
ICON = Path(__file__).with_name("icon.svg")
MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&")
"""Characters that Markdown gives a meaning."""


def apply_style() -> None:
    """Add the style sheet to the page."""
    st.html(STYLE_SHEET)


def plain(text: str) -> str:
    """Escape Markdown, so that text from visitors, files and links shows no link, picture or heading."""
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in text)
