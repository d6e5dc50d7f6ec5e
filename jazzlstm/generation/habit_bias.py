"""The habits of the chosen player while improvising: nats that do not depend on what was played before."""

from __future__ import annotations

from copy import copy

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.state import DecoderState
from jazzlstm.generation.numpy_network import Floats
from jazzlstm.generation.temperature import TINY
from jazzlstm.model.habits import MIDI_PITCHES, Habits

Integers = NDArray[np.int64]
STRENGTHS = (1.0, 0.5, 0.5)
"""Factors of the nats of intervals, lengths and pitches. Lengths and pitches get half of their nats: the
network reads its own output, which adds to the effect, and the intervals change the pitches, too."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)


class HabitBias:
    """The nats of each take's player; 0 without one.

    ``named``: (takes, players), above 0 for the chosen one.
    """

    def __init__(self, habits: Habits, named: Floats) -> None:
        chosen = (named > 0).astype(np.float64)
        on_values, on_lengths, on_pitches = STRENGTHS
        self._pitch_values = on_values * (chosen @ habits.pitch_values)  # (takes, 50)
        self._lengths = on_lengths * np.tensordot(chosen, habits.lengths, 1)  # (takes, 2, 31)
        self._pitches = on_pitches * (chosen @ habits.pitches)  # (takes, 128)

    def copy(self) -> HabitBias:
        return copy(self)  # arrays are replaced, never changed in place

    def keep(self, rows: Integers) -> None:
        """Drop all takes but these."""
        self._pitch_values, self._lengths = self._pitch_values[rows], self._lengths[rows]
        self._pitches = self._pitches[rows]

    def pitch_nats(self, state: DecoderState) -> Floats:
        """Nats of each pitch value, (takes, 50)."""
        pitches = np.clip(state.reference[:, None] + _INTERVALS, 0, MIDI_PITCHES - 1)  # (takes, 49)
        nats = self._pitch_values.copy()
        nats[:, :REST] += np.take_along_axis(self._pitches, pitches, axis=1)
        return nats

    def weigh_lengths(
        self, probabilities: Floats, state: DecoderState, pitch_values: Integers, factor: float
    ) -> Floats:
        """P(length value) after these pitch values with ``factor`` times the nats, (takes, 31).

        The length of the last event keeps its probability: otherwise a player's short notes would make runs
        that do not end, because after short notes the network makes more of them likely.
        """
        nats = factor * self._lengths[np.arange(len(pitch_values)), (pitch_values == REST).astype(np.int64)]
        again = np.arange(LENGTH_VALUES) == state.last_length[:, None]
        others = np.where(again, 0.0, probabilities)
        raised = others * np.exp(nats)
        share = others.sum(axis=1, keepdims=True) / np.maximum(raised.sum(axis=1, keepdims=True), TINY)
        weighed: Floats = np.where(again, probabilities, raised * share)
        return weighed
