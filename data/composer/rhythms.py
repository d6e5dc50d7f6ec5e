"""Rhythms: the onsets of a phrase, made of cells of half a bar.

Cells are grouped by character. The weights of the player and the tempo determine how often a
cell of each group is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.composer.harmony import draw
from jazzlstm.music import TICKS_PER_BEAT

T = 1 / 3
"""A triplet eighth in beats."""
EPSILON = 1e-9
"""Beats; absorbs rounding."""
CELLS: dict[str, tuple[tuple[float, ...], ...]] = {
    "flowing": ((0, 0.5, 1, 1.5),),
    "held": ((0,), (0, 1), (0, 1, 1.5), (0, 0.5, 1)),
    "syncopated": ((0, 0.5, 1.5), (0.5, 1.5), (0, 1.5), (0.5, 1, 1.5), (0.5,)),
    "triplets": ((0, T, 2 * T, 1, 1.5), (0, 0.5, 1, 1 + T, 1 + 2 * T), (0, T, 2 * T, 1)),
    "double": ((0, 0.25, 0.5, 0.75, 1, 1.5), (0, 0.5, 1, 1.25, 1.5, 1.75), tuple(n / 4 for n in range(8))),
}
"""Onsets in a half bar of two beats, in beats."""
SINGLE_BEATS: dict[str, tuple[tuple[float, ...], ...]] = {
    "flowing": ((0, 0.5),),
    "held": ((0,), (0,), ()),
    "syncopated": ((0.5,),),
    "triplets": ((0, T, 2 * T),),
    "double": ((0, 0.25, 0.5, 0.75),),
}
"""Onsets in a single beat, the third of a bar of 3/4."""


def at_tempo(weights: dict[str, float], tempo: float) -> dict[str, float]:
    """The weights at a tempo: fewer sixteenths and triplets at fast ones."""
    factors = {"double": (140 / tempo) ** 2 - 0.6, "triplets": 1.6 - tempo / 190}
    return {name: weight * min(4.0, max(0.04, factors.get(name, 1.0))) for name, weight in weights.items()}


def onsets_between(
    start: float, end: float, bars: Sequence[float], weights: dict[str, float], rng: np.random.Generator
) -> list[float]:
    """Onsets from beat ``start`` to before ``end``.

    ``bars`` are downbeats, the last one at or after ``end``.
    """
    onsets: list[float] = []
    for bar, following in zip(bars, bars[1:], strict=False):
        beat = bar
        while beat < following - EPSILON:
            whole = following - beat >= 2
            cells = CELLS if whole else SINGLE_BEATS
            family = draw(weights, rng)
            cell = draw(dict.fromkeys(cells[family], 1.0), rng)
            onsets += [beat + onset for onset in cell if start - EPSILON <= beat + onset < end - EPSILON]
            beat += 2 if whole else 1
    return onsets


def tie_over(
    onsets: Sequence[float], beats: Sequence[float], chance: float, rng: np.random.Generator
) -> tuple[list[float], set[float]]:
    """Anticipate some of ``beats``: drop the onset there if one stands an eighth before it.

    Returns:
        The remaining onsets, and those of them that anticipate a beat.
    """
    strong = {round(beat * TICKS_PER_BEAT) for beat in beats}
    kept: list[float] = []
    early: set[float] = set()
    for onset, following in zip(onsets, [*onsets[1:], np.inf], strict=False):
        eighths = kept and abs(onset - kept[-1] - 0.5) < EPSILON and following - onset > 0.49
        if eighths and round(onset * TICKS_PER_BEAT) in strong and rng.random() < chance:
            early.add(kept[-1])
        else:
            kept.append(onset)
    return kept, early
