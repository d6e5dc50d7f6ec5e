"""Rhythms: what a half bar can hold, and how half bars make a phrase.

Jazz lines are eighths that start off the beat, stop off the beat, and are
broken by triplets, by long notes and by silence. The cells are grouped by what
they do; a player's weights, and the tempo, decide how often each group comes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.composer.harmony import draw

T = 1 / 3
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
"""What a beat left over holds: the third of a waltz's bar."""


def at_tempo(weights: dict[str, float], tempo: float) -> dict[str, float]:
    """A player's weights as the tempo lets him: nobody plays sixteenths at 200."""
    factors = {"double": (140 / tempo) ** 2 - 0.6, "triplets": 1.6 - tempo / 190}
    return {name: weight * min(4.0, max(0.04, factors.get(name, 1.0))) for name, weight in weights.items()}


def onsets_between(
    start: float, end: float, bars: Sequence[float], weights: dict[str, float], rng: np.random.Generator
) -> list[float]:
    """Onsets from beat ``start`` to before ``end``; ``bars`` are downbeats, the last one past the end."""
    onsets: list[float] = []
    for bar, following in zip(bars, bars[1:], strict=False):
        beat = bar
        while beat < following - 1e-9:
            whole = following - beat >= 2
            cells = CELLS if whole else SINGLE_BEATS
            family = draw(weights, rng)
            cell = draw(dict.fromkeys(cells[family], 1.0), rng)
            onsets += [beat + onset for onset in cell if start - 1e-9 <= beat + onset < end - 1e-9]
            beat += 2 if whole else 1
    return onsets


def tie_over(
    onsets: Sequence[float], beats: Sequence[float], chance: float, rng: np.random.Generator
) -> tuple[list[float], set[float]]:
    """Anticipate: where an offbeat comes just before one of ``beats``, now and then drop the beat itself.

    Gives the onsets left, and those that stand for the beat after them.
    """
    strong = {round(beat * 12) for beat in beats}
    kept: list[float] = []
    early: set[float] = set()
    for onset, following in zip(onsets, [*onsets[1:], np.inf], strict=False):
        eighths = kept and abs(onset - kept[-1] - 0.5) < 1e-9 and following - onset > 0.49
        if eighths and round(onset * 12) in strong and rng.random() < chance:
            early.add(kept[-1])
        else:
            kept.append(onset)
    return kept, early
