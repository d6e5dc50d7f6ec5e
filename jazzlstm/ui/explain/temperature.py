"""Temperature to change and to hear: the probabilities of a step, and the solo continued from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from jazzlstm.audio import encode_mp3, render_sound
from jazzlstm.errors import JazzError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.habit_bias import HabitBias
from jazzlstm.generation.improviser import condition_of
from jazzlstm.generation.judge_bias import pitch_nats_before
from jazzlstm.generation.prefix import write_prefix
from jazzlstm.generation.restatement import restatement_before
from jazzlstm.generation.sampling_policy import add_nats, weigh_pitches
from jazzlstm.music import TICKS_PER_BEAT, Arrangement, Part
from jazzlstm.services.play import accompany
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.ui.explain.activations import activations_of
from jazzlstm.ui.explain.pictures import draw_bars
from jazzlstm.ui.explain.solo_policy import policy_of_solo
from jazzlstm.ui.explain.steps import Card, names_of
from jazzlstm.ui.play.admission_queue import Ticket
from jazzlstm.ui.play.rendering import QUEUE, RenderedSolo, improvise_takes
from jazzlstm.ui.style import plain

TEMPERATURE = "temperature of the lesson"
"""Key of the slider."""
LEAD_BEATS = 4.0
"""Beats that are heard before the step."""
HEARD_BEATS = 12.0
"""Beats that are improvised and heard from the step on."""


def show_temperature(rendered: RenderedSolo, step: int) -> None:
    """A slider, the probabilities of the step at that temperature, and a button to hear the solo go on."""
    st.html('<h2 class="quiet-head">8  Temperature: change it and listen</h2>')
    st.session_state.setdefault(TEMPERATURE, rendered.settings.temperature)
    temperature = st.slider("Temperature of this step", 0.1, 2.0, step=0.05, key=TEMPERATURE)
    st.html(f'<div class="steps">{describe_temperature(rendered, step, temperature).to_html()}</div>')
    if st.button("Hear the solo continue at this temperature", icon=":material/play_arrow:"):
        try:
            with st.spinner("Improvising …"):
                st.audio(hear_from(rendered, step, temperature), format="audio/mpeg", autoplay=True)
        except JazzError as error:
            st.error(plain(str(error)))


def describe_temperature(rendered: RenderedSolo, step: int, temperature: float) -> Card:
    """The probabilities of a step at a temperature, and how many choices are left."""
    before = rendered.performance.take.pitch_probabilities[step]
    after = reshaped(rendered, step, temperature)
    power = 1 / temperature
    text = (
        f"The probability of each pitch is raised to the power 1 / {temperature:.2f} = {power:.2f}; then all"
        " pitches are scaled so that their sum is as before. Below 1, likely notes become more likely; above"
        " 1, unlikely notes do. Intervals that followed the latest ones earlier in the solo are scaled apart"
        " from the others: otherwise low temperatures would repeat one figure, and high ones none. The"
        " probability of a rest stays the same, but late in a phrase it grows at low temperatures and falls"
        " at high ones. The other settings of this solo act too, such as the"
        " judge and the range of the instrument. Before (grey), the note was as uncertain as a choice among"
        f" {choices(before):.1f} equally likely notes; now among {choices(after):.1f}. Orange: what was"
        " played."
    )
    chosen = int(rendered.performance.take.pitch_values[step])
    return Card(
        "The probabilities of this step", text, draw_bars(after, chosen, names_of(rendered, step), before)
    )


def reshaped(rendered: RenderedSolo, step: int, temperature: float) -> NDArray[np.floating]:
    """The probabilities of a rest and of each pitch that a draw at this temperature would use, (50,)."""
    found, settings = activations_of(rendered), replace(rendered.settings, temperature=temperature)
    take = rendered.performance.take
    policy = policy_of_solo(rendered, settings)
    here = found.state.keep(np.array([step]))
    end = round(settings.beats * TICKS_PER_BEAT)
    probabilities: NDArray[np.floating] = take.pitch_probabilities[[step]]
    values, judge = (take.pitch_values, take.length_values), rendered.network.judge
    if judge and policy.judge:
        nats = pitch_nats_before(judge, found.harmony, found.state, values, step)
        probabilities = add_nats(probabilities, policy.judge * nats)
    if policy.restate:
        nats = restatement_before(found.state, values, step)
        probabilities = add_nats(probabilities, policy.restate * nats)
    habits = rendered.network.habits
    if habits and policy.habits:
        row = condition_of(rendered.network, settings, INSTRUMENTS.get(take.solo.instrument))
        bias = HabitBias(habits, row[None, : len(habits.pitches)])
        probabilities = add_nats(probabilities, policy.habits * bias.pitch_nats(here))
    weighed = weigh_pitches(probabilities, found.harmony, here, policy, end)
    result: NDArray[np.floating] = weighed[0]
    return result


def choices(probabilities: NDArray[np.floating]) -> float:
    """The number of equally likely choices that would be as uncertain: the perplexity."""
    some = probabilities[probabilities > 0]
    return float(np.exp(-(some * np.log(some)).sum()))


def hear_from(rendered: RenderedSolo, step: int, temperature: float) -> bytes:
    """Sound (MP3) of a few beats before a step, and of the solo that goes on from it at a temperature.

    Raises:
        JazzError: the solo cannot be played or rendered.
    """
    take, settings = rendered.performance.take, rendered.settings
    kept = zip(take.pitch_values[:step].tolist(), take.length_values[:step].tolist(), strict=True)
    start = float(take.onsets[step])
    changed = replace(
        settings,
        opening=write_prefix(kept),
        temperature=temperature,
        beats=max(1.0, min(settings.beats, np.ceil(start + HEARD_BEATS))),
        takes=1,
        seed=take.seed,
        count_in=0,
        intro=0,
    )
    with Ticket(QUEUE) as ticket:
        piece, (longer,) = improvise_takes(rendered.network, changed, ticket)
        heard = accompany(longer, changed, piece).arrangement
    return encode_mp3(render_sound(write_midi(cut(heard, max(0.0, start - LEAD_BEATS), changed.beats))))


def cut(arrangement: Arrangement, start: float, end: float) -> Arrangement:
    """The beats from ``start`` to ``end`` of an arrangement, from beat 0 on; its chords are left out."""
    return replace(
        arrangement, parts=tuple(_cut_part(part, start, end) for part in arrangement.parts), beats=end - start
    )


def _cut_part(part: Part, start: float, end: float) -> Part:
    def moved(events: tuple) -> tuple:  # type: ignore[type-arg]  # notes, controls or bends
        return tuple(replace(each, start=each.start - start) for each in events if start <= each.start < end)

    return replace(part, notes=moved(part.notes), controls=moved(part.controls), bends=moved(part.bends))
