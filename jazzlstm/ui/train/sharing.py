"""How a visitor shares a network: its file, or a link that expires."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.shared_models import SHARED_DAYS, end_link, hours_left, links_of, share_model
from jazzlstm.ui.play.links import MODEL
from jazzlstm.ui.style import plain
from jazzlstm.ui.visitor import SHARED

FILE_WORDS = (
    "**As a file.** Press *Download* and send the file. Whoever has it can upload it here under *Upload a"
    " network*, at any time."
)
LINK_WORDS = (
    f"**As a link.** It opens this network on *Play* for {SHARED_DAYS} days. Anyone with the link can play"
    " and download the network, but sees none of your files and no other network."
)


def show_sharing(session: Session, model: str) -> None:
    """Show both ways to share the network in a model file, and its link if there is one."""
    with st.popover("Share", icon=":material/share:"):
        st.markdown(FILE_WORDS)
        st.markdown(LINK_WORDS)
        number = links_of(session).get(model)
        if number:
            _show_link(session, model, number)
        elif st.button("Create a link", key="create link"):
            try:
                share_model(session, model)
            except JazzError as error:
                st.error(plain(str(error)))
                return
            st.rerun()


def _show_link(session: Session, model: str, number: str) -> None:
    st.code(shared_link(st.context.url or "", number), language=None, wrap_lines=True)
    st.caption(
        f"This link works for another {_time(hours_left(number))}, even after your files have expired."
    )
    if st.button("End this link now", key="end link"):
        end_link(session, model)
        st.rerun()


def shared_link(address: str, number: str) -> str:
    """The link that opens a shared network, on the host of the training page's ``address``."""
    parts = urlsplit(address)
    path = parts.path.rstrip("/").removesuffix("/train") + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode({MODEL: SHARED + number}), ""))


def _time(hours: float) -> str:
    """A time in words: "7 days", "5 hours"."""
    if hours >= 48:
        return f"{hours / 24:.0f} days"
    return f"{hours:.0f} hours" if hours >= 1.5 else "hour"
