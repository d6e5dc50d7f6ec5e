"""A network as plain data: sizes, weights, conditioning, model card, copy index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.copy_detection import EMPTY_COPY_INDEX, CopyIndex
from jazzlstm.model.habits import Habits
from jazzlstm.model.judge import Judge
from jazzlstm.model.model_card import UNNAMED, ModelCard

Weights: TypeAlias = Mapping[str, NDArray[np.float32]]
"""Weights by name; ``ModelConfig.shapes`` lists names and shapes."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A trained network. Reading it and playing from it need neither Keras nor TensorFlow."""

    config: ModelConfig
    conditioning: Conditioning
    weights: Weights = field(repr=False)
    card: ModelCard = field(default_factory=ModelCard, repr=False)
    copy_index: CopyIndex = EMPTY_COPY_INDEX
    """The copy index of the training solos."""
    judge: Judge | None = field(default=None, repr=False)
    """Tells solos of this network from people's; None for a file without."""
    habits: Habits | None = field(default=None, repr=False)
    """How players differ from what this network plays under their names; None for a file without."""

    @property
    def name(self) -> str:
        return self.card.name or UNNAMED

    @property
    def parameters(self) -> int:
        """How many numbers the weights hold."""
        return sum(weight.size for weight in self.weights.values())
