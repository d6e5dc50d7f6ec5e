"""What is added to the network's probabilities before the sampling policy: judge, restatement, habits.

The first two depend on what was played, so they are told each event. A factor of 0 in the policy leaves
one out.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.harmony_grid import HarmonyGrid
from jazzlstm.encoding.state import DecoderState
from jazzlstm.generation.habit_bias import HabitBias
from jazzlstm.generation.judge_bias import JudgeBias
from jazzlstm.generation.numpy_network import Floats
from jazzlstm.generation.restatement import Restatement
from jazzlstm.generation.sampling_policy import SamplingPolicy, add_nats
from jazzlstm.model.network import Network

Integers = NDArray[np.int64]


class Biases:
    """The biases of takes side by side. Its calls alternate: pitches, lengths, append."""

    def __init__(
        self, network: Network, policy: SamplingPolicy, takes: int, condition: Floats | None = None
    ) -> None:
        self._judge: JudgeBias | None = None
        self._restatement: Restatement | None = None
        self._habits: HabitBias | None = None
        self._network = network
        self.change(policy, takes)
        if condition is not None:
            self.follow(condition, takes)

    def follow(self, condition: Floats, takes: int) -> None:
        """Go on with the habits of the players of ``condition``: one row for all takes, or one a take."""
        players, habits = len(self._network.conditioning.players), self._network.habits
        rows = np.broadcast_to(condition, (takes, np.shape(condition)[-1]))
        self._habits = HabitBias(habits, rows[:, :players]) if habits else None

    def change(self, policy: SamplingPolicy, takes: int) -> None:
        """Go on with another policy. A bias that was left out knows only what is played from here on."""
        judge = self._network.judge
        if not (judge and policy.judge):
            self._judge = None
        elif self._judge is None:
            self._judge = JudgeBias(judge, takes)
        if not policy.restate:
            self._restatement = None
        elif self._restatement is None:
            self._restatement = Restatement(takes)

    def copy(self) -> Biases:
        other = copy(self)
        other._judge = self._judge and self._judge.copy()  # noqa: SLF001 -- of this class
        other._restatement = self._restatement and self._restatement.copy()  # noqa: SLF001
        other._habits = self._habits and self._habits.copy()  # noqa: SLF001
        return other

    def keep(self, rows: Integers) -> None:
        """Drop all takes but these."""
        for bias in (self._judge, self._restatement, self._habits):
            if bias:
                bias.keep(rows)

    def pitches(
        self, probabilities: Floats, harmony: HarmonyGrid, state: DecoderState, policy: SamplingPolicy
    ) -> Floats:
        """P(pitch value) with the biases, (takes, 50)."""
        if self._judge:
            probabilities = add_nats(probabilities, policy.judge * self._judge.pitch_nats(harmony, state))
        if self._restatement:
            probabilities = add_nats(probabilities, policy.restate * self._restatement.pitch_nats(state))
        if self._habits and policy.habits:
            probabilities = add_nats(probabilities, policy.habits * self._habits.pitch_nats(state))
        return probabilities

    def lengths(
        self,
        probabilities: Floats,
        harmony: HarmonyGrid,
        state: DecoderState,
        pitch_values: Integers,
        policy: SamplingPolicy,
    ) -> Floats:
        """P(length value) with the biases, (takes, 31)."""
        if self._judge:
            nats = self._judge.length_nats(harmony, state, pitch_values)
            probabilities = add_nats(probabilities, policy.judge * nats)
        if self._habits and policy.habits:
            probabilities = add_nats(probabilities, policy.habits * self._habits.length_nats(pitch_values))
        return probabilities

    def append(self, state: DecoderState, pitch_values: Integers, length_values: Integers) -> None:
        """Add the events that were chosen in ``state``."""
        if self._judge:
            self._judge.append(length_values)
        if self._restatement:
            self._restatement.append(state, pitch_values, length_values)
