"""The clock of the session store: setting the machine's clock does not change it.

A session is deleted a day after its last use. By the machine's clock, setting that clock forward would
delete sessions in use, and setting it back would keep old ones. So the store has its own time:

- while a process runs, a steady clock counts, which cannot be set;
- from one process to the next, the difference of the machine's clock is added if it is positive.

A process that takes the time from such a difference deletes nothing in its first ten minutes: sessions
in use are dated anew in that time. All processes of a store continue from the same note of the time.
"""

from __future__ import annotations

import contextlib
import json
import math
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from jazzlstm.errors import OutputError
from jazzlstm.files import write_whole

SETTLING_SECONDS = 600.0
"""From the start of a process to the first deletion: a page that is open uses its session in that time."""
NOTED_EVERY_SECONDS = 60.0
"""A crash loses at most this much of the store's time."""
_FILE = "clock.json"


def wall() -> float:
    """Seconds since 1970 by the machine's clock, which may be set forward or back."""
    return time.time()


def steady() -> float:
    """Seconds by a clock that cannot be set; it counts while the machine sleeps, where the system allows."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class _Note:
    """The store's time, and the machine's clock at that time, in seconds."""

    time: float
    wall: float


class StoreClock:
    """The time of one store in this process. A new store starts with the machine's clock."""

    def __init__(self, folder: Path) -> None:
        self.path, self._noted_at, self._lock = folder / _FILE, -math.inf, Lock()
        note = self._read()
        self.is_new = note is None
        self._began = steady()
        self._time = note.time + max(0.0, wall() - note.wall) if note else wall()

    def now(self) -> float:
        """The store's time in seconds; equal to seconds since 1970 unless the machine's clock was set."""
        return self._time + steady() - self._began

    @property
    def is_settled(self) -> bool:
        """Whether expired sessions may be deleted."""
        return self.is_new or steady() - self._began >= SETTLING_SECONDS

    def note(self) -> None:
        """Write the time for the next process, at most once a minute; a full disk skips a note."""
        with self._lock:
            if steady() - self._noted_at < NOTED_EVERY_SECONDS:
                return
            self._noted_at = steady()
        values = {"time": self.now(), "wall": wall()}
        with contextlib.suppress(OutputError):
            write_whole(self.path, json.dumps(values).encode())

    def _read(self) -> _Note | None:
        try:
            note = _Note(**json.loads(self.path.read_bytes()))
            return note if math.isfinite(note.time + note.wall) else None
        except (OSError, ValueError, TypeError):
            return None


@lru_cache(maxsize=8)
def clock_of(folder: Path) -> StoreClock:
    """The clock of a store, the same for the whole process."""
    return StoreClock(folder)
