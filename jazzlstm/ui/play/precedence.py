"""A lock for the network: first bars, for which somebody waits, go before the rest of a solo.

One network runs at a time: two side by side take a quarter longer, since Python runs one thread at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

PATIENCE_SECONDS = 2.0
"""How long the rest of a solo waits for first bars: it is needed before its beginning has sounded."""


class Precedence:
    """Lets one thread in at a time; those of ``first`` go before those of ``later``."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._is_taken = False
        self._firsts = 0
        """Threads that wait in ``first``."""

    @contextmanager
    def first(self) -> Iterator[None]:
        """Hold the lock, before all that come later."""
        with self._condition:
            self._firsts += 1
            try:
                self._condition.wait_for(lambda: not self._is_taken)
                self._is_taken = True
            finally:
                self._firsts -= 1
        try:
            yield
        finally:
            self._release()

    @contextmanager
    def later(self, patience: float = PATIENCE_SECONDS) -> Iterator[Callable[[], bool]]:
        """Hold the lock when nobody goes first, or after ``patience`` seconds.

        Yields a function: whether a thread that goes first waits. Then the holder has to leave, unless its
        patience was over.
        """
        until = time.monotonic() + patience
        with self._condition:
            while self._is_taken or (self._firsts and time.monotonic() < until):
                self._condition.wait(max(0.01, until - time.monotonic()) if self._firsts else None)
            is_late = time.monotonic() >= until
            self._is_taken = True
        try:
            yield lambda: self._firsts > 0 and not is_late
        finally:
            self._release()

    def _release(self) -> None:
        with self._condition:
            self._is_taken = False
            self._condition.notify_all()
