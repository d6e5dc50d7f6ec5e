"""Guidance: exaggerate what the name of a player changes.

Each step computes two predictions side by side: p with the name, q without it (instrument and era are in
both). The notes are drawn from q (p / q) ** manner, with a sum of 1: manner 1 is p, 0 is q, above 1 is more
of the player than the network learnt.

Source: J. Ho and T. Salimans, "Classifier-Free Diffusion Guidance" (2022), for the choices of a sequence.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jazzlstm.generation.numpy_network import Floats, Stepper
from jazzlstm.model.network import Network

LEAST_PROBABILITY = 1e-30
"""Stands for a probability of 0 in a logarithm."""


def stepper_for(network: Network, condition: Floats | None) -> Stepper:
    """A stepper for ``condition``, rows of ``Conditioning.row``: guided unless the manner is 1."""
    if condition is None or not network.conditioning.players:
        return Stepper(network, condition)
    rows = np.atleast_2d(condition)
    manner = rows[:, : len(network.conditioning.players)].max(axis=1)
    if np.isin(manner, (0.0, 1.0)).all():
        return Stepper(network, condition)
    return GuidedStepper(network, rows)


class GuidedStepper(Stepper):
    """Steps with and without the name, in one batch: the rows of the second half are without it."""

    def __init__(self, network: Network, condition: Floats) -> None:
        players = len(network.conditioning.players)
        named, nameless = condition.copy(), condition.copy()
        named[:, :players] = condition[:, :players] > 0
        nameless[:, :players] = 0.0
        super().__init__(network, named)
        self._nameless = Stepper(network, nameless).biases[0]
        self._manner = condition[:, :players].max(axis=1, keepdims=True).astype(self.dtype)

    def step(self, features: NDArray[np.uint8], states: list[Floats]) -> tuple[Floats, list[Floats]]:
        """As ``Stepper.step``; the outputs and states with the name come first.

        States of a plain stepper serve for both.
        """
        takes, layers = len(features), len(self.biases)
        with_name, without = states[: 2 * layers], states[-2 * layers :]
        both = Stepper.copy(self)
        both.biases[0] = np.vstack(
            [np.broadcast_to(bias, (takes, bias.shape[1])) for bias in (self.biases[0], self._nameless)]
        )
        stacked = [np.vstack(pair) for pair in zip(with_name, without, strict=True)]
        h, stepped = Stepper.step(both, np.vstack([features, features]), stacked)
        return h, [state[:takes] for state in stepped] + [state[takes:] for state in stepped]

    def keep(self, rows: NDArray[np.int64], states: list[Floats]) -> list[Floats]:
        """As ``Stepper.keep``."""
        if len(self._manner) > 1:
            self._nameless, self._manner = self._nameless[rows], self._manner[rows]
        return super().keep(rows, states)

    def pitch_probabilities(self, h: Floats, features: NDArray[np.uint8]) -> Floats:
        """P(pitch value), exaggerated, (takes, 50)."""
        return self._guided(super().pitch_probabilities(h, np.vstack([features, features])))

    def length_probabilities(
        self, h: Floats, features: NDArray[np.uint8], pitch_values: NDArray[np.int64]
    ) -> Floats:
        """P(length value | pitch value), exaggerated, (takes, 31)."""
        twice = np.concatenate([pitch_values, pitch_values])
        return self._guided(super().length_probabilities(h, np.vstack([features, features]), twice))

    def _guided(self, probabilities: Floats) -> Floats:
        with_name, without = np.log(np.maximum(probabilities, LEAST_PROBABILITY)).reshape(
            2, -1, probabilities.shape[1]
        )
        nats = without + self._manner * (with_name - without)
        raised: Floats = np.exp(nats - nats.max(axis=1, keepdims=True))
        raised /= raised.sum(axis=1, keepdims=True)
        return raised
