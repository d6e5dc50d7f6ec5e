"""The shares of ``HISTORY_FEATURES`` in the solos so far, kept by running counts.

Three groups of features are counted apart: whole counts, counts that fade, and pitches that were heard.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from functools import cache

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.contexts import ContextKind, Contexts
from jazzlstm.encoding.events import PITCH_VALUES, REST, WIDEST_INTERVAL, length_ticks
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES, HistoryFeature
from jazzlstm.encoding.running_counts import SPARE_ROWS, ContextRows, Counts, FadingCounts

FULL = 250
"""A share of 1, and a yes."""
RARE = 400
"""Shares are kept as the logarithm of 1 + RARE x share: once in a hundred differs from never."""
_YES = np.uint8(FULL)
_STEPS = FULL / np.log1p(RARE)
"""Steps of that scale for each e-fold."""
SHARE_COLUMNS = sum(feature.values for feature in HISTORY_FEATURES.values())
_HEARD_SPAN = 256
"""Heard pitches are counted modulo this number: more than the 127 of MIDI and two widest intervals."""
_NEVER = -(2**40)
"""Stands for the number of an event, for pitches that were never heard."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)


class _Group:
    """Features in contexts, counted in one table: first those that are yes or no, then the others."""

    def __init__(self, names: Sequence[str], kinds: Sequence[ContextKind]) -> None:
        self.names = sorted(names, key=lambda name: not HISTORY_FEATURES[name].ever)
        features = [HISTORY_FEATURES[name] for name in self.names]
        of_kind = [kinds.index(_kind_of(feature)) for feature in features]
        self.kinds = np.array(of_kind, np.int64)
        self.places = np.array([of_kind[:i].count(kind) for i, kind in enumerate(of_kind)], np.int64)
        """Which of the rows of its context a feature has."""
        self.rows_of_kind = [of_kind.count(kind) for kind in range(len(kinds))]
        self.of_pitch = np.array([feature.of == "pitch" for feature in features])
        self.fades = [feature.fade for feature in features]
        self.ever = sum(feature.ever for feature in features)
        """How many are yes or no."""


class _Layout:
    """Where the figures of some features are computed, and in which column they belong."""

    def __init__(self, names: Sequence[str]) -> None:
        heard = [name for name in names if HISTORY_FEATURES[name].of == "heard"]
        others = [name for name in names if name not in heard]
        self.kinds = sorted({_kind_of(HISTORY_FEATURES[name]) for name in others})
        self.depends = self.kinds != [_kind_of(HistoryFeature("pitch"))]
        """Whether a context of any feature depends on the latest events."""
        self.counted = _Group([name for name in others if HISTORY_FEATURES[name].fade == 1.0], self.kinds)
        self.fading = _Group([name for name in others if HISTORY_FEATURES[name].fade < 1.0], self.kinds)
        self.hears = bool(heard)
        self.heard_often = [name for name in heard if HISTORY_FEATURES[name].fade < 1.0]
        self.heard_ever = [name for name in heard if HISTORY_FEATURES[name].events]
        self.look_back = np.array([HISTORY_FEATURES[name].events for name in self.heard_ever])[:, None]
        ever = [*self.counted.names[: self.counted.ever], *self.heard_ever]
        often = [*self.counted.names[self.counted.ever :], *self.fading.names, *self.heard_often]
        self.ever, self.often = len(ever), len(often)
        blocks = [*ever, *often]  # ``PITCH_VALUES`` wide each; one more for features that are not counted
        block_of = {name: block for block, name in enumerate(blocks)}
        self.columns = np.array(
            [
                block_of.get(name, len(blocks)) * PITCH_VALUES + value
                for name, feature in HISTORY_FEATURES.items()
                for value in range(feature.values)
            ]
        )
        """The place of every column among the values of the blocks."""


def _kind_of(feature: HistoryFeature) -> ContextKind:
    return ContextKind(feature.pitches, feature.lengths, feature.place)


_layout = cache(_Layout)


class HistoryShares:
    """The shares of n solos that grow side by side, from a tick on; of some features or all."""

    def __init__(self, solos: int, tick: int, names: Sequence[str]) -> None:
        self._layout = layout = _layout(tuple(names))
        self._tick = np.full(solos, tick % BAR_TICKS, np.int64)
        """The tick of the bar on which the next event starts, of each solo."""
        self._reference = np.zeros(solos, np.int64)
        """The pitch that sounded last, in semitones above where the solo began."""
        self._contexts = Contexts(layout.kinds, solos)
        rows_of_kind = zip(layout.counted.rows_of_kind, layout.fading.rows_of_kind, strict=True)
        self._rows = ContextRows(list(rows_of_kind))
        self._counts = Counts(PITCH_VALUES)
        self._fading = FadingCounts(layout.fading.fades, PITCH_VALUES)
        self._heard = FadingCounts([HISTORY_FEATURES[name].fade for name in layout.heard_often], _HEARD_SPAN)
        heard = len(layout.heard_often)
        self._heard_rows = SPARE_ROWS + np.arange(heard * solos).reshape(solos, heard)
        self._heard_at = np.full((solos, _HEARD_SPAN + 1), _NEVER, np.int64)
        """The number of the event at which each pitch was heard last; the last column is for rests."""
        self._events = 0
        self._find_rows()
        self.read()

    def copy(self) -> HistoryShares:
        """The same shares, which grow by themselves."""
        other = copy(self)  # what is not copied here is never changed in place
        for name in ("_contexts", "_rows", "_counts", "_fading", "_heard", "_heard_at"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def keep(self, rows: NDArray[np.int64]) -> None:
        """Drop all solos but these."""
        for name in ("_tick", "_reference", "_counted_rows", "_fading_rows", "_heard_rows", "_heard_at"):
            setattr(self, name, getattr(self, name)[rows])
        self._contexts.keep(rows)
        self._fading.keep(rows)
        if self._layout.hears:
            self._heard.keep(rows)

    def append(
        self, pitch_values: NDArray[np.int64], counted: NDArray[np.int64], length_values: NDArray[np.int64]
    ) -> None:
        """Add an event a solo, (n,) each. ``counted``: the pitch value, or -1 for one that is no interval."""
        layout = self._layout
        pitches, lengths = counted[:, None], length_values[:, None]
        if layout.counted.names:
            self._counts.add(self._counted_rows, np.where(layout.counted.of_pitch, pitches, lengths))
        self._fading.add(self._fading_rows, np.where(layout.fading.of_pitch, pitches, lengths))
        if layout.hears:
            self._hear(pitch_values)
        self._events += 1
        if layout.depends:
            self._tick = (self._tick + length_ticks(length_values)) % BAR_TICKS
            self._contexts.append(counted, length_values)
            self._find_rows()

    def _hear(self, pitch_values: NDArray[np.int64]) -> None:
        sounds = pitch_values != REST
        self._reference = self._reference + np.where(sounds, pitch_values - WIDEST_INTERVAL, 0)
        heard = np.where(sounds, self._reference % _HEARD_SPAN, -1)  # (n,)
        self._heard.add(self._heard_rows, heard[:, None])
        self._heard_at[np.arange(len(heard)), heard] = self._events

    def _find_rows(self) -> None:
        """The rows of the contexts before the next event, (n, features) each."""
        counted, fading = self._rows.find(self._contexts.numbers(self._tick))
        layout = self._layout
        self._counted_rows = counted.take(layout.counted.kinds, axis=1) + layout.counted.places
        self._fading_rows = fading.take(layout.fading.kinds, axis=1) + layout.fading.places

    def read(self) -> NDArray[np.uint8]:
        """The shares before the next event, (n, SHARE_COLUMNS)."""
        layout, solos = self._layout, len(self._tick)
        blocks = np.zeros((solos, layout.ever + layout.often + 1, PITCH_VALUES), np.uint8)
        came = blocks[:, : layout.ever]
        weights = np.zeros((solos, layout.often, PITCH_VALUES))
        ever, whole = layout.counted.ever, len(layout.counted.names) - layout.counted.ever
        if layout.counted.names:
            counts = self._counts.read(self._counted_rows)
            came[:, :ever], weights[:, :whole] = counts[:, :ever] > 0, counts[:, ever:]
        weights[:, whole : whole + len(layout.fading.names)] = self._fading.read(self._fading_rows)
        if layout.hears:
            self._read_heard(came[:, ever:], weights[:, whole + len(layout.fading.names) :])
        came *= _YES
        blocks[:, layout.ever : -1] = _scaled(weights)
        shares: NDArray[np.uint8] = blocks.reshape(solos, -1).take(layout.columns, axis=1)
        return shares

    def _read_heard(self, came: NDArray[np.uint8], weights: NDArray[np.float64]) -> None:
        """Fill in the pitches that were heard, as intervals from the reference: (n, features, 50)."""
        every = np.arange(len(came))[:, None]
        around = (self._reference[:, None] + _INTERVALS) % _HEARD_SPAN  # (n, 49)
        heard = self._heard.read(self._heard_rows).swapaxes(1, 2)  # (n, _HEARD_SPAN, features)
        weights[:, :, :REST] = heard[every, around].swapaxes(1, 2)
        ago = self._events - self._heard_at[every, around]
        came[:, :, :REST] = ago[:, None] <= self._layout.look_back


def _scaled(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each value among the weights of its feature (..., values), on the logarithmic scale.

    The numbers are at least 0.5, and are rounded when their fraction is cut off.
    """
    sums = np.add.reduce(weights, axis=-1, keepdims=True)
    scaled: NDArray[np.float64] = weights * (RARE / (sums + 1.0))
    np.log1p(scaled, out=scaled)
    scaled *= _STEPS
    scaled += 0.5
    return scaled
