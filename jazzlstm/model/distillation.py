"""Distillation: targets that mix the events played with the probabilities of teacher networks.

A solo has one choice at each event, where many would have been possible. A teacher, trained on the same
solos, gives each choice a probability:

    target = (1 - share) x what was played + share x mean of the teachers' probabilities

The targets depend less on chance, so the student becomes better than a teacher of the same size.
Source: Hinton, Vinyals and Dean, Distilling the knowledge in a neural network (2015); Furlanello et
al., Born-again neural networks (2018), where LSTMs on little text gain most.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.sequences import Batch
from jazzlstm.errors import TrainingError
from jazzlstm.model.keras_model import KerasNetwork, build_network
from jazzlstm.model.network import Network


class Teachers:
    """Any number of teacher networks; ``share`` is their weight in the targets.

    Raises:
        TrainingError: a teacher was trained on other players, instruments or styles.
    """

    def __init__(self, networks: Sequence[Network], conditioning: Conditioning, share: float) -> None:
        for network in networks:
            if network.conditioning != conditioning:
                raise TrainingError(
                    f"the teacher {network.name} was trained on other players than this corpus has:"
                    " choose a model that was trained on the same corpus",
                    reason="teacher",
                )
        self.share = share if networks else 0.0
        self.networks = [_keras_network(network) for network in networks]

    def targets(self, batch: Batch) -> dict[str, NDArray[np.float32]]:
        """Target probabilities: "pitch" (batch, steps, 50) and "length" (batch, steps, 31)."""
        played = one_hot_targets(batch)
        if not self.networks:
            return played
        expected = [network.training.predict_on_batch(model_inputs(batch)) for network in self.networks]
        return {
            name: (1 - self.share) * played[name]
            + self.share * np.mean([each[name] for each in expected], axis=0)
            for name in played
        }


def one_hot_targets(batch: Batch) -> dict[str, NDArray[np.float32]]:
    """What was played, one-hot: "pitch" (batch, steps, 50) and "length" (batch, steps, 31)."""
    return {
        "pitch": np.eye(PITCH_VALUES, dtype=np.float32)[batch.pitch_values],
        "length": np.eye(LENGTH_VALUES, dtype=np.float32)[batch.length_values],
    }


def model_inputs(batch: Batch) -> dict[str, NDArray[np.generic]]:
    """A batch as the training model takes it: the pitch values are teacher forcing of the lengths."""
    return {"features": batch.features, "condition": batch.condition, "pitch_value": batch.pitch_values}


def _keras_network(network: Network) -> KerasNetwork:
    built = build_network(network.config, network.conditioning)
    built.load(network.weights)
    return built
