"""The style sheets of the page, the links between the pages, and the escaping of text that visitors wrote."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

STYLE_SHEETS = ("page.css", "controls.css", "waiting.css", "explain/lesson.css", "train/table.css")
"""In this order: later rules win."""
ICON = Path(__file__).with_name("icon.svg")
MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~:$&")
"""Characters that Markdown gives a meaning."""


def apply_style() -> None:
    """Add the style sheets to the page."""
    st.html(f"<style>{style_sheet()}</style>")


@cache
def style_sheet() -> str:
    """The text of all style sheets."""
    folder = Path(__file__).parent
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in STYLE_SHEETS)


def show_navigation(pages: Iterable[StreamlitPage]) -> None:
    """Links to all pages in a row, on a phone too, where Streamlit's own navigation hides them."""
    with st.container(horizontal=True, key="navigation", gap="small"):
        for page in pages:
            st.page_link(page)


def plain(text: str) -> str:
    """Escape Markdown, so that text from visitors, files and links shows no link, picture or heading."""
    return "".join(f"\\{letter}" if letter in MARKDOWN else letter for letter in text)
