"""Fits for ranking takes: statistics of human solos, and weights of the traits.

Solos are cut into excerpts of four lengths, because short excerpts vary more than long
ones. The statistics are the mean and standard deviation of each trait at each length, and
the correlations of traits over all lengths. The spread of likelihoods needs a network and
solos held out from its training.

The weights are a logistic regression of human against generated solos over the same
charts. They depend on the statistics, which are fitted first.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST
from jazzlstm.evaluation.likelihood import Forecast
from jazzlstm.generation.human_statistics import EXCERPT_BEATS
from jazzlstm.generation.ranking import FEWEST_NOTES, deviations, measure_traits
from jazzlstm.music import TICKS_PER_BEAT, Solo

Floats = NDArray[np.float64]
RIDGE = 3.0
"""Regularization: half of this times the squared weights is added to the loss."""
NEWTON_STEPS = 20
"""More than enough to converge."""
SMALLEST_DEVIATION = 1e-3
"""Lower bound of standard deviations, which are divisors."""
BAR_BEATS = 4
"""Excerpts begin on downbeats of 4/4."""


@dataclass(frozen=True, slots=True, eq=False)
class TraitStatistics:
    """Statistics of the traits of human solos."""

    traits: Floats
    """Mean and standard deviation, (traits, lengths, 2)."""
    correlations: Floats
    """(traits, traits)."""


def fit_statistics(solos: Sequence[Solo]) -> TraitStatistics:
    """Means, standard deviations and correlations of the traits of ``solos``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of only NaN stays NaN
        rows = [
            np.stack([measure_traits(part) for solo in solos for part in excerpts(solo, beats)])
            for beats in EXCERPT_BEATS
        ]
        traits = np.stack(
            [
                np.stack(
                    [np.nanmean(r, axis=0), np.maximum(np.nanstd(r, axis=0), SMALLEST_DEVIATION)], axis=1
                )
                for r in rows
            ],
            axis=1,
        )
    standard = np.concatenate([(r - traits[:, i, 0]) / traits[:, i, 1] for i, r in enumerate(rows)])
    correlations = np.corrcoef(np.nan_to_num(standard), rowvar=False)
    return TraitStatistics(traits, correlations)


def fit_weights(human: Sequence[Solo], generated: Sequence[Solo]) -> Floats:
    """Weight of each trait in nats a standard deviation, (traits,): positive where humans have more.

    Logistic regression by Newton's method; both classes have equal total weight.
    """
    human_rows, generated_rows = (
        np.stack([deviations(solo) for solo in solos if len(solo.notes) >= FEWEST_NOTES])
        for solos in (human, generated)
    )
    rows = np.concatenate([human_rows, generated_rows])
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    is_human = np.arange(len(rows)) < len(human_rows)
    counts = np.where(is_human, 1.0, len(human_rows) / len(generated_rows))
    ridge = np.diag([*[RIDGE] * human_rows.shape[1], 0.0])  # not for the intercept
    weights = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        predicted = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (counts * (is_human - predicted)) - ridge @ weights
        hessian = (rows * (counts * predicted * (1 - predicted))[:, None]).T @ rows + ridge
        weights += np.linalg.solve(hessian, gradient)
    found: Floats = weights[:-1]
    return found


def excerpts(solo: Solo, beats: float) -> Iterator[Solo]:
    """Excerpts of ``beats`` beats, from downbeat to downbeat; those with too few notes are omitted."""
    if not solo.notes:
        return
    first = solo.notes[0].start // BAR_BEATS * BAR_BEATS
    for start in np.arange(first, solo.end - beats + 1, beats):
        part = tuple(note for note in solo.notes if start <= note.start < start + beats)
        if len(part) >= FEWEST_NOTES:
            yield replace(solo, notes=part)


def nats_deviation(forecasts: Sequence[Forecast]) -> tuple[float, ...]:
    """Standard deviation of nats per note from excerpt to excerpt, by length of excerpt."""
    return tuple(float(np.std(_excerpt_nats(forecasts, beats))) for beats in EXCERPT_BEATS)


def _excerpt_nats(forecasts: Sequence[Forecast], beats: float) -> list[float]:
    found = []
    for item in forecasts:
        events = item.solo.events
        part = events.onsets // round(beats * TICKS_PER_BEAT)
        nats = np.bincount(part, item.nats.sum(axis=1))
        notes = np.bincount(part, events.pitch_values != REST)
        found += (nats / np.maximum(notes, 1))[notes >= FEWEST_NOTES].tolist()[
            :-1
        ]  # without the last, which is incomplete
    return found
