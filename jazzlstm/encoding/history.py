"""The history of a solo: what followed in similar places, and how often each value occurred.

An LSTM cannot look up earlier notes exactly, so the network gets two summaries of the solo so far before
each event:

    echo     the event that followed the longest earlier run of the latest pitch values, rhythm aside:
             "after these five intervals came a tone down, an eighth long"
    shares   counts in places like this one, see ``HISTORY_FEATURES``: after this interval, on this
             tick of the beat, lately

Intervals are relative, so a motif is found in every transposition. Both are updated with each event;
the cost of an event does not depend on how many came before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, Events
from jazzlstm.encoding.history_features import HISTORY_FEATURES
from jazzlstm.encoding.history_shares import FULL, RARE, SHARE_COLUMNS, HistoryShares
from jazzlstm.encoding.longest_match import LongestMatch

SHORTEST_ECHO = 2
"""Pitch values that have to agree before an earlier run counts as the same motif."""
DEPTH_STEPS = np.array([SHORTEST_ECHO, 3, 4, 5, 7, 10])
"""Agreeing values from which the depth value is 1, 2, ... 6; 0 is no echo."""
DEPTH_VALUES = len(DEPTH_STEPS) + 1
NO_ECHO = np.array([PITCH_VALUES, LENGTH_VALUES, 0])
_FIRST = -1
"""In place of the pitch value of the first note, which counts from middle C and is not an interval."""
_WIDTHS = [feature.values for feature in HISTORY_FEATURES.values()]
_COLUMNS_OF = {
    name: slice(sum(_WIDTHS[:i]), sum(_WIDTHS[: i + 1])) for i, name in enumerate(HISTORY_FEATURES)
}
_SHARE_OF = np.expm1(np.arange(256) / FULL * np.log1p(RARE)) / RARE
"""The share, 0 to 1, by its place on the logarithmic scale."""


@dataclass(frozen=True, slots=True, eq=False)
class HistoryInputs:
    """The history of n solos before their next event.

    ``echo`` (n, 3): pitch, length and depth value. ``shares`` (n, columns): for every one of
    ``HISTORY_FEATURES`` side by side the share of each value, 0 to ``FULL`` on a logarithmic scale.
    """

    echo: NDArray[np.int64]
    shares: NDArray[np.uint8]

    def share(self, name: str) -> NDArray[np.float64]:
        """The shares of one feature, (n, values), from 0 to 1."""
        share: NDArray[np.float64] = _SHARE_OF[self.shares[:, _COLUMNS_OF[name]]]
        return share

    def largest_share(self, name: str) -> float:
        """The largest share of any value of one feature in any of the n."""
        return float(_SHARE_OF[self.shares[:, _COLUMNS_OF[name]].max(initial=0)])

    def keep(self, rows: NDArray[np.int64]) -> HistoryInputs:
        """Some of the n, in the order given."""
        return HistoryInputs(self.echo[rows], self.shares[rows])


def no_history(solos: int) -> HistoryInputs:
    """The history before the first event."""
    return HistoryInputs(np.tile(NO_ECHO, (solos, 1)), np.zeros((solos, SHARE_COLUMNS), np.uint8))


@dataclass(slots=True)
class _SoloPast:
    """The events of one solo so far."""

    pitches: list[int] = field(default_factory=list)
    """All pitch values; the first note's is ``_FIRST``."""
    lengths: list[int] = field(default_factory=list)
    has_begun: bool = False
    match: LongestMatch = field(default_factory=LongestMatch)

    def copy(self) -> _SoloPast:
        return _SoloPast(self.pitches.copy(), self.lengths.copy(), self.has_begun, self.match.copy())

    def append(self, pitch_value: int, length_value: int) -> int:
        """Add an event; its pitch value, or ``_FIRST``."""
        if pitch_value != REST and not self.has_begun:
            self.has_begun, pitch_value = True, _FIRST
        self.pitches.append(pitch_value)
        self.lengths.append(length_value)
        self.match.append(pitch_value, may_follow=pitch_value != _FIRST)
        return pitch_value

    def echo(self) -> tuple[int, int, int]:
        """Pitch, length and depth value of what followed the last time."""
        place, agreeing = self.match.find()
        if agreeing < SHORTEST_ECHO:
            return PITCH_VALUES, LENGTH_VALUES, 0
        return self.pitches[place], self.lengths[place], bisect_right(_DEPTH_STEPS, agreeing)


_DEPTH_STEPS = DEPTH_STEPS.tolist()


class History:
    """The history of n solos that grow side by side, from a tick on.

    ``names``: the features that are counted; the shares of the others are 0.
    """

    def __init__(self, solos: int, tick: int = 0, names: Sequence[str] = tuple(HISTORY_FEATURES)) -> None:
        self._pasts = [_SoloPast() for _ in range(solos)]
        self._shares = HistoryShares(solos, tick, names)

    def copy(self) -> History:
        """The same history, which grows by itself."""
        other = copy(self)
        other._pasts, other._shares = [past.copy() for past in self._pasts], self._shares.copy()
        return other

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> HistoryInputs:
        """The history after one more event a solo, (n,) each."""
        values = zip(self._pasts, pitch_values.tolist(), length_values.tolist(), strict=True)
        found = np.array([(past.append(pitch, length), *past.echo()) for past, pitch, length in values])
        self._shares.append(pitch_values, found[:, 0], length_values)
        return HistoryInputs(found[:, 1:], self._shares.read())

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Drop all solos but these."""
        self._pasts = [self._pasts[row] for row in rows.tolist()]
        self._shares.keep(rows)


def history_along(events: Events) -> HistoryInputs:
    """The history before each event of a finished solo: rows along its events."""
    return histories_along([events])[0]


def histories_along(solos: Sequence[Events]) -> list[HistoryInputs]:
    """``history_along`` for each of some solos, side by side: an event of 32 takes a quarter of the time."""
    lengths = np.array([len(events) for events in solos], np.int64)
    longest_first = np.argsort(-lengths, kind="stable")
    longest = int(lengths.max(initial=0))
    pitch_values, length_values = np.zeros((2, len(solos), longest), np.int64)
    for row, events in enumerate(solos):
        pitch_values[row, : len(events)] = events.pitch_values
        length_values[row, : len(events)] = events.length_values
    echo = np.tile(NO_ECHO, (len(solos), longest, 1))
    shares = np.zeros((len(solos), longest, SHARE_COLUMNS), np.uint8)
    history, going_on = History(len(solos)), len(solos)
    for step in range(longest - 1):
        still = int((lengths > step + 1).sum())
        if still < going_on:
            history.keep(np.arange(still))
            going_on = still
        rows = longest_first[:still]
        inputs = history.append(pitch_values[rows, step], length_values[rows, step])
        echo[rows, step + 1], shares[rows, step + 1] = inputs.echo, inputs.shares
    return [HistoryInputs(echo[row, :n], shares[row, :n]) for row, n in enumerate(lengths.tolist())]
