"""The history features by going through the whole past before every event: slow, and easy to trust."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, WIDEST_INTERVAL, length_ticks
from jazzlstm.encoding.history import DEPTH_STEPS
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES, HistoryFeature
from jazzlstm.encoding.history_shares import FULL, RARE
from jazzlstm.encoding.running_counts import LONG_AGO

FIRST = -1
"""Stands for the interval of the first note, which counts from middle C."""


class SlowHistory:
    """The past of one solo."""

    def __init__(self, long_ago: int = LONG_AGO) -> None:
        self.pitches: list[int] = []
        self.lengths: list[int] = []
        self.sounding: list[int] = []
        self.ticks: list[int] = []
        self.now = self.reference = 0
        self.long_ago = long_ago

    def append(self, pitch_value: int, length_value: int) -> tuple[list[int], NDArray[np.uint8]]:
        """Echo and shares after one more event."""
        begins = pitch_value != REST and all(pitch == REST for pitch in self.pitches)
        self.pitches.append(FIRST if begins else pitch_value)
        self.lengths.append(length_value)
        self.reference += pitch_value - WIDEST_INTERVAL if pitch_value != REST else 0
        self.sounding.append(self.reference)
        self.ticks.append(self.now)
        self.now = (self.now + int(length_ticks(np.array(length_value)))) % BAR_TICKS
        agreeing = agreement(np.array(self.pitches))
        return self.echo(agreeing), self.shares(agreeing)

    def echo(self, agreeing: NDArray[np.int64]) -> list[int]:
        agreeing = np.where(np.array(self.pitches) == FIRST, 0, agreeing)
        place = len(agreeing) - 1 - int(agreeing[::-1].argmax())
        depth = int((agreeing[place] >= DEPTH_STEPS).sum())
        return (
            [self.pitches[place], self.lengths[place], depth] if depth else [PITCH_VALUES, LENGTH_VALUES, 0]
        )

    def shares(self, agreeing: NDArray[np.int64]) -> NDArray[np.uint8]:
        length_agreeing = agreement(np.array(self.lengths))
        parts = []
        for feature in HISTORY_FEATURES.values():
            counts = (agreeing >= feature.pitches) & (length_agreeing >= feature.lengths)
            counts &= (np.array(self.ticks) - self.now) % feature.place == 0
            sums = self.sums(feature, counts)
            share = sums if feature.ever else sums / (sums.sum() + 1.0)
            parts.append((np.log1p(RARE * share) * (FULL / np.log1p(RARE)) + 0.5).astype(np.uint8))
        return np.concatenate(parts)

    def sums(self, feature: HistoryFeature, counts: NDArray[np.bool_]) -> NDArray[np.float64]:
        age = np.arange(len(counts))[::-1]
        pitches = np.array(self.pitches)
        if feature.of == "length":
            values = np.array(self.lengths)
        elif feature.of == "pitch":
            values, counts = pitches, counts & (pitches != FIRST)
        else:
            values = np.array(self.sounding) - self.reference + WIDEST_INTERVAL
            counts = counts & (pitches != REST) & (values >= 0) & (values < REST)
        if feature.events:
            counts = counts & (age < feature.events)
        weights = feature.fade ** np.minimum(age, self.long_ago - 1)
        sums: NDArray[np.float64] = np.zeros(feature.values)
        np.add.at(sums, values[counts], weights[counts])
        return np.minimum(sums, 1.0) if feature.ever else sums


def agreement(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Before each place, how many values equal the latest ones: (events,)."""
    agreeing = np.zeros(len(values), np.int64)
    for place in range(1, len(values)):
        while agreeing[place] < place and values[place - 1 - agreeing[place]] == values[-1 - agreeing[place]]:
            agreeing[place] += 1
    return agreeing
