"""The line of listeners whose music is to be made: so many at once, first come, first served.

All at once would make all of them wait for the last. A turn begins when there is something to make, and
lasts until all of a solo is made: what is kept is given out past the line. Who has moved on leaves it: while
one waits ``tell`` is called now and then, and there Streamlit ends a run that another has overtaken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Lock

ASKED_EVERY = 0.5
"""Seconds between two calls of ``tell``."""


class AdmissionQueue:
    """``places`` at once, the others in the order in which they came."""

    def __init__(self, places: int) -> None:
        self._free, self._lock = places, Lock()
        self._waiting: deque[Event] = deque()

    def wait(self, tell: Callable[[float], None] | None) -> None:
        """Until there is a place; what ``tell`` raises is let through, and then the place is given up."""
        mine = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            self._waiting.append(mine)
        try:
            while not mine.wait(ASKED_EVERY):
                if tell:
                    tell(0.0)
        except BaseException:
            with self._lock:
                if mine in self._waiting:
                    self._waiting.remove(mine)
                else:
                    self._pass_on()
            raise

    def leave(self) -> None:
        """Give the place to whoever has waited longest."""
        with self._lock:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._free += 1


class Ticket:
    """One listener's, in a ``with`` statement, at the end of which it is over; all turns are equal.

    ``tell`` is told how far the music is, from 0 to 1.
    """

    def __init__(self, line: AdmissionQueue, tell: Callable[[float], None] | None = None) -> None:
        self._line, self.tell, self._has_come = line, tell, False

    def __enter__(self) -> Ticket:
        return self

    def __exit__(self, *_: object) -> None:
        self.tell = None  # what is kept by this turn should not keep the visit
        if self._has_come:
            self._line.leave()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ticket)

    def __hash__(self) -> int:
        return hash(Ticket)

    def come(self) -> None:
        """Wait for it; at once where it has come."""
        if not self._has_come:
            self._line.wait(self.tell)
            self._has_come = True
