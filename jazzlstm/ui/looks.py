"""The page's style sheet: type, widths and quiet, over Streamlit's own widgets."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

STYLE_SHEET = Path(__file__).with_name("page.css")
ICON = Path(__file__).with_name("icon.svg")


def wear_looks() -> None:
    """Put the style sheet on the page; it takes no room."""
    st.html(STYLE_SHEET)
