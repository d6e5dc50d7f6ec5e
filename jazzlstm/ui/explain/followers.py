"""Units of the LSTM whose cell state follows something that a musician can name.

Of hundreds of units, some go along with anything by chance. So a unit is chosen on the first half of the
solo, and its correlation is measured on the second half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.ui.explain.activations import Activations

FEWEST_STEPS = 16
"""Steps of a solo that is long enough to measure a correlation."""
CLEAR = 0.6
LOOSE = 0.3
"""Correlations from which a unit follows clearly, or loosely. Others are left out, except for the best."""


@dataclass(frozen=True, slots=True, eq=False)
class Follower:
    """A unit, what its cell state follows, and how closely on the second half of the solo."""

    name: str
    layer: int
    unit: int
    correlation: float
    values: NDArray[np.float64]
    """What it follows, a number a step."""

    @property
    def label(self) -> str:
        return f"{self.name[:1].upper()}{self.name[1:]} (unit {self.unit + 1} of layer {self.layer + 1})"


def find_followers(found: Activations) -> list[Follower]:
    """The best unit for each of several quantities, the closest first; [] for a very short solo."""
    if found.steps < FEWEST_STEPS:
        return []
    half = found.steps // 2
    cells = np.concatenate(list(found.cell), axis=1)  # (n, layers x units)
    units = found.cell.shape[2]
    followers = []
    for name, values in _quantities(found):
        first = abs(_correlations(cells[:half], values[:half]))
        place = int(first.argmax())
        later = float(_correlations(cells[half:, [place]], values[half:])[0])
        if first[place] > 0:
            followers.append(Follower(name, place // units, place % units, later, values))
    followers.sort(key=lambda each: -abs(each.correlation))
    return [each for place, each in enumerate(followers) if not place or abs(each.correlation) >= LOOSE]


def _quantities(found: Activations) -> Iterator[tuple[str, NDArray[np.float64]]]:
    state = found.state
    lengths = np.array([*LENGTHS, 0.0])  # the last: before the first event
    ticks = found.harmony.places[state.onset % found.harmony.ticks]
    yield "time since the last rest", state.since_rest / TICKS_PER_BEAT
    yield "pitch of the last note", state.reference.astype(np.float64)
    yield "length of the last note or rest", lengths[np.minimum(state.last_length, LENGTH_VALUES)]
    yield "place in the bar", ticks[:, 0] / TICKS_PER_BEAT


def _correlations(cells: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pearson's correlation of each column with ``values``; 0 where either stays the same."""
    away, other = cells - cells.mean(axis=0), values - values.mean()
    scale = np.sqrt((away**2).sum(axis=0) * (other**2).sum())
    result: NDArray[np.float64] = np.divide(
        other @ away, scale, out=np.zeros(cells.shape[1]), where=scale > 0
    )
    return result
