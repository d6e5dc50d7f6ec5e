"""The page "How it works": an LSTM, step by step, on the solo that was played last.

page.py          the steps in order, and the sliders
steps.py         cards of one step: inputs, memory, gates, probabilities, draw, feedback
shaping.py       what arc, goal notes, theme and style strength do to the probabilities of a step
solo_policy.py   the sampling policy of the solo, and what is fixed at a step
temperature.py   the probabilities of a step at another temperature, to see and to hear
training.py      how the network was trained
networks.py      the same chords and seed played by each network, and the model cards
activations.py   gates and states of the LSTM along the solo
followers.py     units whose cell state follows something
pictures.py      the SVG pictures
"""

from __future__ import annotations

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import list_models
from jazzlstm.ui.explain.activations import activations_of
from jazzlstm.ui.explain.followers import FEWEST_STEPS, Follower, find_followers
from jazzlstm.ui.explain.networks import show_networks
from jazzlstm.ui.explain.shaping import describe_shaping
from jazzlstm.ui.explain.steps import (
    Card,
    describe_draw,
    describe_feedback,
    describe_gates,
    describe_inputs,
    describe_memory,
    describe_odds,
)
from jazzlstm.ui.explain.temperature import show_temperature
from jazzlstm.ui.explain.training import describe_training
from jazzlstm.ui.play import history as visit_history
from jazzlstm.ui.play.rendering import RenderedSolo, render_solo
from jazzlstm.ui.style import apply_style, plain
from jazzlstm.ui.widget_state import DEFAULTS

STEP = "step"
"""Key of the slider."""
UNIT = "unit of the lesson"
"""Key of the choice of a unit."""
FIRST_STEP = 4
"""The step shown first, counted from 1: at step 1 nothing has been played."""


def explain_page() -> None:
    """Show the page "How it works"."""
    apply_style()
    st.html(
        '<div class="masthead"><h1>How it works</h1>'
        "<p>An LSTM is a neural network that reads one step after another and keeps a memory. This one reads"
        " chords and notes, and computes the probability of each possible next note. Here you follow one note"
        " of your solo through the network.</p></div>"
    )
    try:
        rendered = visit_history.current_solo() or render_solo(list_models()[0], Settings(**DEFAULTS))
    except (JazzError, IndexError):
        st.error("There is no network in the folder models/. Train one with `python -m jazzlstm train`.")
        return
    _show_lesson(rendered)
    _show_cards(*describe_training(rendered.network))
    show_networks(rendered.settings)


@st.fragment
def _show_lesson(rendered: RenderedSolo) -> None:
    """A slider over the events of the solo, and what the network does at one of them."""
    st.caption(plain(f"{rendered.title}, {rendered.packet.header['meta']}"))
    steps = activations_of(rendered).steps
    step = _choose_step(steps)
    _show_cards(describe_inputs(rendered, step), describe_memory(rendered, step))
    follower = _choose_unit(find_followers(activations_of(rendered)))
    if follower:
        _show_cards(*describe_gates(rendered, step, follower))
    else:
        st.caption(f"3  Gates and cell: play a solo of at least {FEWEST_STEPS} notes and rests to see them.")
    _show_cards(
        describe_odds(rendered, step), describe_draw(rendered, step), describe_feedback(rendered, step)
    )
    _show_cards(describe_shaping(rendered, step))
    show_temperature(rendered, step)


def _choose_step(steps: int) -> int:
    """The step of the slider, counted from 0."""
    last = max(2, steps)  # a slider needs two values
    step = min(max(1, st.session_state.get(STEP, FIRST_STEP)), last)
    if st.session_state.get(STEP) != step:  # what is written would replace a step that is chosen meanwhile
        st.session_state[STEP] = step
    with st.container(horizontal=True, vertical_alignment="bottom", key="stepper"):
        step = st.slider("Step", 1, last, key=STEP, help="Each step is one note or rest of the solo.")
        st.button("Back", on_click=_move, args=(-1, last), icon=":material/arrow_back:", disabled=step <= 1)
        st.button(
            "Next", on_click=_move, args=(1, last), icon=":material/arrow_forward:", disabled=step >= last
        )
    return min(step, steps) - 1


def _move(by: int, last: int) -> None:
    st.session_state[STEP] = min(max(1, st.session_state[STEP] + by), last)


def _choose_unit(followers: list[Follower]) -> Follower | None:
    """The unit whose gates are shown; None for a solo that is too short to find one."""
    if not followers:
        return None
    labels = {each.label: each for each in followers}
    if st.session_state.get(UNIT) not in labels:
        st.session_state[UNIT] = followers[0].label
    return labels[st.selectbox("A unit that follows the …", list(labels), key=UNIT)]


def _show_cards(*cards: Card) -> None:
    st.html(f'<div class="steps">{"".join(card.to_html() for card in cards)}</div>')
