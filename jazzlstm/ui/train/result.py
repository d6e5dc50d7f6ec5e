"""The result of a training: its figures, a comparison with the default network, and the model file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.model_file import model_bytes, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.services import play as play_service
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.links import MODEL
from jazzlstm.ui.play.page import play_page
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.run import perplexity_words, sound_of
from jazzlstm.ui.visitor import open_named, own_models

QUOTE_NOTES = 12
"""Shared notes in a row that count as a quote: two players share 11 in only 2.4 % of places (WJazzD)."""
COMPARED_BEATS = 32.0
"""Length of the two solos compared: eight bars of 4/4, short enough to render in a second or two."""
LONGEST_NAME = 60
"""Characters of a network's name: as many as the input field for the name accepts."""
STATISTIC_NAMES = {
    "notes_per_bar": "notes per bar",
    "steps": "steps of one or two semitones",
    "unisons": "repeated notes",
    "chord_tones": "chord tones",
    "scale_tones": "scale tones",
    "entropy_4_bars": "pitch entropy over 4 bars (bits)",
    "groove_similarity": "groove similarity from bar to bar",
}
SHARES = ("steps", "unisons", "chord_tones", "scale_tones")
"""Statistics shown in per cent."""
COLUMNS = {"corpus": "your music", "before": "before", "after": "now"}
_CHOSEN = "own model"
"""Key of the list of networks."""
_NEWEST = "newest own model"
_UPLOADED = "uploaded model file"


def show_result(status: Status) -> None:
    """Show the figures of a finished training, if it was evaluated."""
    if status.figures:
        st.header("What has changed")
        st.markdown(describe_figures(status.figures))
        with st.expander("All figures"):
            st.dataframe(figure_rows(status.figures), hide_index=True)


def describe_figures(figures: Mapping[str, Any]) -> str:
    """Perplexity, distance from the corpus and originality in a few Markdown sentences."""
    perplexities = {
        name: figures[name]["held_out"]["joint_perplexity"] for name in ("before", "after") if name in figures
    }
    perplexity = perplexity_words(perplexities["after"], perplexities.get("before"))
    sentences = [f"On the part of your music that was held out, {perplexity}"]
    if "before" in figures:
        nearer, statistics = len(figures.get("nearer", ())), len(figures["corpus"]["statistics"])
        sentences.append(f"Its solos are now closer to your music in {nearer} of {statistics} statistics.")
    sentences.append(_originality(figures["after"]["copies"]))
    return "\n\n".join(sentences)


def _originality(copies: Mapping[str, Any]) -> str:
    source = f" (“{plain(copies['title'])}”, bar {copies['bar']})" if copies["title"] else ""
    shared = (
        f"Originality: the longest run of notes that a solo shares with your music typically has"
        f" {copies['median']:g} notes; the longest in any solo has {copies['longest']}{source}. "
    )
    if copies["longest"] >= QUOTE_NOTES:
        return shared + "That is a quote: train for fewer epochs to avoid it."
    return shared + "That is too short for a quote."


def figure_rows(figures: Mapping[str, Any]) -> list[dict[str, str]]:
    """One table row per statistic: of the corpus, of the network before and after the training."""
    rows = []
    for name in figures["corpus"]["statistics"]:
        row = {"statistic": STATISTIC_NAMES.get(name, name.replace("_", " "))}
        for source, title in COLUMNS.items():
            value = figures.get(source, {}).get("statistics", {}).get(name)
            row[title] = _format_statistic(name, value)
        rows.append(row)
    return rows


def _format_statistic(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{100 * value:.0f} %" if name in SHARES else f"{value:.2f}"


def show_models(session: Session | None, claim: Callable[[], Session]) -> None:
    """Show the visitor's networks, to compare, play, download and delete, and the upload of another.

    ``claim`` creates the session of a visitor who has none yet.
    """
    models = own_models()
    st.divider()
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        if models:
            st.header("Your networks")
            name = _choose_model(models)
            network = open_named(name)
            _compare(network)
            _show_actions(session, name, network)
    with right:
        _upload_model(claim)


def _choose_model(models: Mapping[str, str]) -> str:
    """The network chosen in the list, newest first; a network that has just arrived is chosen."""
    newest = list(models)[-1]
    if st.session_state.get(_NEWEST) != newest:
        st.session_state[_NEWEST] = st.session_state[_CHOSEN] = newest
    return st.selectbox(
        "Network", list(models)[::-1], format_func=lambda key: f"{models[key]} ({key[-3:]})", key=_CHOSEN
    )


def _compare(network: Network) -> None:
    """Players for the same tune and seed, improvised by this network and by the default one."""
    left, right = st.columns([2, 1])
    with left:
        tune = st.selectbox(
            "Tune", list(TUNES), format_func=lambda name: TUNES[name].title, key="compare tune"
        )
    with right:
        seed = st.number_input("Seed", 0, 999, 1, key="compare seed")
    settings = Settings(tune=tune, beats=COMPARED_BEATS, seed=int(seed))
    yours, default = st.columns(2)
    for column, title, own in ((yours, network.name, network), (default, "Default network", None)):
        with column:
            st.caption(plain(title))
            try:
                player = own or play_service.open_model(play_service.DEFAULT_MODEL)
                st.audio(_solo_sound(player, settings), format="audio/mpeg")
            except JazzError as error:
                st.error(plain(str(error)))


@lru_cache(maxsize=8)  # MP3 files of about 250 kB
def _solo_sound(network: Network, settings: Settings) -> bytes:
    """A solo with its band as an MP3 file; cached, because the page reruns on every click."""
    return sound_of(play_service.play(network, settings)[0].midi())


def _show_actions(session: Session | None, name: str, network: Network) -> None:
    """Buttons that play, download and delete a network."""
    play, download, delete = st.columns(3)
    with play:
        if st.button("Play this network", type="primary", icon=":material/music_note:", key="play own"):
            page = st.Page(play_page, title="Play", url_path="play", default=True)
            st.switch_page(page, query_params={MODEL: name})
    with download:
        st.download_button(
            "Download",
            lambda: model_bytes(network),
            f"{_file_name(network.name)}.safetensors",
            icon=":material/download:",
            key="download own",
        )
    with delete:
        if session:
            _show_delete(session, name, network)


def _show_delete(session: Session, name: str, network: Network) -> None:
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(f"This deletes the network “{plain(network.name)}” and cannot be undone.")
        if st.button("Delete network", type="primary", key="delete own"):
            (session.models / f"{name[-3:]}.safetensors").unlink(missing_ok=True)
            st.rerun()


def _upload_model(claim: Callable[[], Session]) -> None:
    """The upload of a model file that was downloaded earlier; each file is stored once."""
    file = st.file_uploader("Upload a network", type=["safetensors"], key="model upload")
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
