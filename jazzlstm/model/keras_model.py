"""The network in Keras: a training model over sequences and a step model over one event.

    features (ones and zeros) ─┐
    condition ─ embedding ─────┴▶ LSTM ▶ LSTM ─▶ h ─┬─▶ (dense +) dense (+ output features) + softmax
                                                    │     ─▶ P(pitch value)
                                                    └─▶ dense + dense (+ output features) + softmax
    pitch value chosen ─────────────────────────────────▶ ─▶ P(length value | pitch value)

Both models call the same layers, so they share every weight. The step model, with states in and out,
is the reference of the NumPy version that samples (``numpy_network.py``); a test compares them.

Layers and ``keras.ops`` only: the code runs on any Keras backend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.fields import COLUMNS, FEATURES
from jazzlstm.encoding.output_features import (
    LENGTH_OUTPUT_FEATURES,
    PITCH_OUTPUT_FEATURES,
    chosen_pitch_features,
    length_logits,
    length_sets,
    pitch_logits,
    pitch_sets,
)
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.lstm_layer import LSTM
from jazzlstm.model.training_plan import Dropout

Tensor: TypeAlias = keras.KerasTensor
"""A symbolic array: Keras wires models from calls on these."""


class SharedLayers:
    """The layers of one network and how they are connected."""

    def __init__(self, config: ModelConfig, conditioning: Conditioning, dropout: Dropout) -> None:
        self.config = config
        self.condition = (
            layers.Dense(config.condition_units, use_bias=False, name="performer")
            if conditioning.size and config.condition_units
            else None
        )
        self.lstms = [LSTM(config.units, dropout.recurrent, name=f"lstm{i}") for i in range(config.layers)]
        self.pitch = layers.Dense(PITCH_VALUES, name="pitch")
        self.pitch_hidden = (
            layers.Dense(config.pitch_units, activation="relu", name="pitch_hidden")
            if config.pitch_units
            else None
        )
        self.length_hidden = layers.Dense(config.length_units, activation="relu", name="length_hidden")
        self.length = layers.Dense(LENGTH_VALUES, name="length")
        self.pitch_views = (
            layers.Dense(PITCH_OUTPUT_FEATURES, name="pitch_views") if config.output_features else None
        )
        self.length_views = (
            layers.Dense(LENGTH_OUTPUT_FEATURES, name="length_views") if config.output_features else None
        )
        self.input_dropout = layers.Dropout(dropout.inputs, noise_shape=(None, 1, None))
        self.hidden_dropout = layers.Dropout(dropout.hidden)
        self.between_dropouts = [
            layers.Dropout(dropout.between, noise_shape=(None, 1, None)) for _ in self.lstms
        ]

    def run(
        self, features: Tensor, condition: Tensor, states: list[Tensor] | None = None
    ) -> tuple[Tensor, list[Tensor]]:
        """Outputs of all LSTM layers side by side, (batch, steps, layers x units), and their last states."""
        x = self.input_dropout(ops.cast(features[..., :FEATURES], "float32"))  # (batch, steps, FEATURES)
        if self.condition is not None:
            everywhere = ops.zeros_like(x[:, :, :1])  # (batch, steps, 1)
            x = ops.concatenate([x, ops.expand_dims(self.condition(condition), 1) + everywhere], axis=-1)
        outputs, last_states = [], []
        for i, (lstm, dropout) in enumerate(zip(self.lstms, self.between_dropouts, strict=True)):
            x, h, c = lstm(x, (states or [])[2 * i : 2 * i + 2])
            x = dropout(x)  # (batch, steps, units)
            outputs.append(x)
            last_states += [h, c]
        return ops.concatenate(outputs, axis=-1), last_states

    def pitch_probabilities(self, h: Tensor, rows: Tensor) -> Tensor:
        """P(pitch value), (..., 50), from outputs ``h`` and input ``rows``."""
        if self.pitch_views is None:
            return ops.softmax(self.pitch(self._with_hidden(h)))
        rows = ops.cast(rows, "float32")
        sets, evidence = pitch_sets(ops, rows)
        seen = self._with_hidden(ops.concatenate([h, evidence], axis=-1))
        return ops.softmax(pitch_logits(ops, self.pitch(seen), self.pitch_views(seen), rows, sets))

    def _with_hidden(self, seen: Tensor) -> Tensor:
        if self.pitch_hidden is None:
            return seen
        return ops.concatenate([seen, self.hidden_dropout(self.pitch_hidden(seen))], axis=-1)

    def length_probabilities(self, h: Tensor, rows: Tensor, pitch_value: Tensor) -> Tensor:
        """P(length value), (..., 31), from ``h``, ``rows`` and the pitch value chosen."""
        seen = [h, ops.one_hot(pitch_value, PITCH_VALUES)]
        if self.length_views is None:
            return ops.softmax(self.length(self.length_hidden(ops.concatenate(seen, axis=-1))))
        rows = ops.cast(rows, "float32")
        sets, evidence = length_sets(ops, rows)
        seen += [chosen_pitch_features(ops, pitch_value, rows), evidence]
        hidden = self.hidden_dropout(self.length_hidden(ops.concatenate(seen, axis=-1)))
        return ops.softmax(length_logits(ops, self.length(hidden), self.length_views(hidden), rows, sets))


@dataclass(frozen=True, slots=True, eq=False)
class KerasNetwork:
    """Two Keras models over one set of layers."""

    config: ModelConfig
    conditioning: Conditioning
    training: keras.Model
    """{features (batch, steps, COLUMNS), condition (batch, conditioning size), pitch_value (batch, steps)}
    to {pitch (batch, steps, 50), length (batch, steps, 31)}."""
    step: keras.Model
    """The same for one step, with 2 x layers states (batch, units) in and out."""

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Every weight by name, as ``ModelConfig.shapes`` lists them."""
        return {name: np.asarray(each.numpy(), dtype=np.float32) for name, each in self._variables()}

    def load(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """Set every weight.

        Raises:
            KeyError: a weight is missing.
        """
        for name, variable in self._variables():
            variable.assign(weights[name])

    def _variables(self) -> Iterator[tuple[str, keras.Variable]]:
        shapes = self.config.shapes(self.conditioning)
        for layer in self.training.layers:
            for variable in layer.weights:
                name = f"{layer.name}.{variable.name}"
                if name in shapes:
                    yield name, variable


def build_network(
    config: ModelConfig, conditioning: Conditioning, dropout: Dropout | None = None
) -> KerasNetwork:
    """Build the training model and the step model over one set of layers."""
    shared = SharedLayers(config, conditioning, dropout or Dropout())
    condition = keras.Input((max(1, conditioning.size),), name="condition")

    features = keras.Input((None, COLUMNS), dtype="uint8", name="features")
    pitch_value = keras.Input((None,), dtype="int32", name="pitch_value")
    h, _ = shared.run(features, condition)
    training = keras.Model(
        {"features": features, "condition": condition, "pitch_value": pitch_value},
        {
            "pitch": shared.pitch_probabilities(h, features),
            "length": shared.length_probabilities(h, features, pitch_value),
        },
        name="training",
    )

    one_features = keras.Input((1, COLUMNS), dtype="uint8", name="features")
    one_pitch_value = keras.Input((1,), dtype="int32", name="pitch_value")
    states = [keras.Input((config.units,), name=f"state{i}") for i in range(2 * config.layers)]
    h, new_states = shared.run(one_features, condition, states)
    step = keras.Model(
        {
            "features": one_features,
            "condition": condition,
            "pitch_value": one_pitch_value,
            **{f"state{i}": state for i, state in enumerate(states)},
        },
        {
            "pitch": shared.pitch_probabilities(h, one_features),
            "length": shared.length_probabilities(h, one_features, one_pitch_value),
            **{f"state{i}": state for i, state in enumerate(new_states)},
        },
        name="step",
    )
    return KerasNetwork(config, conditioning, training, step)
