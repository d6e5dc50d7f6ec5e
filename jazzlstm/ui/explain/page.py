"""The page "How it works": one step of the network after another, on the solo that was just played.

Four things happen for every note, and this page shows them with the numbers that
were really there: what had been played is the seed, the network predicts, chance
samples what temperature has left, and the choice is fed back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL, Events
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.state import states_along
from jazzlstm.errors import JazzError
from jazzlstm.generation.improviser import policy_of
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.sampling_policy import weigh_pitches
from jazzlstm.generation.settings import Settings
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.services import play as studio
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.pitches import spell_note
from jazzlstm.ui.explain.pictures import draw_bars, draw_roll
from jazzlstm.ui.play import history as visit_history
from jazzlstm.ui.play.admission_queue import Ticket
from jazzlstm.ui.play.performance import LINE, Rendition, improvise_takes, perform
from jazzlstm.ui.style import apply_style, plain
from jazzlstm.ui.widget_state import DEFAULTS

STEP, FIRST_STEP = "step", 4
"""Which step to open with: by then something has been played."""

LENGTH_WORDS = {
    2: "a sixteenth triplet", 3: "a sixteenth", 4: "a triplet eighth", 6: "an eighth", 8: "a triplet quarter",
    9: "a dotted eighth", 12: "a quarter", 18: "a dotted quarter", 24: "a half note", 36: "a dotted half",
    48: "a whole note",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """A take, and for each of its steps what temperature made of the prediction."""

    concert: Rendition
    weighed: NDArray[np.floating[Any]]
    """(steps, 50): the probabilities that were drawn from."""

    @property
    def steps(self) -> int:
        return len(self.concert.performance.take.onsets)


def lesson_on(concert: Rendition) -> Explanation:
    """Work out again what the choices of a take were drawn from."""
    take, settings = concert.performance.take, concert.settings
    voice = INSTRUMENTS[take.solo.instrument]
    ticks = np.round(take.onsets * TICKS_PER_BEAT).astype(np.int64)
    state = states_along(Events(take.pitch_values, take.length_values, ticks, take.references))
    policy = policy_of(concert.network, settings, voice)
    harmony, end = lay_out_harmony(take.solo.chart), round(settings.beats * TICKS_PER_BEAT)
    return Explanation(concert, weigh_pitches(take.pitch_probabilities, harmony, state, policy, end))


def lesson_page() -> None:
    """How it works."""
    apply_style()
    st.html(
        '<div class="masthead"><h1>How it works</h1>'
        "<p>Four steps for every note: seed, predict, sample, feed back.</p></div>"
    )
    try:
        concert = visit_history.last_concert() or perform(studio.list_models()[0], Settings(**DEFAULTS))
    except (JazzError, IndexError):
        st.error("There is nothing to explain without a model: train one with `python -m jazzlstm train`.")
        return
    _one_step(lesson_on(concert))
    _networks(concert)


@st.fragment
def _one_step(lesson: Explanation) -> None:
    st.caption(plain(f"{lesson.concert.title}, {lesson.concert.packet.header['meta']}"))
    last = max(2, lesson.steps)
    st.session_state[STEP] = min(max(1, st.session_state.get(STEP, FIRST_STEP)), last)
    with st.container(horizontal=True, vertical_alignment="bottom", key="stepper"):
        step = st.slider("Step", 1, last, key=STEP, help="Which choice of the network to see.")
        st.button("Back", on_click=_walk, args=(-1, last), icon=":material/arrow_back:", disabled=step <= 1)
        st.button(
            "Next", on_click=_walk, args=(1, last), icon=":material/arrow_forward:", disabled=step >= last
        )
    cards = "".join(
        f"<article><h2>{escape(title)}</h2>{picture}<p>{escape(words)}</p></article>"
        for title, words, picture in explain_step(lesson, min(step, lesson.steps) - 1)
    )
    st.html(f'<div class="steps">{cards}</div>')


def _walk(by: int, last: int) -> None:
    """One step on, or back."""
    st.session_state[STEP] = min(max(1, st.session_state[STEP] + by), last)


def explain_step(lesson: Explanation, step: int) -> Iterator[tuple[str, str, str]]:
    """Title, words and picture of each of the four things that happen in a step, counted from 0."""
    concert = lesson.concert
    take, settings = concert.performance.take, concert.settings
    value, beat = int(take.pitch_values[step]), float(take.onsets[step])
    choice = name_of(value, int(take.references[step]))
    yield "1  Seed", _where(lesson, step), draw_roll(take.solo.notes, beat, settings.beats)
    predicted, weighed = take.pitch_probabilities[step], lesson.weighed[step]
    names = [name_of(each, int(take.references[step])) for each in range(REST)]
    words = f"How likely it holds each pitch, two octaves down to two up: {_likeliest(predicted, names)}."
    yield "2  Predict", words, draw_bars(predicted[:REST], value, names)
    if step < len(read_prefix(settings.opening)):
        words = f"You had this kept: {choice}. Left to chance, it would have had {weighed[value]:.0%}."
    else:
        words = f"Temperature {settings.temperature:g} and the other knobs reshape the choice (outlines: as "
        words += f"it was), and seed {take.seed} throws the dice: {choice}, which had {weighed[value]:.0%}."
    yield "3  Sample", words, draw_bars(weighed[:REST], value, names, predicted[:REST])
    length_value = int(take.length_values[step])
    length, end = length_name(length_value), beat + LENGTHS[length_value] / TICKS_PER_BEAT
    words = f"Then the length, chosen knowing the pitch: {length}. Both are what the network hears next, "
    yield "4  Feed back", f"{words}and it all begins again.", draw_roll(take.solo.notes, end, settings.beats)


def _likeliest(probabilities: NDArray[np.floating[Any]], names: Sequence[str]) -> str:
    """The three values held likeliest, in words."""
    best = np.argsort(-probabilities)[:3].tolist()
    return ", ".join(f"{[*names, 'a rest'][value]} {probabilities[value]:.0%}" for value in best)


def _where(lesson: Explanation, step: int) -> str:
    take = lesson.concert.performance.take
    chart, beat = take.solo.chart, float(take.onsets[step])
    bar = int(beat // chart.metre.bar_beats) + 1
    units = lesson.concert.network.config.units
    return (
        f"Bar {bar}, over {chart.chord_at(beat).symbol}. This is all that has been played; "
        f"the network remembers it as {units} numbers in each layer."
    )


def _networks(concert: Rendition) -> None:
    st.html('<h2 class="quiet-head">The networks, over the same changes with the same seed</h2>')
    names = studio.list_models()
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            _network(concert, name)


def _network(concert: Rendition, name: str) -> None:
    try:
        network = studio.open_model(name)
        settings = Settings(**{**concert.settings.as_dict(), "takes": 1, "player": "", "style": ""})
        with Ticket(LINE) as turn:
            _, (take,) = improvise_takes(network, settings, turn)
    except JazzError as error:
        st.error(plain(str(error)))
        return
    config = network.config
    facts = f"{network.parameters:,} weights; {config.layers} LSTM layer{'s' * (config.layers > 1)} of "
    facts += f"{config.units} units, taught sequences of {config.sequence_length} events"
    roll = draw_roll(take.solo.notes, settings.beats, settings.beats, height=70)
    st.html(f'<div class="network"><h3>{escape(name)}</h3>{roll}<p>{escape(facts)}.</p></div>')
    _card(name)


def _card(name: str) -> None:
    card = studio.models_folder() / f"{name}.md"
    if card.is_file():
        with st.expander(f"Model card of {name}"):
            st.markdown(card.read_text(encoding="utf-8"))


def name_of(value: int, reference: int) -> str:
    """What a pitch value stands for after a note: "Bb4", or "a rest"."""
    return "a rest" if value == REST else spell_note(reference + value - WIDEST_INTERVAL)


def length_name(value: int) -> str:
    """What a length value is called: "an eighth", or how many beats."""
    ticks = LENGTHS[value]
    return LENGTH_WORDS.get(ticks, f"{ticks / TICKS_PER_BEAT:.3g} beats")
