"""The network without Keras: one LSTM step in NumPy, and the choice of the next event.

It computes what the step model of ``model.py`` computes (a test holds them
together), in double precision. That is what makes a seed mean the same solo on
every machine: processors add in different orders, so sums differ in their last
digit, about 1e-15 of a probability here; a choice changes only if the random
number, one of 2**53, falls into such a sliver.

Temperature sharpens (below 1) or flattens (above 1) the choice between pitches,
and that between lengths, each with a knob of its own. It leaves the choice
between playing and resting alone: sharpened, the network would never breathe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from jazzlstm.events import PITCH_VALUES, REST, WIDEST_INTERVAL, Events
from jazzlstm.features import FEATURES, Harmony, Moment, feature_rows, first_moment, next_moment
from jazzlstm.memory import Memory
from jazzlstm.network import Network

Floats = NDArray[np.floating[Any]]
UNDECIDED = -1
"""In a prefix: a value that the network may choose."""
TINY = 1e-300
"""Divided by instead of zero."""
SPARSE_TAKES = 4
"""With this few takes, adding up the rows of the active features beats a matrix product."""


class Stepper:
    """The network's arithmetic, many takes at once. ``who``: rows of its cast, one for all or one a take."""

    def __init__(
        self, network: Network, who: Floats | None = None, dtype: type[np.floating[Any]] = np.float64
    ) -> None:
        _multiply_in_one_thread()
        config = network.config
        self.units, self.dtype = config.units, dtype
        # sigmoid(x) = tanh(x / 2) / 2 + 1 / 2: with the three sigmoid gates halved, one tanh serves all four
        halved = np.repeat([0.5, 0.5, 1.0, 0.5], config.units)  # (4 units,)
        weights = {
            name: np.multiply(array, halved if name.startswith("lstm") else 1.0, dtype=dtype)
            for name, array in network.weights.items()
        }
        self.feature_kernel = weights["lstm0.kernel"][:FEATURES]  # (FEATURES, 4 units)
        self.biases = [weights[f"lstm{i}.bias"] for i in range(config.layers)]
        if who is not None and "performer.kernel" in weights:
            embedded = np.atleast_2d(who).astype(dtype) @ weights["performer.kernel"]
            self.biases[0] = self.biases[0] + embedded @ weights["lstm0.kernel"][FEATURES:]
        # one product a layer: [input, h] @ [kernel; recurrent kernel]
        self.kernels = [
            weights[f"lstm{i}.recurrent_kernel"]
            if i == 0
            else np.vstack([weights[f"lstm{i}.kernel"], weights[f"lstm{i}.recurrent_kernel"]])
            for i in range(config.layers)
        ]
        self.pitch_kernel, self.pitch_bias = weights["pitch.kernel"], weights["pitch.bias"]
        hidden = weights["length_hidden.kernel"]
        self.hidden_kernel = hidden[:-PITCH_VALUES]
        self.hidden_biases = hidden[-PITCH_VALUES:] + weights["length_hidden.bias"]  # one a pitch value
        self.length_kernel, self.length_bias = weights["length.kernel"], weights["length.bias"]

    def start(self, takes: int) -> list[Floats]:
        """Hidden and cell states at the start, zeros: 2 x layers arrays (takes, units)."""
        return [np.zeros((takes, self.units), self.dtype) for _ in range(2 * len(self.kernels))]

    def step(self, features: NDArray[np.uint8], states: list[Floats]) -> tuple[Floats, list[Floats]]:
        """One event on. ``features`` (takes, FEATURES); returns outputs (takes, layers x units), states."""
        gates = self._feature_product(features)  # (takes, 4 units)
        new_states: list[Floats] = []
        for i, kernel in enumerate(self.kernels):
            h, c = states[2 * i], states[2 * i + 1]
            gates = gates + h @ kernel if i == 0 else np.hstack([new_states[-2], h]) @ kernel
            h, c = self._cell(gates + self.biases[i], c)
            new_states += [h, c]
        return np.hstack(new_states[::2]), new_states

    def _feature_product(self, features: NDArray[np.uint8]) -> Floats:
        if len(features) > SPARSE_TAKES:
            product: Floats = features.astype(self.dtype) @ self.feature_kernel
            return product
        sums: Floats = np.stack([self.feature_kernel[row].sum(axis=0) for row in features.astype(bool)])
        return sums

    def _cell(self, gates: Floats, c: Floats) -> tuple[Floats, Floats]:
        """The LSTM's equations; gates stand side by side in Keras's order: input, forget, cell, output."""
        units = self.units
        squashed = np.tanh(gates)
        opened = 0.5 * squashed + 0.5  # the sigmoids
        c = opened[:, units : 2 * units] * c + opened[:, :units] * squashed[:, 2 * units : 3 * units]
        return opened[:, 3 * units :] * np.tanh(c), c

    def pitch_probabilities(self, h: Floats) -> Floats:
        """P(pitch value), (takes, 50)."""
        return _softmax(h @ self.pitch_kernel + self.pitch_bias)

    def length_probabilities(self, h: Floats, pitch_values: NDArray[np.int64]) -> Floats:
        """P(length value | pitch value), (takes, 31)."""
        hidden = h @ self.hidden_kernel + self.hidden_biases[pitch_values]
        return _softmax(np.maximum(hidden, 0) @ self.length_kernel + self.length_bias)


@cache
def _multiply_in_one_thread() -> None:
    """Keep matrix products of this process in the thread that asks for them.

    A step's products take a third of a millisecond. Shared among threads, each waits for
    the slowest: beside a training run that was 32 ms, a hundred times as long.
    """
    threadpool_limits(1, user_api="blas")


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True, slots=True)
class Taste:
    """How to choose from the network's probabilities."""

    temperature: float = 1.0
    """Of the pitches: below 1 predictable, above 1 adventurous."""
    rhythm_temperature: float = 1.0
    top_p: float = 1.0
    """Leave out the least likely pitches that together have less than 1 - top_p. Lengths are spared:
    the long ones are rare, and they are where a line breathes."""
    lowest: int = 0
    highest: int = 127
    """The instrument's range, MIDI pitches."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """All takes as they grew: arrays (takes, steps, ...); ``steps_of`` (takes,) says how many steps count."""

    onsets: NDArray[np.int64]
    references: NDArray[np.int64]
    pitch_values: NDArray[np.int64]
    length_values: NDArray[np.int64]
    pitch_probabilities: NDArray[np.float64]
    length_probabilities: NDArray[np.float64]
    steps_of: NDArray[np.int64]


def sample(
    network: Network,
    harmony: Harmony,
    *,
    tempo: float,
    ticks: int,
    seeds: Sequence[int],
    who: Floats | None = None,
    taste: Taste | None = None,
    prefix: Events | None = None,
) -> Trace:
    """Improvise one take for each of ``seeds``, side by side, until each has filled ``ticks``.

    ``prefix`` is played first, as it stands: a starting note, or a solo to continue.
    Same seed, same take, whatever stands beside it.
    """
    stepper, taste = Stepper(network, who), taste or Taste()
    takes = len(seeds)
    moment, states, memory = first_moment(takes), stepper.start(takes), Memory(takes)
    # two draws a step, (takes, steps, 2): an event lasts a tick at least, so ticks are steps enough
    chance = np.stack([np.random.Generator(np.random.PCG64(seed)).random((ticks, 2)) for seed in seeds])
    columns: list[tuple[Any, ...]] = []
    while (playing := moment.onset < ticks).any():
        step = len(columns)
        h, states = stepper.step(feature_rows(harmony, tempo, moment, ticks), states)
        pitches = stepper.pitch_probabilities(h)
        pitch_values = _draw(_tempered_pitches(pitches, moment, taste), chance[:, step, 0])
        _impose(pitch_values, prefix.pitch_values if prefix is not None else None, step)
        lengths = stepper.length_probabilities(h, pitch_values)
        length_values = _draw(_tempered(lengths, taste.rhythm_temperature), chance[:, step, 1])
        _impose(length_values, prefix.length_values if prefix is not None else None, step)
        columns.append(
            (moment.onset, moment.reference, pitch_values, length_values, pitches, lengths, playing)
        )
        moment = next_moment(moment, pitch_values, length_values, memory)
    *arrays, played = (np.stack(column, axis=1) for column in zip(*columns, strict=True))
    return Trace(*arrays, steps_of=played.sum(axis=1))  # type: ignore[misc]  # six arrays, in order


def _impose(values: NDArray[np.int64], given: NDArray[np.int64] | None, step: int) -> None:
    """What a prefix says at ``step`` goes before what was drawn."""
    if given is not None and step < len(given) and given[step] != UNDECIDED:
        values[:] = given[step]


def _tempered_pitches(probabilities: Floats, moment: Moment, taste: Taste) -> Floats:
    """Temper the intervals among themselves; the share of rests stays the network's."""
    rest = probabilities[:, REST:]
    pitches = moment.reference[:, None] + np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
    playable = np.where((pitches >= taste.lowest) & (pitches <= taste.highest), probabilities[:, :REST], 0.0)
    intervals = _tempered(playable, taste.temperature, taste.top_p)
    nothing = intervals.sum(axis=1, keepdims=True) == 0.0
    return np.hstack([intervals * (1.0 - rest), np.where(nothing, 1.0, rest)])


def _tempered(probabilities: Floats, temperature: float, top_p: float = 1.0) -> Floats:
    """Probabilities to the power of 1 / temperature, cut at ``top_p``; their sum is 1, or 0 if all are 0."""
    highest = probabilities.max(axis=1, keepdims=True)
    powered: Floats = (probabilities / np.maximum(highest, TINY)) ** (1.0 / temperature)
    powered /= np.maximum(powered.sum(axis=1, keepdims=True), TINY)
    if top_p < 1.0:
        ranked = np.sort(powered, axis=1)[:, ::-1]
        kept = (np.cumsum(ranked, axis=1) - ranked < top_p).sum(axis=1, keepdims=True)
        powered[powered < np.take_along_axis(ranked, kept - 1, axis=1)] = 0.0  # equals stay together
        powered /= np.maximum(powered.sum(axis=1, keepdims=True), TINY)
    return powered


def _draw(probabilities: Floats, chance: Floats) -> NDArray[np.int64]:
    """One value a take: where ``chance`` (takes,), from [0, 1), falls on the stacked probabilities."""
    stacked = np.cumsum(probabilities, axis=1)
    chosen = (stacked <= (chance * stacked[:, -1])[:, None]).sum(axis=1)
    within: NDArray[np.int64] = np.minimum(chosen, probabilities.shape[1] - 1)
    return within
