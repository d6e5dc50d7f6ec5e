"""The network without Keras: one LSTM step in NumPy, and the choice of the next event.

It computes what the step model of ``model.py`` computes (a test holds them
together), in double precision. That is what makes a seed mean the same solo on
every machine: processors add in different orders, so sums differ in their last
digit, about 1e-15 of a probability here; a choice changes only if the random
number, one of 2**53, falls into such a sliver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, Events
from jazzlstm.encoding.features import FEATURES, HarmonyGrid, feature_rows
from jazzlstm.encoding.history import History
from jazzlstm.encoding.output_features import (
    chosen_pitch_features,
    length_logits,
    length_sets,
    pitch_logits,
    pitch_sets,
)
from jazzlstm.encoding.state import initial_state, next_state
from jazzlstm.generation.sampling_policy import Floats, SamplingPolicy, draw, weigh_lengths, weigh_pitches
from jazzlstm.model.network import Network

UNDECIDED = -1
"""In a prefix: a value that the network may choose."""


class Prepared:
    """A network's weights as the step wants them, in the precision it works in."""

    def __init__(self, network: Network, dtype: np.dtype[np.floating[Any]]) -> None:
        config = network.config
        # sigmoid(x) = tanh(x / 2) / 2 + 1 / 2: with the three sigmoid gates halved, one tanh serves all four
        halved = np.repeat([0.5, 0.5, 1.0, 0.5], config.units)  # (4 units,)
        weights = {
            name: np.multiply(array, halved if name.startswith("lstm") else 1.0, dtype=dtype)
            for name, array in network.weights.items()
        }
        self.feature_kernel = weights["lstm0.kernel"][:FEATURES]  # (FEATURES, 4 units)
        self.who_kernel = weights["lstm0.kernel"][FEATURES:]  # (who units, 4 units)
        self.performer = weights.get("performer.kernel")  # (cast, who units)
        self.biases = [weights[f"lstm{i}.bias"] for i in range(config.layers)]
        # one product a layer: [input, h] @ [kernel; recurrent kernel]
        self.kernels = [
            weights[f"lstm{i}.recurrent_kernel"]
            if i == 0
            else np.vstack([weights[f"lstm{i}.kernel"], weights[f"lstm{i}.recurrent_kernel"]])
            for i in range(config.layers)
        ]
        self.has_pitch_hidden = bool(config.pitch_units)
        if self.has_pitch_hidden:
            self.pitch_hidden_kernel = weights["pitch_hidden.kernel"]
            self.pitch_hidden_bias = weights["pitch_hidden.bias"]
        self.pitch_kernel, self.pitch_bias = _side_by_side(weights, "pitch")
        outputs = config.layers * config.units
        self.hidden_kernel, by_pitch, self.taken_kernel = np.split(
            weights["length_hidden.kernel"], [outputs, outputs + PITCH_VALUES]
        )
        self.hidden_biases = by_pitch + weights["length_hidden.bias"]  # one a pitch value
        self.length_kernel, self.length_bias = _side_by_side(weights, "length")


@lru_cache(maxsize=4)
def _prepare(network: Network, dtype: np.dtype[np.floating[Any]]) -> Prepared:
    return Prepared(network, dtype)


class Stepper:
    """The network's arithmetic, many takes at once. ``condition``: one row for all takes, or one a take."""

    def __init__(
        self, network: Network, condition: Floats | None = None, dtype: type[np.floating[Any]] = np.float64
    ) -> None:
        _multiply_in_one_thread()
        self.units, self.dtype, self.has_output_features = (
            network.config.units,
            dtype,
            network.config.output_features,
        )
        self.weights = _prepare(network, np.dtype(dtype))
        self.biases = list(self.weights.biases)
        if condition is not None and self.weights.performer is not None:
            embedded = np.atleast_2d(condition).astype(dtype) @ self.weights.performer
            self.biases[0] = self.biases[0] + embedded @ self.weights.who_kernel

    def start(self, takes: int) -> list[Floats]:
        """Hidden and cell states at the start, zeros: 2 x layers arrays (takes, units)."""
        return [np.zeros((takes, self.units), self.dtype) for _ in range(2 * len(self.biases))]

    def step(self, features: NDArray[np.uint8], states: list[Floats]) -> tuple[Floats, list[Floats]]:
        """One event on. ``features`` (takes, COLUMNS); returns outputs (takes, layers x units), states."""
        gates = self._feature_product(features[:, :FEATURES])  # (takes, 4 units)
        new_states: list[Floats] = []
        for i, kernel in enumerate(self.weights.kernels):
            h, c = states[2 * i], states[2 * i + 1]
            gates = gates + h @ kernel if i == 0 else np.hstack([new_states[-2], h]) @ kernel
            h, c = self._cell(gates + self.biases[i], c)
            new_states += [h, c]
        return np.hstack(new_states[::2]), new_states

    def keep(self, rows: NDArray[np.int64], states: list[Floats]) -> list[Floats]:
        """Go on with some of the takes only; returns their states."""
        if self.biases[0].ndim == 2 and len(self.biases[0]) > 1:
            self.biases[0] = self.biases[0][rows]
        return [state[rows] for state in states]

    def _feature_product(self, features: NDArray[np.uint8]) -> Floats:
        """Only columns that are not zero in every take are multiplied: a quarter of them, or less."""
        active = np.flatnonzero(features.any(axis=0))
        product: Floats = features[:, active].astype(self.dtype) @ self.weights.feature_kernel[active]
        return product

    def _cell(self, gates: Floats, c: Floats) -> tuple[Floats, Floats]:
        """The LSTM's equations; gates stand side by side in Keras's order: input, forget, cell, output."""
        units = self.units
        squashed = np.tanh(gates)
        opened = 0.5 * squashed + 0.5  # the sigmoids
        c = opened[:, units : 2 * units] * c + opened[:, :units] * squashed[:, 2 * units : 3 * units]
        return opened[:, 3 * units :] * np.tanh(c), c

    def pitch_probabilities(self, h: Floats, features: NDArray[np.uint8]) -> Floats:
        """P(pitch value), (takes, 50)."""
        seen = h
        if self.has_output_features:
            sets, evidence = pitch_sets(np, features)
            seen = np.hstack([seen, evidence])
        if self.weights.has_pitch_hidden:
            hidden = seen @ self.weights.pitch_hidden_kernel + self.weights.pitch_hidden_bias
            seen = np.hstack([seen, np.maximum(hidden, 0)])
        logits = seen @ self.weights.pitch_kernel + self.weights.pitch_bias
        if self.has_output_features:
            logits = pitch_logits(np, logits[:, :PITCH_VALUES], logits[:, PITCH_VALUES:], features, sets)
        return _softmax(logits)

    def length_probabilities(
        self, h: Floats, features: NDArray[np.uint8], pitch_values: NDArray[np.int64]
    ) -> Floats:
        """P(length value | pitch value), (takes, 31)."""
        hidden = h @ self.weights.hidden_kernel + self.weights.hidden_biases[pitch_values]
        if self.has_output_features:
            sets, evidence = length_sets(np, features)
            taken = np.hstack([chosen_pitch_features(np, pitch_values, features), evidence])
            hidden = hidden + taken @ self.weights.taken_kernel
        hidden = np.maximum(hidden, 0)
        logits = hidden @ self.weights.length_kernel + self.weights.length_bias
        if self.has_output_features:
            logits = length_logits(np, logits[:, :LENGTH_VALUES], logits[:, LENGTH_VALUES:], features, sets)
        return _softmax(logits)


def _side_by_side(weights: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    """Kernel and bias of a choice's own logits and, where the network has them, of its views' scores."""
    layers = [layer for layer in (name, f"{name}_views") if f"{layer}.bias" in weights]
    kernel, bias = (
        np.concatenate([weights[f"{each}.{part}"] for each in layers], axis=-1) for part in ("kernel", "bias")
    )
    return kernel, bias


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
    harmony: HarmonyGrid,
    *,
    tempo: float,
    ticks: int,
    seeds: Sequence[int],
    condition: Floats | None = None,
    policy: SamplingPolicy | None = None,
    prefix: Events | None = None,
) -> Trace:
    """Improvise one take for each of ``seeds``, side by side, until each has filled ``ticks``.

    ``prefix`` is played first, as it stands: a starting note, or a solo to continue.
    Same seed, same take, whatever stands beside it.
    """
    stepper, policy = Stepper(network, condition), policy or SamplingPolicy()
    takes = len(seeds)
    state, states, memory = initial_state(takes), stepper.start(takes), History(takes)
    # two draws a step, (takes, steps, 2): an event lasts a tick at least, so ticks are steps enough
    chance = np.stack([np.random.Generator(np.random.PCG64(seed)).random((ticks, 2)) for seed in seeds])
    rows = np.arange(takes)  # the takes that still play, in ``chance`` and in the trace
    columns: list[tuple[Any, ...]] = []
    while len(rows):
        step = len(columns)
        features = feature_rows(harmony, tempo, state, ticks)
        h, states = stepper.step(features, states)
        pitches = stepper.pitch_probabilities(h, features)
        pitch_values = draw(weigh_pitches(pitches, harmony, state, policy, ticks), chance[rows, step, 0])
        _impose(pitch_values, prefix.pitch_values if prefix is not None else None, step)
        lengths = stepper.length_probabilities(h, features, pitch_values)
        length_values = draw(
            weigh_lengths(lengths, state, pitch_values, policy, ticks), chance[rows, step, 1]
        )
        _impose(length_values, prefix.length_values if prefix is not None else None, step)
        columns.append((rows, state.onset, state.reference, pitch_values, length_values, pitches, lengths))
        state = next_state(state, pitch_values, length_values, memory)
        playing = np.flatnonzero(state.onset < ticks)
        if len(playing) < len(rows):  # a take that has ended costs no more arithmetic
            rows, state, states = rows[playing], state.keep(playing), stepper.keep(playing, states)
            memory.keep(playing)
    return _trace(columns, takes)


def _trace(columns: Sequence[tuple[Any, ...]], takes: int) -> Trace:
    """Columns, each of the takes that still played, side by side; zeros where a take had ended."""
    arrays = []
    for parts in zip(*(column[1:] for column in columns), strict=True):
        array = np.zeros((takes, len(columns), *parts[0].shape[1:]), parts[0].dtype)
        for step, part in enumerate(parts):
            array[columns[step][0], step] = part
        arrays.append(array)
    steps_of = np.bincount(np.concatenate([column[0] for column in columns]), minlength=takes)
    return Trace(*arrays, steps_of=steps_of)  # type: ignore[misc]  # six arrays, in order


def _impose(values: NDArray[np.int64], given: NDArray[np.int64] | None, step: int) -> None:
    """What a prefix says at ``step`` goes before what was drawn."""
    if given is not None and step < len(given) and given[step] != UNDECIDED:
        values[:] = given[step]
