"""Running counts: how often each value came in each context, updated event by event.

A table has one row a context, and one column a value. Contexts are numbered in the order in which
they appear, so a table grows with their number, and an event touches a fixed number of rows.
The first rows, ``SPARE_ROWS``, are for events without a context and stay zero.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from copy import copy
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.contexts import NO_CONTEXT

SPARE_ROWS = 8
"""Rows for no context: at least as many as features share a context."""
LONG_AGO = 1024
"""Events; an older event has the weight of one of that age less one."""
FIRST_CAPACITY = SPARE_ROWS
"""Rows of a new table; it doubles when it is full."""
_SECOND_BITS = 32
_SECOND = 1 << _SECOND_BITS
"""Factor of the row of the second table, where the rows of both tables are one number."""


class ContextRows:
    """Assigns each context its rows in two tables, in the order in which contexts appear.

    A context is a number; the remainder of its division by the number of kinds is its kind.
    """

    def __init__(self, rows_of_kind: Sequence[tuple[int, int]]) -> None:
        self._taken = [first + _SECOND * second for first, second in rows_of_kind]
        """How many rows of each table a context takes, by kind of context."""
        self._rows = {NO_CONTEXT: 0}
        self._next_rows = SPARE_ROWS + _SECOND * SPARE_ROWS

    def find(self, contexts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The first row of each context in each of the two tables; the first spare one for ``NO_CONTEXT``."""
        flat = contexts.ravel().tolist()
        rows = list(map(self._rows.get, flat))
        if None in rows:
            known = zip(flat, rows, strict=True)
            rows = [self._add(context) if row is None else row for context, row in known]
        found = np.array(rows, np.int64).reshape(contexts.shape)
        return found & (_SECOND - 1), found >> _SECOND_BITS

    def copy(self) -> ContextRows:
        other = copy(self)
        other._rows = self._rows.copy()
        return other

    def _add(self, context: int) -> int:
        rows = self._rows[context] = self._next_rows
        self._next_rows += self._taken[context % len(self._taken)]
        return rows


class Counts:
    """Whole counts."""

    def __init__(self, values: int) -> None:
        self._table = np.zeros((FIRST_CAPACITY, values), np.int32)

    def copy(self) -> Counts:
        other = copy(self)
        other._table = self._table.copy()
        return other

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.int32]:
        """The counts of ``rows`` (...): (..., values)."""
        self._table = _grown(self._table, int(rows.max(initial=0)))
        return self._table.take(rows, axis=0)

    def add(self, rows: NDArray[np.int64], values: NDArray[np.int64]) -> None:
        """Count one value in each of ``rows``; -1 is not counted."""
        self._table[rows, values] += values >= 0
        self._table[:SPARE_ROWS] = 0


class FadingCounts:
    """Counts in which an event weighs ``fade ** age``: age 0 is the latest event.

    Sums are kept as of the last event of their context and faded when they are read. They are
    equal to sums over the whole past up to rounding in float64.
    """

    def __init__(self, fades: Sequence[float], values: int) -> None:
        self._powers = _powers(tuple(fades), LONG_AGO)
        self._features = np.arange(len(fades))
        self._sums = np.zeros((FIRST_CAPACITY, values))
        self._old = np.zeros((0, values), np.int32)
        """Events of an age of LONG_AGO - 1 or more, which fade no further."""
        self._as_of = np.zeros(FIRST_CAPACITY, np.int64)
        """Events before which the sums of a row hold."""
        self._recent: deque[tuple[NDArray[np.int64], NDArray[np.int64]]] = deque()
        """Rows and values of the events that still fade."""
        self._events = 0
        self._faded = np.zeros((0, len(fades), values))
        """The sums that were read last, without the old events."""

    def copy(self) -> FadingCounts:
        other = copy(self)
        other._sums, other._old, other._as_of = self._sums.copy(), self._old.copy(), self._as_of.copy()
        other._recent = self._recent.copy()
        return other

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The sums of ``rows`` (solos, features): (solos, features, values)."""
        highest = int(rows.max(initial=0))
        self._sums, self._as_of = _grown(self._sums, highest), _grown(self._as_of, highest)
        since = np.minimum(self._events - self._as_of[rows], LONG_AGO - 1)
        self._faded = self._sums.take(rows, axis=0) * self._powers[self._features, since][:, :, None]
        sums: NDArray[np.float64] = self._faded
        if len(self._old):
            self._old = _grown(self._old, len(self._sums) - 1)
            sums = sums + self._old.take(rows, axis=0) * self._powers[:, -1:]
        return sums

    def add(self, rows: NDArray[np.int64], values: NDArray[np.int64]) -> None:
        """Count values in the ``rows`` read last; -1 is not counted.

        ``values``: one a row (solos, features), or one for all rows of a solo (solos, 1).
        """
        self._sums[rows] = self._faded * self._powers[:, 1:2]
        self._sums[rows, values] += values >= 0
        self._events += 1
        self._as_of[rows] = self._events
        self._recent.append((rows, values))
        if len(self._recent) == LONG_AGO:
            self._stop_fading(*self._recent.popleft())
        self._sums[:SPARE_ROWS] = 0

    def keep(self, solos: NDArray[np.int64]) -> None:
        """Drop all solos but these from the rows read last."""
        self._faded = self._faded[solos]

    def _stop_fading(self, rows: NDArray[np.int64], values: NDArray[np.int64]) -> None:
        """Move the event of age LONG_AGO - 1 from the sums to the old ones."""
        if not len(self._old):
            self._old = np.zeros(self._sums.shape, np.int32)
        self._old = _grown(self._old, len(self._sums) - 1)
        age = self._as_of[rows] - 1 - (self._events - LONG_AGO)
        self._sums[rows, values] -= self._powers[self._features, age] * (values >= 0)
        self._old[rows, values] += values >= 0
        self._old[:SPARE_ROWS] = 0


@cache
def _powers(fades: tuple[float, ...], ages: int) -> NDArray[np.float64]:
    """The weight of an event by its age, (features, ages); one array for all solos."""
    powers: NDArray[np.float64] = np.array(fades)[:, None] ** np.arange(ages)
    powers.flags.writeable = False
    return powers


def _grown(table: NDArray[Any], row: int) -> NDArray[Any]:
    """The table, doubled until it has ``row``."""
    capacity = len(table)
    if row < capacity:
        return table
    while capacity <= row:
        capacity *= 2
    grown = np.zeros((capacity, *table.shape[1:]), table.dtype)
    grown[: len(table)] = table
    return grown
