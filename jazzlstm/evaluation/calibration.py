"""Calibration of the probabilities, and perplexity by place in the bar.

Of the values to which a calibrated network gives 30 %, three in ten are played. All values of all
events count, not only the likeliest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST
from jazzlstm.encoding.history_features import BAR_TICKS
from jazzlstm.evaluation.likelihood import Forecast
from jazzlstm.evaluation.means import ratio

Floats = NDArray[np.float64]

BIN_EDGES = np.array([0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
"""Bins of probability, narrow where most probabilities are."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """By bin of probability, (bins,): mean prediction, share that was played, number of values."""

    predicted: Floats
    played: Floats
    count: NDArray[np.int64]

    @property
    def error(self) -> float:
        """Expected calibration error, weighted by predicted probability; NaN without events."""
        known = self.count > 0
        weight = (self.count * self.predicted)[known]
        gaps = np.abs(self.predicted - self.played)[known]
        return ratio(float((weight * gaps).sum()), float(weight.sum()))


def calibrate(probabilities: NDArray[np.floating], chosen: NDArray[np.int64]) -> Calibration:
    """Calibration of ``probabilities`` (events, values), of which ``chosen`` (events,) were played."""
    played = np.zeros(probabilities.shape, bool)
    played[np.arange(len(chosen)), chosen] = True
    bins = np.clip(np.digitize(probabilities, BIN_EDGES) - 1, 0, len(BIN_EDGES) - 2).ravel()
    size = len(BIN_EDGES) - 1
    count = np.bincount(bins, minlength=size)
    with np.errstate(invalid="ignore"):  # 0 / 0 in an empty bin is NaN
        return Calibration(
            np.bincount(bins, probabilities.ravel().astype(float), size) / count,
            np.bincount(bins, played.ravel(), size) / count,
            count,
        )


def calibrate_forecasts(forecasts: Sequence[Forecast]) -> tuple[Calibration, Calibration]:
    """Calibration of pitch values, and of length values."""
    events = [item.solo.events for item in forecasts]
    return (
        calibrate(
            np.concatenate([item.pitch for item in forecasts]),
            np.concatenate([e.pitch_values for e in events]),
        ),
        calibrate(
            np.concatenate([item.length for item in forecasts]),
            np.concatenate([e.length_values for e in events]),
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Surprise:
    """By tick of the bar, (48,): perplexity of pitch and length of the notes that start there."""

    pitch: Floats
    length: Floats
    notes: NDArray[np.int64]


def surprise_by_place(forecasts: Sequence[Forecast]) -> Surprise:
    """Perplexity of notes by their tick in a bar of four beats; NaN where none starts."""
    sounding = [item.solo.events.pitch_values != REST for item in forecasts]
    ticks = np.concatenate(
        [
            np.zeros(0, np.int64),
            *(item.solo.events.onsets[each] for item, each in zip(forecasts, sounding, strict=True)),
        ]
    )
    nats = np.concatenate(
        [np.zeros((0, 2)), *(item.nats[each] for item, each in zip(forecasts, sounding, strict=True))]
    )
    place = ticks % BAR_TICKS
    notes = np.bincount(place, minlength=BAR_TICKS)
    with np.errstate(invalid="ignore"):  # 0 / 0 where no note starts is NaN
        pitch, length = (np.exp(np.bincount(place, nats[:, i], BAR_TICKS) / notes) for i in (0, 1))
    return Surprise(pitch, length, notes)
