"""The visitor's networks: compare one with the default network, play, share, download and delete it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.shared_models import end_link
from jazzlstm.model.model_file import model_bytes, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.services.models import DEFAULT_MODEL, open_model
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.links import MODEL
from jazzlstm.ui.play.page import play_page
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.listening import sound_of_network
from jazzlstm.ui.train.run import NETWORKS_ANCHOR
from jazzlstm.ui.train.sharing import show_sharing
from jazzlstm.ui.visitor import PREFIX, choose_on_play, open_named, own_models

COMPARED_BEATS = 32.0
"""Length of the two solos compared: eight bars of 4/4, short enough to render in some seconds."""
LONGEST_NAME = 60
"""Characters of a network's name: as many as the input field for the name accepts."""
_CHOSEN = "own model"
"""Key of the list of networks."""
_NEWEST = "newest own model"
_UPLOADED = "uploaded model file"
_COMPARED = "compared solos"
"""Key of the network and the settings whose solos are shown."""


def show_models(session: Session | None, claim: Callable[[], Session]) -> None:
    """Show the visitor's networks and the upload of another.

    ``claim`` creates the session of a visitor who has none yet.
    """
    models = own_models()
    st.divider()
    left, right = st.columns([1.25, 1], gap="large")
    if models:
        with left:
            st.header("Your networks", anchor=NETWORKS_ANCHOR)
            name = _choose_model(models)
            network = open_named(name)
            _show_actions(session, name, network)
            st.fragment(_compare)(name, network)
    with right if models else left:
        _upload_model(claim)


def _choose_model(models: Mapping[str, str]) -> str:
    """The network chosen in the list, newest first. One that has just arrived is chosen, on Play too."""
    newest, before = list(models)[-1], st.session_state.get(_NEWEST, "")
    if newest != before:
        st.session_state[_NEWEST] = st.session_state[_CHOSEN] = newest
        if newest.startswith(PREFIX) and newest > before:
            choose_on_play(newest)
    return st.selectbox(
        "Network", list(models)[::-1], format_func=lambda key: _title(key, models), key=_CHOSEN
    )


def _title(name: str, models: Mapping[str, str]) -> str:
    """The name of a network, with a number for those of the same name."""
    same = [key for key, title in models.items() if title == models[name]]
    return models[name] if len(same) == 1 else f"{models[name]} ({same.index(name) + 1})"


def _compare(name: str, network: Network) -> None:
    """Solos over the same tune from the same seed, by this network and by the default one."""
    left, right = st.columns([2, 1])
    with left:
        tune = st.selectbox(
            "Compare on this tune", list(TUNES), format_func=lambda key: TUNES[key].title, key="compare tune"
        )
    with right:
        seed = st.number_input("Seed", 0, 999, 1, key="compare seed", help="Another seed gives other solos.")
    settings = Settings(tune=tune, beats=COMPARED_BEATS, seed=int(seed))
    if st.button("Listen to both networks", icon=":material/compare_arrows:", key="compare"):
        st.session_state[_COMPARED] = (name, settings)
    if st.session_state.get(_COMPARED) != (name, settings):
        return
    default = open_model(DEFAULT_MODEL)
    for column, title, each in zip(
        st.columns(2), (network.name, "Default network"), (network, default), strict=True
    ):
        with column:
            st.caption(plain(title))
            try:
                with st.spinner("Improvising …"):
                    sound = sound_of_network(each, settings)
                st.audio(sound, format="audio/mpeg")
            except JazzError as error:
                st.error(plain(str(error)))


def _show_actions(session: Session | None, name: str, network: Network) -> None:
    """A link that plays a network, at the top of Play; buttons that download, share and delete it."""
    with st.container(horizontal=True, vertical_alignment="center", key="network actions"):
        page = st.Page(play_page, title="Play", url_path="play", default=True)
        icon = ":material/music_note:"
        st.page_link(page, label="Play this network", icon=icon, query_params={MODEL: name})
        st.download_button(
            "Download",
            lambda: model_bytes(network),
            f"{_file_name(network.name)}.safetensors",
            icon=":material/download:",
            key="download own",
        )
        if session and name.startswith(PREFIX):
            model = f"{name.removeprefix(PREFIX)}.safetensors"
            show_sharing(session, model)
            _show_delete(session, model, network)


def _show_delete(session: Session, model: str, network: Network) -> None:
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(
            f"This deletes the network “{plain(network.name)}” and ends its link. It cannot be undone."
        )
        if st.button("Delete network", type="primary", key="delete own"):
            end_link(session, model)
            (session.models / model).unlink(missing_ok=True)
            st.rerun()


def _upload_model(claim: Callable[[], Session]) -> None:
    """The upload of a model file that was downloaded earlier; each file is stored once."""
    file = st.file_uploader(
        "Upload a network",
        type=["safetensors"],
        key="model upload",
        help="A .safetensors file that was downloaded on this page.",
    )
    if file is None or st.session_state.get(_UPLOADED) == file.file_id:
        return
    st.session_state[_UPLOADED] = file.file_id
    try:
        network = read_model(file.getvalue())
        session = claim()
        card = replace(network.card, name=(network.card.name or "Uploaded")[:LONGEST_NAME])
        write_model(session.next_model_path(), replace(network, card=card))
        session.touch()
    except JazzError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _file_name(name: str) -> str:
    """A network's name in lower case, with hyphens for everything but letters and digits."""
    letters = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(filter(None, letters.split("-"))) or "network"
