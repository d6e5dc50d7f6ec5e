"""What happened the last time: the motif memory that the network sees beside its own.

An LSTM remembers the gist of a line but cannot look a motif up. So before each
event the longest run of values just played (rhythm aside) is sought earlier in the
same solo, and what followed it there is shown: "after these five intervals you
went down a tone, for an eighth". The network has learnt when players repeat
themselves and when they do not. Intervals being relative, a motif that comes
back transposed is found as well.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jazzlstm.events import LENGTH_VALUES, PITCH_VALUES, Events

SHORTEST_ECHO = 2
"""Values that have to agree before an earlier place counts as the same motif."""
DEPTH_STEPS = np.array([SHORTEST_ECHO, 3, 4, 5, 7, 10])
"""Agreement from which the depth value is 1, 2, ... 6; 0 is no echo."""
DEPTH_VALUES = len(DEPTH_STEPS) + 1
NO_ECHO = np.array([PITCH_VALUES, LENGTH_VALUES, 0])


class Memory:
    """The past of n solos that grow side by side."""

    def __init__(self, solos: int, capacity: int = 256) -> None:
        self._pitch = np.full((solos, capacity), -1, np.int64)
        self._length = np.zeros((solos, capacity), np.int64)
        self._agreement = np.zeros((solos, capacity + 1), np.int64)
        """How many values before each place equal those up to now."""
        self._events = 0

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Take in one event a solo, (n,); returns the echo, (n, 3): pitch, length and depth value."""
        now = self._events
        if now == self._pitch.shape[1]:
            self._grow()
        agrees = self._pitch[:, :now] == pitch_values[:, None]
        self._agreement[:, 1 : now + 1] = agrees * (self._agreement[:, :now] + 1)
        self._pitch[:, now], self._length[:, now] = pitch_values, length_values
        self._events += 1
        return self._echo(self._agreement[:, : now + 1])

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Forget all solos but these."""
        self._pitch, self._length, self._agreement = (
            array[rows] for array in (self._pitch, self._length, self._agreement)
        )

    def _echo(self, agreement: NDArray[np.int64]) -> NDArray[np.int64]:
        solos, places = agreement.shape
        every = np.arange(solos)
        latest = places - 1 - agreement[:, ::-1].argmax(axis=1)  # the last of the deepest
        depth = np.searchsorted(DEPTH_STEPS, agreement[every, latest], side="right")
        echo = np.stack([self._pitch[every, latest], self._length[every, latest], depth], axis=1)
        return np.where(depth[:, None] > 0, echo, NO_ECHO)

    def _grow(self) -> None:
        self._pitch, self._length, self._agreement = (
            np.hstack([array, np.zeros_like(array)]) for array in (self._pitch, self._length, self._agreement)
        )


def echoes(events: Events) -> NDArray[np.int64]:
    """The echo before each event of a finished solo: (events, 3) of pitch, length and depth value."""
    memory = Memory(1, max(1, len(events)))
    rows = np.empty((len(events), 3), np.int64)
    rows[:1] = NO_ECHO
    for i in range(1, len(events)):
        rows[i] = memory.append(events.pitch_values[i - 1 : i], events.length_values[i - 1 : i])[0]
    return rows
