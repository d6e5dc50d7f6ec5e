"""Random numbers by bar and player: a bar is the same whenever, and after whatever, it is drawn.

Philox is a counter: its numbers at any place are found without those before. The seed is
the key; the bar and the player's stream are the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

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
        self._state: dict[str, Any] = dict(self._bits.state)
        self._generator = np.random.Generator(self._bits)

    def at(self, bar: int, stream: int) -> np.random.Generator:
        """The generator at the beginning of a bar's stream, to be used before the next call."""
        self._state["state"]["counter"][:] = (0, 0, stream, bar % 2**64)
        self._state["buffer_pos"] = 4  # nothing drawn yet
        self._state["has_uint32"] = 0
        self._bits.state = self._state  # type: ignore[assignment]
        return self._generator


def correlated(
    count: int, deviation: float, correlation: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Normal random values, (count,), each correlated with the one before."""
    values: Sequence[float] = rng.normal(0.0, deviation, count).tolist()
    fresh = (1 - correlation**2) ** 0.5
    limit, last, result = LARGEST_DEVIATION * deviation, 0.0, []
    for index, value in enumerate(values):
        last = correlation * last + fresh * value if index else value
        result.append(max(-limit, min(limit, last)))
    return np.array(result)
