"""What to try first, above the player: three tunes, each with its key, tempo and feel; own chords.

On a phone, where the controls are below the player, a link leads to them.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from jazzlstm.ui.play.changes import choose_tune
from jazzlstm.ui.widget_state import OWN

EXAMPLES: Mapping[str, str] = {
    "jazz-blues": "Blues",
    "bossa": "Bossa nova",
    "modal": "Modal jazz",
    OWN: "Your chords",
}
"""Label by tune: three sides of the network, and the box for chords."""
_KEY = "example"


def show_examples() -> None:
    """Draw the row; the tune that is chosen among the controls is marked if it is an example.

    A value that is written to the session is sent to the browser, where it would replace what is
    tapped meanwhile: only a change is written.
    """
    tune = st.session_state["tune"]
    marked = tune if tune in EXAMPLES else None
    if _KEY not in st.session_state or st.session_state[_KEY] != marked:
        st.session_state[_KEY] = marked
    with st.container(key="examples"):
        st.radio(
            "Try",
            list(EXAMPLES),
            key=_KEY,
            format_func=EXAMPLES.__getitem__,
            horizontal=True,
            on_change=_choose,
        )
        st.html('<a class="to-settings" href="#settings">Chords and settings ↓</a>')  # on a phone


def _choose() -> None:
    if name := st.session_state[_KEY]:
        choose_tune(name)
