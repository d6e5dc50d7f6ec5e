"""Contexts as numbers: an earlier event is counted if its context equals that of the next event."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.history_features import BAR_TICKS


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
        self._run = max(max(kind.pitches, kind.lengths) for kind in kinds)
        self._needed = np.array([max(kind.pitches, kind.lengths) for kind in kinds])
        self._places = np.array([kind.place for kind in kinds])[:, None]
        self._kinds = np.arange(len(kinds))[:, None]
        self._weights = np.zeros((2 * self._run, len(kinds)), np.int64)
        self._solo_weights = np.ones((len(kinds), 1), np.int64)
        for i, kind in enumerate(kinds):
            weight = len(kinds) * BAR_TICKS
            for j in range(kind.pitches):
                self._weights[j, i], weight = weight, weight * (PITCH_VALUES + 1)
            for j in range(kind.lengths):
                self._weights[self._run + j, i], weight = weight, weight * LENGTH_VALUES
            self._solo_weights[i] = weight
        self._solos = np.arange(solos)
        self._pitches = np.zeros((solos, self._run), np.int64)
        """The latest pitch values, the newest first; 1 more than they are, so that -1 is a digit."""
        self._lengths = np.zeros((solos, self._run), np.int64)
        self._events = 0

    def copy(self) -> Contexts:
        return copy(self)  # arrays are replaced, never changed in place

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> None:
        """Add an event a solo; a pitch value of -1 is one more value."""
        self._pitches = np.hstack([pitch_values[:, None] + 1, self._pitches[:, :-1]])
        self._lengths = np.hstack([length_values[:, None], self._lengths[:, :-1]])
        self._events += 1

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Drop all solos but these."""
        self._solos, self._pitches, self._lengths = (
            each[rows] for each in (self._solos, self._pitches, self._lengths)
        )

    def numbers(self, ticks: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Kinds that have a context by now, and the contexts of an event on ``ticks``: (kinds, solos)."""
        possible = np.flatnonzero(self._needed <= self._events)
        values = (np.hstack([self._pitches, self._lengths]) @ self._weights).T
        places = ticks % self._places * len(self._kinds)
        numbers: NDArray[np.int64] = values + places + self._solos * self._solo_weights + self._kinds
        return possible, numbers[possible]
