"""Afterwards: what has changed, the two networks side by side, and the model file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from jazzlstm.errors import JazzError
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Status
from jazzlstm.model.model_file import model_bytes, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.services import play as studio
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.links import MODEL
from jazzlstm.ui.play.page import play_page
from jazzlstm.ui.style import plain
from jazzlstm.ui.train.run import sound_of
from jazzlstm.ui.visitor import open_named, own_models

QUOTE = 12
"""Notes in a row from which a run shared with the corpus is a quote: people share 11 in 2.4 % of places."""
NAMES = {
    "notes_per_bar": "notes a bar",
    "steps": "steps of one or two semitones",
    "unisons": "repeated notes",
    "chord_tones": "chord tones",
    "scale_tones": "scale tones",
    "entropy_4_bars": "variety of pitches (bits)",
    "groove_similarity": "likeness of rhythms",
}
SHARES = ("steps", "unisons", "chord_tones", "scale_tones")


def show_result(status: Status) -> None:
    """What a run that is over has brought."""
    if status.figures:
        st.header("What has changed")
        st.markdown(tell_figures(status.figures))
        with st.expander("The figures"):
            st.dataframe(figure_rows(status.figures), hide_index=True)


def tell_figures(figures: Mapping[str, Any]) -> str:
    """The figures as a few sentences."""
    after = figures["after"]
    said = []
    if "before" in figures:
        was, now = (figures[name]["held_out"]["joint_perplexity"] for name in ("before", "after"))
        said.append(
            f"On held-out music of yours it hesitates between **{now:.1f}** choices a note (perplexity);"
            f" before, {was:.1f}."
        )
        near, all_of_them = len(figures.get("nearer", ())), len(figures["corpus"]["statistics"])
        said.append(f"What it plays came nearer to your corpus in {near} of {all_of_them} figures.")
    else:
        said.append(
            f"Perplexity on held-out music of yours: **{after['held_out']['joint_perplexity']:.1f}**."
        )
    copies = after["copies"]
    said.append(
        f"Originality: the longest run of notes that a solo of its own shares with your corpus is typically"
        f" {copies['median']:g} notes long; the longest of all has {copies['longest']}"
        + (f" (“{plain(copies['title'])}”, bar {copies['bar']})" if copies["title"] else "")
        + (
            ": it quotes; train for fewer epochs if you mind."
            if copies["longest"] >= QUOTE
            else ": no quotes."
        )
    )
    return "\n\n".join(said)


def figure_rows(figures: Mapping[str, Any]) -> list[dict[str, str]]:
    """The statistics as a table: the corpus, before, after."""
    columns = {"corpus": "your corpus", "before": "before", "after": "now"}
    rows = []
    for name in figures["corpus"]["statistics"]:
        row = {"": NAMES.get(name, name.replace("_", " "))}
        for part, title in columns.items():
            value = figures.get(part, {}).get("statistics", {}).get(name)
            row[title] = "" if value is None else f"{100 * value:.0f} %" if name in SHARES else f"{value:.2f}"
        rows.append(row)
    return rows


def show_models(session: Session | None, claim: Callable[[], Session]) -> None:
    """The visitor's networks: to be heard beside the default, taken away, and brought back."""
    models = own_models()
    st.divider()
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        if models:
            st.header("Your networks")
            name = st.selectbox(
                "Network",
                list(models)[::-1],
                format_func=lambda key: f"{models[key]} ({key[-3:]})",
                key="own model",
            )
            _compare(open_named(name))
            _take_away(session, name, open_named(name))
    with right:
        _bring(claim)


def _compare(network: Network) -> None:
    """The same changes and seed, played by both."""
    tune, seed = st.columns([2, 1])
    with tune:
        chosen = st.selectbox(
            "Tune", list(TUNES), format_func=lambda name: TUNES[name].title, key="compare tune"
        )
    with seed:
        number = st.number_input("Seed", 0, 999, 1, key="compare seed")
    settings = Settings(tune=chosen, beats=32.0, seed=int(number))
    yours, theirs = st.columns(2)
    for column, title, player in ((yours, network.name, network), (theirs, "The default", None)):
        with column:
            st.caption(plain(title))
            try:
                played = studio.play(player or studio.open_model(studio.DEFAULT_MODEL), settings)[0]
                st.audio(sound_of(played.midi()), format="audio/mpeg")
            except JazzError as error:
                st.error(plain(str(error)))


def _take_away(session: Session | None, name: str, network: Network) -> None:
    play, take, gone = st.columns(3)
    with play:
        if st.button("Play with it", type="primary", icon=":material/music_note:", key="play own"):
            page = st.Page(play_page, title="Play", url_path="play", default=True)
            st.switch_page(page, query_params={MODEL: name})
    with take:
        st.download_button(
            "Model file",
            model_bytes(network),
            f"{_file_name(network.name)}.safetensors",
            key="download own",
        )
    with gone:
        if session and st.button("Delete", icon=":material/delete:", key="delete own"):
            (session.models / f"{name[-3:]}.safetensors").unlink(missing_ok=True)
            st.rerun()


def _bring(claim: Callable[[], Session]) -> None:
    """A model file from another day."""
    file = st.file_uploader("Bring back a network", type=["safetensors"], key="model upload")
    if file is None or st.session_state.get("model taken in") == file.file_id:
        return
    st.session_state["model taken in"] = file.file_id
    try:
        network = read_model(file.getvalue())
        session = claim()
        name = network.card.name or "Uploaded"
        card = replace(network.card, name=name[:60])
        write_model(session.next_model_path(), replace(network, card=card))
    except JazzError as error:
        st.error(plain(str(error)))
        return
    st.rerun()


def _file_name(name: str) -> str:
    letters = "".join(letter if letter.isalnum() else "-" for letter in name.lower())
    return "-".join(filter(None, letters.split("-"))) or "network"
