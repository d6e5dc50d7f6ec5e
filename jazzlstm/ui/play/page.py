"""The page where one plays: controls to the left, the music to the right.

All of it is one fragment, so that a slider reruns this and nothing else. What
was played last stays in the session: a mistake in a control is told beside it,
and the music stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from urllib.parse import urlencode

import streamlit as st

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import JazzError, ModelFileError
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.services import play as studio
from jazzlstm.ui.play import history as visit_history
from jazzlstm.ui.play.controls import show_controls
from jazzlstm.ui.play.downloads import show_downloads
from jazzlstm.ui.play.links import FINGERPRINT, MODEL, TAKE, read_address, read_take, write_address
from jazzlstm.ui.play.performance import Rendition, engrave_part, fingerprint_of, perform, write_part
from jazzlstm.ui.play.primer import let_go
from jazzlstm.ui.play.sound_urls import put_out
from jazzlstm.ui.play.widgets import Controls
from jazzlstm.ui.player import show_player, wish
from jazzlstm.ui.style import apply_style
from jazzlstm.ui.visitor import open_named, own_models
from jazzlstm.ui.widget_state import DEFAULTS, set_widgets, throw_dice

PATIENCE = 0.7
"""Seconds of waiting for sound before it is said how far it is."""
ADDRESS, CHANGED = "address", "model has changed"
"""What the session remembers besides: the address as last written, and a link made for another model."""


def play_page() -> None:
    """Changes in, solo out."""
    apply_style()
    st.html('<div class="masthead"><h1>Jazz LSTM</h1><p>A network improvises over your changes.</p></div>')
    models = (*studio.list_models(), *own_models())
    if not models:
        st.error("There is no model in the folder models/: train one with `python -m jazzlstm train`.")
        return
    _read_link(models)
    _music_stand(models)


def _read_link(models: tuple[str, ...]) -> None:
    """On arrival, and when the listener goes back in the browser: the address says what is played.

    A bare address during a visit says nothing: that is how another page of ours is left.
    """
    query = st.query_params.to_dict()
    if ADDRESS in st.session_state and (not query or query == st.session_state[ADDRESS]):
        return
    st.session_state[ADDRESS] = query
    model = query.get(MODEL, "")
    st.session_state["model"] = model if model in models else models[0]
    stable = Settings().as_dict() if FINGERPRINT in query else {}
    set_widgets({**stable, **read_address(query)})
    visit_history.pick_take(read_take(query))
    st.session_state[CHANGED] = _model_has_changed(query.get(FINGERPRINT, ""), model, models)


def _model_has_changed(fingerprint: str, model: str, models: tuple[str, ...]) -> bool:
    if model and model not in models:
        return True
    try:
        return bool(fingerprint) and fingerprint != fingerprint_of(open_named(st.session_state["model"]))
    except ModelFileError:
        return True


@st.fragment
def _music_stand(models: tuple[str, ...]) -> None:
    left, right = st.columns([1, 2.9], gap="large")
    with left, st.container(key="controls"):
        controls = show_controls(models, _cast(st.session_state["model"]))
    with right, st.container(key="stand"):
        concert = _concert(controls)
        if concert:
            link = _write_link(concert, controls.model)
            _show_music(concert, visit_history.remember(controls.model, concert), link)
            show_downloads(concert, visit_history.part_open())
        else:
            st.html('<p class="silence">Nothing plays yet: put right what is marked among the controls.</p>')
    if st.session_state.get(CHANGED):
        controls.slots["model"].info(
            "This link was made with another version of the network: the solo may differ from the one meant."
        )


def _cast(model: str) -> Conditioning:
    try:
        return open_named(model).conditioning
    except JazzError:
        return Conditioning()


def _concert(controls: Controls) -> Rendition | None:
    """What the controls ask for; if that can't be played, what was played last."""
    bar, began = st.empty(), monotonic()

    def show(share: float) -> None:
        if monotonic() - began > PATIENCE:
            bar.progress(share, "The band is being recorded …")

    try:
        return perform(controls.model, controls.settings, visit_history.take_picked(), show)
    except JazzError as error:
        controls.complain(error)
        return visit_history.last_concert()
    finally:
        bar.empty()


def _show_music(concert: Rendition, now: visit_history.HistoryEntry, link: str) -> None:
    packet = concert.packet
    page = visit_history.page_open()
    if page:
        part, width = page
        packet = packet.with_score(engrave_part(write_part(concert, part), width))
    message = packet.to_bytes(
        link=link,
        sounds=put_out(packet.stems),
        kept=visit_history.kept_cards(now),
        history=visit_history.history_cards(),
        canUndo=visit_history.can_go(-1),
        canRedo=visit_history.can_go(1),
        given=len(read_prefix(concert.settings.opening)),
    )
    show_player(message, _on_wish)


def _on_wish() -> None:
    """What the player can't do by itself; what it asks for beyond that is ignored."""
    name, value = wish()
    if name in WISHES:
        WISHES[name](value)


WISHES: Mapping[str, Callable[[object], None]] = {
    "take": visit_history.pick_take,
    "recall": visit_history.recall,
    "revisit": visit_history.revisit,
    "score": visit_history.open_page,
    "choose": visit_history.choose,
    "keepBars": visit_history.keep_bars,
    "keep": lambda _: visit_history.keep(),
    "undo": lambda _: visit_history.go(-1),
    "redo": lambda _: visit_history.go(1),
    "dice": lambda _: throw_dice(),
    "letGo": lambda _: let_go(),
}


def _write_link(concert: Rendition, model: str) -> str:
    """The address follows the controls, bare while everything is as the page opens; returns the full link.

    A link leaves out what ``Settings`` has by itself, not what the page opens with: that is
    chosen anew with every network, and a link should outlive it.
    """
    settings = concert.settings.as_dict()
    full = write_address(settings, Settings().as_dict())
    if concert.chosen:
        full[TAKE] = str(concert.chosen + 1)
    full |= {MODEL: model, FINGERPRINT: fingerprint_of(concert.network)}
    as_opened = not (concert.chosen or write_address(settings, DEFAULTS)) and model == studio.DEFAULT_MODEL
    shown = {} if as_opened else full
    if st.query_params.to_dict() != shown:
        st.query_params.from_dict(shown)
    st.session_state[ADDRESS] = shown
    return urlencode(full)
