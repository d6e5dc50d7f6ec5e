"""Random numbers by bar and player: a bar is the same whenever, and after whatever, it is drawn.

Philox is a counter: its numbers at any place are found without those before. The seed is
the key; the bar and the player's stream are the place.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

SOLO_LEVELS = 1
SOLO_LENGTHS = 2
SOLO_TIMING = 3
SOLO_INFLECTION = 4
BASS_LINE = 5
BASS_TOUCH = 6
BASS_TIMING = 7
DRUM_STROKES = 8
DRUM_TIMING = 9
COMPING_RHYTHM = 10
COMPING_TOUCH = 11
COMPING_TIMING = 12
"""Streams, one for each decision of each player: a change of one leaves the others as they were."""
LARGEST_DEVIATION = 2
"""Standard deviations at which correlated values are cut off."""


class BarRandomness:
    """Random generators of a performance, one for each bar and stream."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.Philox(key=seed % 2**64)
        self._key = (seed % 2**64, 0)
        self._state: dict[str, Any] = {**self._bits.state, "buffer": (0, 0, 0, 0)}
        self._generator = np.random.Generator(self._bits)

    def at(self, bar: int, stream: int) -> np.random.Generator:
        """The generator at the beginning of a bar's stream, to be used before the next call."""
        self._state["state"] = {"counter": (0, 0, stream, bar % 2**64), "key": self._key}
        self._bits.state = self._state  # type: ignore[assignment]
        return self._generator


def correlated(count: int, deviation: float, correlation: float, rng: np.random.Generator) -> list[float]:
    """Normal random values, each correlated with the one before."""
    most = LARGEST_DEVIATION
    values: list[float] = rng.standard_normal(count).tolist()
    fresh = (1 - correlation**2) ** 0.5
    for index in range(1, count):
        values[index] = correlation * values[index - 1] + fresh * values[index]
    return [deviation * (value if -most <= value <= most else math.copysign(most, value)) for value in values]
