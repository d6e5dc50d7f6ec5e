"""Temperature: below 1 likely values become likelier, above 1 unlikely ones. The share of repetitions stays.

A network reads its own output. If temperature acted on all values alike, a cold solo would repeat its
figures and lengths without end, because each repetition makes the next one likelier, and nothing would come
back in a hot one. So values are of kinds, and temperature acts within each kind:

    pitches    came after the latest two pitch values / after the latest one / after neither
    lengths    the length of the last event / another

The share of each kind is that of temperature 1. A motif still returns too often in cold solos and too seldom
in hot ones, since both are made of other intervals. ``RECURRENCE_NATS`` corrects this.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, REST
from jazzlstm.encoding.state import DecoderState

Floats: TypeAlias = NDArray[np.floating[Any]]
Integers: TypeAlias = NDArray[np.int64]

TINY = 1e-300
"""Stands for 0 in a divisor."""
HISTORY_OF_TEMPERATURE = ("pitch after one", "pitch after two")
"""The history features that are read here."""
RECURRENCE_NATS = 0.7
"""Nats taken from intervals that came after the latest two, times 1 / temperature - 1."""


def coldness(temperature: float) -> float:
    """0 at temperature 1, above 0 for cold solos, below 0 for hot ones."""
    return 1 / temperature - 1


def temper(weights: Floats, temperature: float) -> Floats:
    """Weights (takes, values) to the power of 1 / temperature, with a sum of 1; 0 if all are 0."""
    highest = np.maximum.reduce(weights, axis=1, keepdims=True)
    powered: Floats = (weights / np.maximum(highest, TINY)) ** (1.0 / temperature)
    powered /= np.maximum(np.add.reduce(powered, axis=1, keepdims=True), TINY)
    return powered


def temper_intervals(weights: Floats, state: DecoderState, temperature: float) -> Floats:
    """Probabilities of intervals, (takes, 49)."""
    if temperature == 1.0:
        return temper(weights, 1.0)
    came = [state.history.share(name)[:, :REST] > 0 for name in HISTORY_OF_TEMPERATURE]
    kinds = np.add(*came, dtype=np.int64)
    nats = -RECURRENCE_NATS * coldness(temperature) * came[-1]
    return _temper_within(weights, temper(weights * np.exp(nats), 1.0), kinds, temperature)


def temper_lengths(weights: Floats, state: DecoderState, temperature: float) -> Floats:
    """Probabilities of lengths, (takes, 31)."""
    plain = temper(weights, 1.0)
    if temperature == 1.0:
        return plain
    again = np.arange(LENGTH_VALUES) == state.last_length[:, None]
    return _temper_within(weights, plain, again.astype(np.int64), temperature)


def _temper_within(weights: Floats, plain: Floats, kinds: Integers, temperature: float) -> Floats:
    """Tempered weights, in which each of the kinds of values has the share that it has in ``plain``."""
    tempered = temper(weights, temperature)
    for kind in range(int(kinds.max(initial=0)) + 1):
        of_kind = kinds == kind
        wanted, found = ((each * of_kind).sum(axis=1, keepdims=True) for each in (plain, tempered))
        tempered = np.where(of_kind, tempered * (wanted / np.maximum(found, TINY)), tempered)
    return tempered
