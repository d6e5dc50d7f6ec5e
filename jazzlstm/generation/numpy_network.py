"""The network in NumPy: the arithmetic of one step, without Keras.

``Stepper`` computes what the step model of ``keras_model.py`` computes, in double precision; a test
compares the two. With double precision, a seed gives the same solo on every machine. Processors add in
different orders, so probabilities differ by about 1e-15. A choice changes only if the random number, one
of 2**53, falls into such a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from jazzlstm.encoding.events import PITCH_VALUES
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.generation.candidates import (
    chosen_pitch_features,
    length_logits,
    length_sets,
    pitch_logits,
    pitch_sets,
)
from jazzlstm.model.network import Network

Floats: TypeAlias = NDArray[np.floating[Any]]

_CACHED_NETWORKS = 4
"""Networks whose prepared weights are kept: the two that ship, and two of a musician's own."""


class PreparedWeights:
    """The weights of a network as ``Stepper`` multiplies them, in its precision."""

    def __init__(self, network: Network, dtype: np.dtype[np.floating[Any]]) -> None:
        config = network.config
        # sigmoid(x) = tanh(x / 2) / 2 + 1 / 2: with the three sigmoid gates halved, one tanh serves all four
        halved = np.repeat([0.5, 0.5, 1.0, 0.5], config.units)  # (4 x units,)
        weights = {
            name: np.multiply(array, halved if name.startswith("lstm") else 1.0, dtype=dtype)
            for name, array in network.weights.items()
        }
        self.feature_kernel = weights["lstm0.kernel"][:FEATURES]  # (FEATURES, 4 x units)
        self.condition_kernel = weights["lstm0.kernel"][FEATURES:]  # (condition units, 4 x units)
        self.embedding = weights.get("performer.kernel")  # (conditioning size, condition units)
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
        self.hidden_kernel, by_pitch, self.chosen_kernel = np.split(
            weights["length_hidden.kernel"], [outputs, outputs + PITCH_VALUES]
        )
        self.hidden_biases = by_pitch + weights["length_hidden.bias"]  # one row a pitch value
        self.length_kernel, self.length_bias = _side_by_side(weights, "length")


@lru_cache(maxsize=_CACHED_NETWORKS)
def _prepare(network: Network, dtype: np.dtype[np.floating[Any]]) -> PreparedWeights:
    return PreparedWeights(network, dtype)


class Stepper:
    """Steps of the network for many takes at once.

    ``condition``: one row of ``Conditioning.row`` for all takes, or one a take.
    """

    def __init__(
        self, network: Network, condition: Floats | None = None, dtype: type[np.floating[Any]] = np.float64
    ) -> None:
        _multiply_in_one_thread()
        self.units, self.dtype = network.config.units, dtype
        self.has_output_features = bool(network.config.output_features)
        self.weights = _prepare(network, np.dtype(dtype))
        self.biases = list(self.weights.biases)
        if condition is not None and self.weights.embedding is not None:
            embedded = np.atleast_2d(condition).astype(dtype) @ self.weights.embedding
            self.biases[0] = self.biases[0] + embedded @ self.weights.condition_kernel

    def start(self, takes: int) -> list[Floats]:
        """Hidden and cell states of zeros: 2 x layers arrays (takes, units)."""
        return [np.zeros((takes, self.units), self.dtype) for _ in range(2 * len(self.biases))]

    def step(self, features: NDArray[np.uint8], states: list[Floats]) -> tuple[Floats, list[Floats]]:
        """Outputs (takes, layers x units) and new states after ``features`` (takes, COLUMNS)."""
        gates = self._feature_product(features[:, :FEATURES])  # (takes, 4 x units)
        new_states: list[Floats] = []
        for i, kernel in enumerate(self.weights.kernels):
            h, c = states[2 * i], states[2 * i + 1]
            if i == 0:
                gates += h @ kernel
            else:
                gates = np.concatenate([new_states[-2], h], axis=1) @ kernel
            gates += self.biases[i]
            new_states += self._cell(gates, c)
        outputs = new_states[::2]
        return outputs[0] if len(outputs) == 1 else np.concatenate(outputs, axis=1), new_states

    def copy(self) -> Stepper:
        """A stepper for the same takes, of which others may be dropped."""
        other = copy(self)
        other.biases = list(self.biases)
        return other

    def keep(self, rows: NDArray[np.int64], states: list[Floats]) -> list[Floats]:
        """The states of some of the takes; later steps are for these takes only."""
        if self.biases[0].ndim == 2 and len(self.biases[0]) > 1:
            self.biases[0] = self.biases[0][rows]
        return [state[rows] for state in states]

    def _feature_product(self, features: NDArray[np.uint8]) -> Floats:
        """Multiply only the columns that are not zero in every take: a quarter of them, or less."""
        active = np.logical_or.reduce(features, axis=0).nonzero()[0]
        kernel = self.weights.feature_kernel.take(active, axis=0)
        product: Floats = features.take(active, axis=1).astype(self.dtype) @ kernel
        return product

    def _cell(self, gates: Floats, c: Floats) -> tuple[Floats, Floats]:
        """Next h and c of an LSTM. Gates are in Keras's order: input, forget, cell, output; overwritten."""
        units = self.units
        squashed = np.tanh(gates, out=gates)
        opened = 0.5 * squashed
        opened += 0.5  # the sigmoids
        c = opened[:, units : 2 * units] * c
        c += opened[:, :units] * squashed[:, 2 * units : 3 * units]
        return opened[:, 3 * units :] * np.tanh(c), c

    def pitch_probabilities(self, h: Floats, features: NDArray[np.uint8]) -> Floats:
        """P(pitch value), (takes, 50)."""
        parts = [h]
        if self.has_output_features:
            sets, evidence = pitch_sets(features)
            parts.append(evidence)
        inputs = np.concatenate(parts, axis=1) if len(parts) > 1 else h
        if self.weights.has_pitch_hidden:
            hidden = inputs @ self.weights.pitch_hidden_kernel
            hidden += self.weights.pitch_hidden_bias
            inputs = np.concatenate([inputs, np.maximum(hidden, 0, out=hidden)], axis=1)
        logits = inputs @ self.weights.pitch_kernel
        logits += self.weights.pitch_bias
        return _softmax(pitch_logits(logits, features, sets) if self.has_output_features else logits)

    def length_probabilities(
        self, h: Floats, features: NDArray[np.uint8], pitch_values: NDArray[np.int64]
    ) -> Floats:
        """P(length value | pitch value), (takes, 31)."""
        hidden = h @ self.weights.hidden_kernel
        hidden += self.weights.hidden_biases[pitch_values]
        if self.has_output_features:
            sets, evidence = length_sets(features)
            chosen = np.concatenate([chosen_pitch_features(pitch_values, features), evidence], axis=1)
            hidden += chosen.astype(self.dtype, copy=False) @ self.weights.chosen_kernel
        logits = np.maximum(hidden, 0, out=hidden) @ self.weights.length_kernel
        logits += self.weights.length_bias
        return _softmax(length_logits(logits, features, sets) if self.has_output_features else logits)


def _side_by_side(weights: Mapping[str, Floats], name: str) -> tuple[Floats, Floats]:
    """Kernel and bias of the plain logits and, if the network has them, of the output features' scores."""
    layers = [layer for layer in (name, f"{name}_views") if f"{layer}.bias" in weights]
    kernel, bias = (
        np.concatenate([weights[f"{each}.{part}"] for each in layers], axis=-1) for part in ("kernel", "bias")
    )
    return kernel, bias


@cache
def _multiply_in_one_thread() -> None:
    """Keep the matrix products of this process in the thread that asks for them.

    The products of a step take a third of a millisecond. Shared among threads, each waits for the
    slowest: a hundred times as long beside a training run.
    """
    threadpool_limits(1, user_api="blas")


def _softmax(logits: Floats) -> Floats:
    raised: Floats = np.exp(logits - np.maximum.reduce(logits, axis=1, keepdims=True))
    raised /= np.add.reduce(raised, axis=1, keepdims=True)
    return raised
