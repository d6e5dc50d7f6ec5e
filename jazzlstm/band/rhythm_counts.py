"""Rhythms as musicians count them: "1 2& 4" to positions in a bar.

    1 2 3        on the beat
    2&           the "and": half-way, or where swing puts it
    1e 1& 1a     sixteenths
    1t 1l        the second and third of a triplet (trip-let)
    >2           accented, a quarter louder
    ~2           quiet, a ghost
    2.           short
    2-           held until the next hit

A beat here is a pulse of the bar: a quarter note in 4/4 and 3/4, a dotted
quarter in 6/8 and 12/8, where the "and" is the last eighth of the three.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

Choices = tuple[tuple[float, str], ...]
"""Patterns, each with how often it is chosen."""
FRACTIONS = {"": 0.0, "e": 0.25, "t": 1 / 3, "&": 0.5, "l": 2 / 3, "a": 0.75}
ACCENTS = {"": 1.0, ">": 1.25, "~": 0.6}

_HIT = re.compile(r"([>~]?)(\d+)([et&la]?)([.-]?)")


@dataclass(frozen=True, slots=True)
class Hit:
    """One stroke: ``count`` in pulses from the bar line, how strong (1 is usual), and how it ends."""

    count: float
    strength: float = 1.0
    is_short: bool = False
    is_held: bool = False


@lru_cache(maxsize=512)
def read_counts(text: str) -> tuple[Hit, ...]:
    """The hits of a rhythm, in order; "" is a bar of rest."""
    hits = []
    for word in text.split():
        match = _HIT.fullmatch(word)
        if match is None:
            raise ValueError(f"{word!r} is not a count like 2, 2&, >4a or ~1t.")
        accent, beat, fraction, ending = match.groups()
        count = int(beat) - 1 + FRACTIONS[fraction]
        hits.append(Hit(count, ACCENTS[accent], ending == ".", ending == "-"))
    return tuple(hits)


def groups(size: int) -> Iterator[tuple[int, int]]:
    """First pulse and length of each group of up to four that a bar is felt in: 5 is 3 + 2, 7 is 4 + 3."""
    first = 0
    while size - first > 4:
        group = 3 if size - first in (5, 6) else 4
        yield first, group
        first += group
    yield first, size - first


def choose(choices: Choices, rng: np.random.Generator) -> str:
    """A pattern, as often as its weight says."""
    weights = [weight for weight, _ in choices]
    total = sum(weights)
    return choices[int(rng.choice(len(choices), p=[weight / total for weight in weights]))][1]
