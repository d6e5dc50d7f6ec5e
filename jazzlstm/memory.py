"""What happened the last time: the motif memory that the network sees beside its own.

An LSTM remembers the gist of a line but cannot look a motif up. So before each
event the longest run of values just played (rhythm aside) is sought earlier in the
same solo, and what followed it there is shown: "after these five intervals you
went down a tone, for an eighth". The network has learnt when players repeat
themselves and when they do not. Intervals being relative, a motif that comes
back transposed is found as well.

Beside this one echo, ``RECOLLECTIONS`` say of every value whether it has been there: all
that ever followed one or two values like these, and the pitches heard lately.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.events import (
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    Events,
    length_ticks,
)
from jazzlstm.music import TICKS_PER_BEAT

SHORTEST_ECHO = 2
"""Values that have to agree before an earlier place counts as the same motif."""
DEPTH_STEPS = np.array([SHORTEST_ECHO, 3, 4, 5, 7, 10])
"""Agreement from which the depth value is 1, 2, ... 6; 0 is no echo."""
DEPTH_VALUES = len(DEPTH_STEPS) + 1
NO_ECHO = np.array([PITCH_VALUES, LENGTH_VALUES, 0])

RECOLLECTIONS: Mapping[str, int] = {
    "pitch after one": PITCH_VALUES,  # what has followed the last pitch value, ever
    "pitch after two": PITCH_VALUES,  # ... the last two
    "heard lately": PITCH_VALUES,  # pitches of the last 4 notes, as intervals from the last one
    "heard before": PITCH_VALUES,  # of the last 10
    "heard long ago": PITCH_VALUES,  # of the last 24
    "length after one": LENGTH_VALUES,  # what has followed the last length at this place in the beat
    "length after two": LENGTH_VALUES,  # ... the last two
}
"""Sets of values, a column of ones and zeros for each."""
HEARD_NOTES = (4, 10, 24)
_SILENCE = -999


@dataclass(frozen=True, slots=True, eq=False)
class Recollection:
    """What n solos remember before their next event.

    ``echo`` (n, 3): what followed the last time, as pitch, length and depth value. ``sets``
    (n, columns): the ``RECOLLECTIONS`` side by side.
    """

    echo: NDArray[np.int64]
    sets: NDArray[np.uint8]

    def keep(self, rows: NDArray[np.int64]) -> Recollection:
        """Some of the n, in the order given."""
        return Recollection(self.echo[rows], self.sets[rows])


def nothing_recalled(solos: int) -> Recollection:
    """Before anything is played."""
    return Recollection(
        np.tile(NO_ECHO, (solos, 1)), np.zeros((solos, sum(RECOLLECTIONS.values())), np.uint8)
    )


class Memory:
    """The past of n solos that grow side by side, from tick 0."""

    def __init__(self, solos: int, capacity: int = 256) -> None:
        self._pitch = np.full((solos, capacity), -1, np.int64)
        self._length = np.zeros((solos, capacity), np.int64)
        self._tick = np.zeros((solos, capacity), np.int64)
        """Of the beat, on which each event starts."""
        self._agreement = np.zeros((solos, capacity), np.int64)
        """How many pitch values before each place equal those up to now."""
        self._length_agreement = np.zeros((solos, capacity), np.int64)
        self._heard = np.full((solos, HEARD_NOTES[-1]), _SILENCE, np.int64)
        """The last pitches that sounded, as intervals from the very last."""
        self._now = np.zeros(solos, np.int64)
        self._events = 0

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> Recollection:
        """Take in one event a solo, (n,)."""
        now = self._events
        if now == self._pitch.shape[1]:
            self._grow()
        for agreement, past, values in (
            (self._agreement, self._pitch, pitch_values),
            (self._length_agreement, self._length, length_values),
        ):
            agrees = past[:, :now] == values[:, None]
            agreement[:, 1 : now + 1] = agrees * (agreement[:, :now] + 1)
            past[:, now] = values
        self._tick[:, now] = self._now
        self._now = (self._now + length_ticks(length_values)) % TICKS_PER_BEAT
        self._hear(pitch_values)
        self._events += 1
        return Recollection(self._echo(self._agreement[:, : now + 1]), self._sets(now + 1))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Forget all solos but these."""
        for name in (*_ROWS_OF_EVENTS, "_heard", "_now"):
            setattr(self, name, getattr(self, name)[rows])

    def _hear(self, pitch_values: NDArray[np.int64]) -> None:
        moved = np.append(self._heard[:, 1:], np.zeros((len(self._heard), 1), np.int64), axis=1)
        moved[:, :-1] -= pitch_values[:, None] - WIDEST_INTERVAL
        self._heard = np.where((pitch_values == REST)[:, None], self._heard, moved)

    def _echo(self, agreement: NDArray[np.int64]) -> NDArray[np.int64]:
        solos, places = agreement.shape
        every = np.arange(solos)
        latest = places - 1 - agreement[:, ::-1].argmax(axis=1)  # the last of the deepest
        depth = np.searchsorted(DEPTH_STEPS, agreement[every, latest], side="right")
        echo = np.stack([self._pitch[every, latest], self._length[every, latest], depth], axis=1)
        return np.where(depth[:, None] > 0, echo, NO_ECHO)

    def _sets(self, events: int) -> NDArray[np.uint8]:
        sets = np.zeros((len(self._now), sum(RECOLLECTIONS.values())), np.uint8)
        here = self._tick[:, :events] == self._now[:, None]
        column = 0
        for depth in (1, 2):
            solo, place = np.nonzero(self._agreement[:, :events] >= depth)
            sets[solo, column + self._pitch[solo, place]] = 1
            column += PITCH_VALUES
        interval = self._heard + WIDEST_INTERVAL
        within = (interval >= 0) & (interval < REST)
        for notes in HEARD_NOTES:
            solo, place = np.nonzero(within[:, -notes:])
            sets[solo, column + interval[:, -notes:][solo, place]] = 1
            column += PITCH_VALUES
        for depth in (1, 2):
            solo, place = np.nonzero((self._length_agreement[:, :events] >= depth) & here)
            sets[solo, column + self._length[solo, place]] = 1
            column += LENGTH_VALUES
        return sets

    def _grow(self) -> None:
        for name in _ROWS_OF_EVENTS:
            rows = getattr(self, name)
            setattr(self, name, np.hstack([rows, np.zeros_like(rows)]))


_ROWS_OF_EVENTS = ("_pitch", "_length", "_tick", "_agreement", "_length_agreement")


def recollections(events: Events) -> Recollection:
    """What is recalled before each event of a finished solo: rows along its events."""
    memory, last = Memory(1, max(1, len(events))), nothing_recalled(1)
    rows = []
    for i in range(len(events)):
        rows.append(last)
        last = memory.append(events.pitch_values[i : i + 1], events.length_values[i : i + 1])
    rows = rows or [nothing_recalled(0)]
    return Recollection(
        np.concatenate([row.echo for row in rows]), np.concatenate([row.sets for row in rows])
    )
