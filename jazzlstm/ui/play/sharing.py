"""Sharing a solo: its link, a QR code of it, and a line of HTML that puts the player into another page."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

import segno
import streamlit as st

LONGEST_QR = 2000
"""Characters: a code of a longer link is too fine for the camera of a phone."""
QR_SCALE = 4
"""Pixels of a module."""
EMBED_HEIGHT = 800
"""Pixels: the player with its mixer and the buttons below it."""


def show_sharing(query: str) -> None:
    """A menu with the ways to share the solo of this query string."""
    link = f"{page_address()}?{query}"
    menu = st.popover("Share", icon=":material/qr_code_2:", key="share", on_change="rerun")
    with menu:  # complete but for the code: the browser places the menu by its height when it opens
        st.caption("The link plays exactly this solo.")
        st.code(link, language=None, wrap_lines=True)
        st.caption("Copy this HTML to show the player on your own page:")
        st.code(embed_code(link), language="html", wrap_lines=True)
        if menu.open:  # a code takes as long to make as the rest of a rerun
            _show_code(link)


def _show_code(link: str) -> None:
    if len(link) <= LONGEST_QR:
        st.html(f'<img class="qr" alt="QR code of the link" src="{qr_code(link)}" />')
    else:
        st.caption("The link is too long for a QR code, because it contains the chords.")


def page_address() -> str:
    """The address of the page "Play", without a query."""
    parts = urlsplit(st.context.url or "")
    path = parts.path.rsplit("/", 1)[0] if parts.path.rstrip("/").endswith("/play") else parts.path
    return f"{parts.scheme}://{parts.netloc}{path.rstrip('/')}/" if parts.netloc else "/"


def qr_code(link: str) -> str:
    """A picture of the code, as a data address."""
    code = segno.make(link, error="l", micro=False)
    return str(code.svg_data_uri(scale=QR_SCALE, light="#fff", border=3))


def embed_code(link: str) -> str:
    """HTML for another page: the player alone."""
    address = escape(f"{link}&embed=true")
    return (
        f'<iframe src="{address}" width="100%" height="{EMBED_HEIGHT}" style="border: 0"'
        ' allow="autoplay; clipboard-write; midi; microphone" title="Jazz LSTM"></iframe>'
    )


def is_embedded() -> bool:
    """Whether the page is shown within another one."""
    return bool(st.context.is_embedded)
