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

from jazzlstm.encoding.contexts import ContextKind, Contexts
from jazzlstm.encoding.events import (
    LENGTH_VALUES,
    PITCH_VALUES,
    REST,
    WIDEST_INTERVAL,
    Events,
    length_ticks,
)
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES, HistoryFeature
from jazzlstm.encoding.longest_match import LongestMatch
from jazzlstm.encoding.running_counts import SPARE_ROWS, ContextRows, Counts, FadingCounts

SHORTEST_ECHO = 2
"""Pitch values that have to agree before an earlier run counts as the same motif."""
DEPTH_STEPS = np.array([SHORTEST_ECHO, 3, 4, 5, 7, 10])
"""Agreeing values from which the depth value is 1, 2, ... 6; 0 is no echo."""
DEPTH_VALUES = len(DEPTH_STEPS) + 1
NO_ECHO = np.array([PITCH_VALUES, LENGTH_VALUES, 0])

FULL = 250
"""A share of 1 in ``HistoryInputs.shares``, and a yes."""
RARE = 400
"""Shares are kept as the logarithm of 1 + RARE x share: once in a hundred differs from never."""
_FIRST = -1
"""In place of the pitch value of the first note, which counts from middle C and is not an interval."""
_HEARD_SPAN = 256
"""Pitches, modulo which heard ones are counted: more than the 127 of MIDI and two widest intervals."""

_FEATURES = list(HISTORY_FEATURES.values())
_WIDTHS = np.array([feature.values for feature in _FEATURES])
_COLUMNS = int(_WIDTHS.sum())
_STARTS = np.cumsum(_WIDTHS) - _WIDTHS
"""The first column of each feature."""
_FEATURE_OF = np.repeat(np.arange(len(_WIDTHS)), _WIDTHS)
"""The feature of each column."""
_EVER = np.array([feature.ever for feature in _FEATURES])
_MOST = np.repeat(np.where(_EVER, 1.0, np.inf), _WIDTHS)

_COUNTED = [i for i, feature in enumerate(_FEATURES) if feature.of != "heard" and feature.fade == 1.0]
_FADING = [i for i, feature in enumerate(_FEATURES) if feature.of != "heard" and feature.fade < 1.0]
_HEARD = [i for i, feature in enumerate(_FEATURES) if feature.of == "heard" and feature.fade < 1.0]
_HEARD_LATELY = [i for i, feature in enumerate(_FEATURES) if feature.of == "heard" and feature.events]
_LOOK_BACK = max(_FEATURES[i].events for i in _HEARD_LATELY)
_AGES = np.concatenate([np.arange(_FEATURES[i].events) for i in _HEARD_LATELY])
_AGE_STARTS = np.repeat(_STARTS[_HEARD_LATELY], [_FEATURES[i].events for i in _HEARD_LATELY])
"""The first column of the feature that looks back to each of ``_AGES``."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)


def _kind_of(feature: HistoryFeature) -> ContextKind:
    return ContextKind(feature.pitches, feature.lengths, feature.place)


_KINDS = sorted({_kind_of(_FEATURES[i]) for i in _COUNTED + _FADING})


def _rows_of_features(features: list[int]) -> tuple[list[int], NDArray[np.int64], NDArray[np.int64]]:
    """Rows for each kind of context; kind of each feature, and its place among the rows of the kind."""
    kinds = [_KINDS.index(_kind_of(_FEATURES[i])) for i in features]
    places = [kinds[:i].count(kind) for i, kind in enumerate(kinds)]
    return [kinds.count(kind) for kind in range(len(_KINDS))], np.array(kinds), np.array(places)


def _columns_of_features(features: list[int]) -> NDArray[np.int64]:
    """The columns of each feature, (features, 50); _COLUMNS, one more than there are, where it has none."""
    columns = _STARTS[features][:, None] + np.arange(PITCH_VALUES)
    return np.where(np.arange(PITCH_VALUES) < _WIDTHS[features][:, None], columns, _COLUMNS)


_COUNTED_ROWS, _COUNTED_KINDS, _COUNTED_PLACES = _rows_of_features(_COUNTED)
_FADING_ROWS, _FADING_KINDS, _FADING_PLACES = _rows_of_features(_FADING)
_COUNTED_COLUMNS, _FADING_COLUMNS = _columns_of_features(_COUNTED), _columns_of_features(_FADING)
_HEARD_COLUMNS = _columns_of_features(_HEARD)[:, : len(_INTERVALS)]
_COUNTED_PITCH, _FADING_PITCH = (
    np.array([_FEATURES[i].of == "pitch" for i in features])[:, None] for features in (_COUNTED, _FADING)
)


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
        start = _STARTS[list(HISTORY_FEATURES).index(name)]
        scaled = self.shares[:, start : start + HISTORY_FEATURES[name].values] / FULL
        share: NDArray[np.float64] = np.expm1(scaled * np.log1p(RARE)) / RARE
        return share

    def keep(self, rows: NDArray[np.int64]) -> HistoryInputs:
        """Some of the n, in the order given."""
        return HistoryInputs(self.echo[rows], self.shares[rows])


def no_history(solos: int) -> HistoryInputs:
    """The history before the first event."""
    return HistoryInputs(np.tile(NO_ECHO, (solos, 1)), np.zeros((solos, _COLUMNS), np.uint8))


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
    """The history of n solos that grow side by side, from a tick on."""

    def __init__(self, solos: int, tick: int = 0) -> None:
        self._pasts = [_SoloPast() for _ in range(solos)]
        self._tick = np.full(solos, tick % BAR_TICKS, np.int64)
        """The tick of the bar on which the next event starts, of each solo."""
        self._reference = np.zeros(solos, np.int64)
        """The pitch that sounded last, in semitones above where the solo began."""
        self._sounding = np.zeros((solos, _LOOK_BACK), np.int64)
        """The reference after each of the latest events, the newest first."""
        self._sounded = np.zeros((solos, _LOOK_BACK), np.bool_)
        """Whether each of the latest events is a note."""
        self._contexts = Contexts(_KINDS, solos)
        self._rows = ContextRows(list(zip(_COUNTED_ROWS, _FADING_ROWS, strict=True)))
        self._counts = Counts(PITCH_VALUES)
        self._fading = FadingCounts([_FEATURES[i].fade for i in _FADING], PITCH_VALUES)
        self._heard = FadingCounts([_FEATURES[i].fade for i in _HEARD], _HEARD_SPAN)
        self._heard_rows = SPARE_ROWS + np.arange(len(_HEARD) * solos).reshape(len(_HEARD), solos)
        self._find_rows()
        self._read()

    def copy(self) -> History:
        """The same history, which grows by itself."""
        other = copy(self)
        other._pasts = [past.copy() for past in self._pasts]
        other._reference = self._reference.copy()
        for name in ("_contexts", "_rows", "_counts", "_fading", "_heard"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def append(self, pitch_values: NDArray[np.int64], length_values: NDArray[np.int64]) -> HistoryInputs:
        """The history after one more event a solo, (n,) each."""
        sounds = pitch_values != REST
        values = zip(self._pasts, pitch_values.tolist(), length_values.tolist(), strict=True)
        played = np.array([past.append(pitch, length) for past, pitch, length in values])
        self._reference += np.where(sounds, pitch_values - WIDEST_INTERVAL, 0)
        self._contexts.append(played, length_values)
        self._counts.add(self._counted_rows, np.where(_COUNTED_PITCH, played, length_values))
        self._fading.add(self._fading_rows, np.where(_FADING_PITCH, played, length_values))
        heard = np.where(sounds, self._reference % _HEARD_SPAN, -1)
        self._heard.add(self._heard_rows, np.broadcast_to(heard, self._heard_rows.shape))
        self._sounding = np.hstack([self._reference[:, None], self._sounding[:, :-1]])
        self._sounded = np.hstack([sounds[:, None], self._sounded[:, :-1]])
        self._tick = (self._tick + length_ticks(length_values)) % BAR_TICKS
        self._find_rows()
        return HistoryInputs(np.array([past.echo() for past in self._pasts]), _as_shares(self._read()))

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Drop all solos but these."""
        self._pasts = [self._pasts[row] for row in rows.tolist()]
        for name in ("_tick", "_reference", "_sounding", "_sounded"):
            setattr(self, name, getattr(self, name)[rows])
        for name in ("_counted_rows", "_fading_rows", "_heard_rows"):
            setattr(self, name, getattr(self, name)[:, rows])
        self._contexts.keep(rows)
        self._fading.keep(rows)
        self._heard.keep(rows)

    def _find_rows(self) -> None:
        """The rows of the contexts before the next event: (features, solos)."""
        first_rows = np.zeros((len(_KINDS), len(self._pasts), 2), np.int64)
        kinds, contexts = self._contexts.numbers(self._tick)
        first_rows[kinds] = self._rows.find(contexts)
        self._counted_rows = first_rows[_COUNTED_KINDS, :, 0] + _COUNTED_PLACES[:, None]
        self._fading_rows = first_rows[_FADING_KINDS, :, 1] + _FADING_PLACES[:, None]

    def _read(self) -> NDArray[np.float64]:
        """The weight of the events that count, for each column: (n, columns)."""
        solos = len(self._pasts)
        sums = np.zeros((solos, _COLUMNS + 1))
        sums[:, _COUNTED_COLUMNS] = self._counts.read(self._counted_rows).swapaxes(0, 1)
        sums[:, _FADING_COLUMNS] = self._fading.read(self._fading_rows).swapaxes(0, 1)
        heard = self._heard.read(self._heard_rows)  # (features, n, _HEARD_SPAN)
        every = np.arange(solos)[:, None]
        around = (self._reference[:, None] + _INTERVALS) % _HEARD_SPAN  # (n, 49)
        sums[:, _HEARD_COLUMNS] = heard[:, every, around].swapaxes(0, 1)
        lately = self._sounding - self._reference[:, None] + WIDEST_INTERVAL  # (n, _LOOK_BACK)
        counts = self._sounded & (lately >= 0) & (lately < REST)
        columns = np.where(counts[:, _AGES], _AGE_STARTS + lately[:, _AGES], _COLUMNS)
        sums[every, columns] = 1.0
        return sums[:, :_COLUMNS]


def _as_shares(sums: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Weights to shares on the logarithmic scale, (n, columns)."""
    sums = np.minimum(sums, _MOST)
    share_of = RARE / np.where(_EVER, 1.0, np.add.reduceat(sums, _STARTS, axis=1) + 1.0)  # (n, features)
    came, columns = np.nonzero(sums)  # a tenth of all
    scaled = np.log1p(sums[came, columns] * share_of[came, _FEATURE_OF[columns]]) * (FULL / np.log1p(RARE))
    shares = np.zeros(sums.shape, np.uint8)
    shares[came, columns] = scaled + 0.5  # rounded, not cut off
    return shares


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
    shares = np.zeros((len(solos), longest, _COLUMNS), np.uint8)
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
