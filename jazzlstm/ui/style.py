"""The style sheet of the page, the links between the pages, and the escaping of text that visitors wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

STYLE_SHEET = Path(__file__).with_name("page.css")
ICON = Path(__file__).with_name("icon.svg")
MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&")
"""Characters that Markdown gives a meaning."""


def apply_style() -> None:
    """Add the style sheet to the page."""
    st.html(STYLE_SHEET)


def show_navigation(pages: Iterable[StreamlitPage]) -> None:
    """Links to all pages in a row, on a phone too, where Streamlit's own navigation hides them."""
    with st.container(horizontal=True, key="navigation", gap="small"):
        for page in pages:
            st.page_link(page)


def plain(text: str) -> str:
    """Escape Markdown, so that text from visitors, files and links shows no link, picture or heading."""
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in text)
