"""A line on the page while the libraries that train networks are missing."""

from __future__ import annotations

import streamlit as st

from jazzlstm.jobs.readiness import why_not_yet
from jazzlstm.model.training_libraries import COMING
from jazzlstm.ui.style import plain

WAIT = (
    "The libraries that train networks are being installed, which takes a minute or more. You can upload"
    " your music and check it meanwhile."
)
READY = "The libraries that train networks are installed. You can train now."
POLL_SECONDS = 2.0
_WAITED = "waited for libraries"
"""In the session: whether this visit has begun without them."""


def show_libraries() -> None:
    """Tell that they are being installed, that they have come, or why they are missing; else nothing."""
    missing = why_not_yet()
    if missing == COMING:
        st.session_state[_WAITED] = True
        st.fragment(_wait, run_every=POLL_SECONDS)()
    elif missing:
        st.warning(plain(missing[:1].upper() + missing[1:]))
    elif st.session_state.get(_WAITED):
        st.success(READY)


def _wait() -> None:
    if why_not_yet() != COMING:
        st.rerun()
    st.info(WAIT)
