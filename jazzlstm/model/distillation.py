"""Teachers: networks that have learnt the same solos tell a pupil how good the other choices were.

A solo shows one choice at each place, where a dozen would have done. A teacher knows: it gives each its
probability. The pupil's target is a mixture of both,

    target = (1 - share) x what was played + share x the mean of what the teachers expect

so it learns less of what was chance, and ends better than its teacher though it is no larger. Source: Hinton,
Vinyals and Dean, Distilling the knowledge in a neural network (2015); Furlanello et al., Born-again neural
networks (2018), where a pupil of its teacher's own size wins most with LSTMs on little text.
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
    """None, one or several networks; ``share`` is how much they have to say."""

    def __init__(self, networks: Sequence[Network], conditioning: Conditioning, share: float) -> None:
        """Raises TrainingError: a teacher that knows players, instruments or styles by other names."""
        for network in networks:
            if network.conditioning != conditioning:
                raise TrainingError(
                    f"the teacher {network.name} knows other players than this corpus has: teach with a model"
                    " that was trained on the same corpus"
                )
        self.share = share if networks else 0.0
        self.networks = [_taught(network) for network in networks]

    def targets(self, batch: Batch) -> dict[str, NDArray[np.float32]]:
        """What the pupil shall expect: "pitch" (batch, steps, 50) and "length" (batch, steps, 31)."""
        chosen = played(batch)
        if not self.networks:
            return chosen
        told = [network.training.predict_on_batch(arguments(batch)) for network in self.networks]
        return {
            name: (1 - self.share) * chosen[name]
            + self.share * np.mean([each[name] for each in told], axis=0)
            for name in chosen
        }


def played(batch: Batch) -> dict[str, NDArray[np.float32]]:
    """What was played, as probabilities: "pitch" (batch, steps, 50) and "length" (batch, steps, 31)."""
    return {
        "pitch": np.eye(PITCH_VALUES, dtype=np.float32)[batch.pitch_values],
        "length": np.eye(LENGTH_VALUES, dtype=np.float32)[batch.length_values],
    }


def arguments(batch: Batch) -> dict[str, NDArray[np.generic]]:
    """A batch as the training model takes it."""
    return {"features": batch.features, "who": batch.condition, "pitch_value": batch.pitch_values}


def _taught(network: Network) -> KerasNetwork:
    made = build_network(network.config, network.conditioning)
    made.load(network.weights)
    return made
