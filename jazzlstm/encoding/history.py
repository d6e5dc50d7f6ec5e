"""What happened the last time: the memory that the network sees beside its own.

An LSTM remembers the gist of a line but cannot look anything up. So before each event its own solo is
searched, in two ways. The *echo* is what followed the longest run of values like those just played (rhythm
aside): "after these five intervals you went down a tone, for an eighth". ``HISTORY_FEATURES`` are counts: how
often each value came so far, in places like this one: after this interval, on this tick of the beat, lately.
The network has learnt when players repeat themselves and when they do not. Intervals are relative, so a motif
is found in every transposition.

Counts within the piece beside the network's own expectation are the idea of cache language models: Kuhn and
De Mori, A cache-based natural language model for speech recognition (1990); Grave, Joulin and Usunier,
Improving neural language models with a continuous cache (2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import (
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

FULL = 250
"""A share of one in ``HistoryInputs.shares``; a yes."""
RARE = 400
"""Shares are kept as the logarithm of 1 + RARE x share: what came once in a hundred is told from never."""
_ANYWHERE, _BEAT, _BAR = 0, 1, 2
_FIRST = -1
"""The pitch value of the first note in memory: nobody played its interval, which counts from middle C."""


@dataclass(frozen=True, slots=True)
class HistoryFeature:
    """Which earlier places count, and how much."""

    of: str
    """Counted there: "pitch" or "length" values, or "heard": pitches, as intervals from the last one."""
    pitches: int = 0
    """At least so many pitch values before it were those before now."""
    lengths: int = 0
    place: int = _ANYWHERE
    """It stood on this tick of the beat, or of the bar."""
    fade: float = 1.0
    """What a place counts is this much less with each event since."""
    events: int = 0
    """Only the last so many, 0 for all."""
    ever: bool = False
    """Yes or no instead of a share."""

    @property
    def values(self) -> int:
        return LENGTH_VALUES if self.of == "length" else PITCH_VALUES


HISTORY_FEATURES: Mapping[str, HistoryFeature] = {
    "pitch after one": HistoryFeature("pitch", pitches=1, ever=True),
    "pitch after two": HistoryFeature("pitch", pitches=2, ever=True),
    "pitch after four": HistoryFeature("pitch", pitches=4, ever=True),
    "pitch after six": HistoryFeature("pitch", pitches=6, ever=True),
    "often after one": HistoryFeature("pitch", pitches=1, fade=0.98),
    "often after two": HistoryFeature("pitch", pitches=2, fade=0.98),
    "often after three": HistoryFeature("pitch", pitches=3),
    "often after one in rhythm": HistoryFeature("pitch", pitches=1, lengths=1),
    "often on this tick": HistoryFeature("pitch", place=_BEAT, fade=0.99),
    "often lately": HistoryFeature("pitch", fade=0.95),
    "heard lately": HistoryFeature("heard", events=4, ever=True),
    "heard before": HistoryFeature("heard", events=10, ever=True),
    "heard long ago": HistoryFeature("heard", events=24, ever=True),
    "heard often lately": HistoryFeature("heard", fade=0.95),
    "heard often": HistoryFeature("heard", fade=0.985),
    "length after one": HistoryFeature("length", lengths=1, place=_BEAT, ever=True),
    "length after five": HistoryFeature("length", lengths=5, place=_BEAT, ever=True),
    "length often after one": HistoryFeature("length", lengths=1, place=_BEAT, fade=0.98),
    "length often after two": HistoryFeature("length", lengths=2, place=_BEAT),
    "length often after three": HistoryFeature("length", lengths=3, place=_BEAT),
    "length often after one note": HistoryFeature("length", pitches=1, lengths=1, place=_BEAT),
    "length often on this tick": HistoryFeature("length", place=_BEAT, fade=0.99),
    "length often on this tick of the bar": HistoryFeature("length", place=_BAR),
    "length often lately": HistoryFeature("length", fade=0.9),
    "length often": HistoryFeature("length", fade=0.98),
}
"""What is counted, of pitches and of lengths; what each was worth is in ``docs/training-log.md``."""


_COLUMNS = sum(habit.values for habit in HISTORY_FEATURES.values())
_WIDTHS = np.array([habit.values for habit in HISTORY_FEATURES.values()])
_STARTS = np.cumsum(_WIDTHS) - _WIDTHS
_HABIT_OF = np.repeat(np.arange(len(_WIDTHS)), _WIDTHS)
"""By column."""
_EVER = np.array([habit.ever for habit in HISTORY_FEATURES.values()])
_MOST = np.repeat(np.where(_EVER, 1.0, np.inf), _WIDTHS)
_KIND = np.array([("pitch", "length", "heard").index(habit.of) for habit in HISTORY_FEATURES.values()])
_LIKE_PITCHES, _LIKE_LENGTHS, _PLACE = (
    np.array([getattr(habit, name) for habit in HISTORY_FEATURES.values()])[:, None, None]
    for name in ("pitches", "lengths", "place")
)
BAR_TICKS = 4 * TICKS_PER_BEAT
"""Of a bar as the network counts it; a longer one starts over."""
_LONG_AGO = 1024
"""Events: what lies longer ago counts as if it were so old."""


def _weights_by_age() -> NDArray[np.float64]:
    """What a place counts by the number of events since, (habits, _LONG_AGO)."""
    age = np.arange(_LONG_AGO)
    return np.stack(
        [habit.fade**age * (age < (habit.events or _LONG_AGO + 1)) for habit in HISTORY_FEATURES.values()]
    )


_BY_AGE = _weights_by_age()


@dataclass(frozen=True, slots=True, eq=False)
class HistoryInputs:
    """What n solos remember before their next event.

    ``echo`` (n, 3): what followed the last time, as pitch, length and depth value. ``shares``
    (n, columns): of each value how often it came, for every one of ``HISTORY_FEATURES`` side by side, 0 to
    ``FULL`` on a logarithmic scale.
    """

    echo: NDArray[np.int64]
    shares: NDArray[np.uint8]

    def share(self, habit: str) -> NDArray[np.float64]:
        """What one habit says, (n, values), 1 for all."""
        start = _STARTS[list(HISTORY_FEATURES).index(habit)]
        kept = self.shares[:, start : start + HISTORY_FEATURES[habit].values] / FULL
        share: NDArray[np.float64] = np.expm1(kept * np.log1p(RARE)) / RARE
        return share

    def keep(self, rows: NDArray[np.int64]) -> HistoryInputs:
        """Some of the n, in the order given."""
        return HistoryInputs(self.echo[rows], self.shares[rows])


def no_history(solos: int) -> HistoryInputs:
    """Before anything is played."""
    return HistoryInputs(np.tile(NO_ECHO, (solos, 1)), np.zeros((solos, _COLUMNS), np.uint8))


class History:
    """The past of n solos that grow side by side, from tick 0."""

    def __init__(self, solos: int, capacity: int = 256) -> None:
        self._pitch = np.full((solos, capacity), _FIRST, np.int64)
        self._length = np.zeros((solos, capacity), np.int64)
        self._sounding = np.zeros((solos, capacity), np.int64)
        """The pitch that the event left sounding last, in semitones above where the solo began."""
        self._tick = np.zeros((solos, capacity), np.int64)
        """Of the bar, on which each event starts."""
        self._agreement = np.zeros((solos, capacity), np.int64)
        """How many pitch values before each place equal those up to now."""
        self._length_agreement = np.zeros((solos, capacity), np.int64)
        self._now = np.zeros(solos, np.int64)
        self._reference = np.zeros(solos, np.int64)
        self._has_begun = np.zeros(solos, np.bool_)
        self._events = 0

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> HistoryInputs:
        """Take in one event a solo, (n,)."""
        now = self._events
        if now + 1 >= self._pitch.shape[1]:
            self._grow()
        sounding = pitch_values != REST
        played = np.where(self._has_begun | ~sounding, pitch_values, _FIRST)
        self._has_begun |= sounding
        for agreement, past, values in (
            (self._agreement, self._pitch, played),
            (self._length_agreement, self._length, length_values),
        ):
            agrees = past[:, :now] == values[:, None]
            agreement[:, 1 : now + 1] = agrees * (agreement[:, :now] + 1)
            past[:, now] = values
        self._reference += np.where(sounding, pitch_values - WIDEST_INTERVAL, 0)
        self._sounding[:, now] = self._reference
        self._tick[:, now] = self._now
        self._now = (self._now + length_ticks(length_values)) % BAR_TICKS
        self._events += 1
        return HistoryInputs(self._echo(self._agreement[:, : now + 1]), self._shares(now + 1))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Forget all solos but these."""
        for name in (*_ROWS_OF_EVENTS, "_now", "_reference", "_has_begun"):
            setattr(self, name, getattr(self, name)[rows])

    def _echo(self, agreement: NDArray[np.int64]) -> NDArray[np.int64]:
        solos, places = agreement.shape
        agreement = np.where(self._pitch[:, :places] == _FIRST, 0, agreement)
        every = np.arange(solos)
        latest = places - 1 - agreement[:, ::-1].argmax(axis=1)  # the last of the deepest
        depth = np.searchsorted(DEPTH_STEPS, agreement[every, latest], side="right")
        echo = np.stack([self._pitch[every, latest], self._length[every, latest], depth], axis=1)
        return np.where(depth[:, None] > 0, echo, NO_ECHO)

    def _shares(self, events: int) -> NDArray[np.uint8]:
        """All habits at once: arrays (habits, n, events)."""
        pitch, length = self._pitch[:, :events], self._length[:, :events]
        heard = self._sounding[:, :events] - self._reference[:, None] + WIDEST_INTERVAL
        is_heard = (pitch != REST) & (heard >= 0) & (heard < REST)
        apart = self._tick[:, :events] - self._now[:, None]
        anywhere = np.ones_like(is_heard)
        here = np.stack([anywhere, apart % TICKS_PER_BEAT == 0, apart == 0])
        counts = np.stack([pitch != _FIRST, anywhere, is_heard])[_KIND] & here[_PLACE[:, 0, 0]]
        counts &= self._agreement[:, :events] >= _LIKE_PITCHES
        counts &= self._length_agreement[:, :events] >= _LIKE_LENGTHS
        counted = np.flatnonzero(counts)
        column = np.stack([pitch, length, heard])[_KIND] + _STARTS[:, None, None]
        column += _COLUMNS * np.arange(len(pitch))[:, None]
        age = np.minimum(np.arange(events)[::-1], _LONG_AGO - 1)
        weight = np.broadcast_to(_BY_AGE[:, None, age], counts.shape)
        sums = np.bincount(column.ravel()[counted], weight.ravel()[counted], len(pitch) * _COLUMNS)
        sums = np.minimum(sums.reshape(len(pitch), _COLUMNS), _MOST)
        share_of = RARE / np.where(_EVER, 1.0, np.add.reduceat(sums, _STARTS, axis=1) + 1.0)  # (n, habits)
        came, columns = np.nonzero(sums)  # a tenth of all
        kept = np.log1p(sums[came, columns] * share_of[came, _HABIT_OF[columns]]) * (FULL / np.log1p(RARE))
        shares = np.zeros(sums.shape, np.uint8)
        shares[came, columns] = kept + 0.5
        return shares

    def _grow(self) -> None:
        for name in _ROWS_OF_EVENTS:
            rows = getattr(self, name)
            setattr(self, name, np.hstack([rows, np.zeros_like(rows)]))


_ROWS_OF_EVENTS = ("_pitch", "_length", "_sounding", "_tick", "_agreement", "_length_agreement")


def history_along(events: Events) -> HistoryInputs:
    """What is recalled before each event of a finished solo: rows along its events."""
    memory, last = History(1, max(2, len(events) + 1)), no_history(1)
    rows = []
    for i in range(len(events)):
        rows.append(last)
        last = memory.append(events.pitch_values[i : i + 1], events.length_values[i : i + 1])
    rows = rows or [no_history(0)]
    return HistoryInputs(
        np.concatenate([row.echo for row in rows]), np.concatenate([row.shares for row in rows])
    )
