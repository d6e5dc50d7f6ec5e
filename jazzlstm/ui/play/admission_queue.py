"""The admission queue: a few solos are made at a time, in the order of their requests.

If all were made at once, each would take as long as all together. A request takes a place when its solo
is not cached, and keeps it until the solo is complete. Cached results skip the queue. A superseded rerun
leaves it: while a request waits, ``on_progress`` is called regularly, and there Streamlit ends a rerun
that was superseded.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Event, Lock

CALL_SECONDS = 0.5
"""Between two calls of ``on_progress`` while a request waits."""

OnProgress = Callable[[float], None]
"""Gets the share that is done, 0 to 1."""


class AdmissionQueue:
    """Admits ``places`` requests at a time, first come, first served."""

    def __init__(self, places: int) -> None:
        self._places = self._free = places
        self._lock = Lock()
        self._waiting: deque[Event] = deque()

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return len(self._waiting)

    @property
    def is_idle(self) -> bool:
        """True while no request has a place."""
        return self._free == self._places

    def enter(self, on_progress: OnProgress | None = None) -> None:
        """Wait for a place; if ``on_progress`` raises, leave the queue."""
        admitted = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            self._waiting.append(admitted)
        try:
            while not admitted.wait(CALL_SECONDS):
                if on_progress:
                    on_progress(0.0)
        except BaseException:
            with self._lock:
                if admitted in self._waiting:
                    self._waiting.remove(admitted)
                else:
                    self._admit_next()
            raise

    def leave(self) -> None:
        """Free a place; the request that has waited longest gets it."""
        with self._lock:
            self._admit_next()

    def _admit_next(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._free += 1


class Ticket:
    """One request's place among those that are made; a ``with`` statement gives the place back."""

    def __init__(self, queue: AdmissionQueue, on_progress: OnProgress | None = None) -> None:
        self._queue = queue
        self._on_progress = on_progress
        self._is_redeemed = False

    def __enter__(self) -> Ticket:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_redeemed:
            self._queue.leave()

    def redeem(self) -> None:
        """Wait for the place; at once if this ticket has it already."""
        if not self._is_redeemed:
            self._queue.enter(self._on_progress)
            self._is_redeemed = True

    def report(self, share: float) -> None:
        """Report the share of the work that is done; Streamlit ends a superseded rerun here, too."""
        if self._on_progress:
            self._on_progress(share)
