"""The store's own time, which no setting of the machine's clock moves.

What visitors own goes a day after its last use. By the machine's clock, one that is
set some hours on would clear what is in use, and one that is set back would keep it
for as long. So a store counts for itself: while a process runs, by a clock that
nobody can set, and from one process to the next by what the machine's clock says has
gone by, which is never less than nothing. Whoever goes on with a store on such word
alone clears nothing for ten minutes, so that what is still in use can show itself.

All processes of a store count alike: each goes on from what the last one wrote down.
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
NOTED_EVERY_SECONDS = 60.0
_FILE = "clock.json"


def wall() -> float:
    """The machine's clock, seconds since 1970: it may be set, forward or back."""
    return time.time()


def steady() -> float:
    """Seconds since some moment, by a clock that nobody sets; asleep too, where the system tells."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@dataclass(frozen=True, slots=True)
class _Noted:
    """What a store's file says: its time, and what the machine's clock said then."""

    time: float
    wall: float


class StoreClock:
    """Time as one store counts it, for one process; from the machine's clock when the store is new."""

    def __init__(self, folder: Path) -> None:
        self.path, self._noted_at, self._lock = folder / _FILE, -math.inf, Lock()
        noted = self._read()
        self.is_new = noted is None
        self._began = steady()
        self._time = noted.time + max(0.0, wall() - noted.wall) if noted else wall()

    def now(self) -> float:
        """Seconds; near those since 1970 as long as nobody sets the clock."""
        return self._time + steady() - self._began

    @property
    def is_settled(self) -> bool:
        """Whether what looks old may be cleared."""
        return self.is_new or steady() - self._began >= SETTLING_SECONDS

    def note(self) -> None:
        """Write down how late it is, once a minute at most, for who comes after; not if the disk is full."""
        with self._lock:
            if steady() - self._noted_at < NOTED_EVERY_SECONDS:
                return
            self._noted_at = steady()
        values = {"time": self.now(), "wall": wall()}
        with contextlib.suppress(OutputError):
            write_whole(self.path, json.dumps(values).encode())

    def _read(self) -> _Noted | None:
        try:
            noted = _Noted(**json.loads(self.path.read_bytes()))
            return noted if math.isfinite(noted.time + noted.wall) else None
        except (OSError, ValueError, TypeError):
            return None


@lru_cache(maxsize=8)
def clock_of(folder: Path) -> StoreClock:
    """The clock of a store, the same for the whole process."""
    return StoreClock(folder)
