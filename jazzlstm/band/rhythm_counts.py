"""Rhythms as musicians count them: "1 2& 4" to positions in a bar.

    1 2 3        on the beat
    2&           the "and", half-way through the beat before swing
    1e 1& 1a     sixteenths
    1t 1l        second and third note of a triplet (trip-let)
    >2           accented
    ~2           soft, a ghost note
    2.           short
    2-           held until the next hit

A count is a pulse of the bar: a quarter note in 4/4 and 3/4, a dotted quarter in
6/8 and 12/8, where the "and" is the last eighth of the three.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

WeightedPatterns = tuple[tuple[float, str], ...]
"""Patterns, each with its relative frequency."""
FRACTIONS = {"": 0.0, "e": 0.25, "t": 1 / 3, "&": 0.5, "l": 2 / 3, "a": 0.75}
"""Pulses after the beat."""
ACCENTS = {"": 1.0, ">": 1.25, "~": 0.6}
"""Factors on the velocity."""

_COUNT = re.compile(r"([>~]?)(\d+)([et&la]?)([.-]?)")


@dataclass(frozen=True, slots=True)
class RhythmHit:
    """One attack of a rhythm."""

    count: float
    """Pulses from the bar line."""
    strength: float = 1.0
    """Factor on the usual velocity."""
    is_short: bool = False
    is_held: bool = False


@lru_cache(maxsize=512)
def read_counts(text: str) -> tuple[RhythmHit, ...]:
    """The hits of a rhythm, in order; none for "", a rest.

    Raises:
        ValueError: a word that is not a count.
    """
    hits = []
    for word in text.split():
        match = _COUNT.fullmatch(word)
        if match is None:
            raise ValueError(f"{word!r} is not a count: write one such as 2, 2&, >4a or ~1t")
        accent, beat, fraction, ending = match.groups()
        count = int(beat) - 1 + FRACTIONS[fraction]
        hits.append(RhythmHit(count, ACCENTS[accent], ending == ".", ending == "-"))
    return tuple(hits)


@lru_cache(maxsize=128)
def pulse_groups(size: int) -> tuple[tuple[int, int], ...]:
    """First pulse and length of each group of a bar, at most four pulses each: 5 is 3 + 2, 7 is 4 + 3."""
    first, groups = 0, []
    while size - first > 4:
        group = 3 if size - first in (5, 6) else 4
        groups.append((first, group))
        first += group
    return (*groups, (first, size - first))


def draw_pattern(patterns: WeightedPatterns, rng: np.random.Generator) -> str:
    """A random pattern, drawn by weight."""
    if len(patterns) == 1:
        return patterns[0][1]
    sums = _running_sums(patterns)
    return patterns[draw_index(sums, rng)][1]


def draw_index(sums: Sequence[float], rng: np.random.Generator) -> int:
    """A random index, drawn by weight, from the running sums of the weights."""
    return min(len(sums) - 1, bisect_right(sums, float(rng.random()) * sums[-1]))


@lru_cache(maxsize=512)
def _running_sums(patterns: WeightedPatterns) -> tuple[float, ...]:
    return tuple(accumulate(weight for weight, _ in patterns))
