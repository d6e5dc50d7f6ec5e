"""One step of the network in four cards: context, prediction, random draw, feedback.

The figures come from the take that was played: the probabilities that the network computed, and those
that the sampler drew from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from jazzlstm.encoding.events import LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.pitches import spell_note
from jazzlstm.ui.explain.pictures import draw_bars, draw_roll
from jazzlstm.ui.play.rendering import RenderedSolo

LISTED = 3
"""Most likely values that are named."""
LENGTH_NAMES = {
    2: "a sixteenth triplet",
    3: "a sixteenth",
    4: "an eighth triplet",
    6: "an eighth",
    8: "a quarter triplet",
    9: "a dotted eighth",
    12: "a quarter",
    18: "a dotted quarter",
    24: "a half note",
    36: "a dotted half note",
    48: "a whole note",
}
"""Names by length in ticks; other lengths are given in beats."""


@dataclass(frozen=True, slots=True)
class StepPart:
    """A part of a step; ``picture`` is HTML."""

    title: str
    text: str
    picture: str


def describe_step(rendered: RenderedSolo, step: int) -> Iterator[StepPart]:
    """The four parts of a step, counted from 0."""
    take, settings = rendered.performance.take, rendered.settings
    value, beat = int(take.pitch_values[step]), float(take.onsets[step])
    end = beat + LENGTHS[int(take.length_values[step])] / TICKS_PER_BEAT
    names = [pitch_name(each, int(take.references[step])) for each in range(REST)]
    predicted, sampled = take.pitch_probabilities[step], take.weighed_pitches[step]
    yield StepPart("1  Context", _context(rendered, step), draw_roll(take.solo.notes, beat, settings.beats))
    yield StepPart("2  Prediction", _prediction(rendered, step), draw_bars(predicted[:REST], value, names))
    bars = draw_bars(sampled[:REST], value, names, predicted[:REST])
    yield StepPart("3  Random draw", _draw(rendered, step, float(sampled[value])), bars)
    yield StepPart("4  Feedback", _feedback(rendered, step), draw_roll(take.solo.notes, end, settings.beats))


def _context(rendered: RenderedSolo, step: int) -> str:
    take = rendered.performance.take
    chart, beat = take.solo.chart, float(take.onsets[step])
    where = f"Bar {int(beat // chart.metre.bar_beats) + 1}, over {chart.chord_at(beat).symbol}."
    if step == 0:
        return f"{where} Nothing has been played yet: the LSTM starts from states of zeros."
    return f"{where} {_memory(rendered.network.config)}"


def _memory(config: ModelConfig) -> str:
    """How a network of this shape represents the notes so far."""
    layers = f"each of its {config.layers} layers" if config.layers > 1 else "its layer"
    text = f"The LSTM summarises the notes so far in {layers} as two vectors of {config.units} numbers:"
    text += " hidden state and cell state."
    if config.output_features:
        text += " Beside the LSTM, history features count how often each choice was made in similar places"
        text += " of this solo."
    return text


def _prediction(rendered: RenderedSolo, step: int) -> str:
    take = rendered.performance.take
    reference, probabilities = int(take.references[step]), take.pitch_probabilities[step]
    likeliest = ", ".join(
        f"{pitch_name(value, reference)} {percent(float(probabilities[value]))}"
        for value in np.argsort(-probabilities)[:LISTED].tolist()
    )
    return (
        "The probability of a rest and of each pitch up to two octaves from"
        f" {spell_note(reference)}. Most likely: {likeliest}."
    )


def _draw(rendered: RenderedSolo, step: int, probability: float) -> str:
    take, settings = rendered.performance.take, rendered.settings
    choice = pitch_name(int(take.pitch_values[step]), int(take.references[step]))
    chance = f"{percent(probability)} chance"
    if _is_given(settings, step):
        return f"You chose this: {choice}. In a random draw, its probability would be {percent(probability)}."
    reshaped = "Temperature and the other settings reshape the odds (grey: before)."
    return f"{reshaped} Random draw: {choice}, a {chance}."


def _is_given(settings: Settings, step: int) -> bool:
    """Whether the pitch of a step was set by the listener: kept bars, a chosen note, a starting note."""
    return step < len(read_prefix(settings.opening)) or (step == 0 and bool(settings.start_note))


def _feedback(rendered: RenderedSolo, step: int) -> str:
    take, prefix = rendered.performance.take, read_prefix(rendered.settings.opening)
    length = length_name(int(take.length_values[step]))
    is_given = step < len(prefix) and prefix[step][1] is not None
    how = "You chose the length too" if is_given else "The length is drawn in the same way, given the pitch"
    return f"{how}: {length}. Both become part of the network's next input."


def percent(probability: float) -> str:
    """A probability in words: "18 %", or "less than 1 %"."""
    return "less than 1 %" if 0 < probability < 0.005 else f"{100 * probability:.0f} %"


def pitch_name(value: int, reference: int) -> str:
    """The name of a pitch value after a note: "Bb4", or "a rest"."""
    return "a rest" if value == REST else spell_note(reference + value - WIDEST_INTERVAL)


def length_name(value: int) -> str:
    """The name of a length value: "an eighth", or "0.583 beats"."""
    ticks = LENGTHS[value]
    return LENGTH_NAMES.get(ticks, f"{ticks / TICKS_PER_BEAT:.3g} beats")
