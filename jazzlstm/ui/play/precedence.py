"""The turn to use the network, by due times: whoever is due first goes first.

First bars, for which somebody waits, are due at once; the rest of a solo is due shortly before it can be
heard. One network runs at a time: two side by side take a quarter longer, since Python runs one thread at
once.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from threading import Event, Lock

PATIENCE_SECONDS = 2.0
"""How long work waits for first bars if nothing else is known of it."""


class Precedence:
    """Lets one thread in at a time, the one that is due first."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_taken = False
        self._waiting: list[tuple[float, int, Event]] = []
        """A heap of due times; the numbers keep the order of equal ones."""
        self._numbers = count()

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return len(self._waiting)

    def first(self) -> AbstractContextManager[Callable[[], bool]]:
        """Hold the turn, which is due now; yields as ``later``."""
        return self.later(0.0)

    @contextmanager
    def later(self, patience: float = PATIENCE_SECONDS) -> Iterator[Callable[[], bool]]:
        """Hold the turn, which is due in ``patience`` seconds, or earlier when nobody else waits.

        Yields a function: whether a thread waits that is due before. Then the holder has to leave.
        """
        due = time.monotonic() + patience
        self._enter(due)
        try:
            yield lambda: self._has_earlier(due)
        finally:
            self._leave()

    def _enter(self, due: float) -> None:
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            turn = Event()
            heapq.heappush(self._waiting, (due, next(self._numbers), turn))
        turn.wait()

    def _has_earlier(self, due: float) -> bool:
        with self._lock:
            return bool(self._waiting) and self._waiting[0][0] < due

    def _leave(self) -> None:
        """Give the turn to the thread that is due first."""
        with self._lock:
            if self._waiting:
                heapq.heappop(self._waiting)[2].set()
            else:
                self._is_taken = False
