"""Networks that have learnt nothing: all of the arithmetic, and weights drawn by a seed."""

from __future__ import annotations

import numpy as np

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.network import Network


def drawn_network(config: ModelConfig, conditioning: Conditioning | None = None, *, seed: int = 0) -> Network:
    """A network of that size; speed and formats do not hang on what its weights are."""
    conditioning, rng = conditioning or Conditioning(), np.random.default_rng(seed)
    weights = {
        name: rng.normal(0, 0.3, shape).astype(np.float32)
        for name, shape in config.shapes(conditioning).items()
    }
    return Network(config, conditioning, weights, ModelCard(name="drawn"))
