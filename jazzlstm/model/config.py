"""The sizes of a network, and the shapes of the weights that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.fields import FEATURES
from jazzlstm.encoding.output_features import (
    CHOSEN_PITCH_FEATURES,
    LENGTH_OUTPUT_FEATURES,
    LENGTH_SETS,
    PITCH_OUTPUT_FEATURES,
    PITCH_SETS,
)
from jazzlstm.errors import ModelFileError

_LIMITS: Mapping[str, tuple[int, int]] = {
    "units": (1, 2048),
    "layers": (1, 4),
    "condition_units": (0, 256),
    "length_units": (1, 1024),
    "sequence_length": (1, 4096),
    "output_features": (0, 1),
    "pitch_units": (0, 1024),
}
"""Lowest and highest value of each size; by them a file cannot ask for endless memory."""
_KEYS = {"condition_units": "who_units", "output_features": "views"}
"""Names in a model file, where they differ."""


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The sizes of a network. Those of the original are ``ModelConfig(units=64, sequence_length=30)``.

    Raises:
        ModelFileError: a size is out of its range; ``entry`` names it.
    """

    units: int = 256
    """Width of each LSTM layer."""
    layers: int = 2
    """LSTM layers."""
    condition_units: int = 24
    """Width of the embedding of player, instrument and style; 0 for none."""
    length_units: int = 128
    """Width of the hidden layer between the pitch value and the length's softmax."""
    sequence_length: int = 128
    """Events of a training sequence: truncated backpropagation through time."""
    output_features: bool = False
    """Logits depend on what each choice would be, too (``output_features.py``)."""
    pitch_units: int = 0
    """Width of the hidden layer before the pitch's softmax; 0 for none."""

    def __post_init__(self) -> None:
        for name, (lowest, highest) in _LIMITS.items():
            value = getattr(self, name)
            if not isinstance(value, int) or not lowest <= value <= highest:
                raise ModelFileError(
                    f"{name} is {value!r}; choose a whole number from {lowest} to {highest}", entry=name
                )

    @classmethod
    def from_dict(cls, sizes: Mapping[str, Any]) -> ModelConfig:
        """The sizes that a model file holds.

        Raises:
            ModelFileError: a size is out of its range.
            TypeError: an unknown name.
        """
        names = {key: name for name, key in _KEYS.items()}
        return cls(**{names.get(key, key): value for key, value in sizes.items()})

    def as_dict(self) -> dict[str, int]:
        """The sizes by the names of a model file."""
        return {_KEYS.get(name, name): int(getattr(self, name)) for name in _LIMITS}

    def shapes(self, conditioning: Conditioning) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the weights, as in a model file; gates in Keras's order.

        The order is input, forget, cell, output.
        """
        h = self.layers * self.units  # outputs of all layers side by side
        return {
            **self._lstm_shapes(conditioning),
            **self._pitch_shapes(h),
            **self._length_shapes(h),
        }

    def _lstm_shapes(self, conditioning: Conditioning) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        embedded = self.condition_units if conditioning.size else 0
        if embedded:
            shapes["performer.kernel"] = (conditioning.size, embedded)
        for layer in range(self.layers):
            shapes[f"lstm{layer}.kernel"] = (self.units if layer else FEATURES + embedded, 4 * self.units)
            shapes[f"lstm{layer}.recurrent_kernel"] = (self.units, 4 * self.units)
            shapes[f"lstm{layer}.bias"] = (4 * self.units,)
        return shapes

    def _pitch_shapes(self, h: int) -> dict[str, tuple[int, ...]]:
        shapes: dict[str, tuple[int, ...]] = {}
        inputs = h + (2 * len(PITCH_SETS) if self.output_features else 0)
        if self.pitch_units:
            shapes |= _dense("pitch_hidden", inputs, self.pitch_units)
            inputs += self.pitch_units
        shapes |= _dense("pitch", inputs, PITCH_VALUES)
        if self.output_features:
            shapes |= _dense("pitch_views", inputs, PITCH_OUTPUT_FEATURES)
        return shapes

    def _length_shapes(self, h: int) -> dict[str, tuple[int, ...]]:
        inputs = h + PITCH_VALUES
        if self.output_features:
            inputs += CHOSEN_PITCH_FEATURES + 2 * len(LENGTH_SETS)
        shapes: dict[str, tuple[int, ...]] = {}
        if self.output_features:
            shapes |= _dense("length_views", self.length_units, LENGTH_OUTPUT_FEATURES)
        shapes |= _dense("length_hidden", inputs, self.length_units)
        return shapes | _dense("length", self.length_units, LENGTH_VALUES)

    def count_weights(self, conditioning: Conditioning) -> int:
        """How many numbers are trained."""
        return sum(math.prod(shape) for shape in self.shapes(conditioning).values())


def _dense(name: str, inputs: int, units: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.kernel": (inputs, units), f"{name}.bias": (units,)}
