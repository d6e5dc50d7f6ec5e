"""Untrained networks: random weights, for measurements and tests that need no training."""

from __future__ import annotations

import numpy as np

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network

WEIGHT_DEVIATION = 0.3
"""Large enough for outputs that differ from choice to choice."""


def random_network(
    config: ModelConfig, conditioning: Conditioning | None = None, *, seed: int = 0
) -> Network:
    """A network of the given size with random weights."""
    conditioning, rng = conditioning or Conditioning(), np.random.default_rng(seed)
    weights = {
        name: rng.normal(0, WEIGHT_DEVIATION, shape).astype(np.float32)
        for name, shape in config.shapes(conditioning).items()
    }
    return Network(config, conditioning, weights, ModelCard(name="drawn"))
