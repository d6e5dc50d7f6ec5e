"""One step of the network in cards: inputs, memory, gates, probabilities, draw, feedback.

The figures come from the take that was played: its events, the probabilities that the network computed,
those that the sampler drew from, and the gates and states of ``activations.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.fields import FEATURES, columns_of
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.pitches import spell_note
from jazzlstm.ui.explain.activations import activations_of
from jazzlstm.ui.explain.followers import CLEAR, LOOSE, Follower
from jazzlstm.ui.explain.pictures import Curve, draw_bars, draw_cells, draw_curves, draw_roll, draw_ruler
from jazzlstm.ui.explain.solo_policy import is_fixed
from jazzlstm.ui.play.rendering import RenderedSolo

ROUNDING = 1e-5
"""The probabilities are kept as 32-bit floats."""
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
class Card:
    """A part of the lesson; ``picture`` is HTML, ``rows`` a table of names and values."""

    title: str
    text: str
    picture: str
    rows: tuple[tuple[str, str], ...] = ()

    def to_html(self) -> str:
        """The card as HTML."""
        rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in self.rows)
        table = f"<dl>{rows}</dl>" if rows else ""
        return (
            f"<article><h2>{escape(self.title)}</h2>{self.picture}<p>{escape(self.text)}</p>{table}</article>"
        )


def describe_inputs(rendered: RenderedSolo, step: int) -> Card:
    """What the network reads before a step, counted from 0."""
    take, found = rendered.performance.take, activations_of(rendered)
    row = found.rows[step]
    text = (
        f"Before each note or rest the network reads {FEATURES} numbers, each 0 or 1."
        f" Now {int(row[:FEATURES].sum())} of them are 1. {_style(rendered)}Among other things, the numbers"
        " encode:"
    )
    picture = draw_roll(take.solo.notes, float(take.onsets[step]), rendered.settings.beats)
    return Card("1  What goes in", text, picture, tuple(_input_rows(rendered, step)))


def _input_rows(rendered: RenderedSolo, step: int) -> Iterator[tuple[str, str]]:
    take, found = rendered.performance.take, activations_of(rendered)
    chart, beat = take.solo.chart, float(take.onsets[step])
    after, chord = chart.next_change(beat)
    yield "Chord", f"{chart.chord_at(beat).symbol}; {chord.symbol} follows in {_beats(after - beat)}"
    tick_of_bar, _, bar_of_section, _ = found.harmony.places[
        int(found.state.onset[step]) % found.harmony.ticks
    ]
    yield "Place", f"beat {1 + tick_of_bar / TICKS_PER_BEAT:.3g} of bar {1 + bar_of_section} of the section"
    yield "Last event", _last_event(rendered, step)
    yield "Time since a rest", _beats(float(found.state.since_rest[step] / TICKS_PER_BEAT))
    yield "Earlier match", _echo(rendered, step)


def _style(rendered: RenderedSolo) -> str:
    """A sentence on the conditioning, for a network that has one."""
    numbers = rendered.network.config.condition_units
    if not numbers:
        return ""
    settings, instrument = rendered.settings, INSTRUMENTS[rendered.performance.take.solo.instrument].name
    who = ", ".join(filter(None, (settings.player or "any player", instrument, settings.style)))
    return f"Another {numbers} numbers stand for the player ({who}); they stay the same in the whole solo. "


def _beats(beats: float) -> str:
    return "1 beat" if beats == 1 else f"{beats:.3g} beats"


def _number(value: float) -> str:
    """A number of a sum, rounded, with a minus sign in brackets."""
    shown = f"{abs(value):.2f}"
    return f"(−{shown})" if value < 0 and float(shown) else shown


def _last_event(rendered: RenderedSolo, step: int) -> str:
    take = rendered.performance.take
    if not step:
        return "none: the solo begins"
    value, length = int(take.pitch_values[step - 1]), length_name(int(take.length_values[step - 1]))
    if value == REST:
        return f"a rest, {length}"
    by = value - WIDEST_INTERVAL
    if not by:
        return f"the same pitch, {length}"
    return f"{abs(by)} semitone{'s' * (abs(by) > 1)} {'up' if by > 0 else 'down'}, {length}"


def _echo(rendered: RenderedSolo, step: int) -> str:
    """What came after the last place in this solo where the latest intervals were the same."""
    row = activations_of(rendered).rows[step]
    value = int(row[columns_of("echo pitch value")].argmax())
    if value >= PITCH_VALUES:
        return "the latest intervals are new in this solo"
    name = pitch_name(value, int(rendered.performance.take.references[step]))
    return f"the latest intervals came before; there, {name} came next"


def describe_memory(rendered: RenderedSolo, step: int) -> Card:
    """The states of the LSTM before a step."""
    found, config = activations_of(rendered), rendered.network.config
    cells = found.cell[:, step]
    return Card("2  What it remembers", memory_in_words(config, step), draw_cells(cells))


def memory_in_words(config: ModelConfig, step: int) -> str:
    """What an LSTM of this shape keeps from step to step."""
    layers = f"{config.layers} layers" if config.layers > 1 else "one layer"
    total = 2 * config.layers * config.units
    text = (
        f"This LSTM has {layers} of {config.units} units. A unit is a small calculation, done again at each"
    )
    text += " step. It keeps two numbers for the next step, its cell state and its hidden state:"
    text += f" {total:,} numbers in all. They are the whole memory that the LSTM has of the notes so far."
    text += " They start at 0." if step == 0 else ""
    above = ", the first layer at the top" if config.layers > 1 else ""
    text += (
        f" The picture shows the cell states after this step's inputs{above}. Blue: below 0; orange: above."
    )
    if config.output_features:
        text += " Beside the LSTM, a table counts how often each choice was made in similar places of this"
        text += " solo. Part 4 uses it for the probabilities."
    return text


def describe_gates(rendered: RenderedSolo, step: int, follower: Follower) -> tuple[Card, Card]:
    """The gates of one unit at a step, and its cell state along the solo."""
    found = activations_of(rendered)
    at = (follower.layer, step, follower.unit)
    before = found.cell_before(*at)
    keep, enter, new, show = (
        float(each[at]) for each in (found.forget_gate, found.input_gate, found.candidate, found.output_gate)
    )
    cell, hidden = float(found.cell[at]), float(found.hidden[at])
    result, out = (_number(each).strip("()") for each in (cell, hidden))
    rows = (
        ("Forget gate", f"{keep:.2f}: this share of the old cell state is kept"),
        ("Input gate", f"{enter:.2f}: this share of the new value is added"),
        ("Cell state", f"{keep:.2f} × {_number(before)} + {enter:.2f} × {_number(new)} = {result}"),
        ("Output gate", f"{show:.2f}: this share goes out, as the hidden state"),
        (
            "Hidden state",
            f"{show:.2f} × tanh {_number(cell)} = {out} (tanh keeps it within −1 and 1)",
        ),
    )
    text = (
        "A gate is a number between 0 (closed) and 1 (open). Each unit computes three gates and a new value:"
        " each is a weighted sum of the inputs of the layer and of its previous hidden states. A sigmoid"
        " function keeps a gate between 0 and 1, a tanh function keeps the new value between −1 and 1. The"
        " numbers of one unit at this step, rounded:"
    )
    values = found.cell[follower.layer, :, follower.unit]
    curves = (Curve(follower.name, follower.values, "one"), Curve("cell state", values, "two"))
    now = step / max(1, found.steps - 1)
    picture = draw_curves(curves, now, f"cell state and {follower.name} along the solo")
    return (
        Card("3  Gates and cell", text, "", rows),
        Card("One unit along the solo", _followed(follower), picture),
    )


def _followed(follower: Follower) -> str:
    r = abs(follower.correlation)
    how = "clearly follows" if r >= CLEAR else "loosely follows" if r >= LOOSE else "hardly follows"
    opposite = " with opposite sign" if follower.correlation < 0 else ""
    return (
        f"The cell state of this unit {how} the {follower.name}{opposite}: correlation {r:.2f} (0 none, 1"
        " perfect). No rule of the program asks for this: it is a result of the training. The unit was found"
        " in the first half of this solo; the correlation is that of the second half."
    )


def describe_odds(rendered: RenderedSolo, step: int) -> Card:
    """The probabilities that the network computed."""
    take = rendered.performance.take
    value, reference = int(take.pitch_values[step]), int(take.references[step])
    probabilities = take.pitch_probabilities[step]
    likeliest = ", ".join(
        f"{pitch_name(each, reference)} {percent(float(probabilities[each]))}"
        for each in np.argsort(-probabilities)[:LISTED].tolist()
    )
    text = (
        f"From {_sources(rendered.network.config)} the network computes a score for a rest and for each pitch"
        f" up to two octaves from {spell_note(reference)}. A softmax function turns the scores into"
        f" probabilities, which add up to 100%. Most likely: {likeliest}. Orange: what was played."
    )
    return Card("4  Probabilities", text, draw_bars(probabilities, value, names_of(rendered, step)))


def _sources(config: ModelConfig) -> str:
    states = "the hidden states of all layers" if config.layers > 1 else "the hidden states"
    return f"{states} and the table of counts" if config.output_features else states


def names_of(rendered: RenderedSolo, step: int) -> list[str]:
    """The name of each pitch value at a step."""
    reference = int(rendered.performance.take.references[step])
    return [pitch_name(each, reference) for each in range(REST)]


def describe_draw(rendered: RenderedSolo, step: int) -> Card:
    """The random number, and the choice it fell on."""
    take, settings = rendered.performance.take, rendered.settings
    value, sampled = int(take.pitch_values[step]), take.weighed_pitches[step]
    choice = pitch_name(value, int(take.references[step]))
    probability = percent(float(sampled[value]))
    as_bars = draw_bars(sampled, value, names_of(rendered, step), take.pitch_probabilities[step])
    if _is_given(settings, step) or is_fixed(rendered, step):
        text = f"You chose this: {choice}. In a random draw, its probability would be {probability}."
        return Card("5  Draw", text, as_bars)
    text = "First, temperature and the other settings change the probabilities. Then "
    number = float(np.random.Generator(np.random.PCG64(take.seed)).random((step + 1, 2))[step, 0])
    if not _points_at(sampled, number, value):
        text += (
            f"a random number selects: {choice}, with a probability of {probability}. These bars were drawn"
            " again, because the first draw copied a training solo."
        )
        return Card("5  Draw", text, as_bars)
    text += (
        "each choice gets a part of the line from 0 to 1, as long as its probability. The random number"
        f" {number:.3f} falls on: {choice}, with a probability of {probability}. The seed, {take.seed}, fixes"
        " all random numbers of the solo, so the same seed and settings give the same solo."
    )
    return Card("5  Draw", text, draw_ruler(sampled, value, number))


def _points_at(probabilities: NDArray[np.floating], number: float, value: int) -> bool:
    """Whether the random number is within the piece of this choice."""
    edges = np.concatenate([[0.0], np.cumsum(probabilities, dtype=np.float64)])
    edges /= edges[-1]
    return bool(edges[value] - ROUNDING <= number <= edges[value + 1] + ROUNDING)


def _is_given(settings: Settings, step: int) -> bool:
    """Whether the pitch of a step was set by the listener: kept bars, a chosen note, a starting note."""
    return step < len(read_prefix(settings.opening)) or (step == 0 and bool(settings.start_note))


def describe_feedback(rendered: RenderedSolo, step: int) -> Card:
    """The length, and what happens next."""
    take, prefix = rendered.performance.take, read_prefix(rendered.settings.opening)
    length = length_name(int(take.length_values[step]))
    is_given = step < len(prefix) and prefix[step][1] is not None
    is_given = is_given or is_fixed(rendered, step, length=True)
    how = "You chose the length too" if is_given else "The length is drawn in the same way, given the pitch"
    text = f"{how}: {length}. Pitch and length become inputs of the next step: the solo grows note by note."
    end = float(take.onsets[step]) + LENGTHS[int(take.length_values[step])] / TICKS_PER_BEAT
    return Card("6  Feedback", text, draw_roll(take.solo.notes, end, rendered.settings.beats))


def percent(probability: float) -> str:
    """A probability in words: "18%", or "less than 1%"."""
    return "less than 1%" if 0 < probability < 0.005 else f"{100 * probability:.0f}%"


def pitch_name(value: int, reference: int) -> str:
    """The name of a pitch value after a note: "Bb4", or "a rest"."""
    return "a rest" if value == REST else spell_note(reference + value - WIDEST_INTERVAL)


def length_name(value: int) -> str:
    """The name of a length value: "an eighth", or "0.583 beats"."""
    if value >= LENGTH_VALUES:
        return "none"
    ticks = LENGTHS[value]
    return LENGTH_NAMES.get(ticks, f"{ticks / TICKS_PER_BEAT:.3g} beats")
