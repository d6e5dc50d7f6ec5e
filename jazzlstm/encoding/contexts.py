"""Contexts as numbers: an earlier event is counted if its context equals that of the next event."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.history_features import BAR_TICKS

NO_CONTEXT = -1
"""Stands for a context of more events than there were so far."""


@dataclass(frozen=True, slots=True, order=True)
class ContextKind:
    """How many of the latest values agree, and on which ticks an earlier event may start."""

    pitches: int
    lengths: int
    place: int
    """Ticks: the place repeats after so many."""


class Contexts:
    """The contexts before the next event of n solos: two numbers are equal if the contexts are.

    The latest values are the digits of a number, and its remainder is the kind of context.
    """

    def __init__(self, kinds: Sequence[ContextKind], solos: int) -> None:
        run = max([1, *(max(kind.pitches, kind.lengths) for kind in kinds)])
        self._first_length = run
        self._needed = np.array([max(kind.pitches, kind.lengths) for kind in kinds])
        self._weights = np.zeros((2 * run, len(kinds)), np.int64)
        solo_weights = np.ones(len(kinds), np.int64)
        for i, kind in enumerate(kinds):
            weight = len(kinds) * BAR_TICKS
            for j in range(kind.pitches):
                self._weights[j, i], weight = weight, weight * (PITCH_VALUES + 1)
            for j in range(kind.lengths):
                self._weights[run + j, i], weight = weight, weight * LENGTH_VALUES
            solo_weights[i] = weight
        places = np.array([kind.place for kind in kinds])
        self._places = np.arange(BAR_TICKS)[:, None] % places * len(kinds) + np.arange(len(kinds))
        """Place and kind by the tick of the bar, (ticks, kinds)."""
        self._solos = np.arange(solos)[:, None] * solo_weights
        self._latest = np.zeros((solos, 2 * run), np.int64)
        """The latest pitch values, the newest first, then the length values. Pitch values are
        kept plus 1, so that none is below 0."""
        self._events = 0

    def copy(self) -> Contexts:
        return copy(self)  # arrays are replaced, never changed in place

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> None:
        """Add an event a solo; a pitch value of -1 is one more value."""
        latest = np.empty_like(self._latest)
        latest[:, 1:] = self._latest[:, :-1]
        latest[:, 0], latest[:, self._first_length] = pitch_values + 1, length_values
        self._latest, self._events = latest, self._events + 1

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Drop all solos but these."""
        self._solos, self._latest = self._solos[rows], self._latest[rows]

    def numbers(self, ticks: NDArray[np.int64]) -> NDArray[np.int64]:
        """Contexts of an event on ``ticks`` of the bar, (solos, kinds); early in a solo ``NO_CONTEXT``."""
        places = self._places.take(ticks, axis=0)
        numbers: NDArray[np.int64] = self._latest @ self._weights + places + self._solos
        if self._events < self._first_length:
            numbers[:, self._needed > self._events] = NO_CONTEXT
        return numbers
