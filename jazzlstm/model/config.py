"""The network's sizes and weights as plain data: what the model file holds.

Neither Keras nor TensorFlow is needed to read a network and play from it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.features import FEATURES, Conditioning
from jazzlstm.encoding.output_features import (
    CHOSEN_PITCH_FEATURES,
    LENGTH_OUTPUT_FEATURES,
    LENGTH_SETS,
    PITCH_OUTPUT_FEATURES,
    PITCH_SETS,
)
from jazzlstm.errors import ModelFileError
from jazzlstm.model.copy_detection import EMPTY_COPY_INDEX, CopyIndex

Weights = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """The sizes of a network. The original's is ``ModelConfig(units=64, sequence_length=30)``."""

    units: int = 256
    layers: int = 2
    who_units: int = 24
    """Width of the embedding of player, instrument and style; 0 plays as nobody in particular."""
    length_units: int = 128
    """Width of the hidden layer between the pitch value and the length's softmax."""
    sequence_length: int = 128
    """Events that training looks at in one go."""
    views: int = 0
    """1: choices are also weighed by what they would be (``views.py``); 0: by their distance alone."""
    pitch_units: int = 0
    """Width of a hidden layer before the pitch's softmax; 0 for none."""

    def __post_init__(self) -> None:
        limits = {
            "units": 2048,
            "layers": 4,
            "who_units": 256,
            "length_units": 1024,
            "pitch_units": 1024,
            "sequence_length": 4096,
            "views": 1,
        }
        for item in fields(self):
            lowest = 0 if item.name in ("who_units", "pitch_units", "views") else 1
            value = getattr(self, item.name)
            if not isinstance(value, int) or not lowest <= value <= limits[item.name]:
                raise ModelFileError(
                    f"{item.name} is {value!r}; it must be a whole number"
                    f" from {lowest} to {limits[item.name]}"
                )

    def shapes(self, conditioning: Conditioning) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the weights; gates in Keras's order: input, forget, cell, output."""
        inputs = FEATURES + (self.who_units if conditioning.size else 0)
        shapes: dict[str, tuple[int, ...]] = {}
        if conditioning.size and self.who_units:
            shapes["performer.kernel"] = (conditioning.size, self.who_units)
        for layer in range(self.layers):
            shapes[f"lstm{layer}.kernel"] = (self.units if layer else inputs, 4 * self.units)
            shapes[f"lstm{layer}.recurrent_kernel"] = (self.units, 4 * self.units)
            shapes[f"lstm{layer}.bias"] = (4 * self.units,)
        seen = self.layers * self.units + (2 * len(PITCH_SETS) if self.views else 0)
        if self.pitch_units:
            shapes["pitch_hidden.kernel"] = (seen, self.pitch_units)
            shapes["pitch_hidden.bias"] = (self.pitch_units,)
            seen += self.pitch_units
        shapes["pitch.kernel"] = (seen, PITCH_VALUES)
        shapes["pitch.bias"] = (PITCH_VALUES,)
        if self.views:
            shapes["pitch_views.kernel"] = (seen, PITCH_OUTPUT_FEATURES)
            shapes["pitch_views.bias"] = (PITCH_OUTPUT_FEATURES,)
            shapes["length_views.kernel"] = (self.length_units, LENGTH_OUTPUT_FEATURES)
            shapes["length_views.bias"] = (LENGTH_OUTPUT_FEATURES,)
        taken = PITCH_VALUES + (CHOSEN_PITCH_FEATURES + 2 * len(LENGTH_SETS) if self.views else 0)
        shapes["length_hidden.kernel"] = (self.layers * self.units + taken, self.length_units)
        shapes["length_hidden.bias"] = (self.length_units,)
        shapes["length.kernel"] = (self.length_units, LENGTH_VALUES)
        shapes["length.bias"] = (LENGTH_VALUES,)
        return shapes

    def count_weights(self, conditioning: Conditioning) -> int:
        """How many numbers there are to learn."""
        return sum(math.prod(shape) for shape in self.shapes(conditioning).values())

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A trained network: its sizes, who it knows by name, its weights, and its story.

    ``about`` is JSON-like: name, licence, attribution, data, metrics, history, ...
    """

    config: ModelConfig
    conditioning: Conditioning
    weights: Weights = field(repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)
    copy_index: CopyIndex = EMPTY_COPY_INDEX
    """Of the solos it learnt from: by these a copy is known."""

    @property
    def name(self) -> str:
        return str(self.about.get("name", "unnamed"))

    @property
    def parameters(self) -> int:
        return sum(weight.size for weight in self.weights.values())
