"""The page "How it works": what the network does for each note, shown on the solo that was played last.

steps.py      the four parts of a step: context, prediction, random draw, feedback
networks.py   the same chords and seed played by each network, and the model cards
pictures.py   the SVG pictures of both
"""

from __future__ import annotations

from html import escape

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.services import play as play_service
from jazzlstm.ui.explain.networks import show_networks
from jazzlstm.ui.explain.steps import describe_step
from jazzlstm.ui.play import history as visit_history
from jazzlstm.ui.play.rendering import RenderedSolo, render_solo
from jazzlstm.ui.style import apply_style, plain
from jazzlstm.ui.widget_state import DEFAULTS

STEP = "step"
"""Key of the slider."""
FIRST_STEP = 4
"""The step shown first, counted from 1: at step 1 nothing has been played, so that two pictures are empty."""


def explain_page() -> None:
    """Show the page "How it works"."""
    apply_style()
    st.html(
        '<div class="masthead"><h1>How it works</h1>'
        "<p>Four steps for every note: context, prediction, random draw, feedback.</p></div>"
    )
    try:
        rendered = visit_history.current_solo() or render_solo(
            play_service.list_models()[0], Settings(**DEFAULTS)
        )
    except (JazzError, IndexError):
        st.error("There is no network in the folder models/. Train one with `python -m jazzlstm train`.")
        return
    _show_step(rendered)
    show_networks(rendered.settings)


@st.fragment
def _show_step(rendered: RenderedSolo) -> None:
    """A slider over the events of the solo, and the four cards of one event."""
    st.caption(plain(f"{rendered.title}, {rendered.packet.header['meta']}"))
    steps = len(rendered.performance.take.onsets)
    last = max(2, steps)  # a slider needs two values
    st.session_state[STEP] = min(max(1, st.session_state.get(STEP, FIRST_STEP)), last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="stepper"):
        step = st.slider("Step", 1, last, key=STEP, help="Each step is one note or rest of the solo.")
        st.button("Back", on_click=_move, args=(-1, last), icon=":material/arrow_back:", disabled=step <= 1)
        st.button(
            "Next", on_click=_move, args=(1, last), icon=":material/arrow_forward:", disabled=step >= last
        )
    cards = "".join(
        f"<article><h2>{escape(card.title)}</h2>{card.picture}<p>{escape(card.text)}</p></article>"
        for card in describe_step(rendered, min(step, steps) - 1)
    )
    st.html(f'<div class="steps">{cards}</div>')


def _move(by: int, last: int) -> None:
    st.session_state[STEP] = min(max(1, st.session_state[STEP] + by), last)
