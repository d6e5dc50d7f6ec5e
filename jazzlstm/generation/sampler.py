"""The sampling loop: step the network, weigh its probabilities, draw an event, feed it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import Events
from jazzlstm.encoding.features import feature_rows
from jazzlstm.encoding.harmony_grid import HarmonyGrid
from jazzlstm.encoding.history import History
from jazzlstm.encoding.state import initial_state, next_state
from jazzlstm.generation.numpy_network import Floats, Stepper
from jazzlstm.generation.sampling_policy import SamplingPolicy, draw, weigh_lengths, weigh_pitches
from jazzlstm.model.network import Network

UNDECIDED = -1
"""A value of a prefix that the network chooses."""
_NOTHING = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class SoloFrame:
    """The harmony, tempo and length of the solos to sample."""

    harmony: HarmonyGrid
    tempo: float
    """Quarter notes a minute."""
    ticks: int
    """Length of the solos."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """All takes, event by event: arrays (takes, steps, ...), zeros after the end of a take."""

    onsets: NDArray[np.int64]
    """Ticks."""
    references: NDArray[np.int64]
    """MIDI pitch that the interval counts from."""
    pitch_values: NDArray[np.int64]
    """The events chosen."""
    length_values: NDArray[np.int64]
    pitch_probabilities: NDArray[np.float64]
    """The network's own, before the sampling policy: (takes, steps, 50)."""
    length_probabilities: NDArray[np.float64]
    """The network's own, given the pitch value: (takes, steps, 31)."""
    weighed_pitches: NDArray[np.float32]
    """After the sampling policy: what the pitch value was drawn from, (takes, steps, 50)."""
    weighed_lengths: NDArray[np.float32]
    """After the sampling policy: what the length value was drawn from, (takes, steps, 31)."""
    steps_of: NDArray[np.int64]
    """Events of each take, (takes,)."""


def sample(
    network: Network,
    frame: SoloFrame,
    seeds: Sequence[int],
    *,
    condition: Floats | None = None,
    policy: SamplingPolicy | None = None,
    prefix: Events | None = None,
) -> Trace:
    """Improvise one take for each of ``seeds``, side by side, until each fills ``frame.ticks``.

    ``prefix`` is played first: a starting note, a primer, or kept events. ``condition``: one row of
    ``Conditioning.row`` for all takes, or one a take. A seed gives the same take in any batch.
    """
    batch = _Batch(Stepper(network, condition), frame, seeds, policy or SamplingPolicy(), prefix)
    while len(batch.rows):
        batch.step()
    return batch.trace(len(seeds))


class _Batch:
    """The takes that have not ended yet."""

    def __init__(
        self,
        stepper: Stepper,
        frame: SoloFrame,
        seeds: Sequence[int],
        policy: SamplingPolicy,
        prefix: Events | None,
    ) -> None:
        takes = len(seeds)
        self.stepper, self.frame, self.policy = stepper, frame, policy
        self.given_pitches, self.given_lengths = (
            (prefix.pitch_values, prefix.length_values) if prefix is not None else (_NOTHING, _NOTHING)
        )
        self.state, self.states, self.history = initial_state(takes), stepper.start(takes), History(takes)
        # (takes, steps, 2): an event lasts a tick at least, so there are no more steps than ticks
        self.chance = np.stack(
            [np.random.Generator(np.random.PCG64(seed)).random((frame.ticks, 2)) for seed in seeds]
        )
        self.rows = np.arange(takes)
        """Place of each take among ``seeds``."""
        self.columns: list[tuple[NDArray[np.int64], dict[str, NDArray[Any]]]] = []
        """The rows and the figures of ``Trace``, by step."""

    def step(self) -> None:
        """Add an event to each take; takes that have ended leave the batch."""
        frame, state, step = self.frame, self.state, len(self.columns)
        features = feature_rows(frame.harmony, frame.tempo, state, frame.ticks)
        h, self.states = self.stepper.step(features, self.states)
        chance = self.chance[self.rows, step]  # (takes, 2)

        pitches = self.stepper.pitch_probabilities(h, features)
        weighed_pitches = weigh_pitches(pitches, frame.harmony, state, self.policy, frame.ticks)
        pitch_values = draw(weighed_pitches, chance[:, 0])
        _impose(pitch_values, self.given_pitches, step)

        lengths = self.stepper.length_probabilities(h, features, pitch_values)
        weighed_lengths = weigh_lengths(lengths, state, pitch_values, self.policy, frame.ticks)
        length_values = draw(weighed_lengths, chance[:, 1])
        _impose(length_values, self.given_lengths, step)

        figures = {
            "onsets": state.onset,
            "references": state.reference,
            "pitch_values": pitch_values,
            "length_values": length_values,
            "pitch_probabilities": pitches,
            "length_probabilities": lengths,
            "weighed_pitches": weighed_pitches.astype(np.float32),
            "weighed_lengths": weighed_lengths.astype(np.float32),
        }
        self.columns.append((self.rows, figures))
        self.state = next_state(state, pitch_values, length_values, self.history)
        self._drop_ended()

    def _drop_ended(self) -> None:
        playing = np.flatnonzero(self.state.onset < self.frame.ticks)
        if len(playing) < len(self.rows):
            self.rows, self.state = self.rows[playing], self.state.keep(playing)
            self.states = self.stepper.keep(playing, self.states)
            self.history.keep(playing)

    def trace(self, takes: int) -> Trace:
        """All steps so far, side by side."""
        arrays: dict[str, NDArray[Any]] = {}
        for name, first in self.columns[0][1].items():
            arrays[name] = np.zeros((takes, len(self.columns), *first.shape[1:]), first.dtype)
            for step, (rows, figures) in enumerate(self.columns):
                arrays[name][rows, step] = figures[name]
        steps_of = np.bincount(np.concatenate([rows for rows, _ in self.columns]), minlength=takes)
        return Trace(**arrays, steps_of=steps_of)


def _impose(values: NDArray[np.int64], given: NDArray[np.int64], step: int) -> None:
    """Replace what was drawn by the value of the prefix at ``step``, if there is one."""
    if step < len(given) and given[step] != UNDECIDED:
        values[:] = given[step]
