"""The networks that ship: the same chords and seed played by each, and their model cards."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.services.models import list_models, models_folder, open_model
from jazzlstm.ui.explain.pictures import draw_roll
from jazzlstm.ui.play.admission_queue import Ticket
from jazzlstm.ui.play.rendering import QUEUE, improvise_takes
from jazzlstm.ui.style import plain

ROLL_HEIGHT = 70
"""Units of the picture, 300 wide."""
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)\s]+\)")
"""A Markdown image."""


def show_networks(settings: Settings) -> None:
    """Show a column per network: a solo over the chords of ``settings``, its size and its model card."""
    st.html('<h2 class="quiet-head">The same chords and seed, played by each network</h2>')
    names = list_models()
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            _show_network(name, replace(settings, takes=1, player="", style=""))


def _show_network(name: str, settings: Settings) -> None:
    try:
        network = open_model(name)
        with Ticket(QUEUE) as ticket:
            _, (take,) = improvise_takes(network, settings, ticket)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    roll = draw_roll(take.solo.notes, settings.beats, settings.beats, height=ROLL_HEIGHT)
    st.html(f'<div class="network"><h3>{escape(name)}</h3>{roll}<p>{escape(_size(network))}.</p></div>')
    card = models_folder() / f"{name}.md"
    if card.is_file():
        with st.expander(f"Model card of {name}"):
            _show_card(card)


def _size(network: Network) -> str:
    config = network.config
    layers = f"{config.layers} LSTM layer{'' if config.layers == 1 else 's'} of {config.units} units"
    return (
        f"{network.parameters:,} weights; {layers}, trained on sequences of {config.sequence_length} events"
    )


def _show_card(card: Path) -> None:
    """Show a model card without its pictures: the loss curve is in the lesson."""
    st.markdown(without_images(card.read_text(encoding="utf-8")))


def without_images(markdown: str) -> str:
    """Markdown without its images, which Streamlit cannot show from files."""
    return _IMAGE.sub("", markdown)
