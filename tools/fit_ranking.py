"""Fitting the critic: how people's solos are spread in its traits.

Solos are cut into excerpts of four lengths, because four bars differ more among themselves than
four choruses do. Of each trait the mean and the standard deviation at each length are kept, and
over all lengths how traits go together. How much likelihoods differ needs a network, and solos
that it has not learnt from.

The weights are a logistic regression: people's solos against the network's own over the same
charts. It needs the table, so that goes first.
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
CAUTION = 3.0
"""How strongly weights are held near 0 (half of this times their squares is added to the loss)."""
NEWTON_STEPS = 20
LEAST_SPREAD = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """What ``people.py`` holds: arrays (traits, lengths, 2) and (traits, traits)."""

    traits: Floats
    correlations: Floats


def fit_people(solos: Sequence[Solo]) -> People:
    """Means, spreads and correlations of the critic's traits over ``solos``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a column of nothing but NaN stays NaN
        rows = [
            np.stack([measure_traits(part) for solo in solos for part in excerpts(solo, beats)])
            for beats in EXCERPT_BEATS
        ]
        traits = np.stack(
            [
                np.stack([np.nanmean(r, axis=0), np.maximum(np.nanstd(r, axis=0), LEAST_SPREAD)], axis=1)
                for r in rows
            ],
            axis=1,
        )
    standard = np.concatenate([(r - traits[:, i, 0]) / traits[:, i, 1] for i, r in enumerate(rows)])
    correlations = np.corrcoef(np.nan_to_num(standard), rowvar=False)
    return People(traits, correlations)


def fit_weights(human: Sequence[Solo], generated: Sequence[Solo]) -> Floats:
    """What each trait tells of who played, in nats a standard deviation: (traits,).

    Logistic regression by Newton's method; both sides count alike, however many solos each has.
    """
    people, network = (
        np.stack([deviations(solo) for solo in solos if len(solo.notes) >= FEWEST_NOTES])
        for solos in (human, generated)
    )
    rows = np.concatenate([people, network])
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    is_person = np.arange(len(rows)) < len(people)
    counts = np.where(is_person, 1.0, len(people) / len(network))
    caution = np.diag([*[CAUTION] * people.shape[1], 0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(NEWTON_STEPS):
        held = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (is_person - held)) - caution @ weights
        curve = (rows * (counts * held * (1 - held))[:, None]).T @ rows + caution
        weights += np.linalg.solve(curve, slope)
    found: Floats = weights[:-1]
    return found


def excerpts(solo: Solo, beats: float) -> Iterator[Solo]:
    """A solo cut into pieces of so many beats, each on a downbeat; what has too few notes is left out."""
    if not solo.notes:
        return
    first = solo.notes[0].start // 4 * 4
    for start in np.arange(first, solo.end - beats + 1, beats):
        part = tuple(note for note in solo.notes if start <= note.start < start + beats)
        if len(part) >= FEWEST_NOTES:
            yield replace(solo, notes=part)


def spread_of_nats(forecasts: Sequence[Forecast]) -> tuple[float, ...]:
    """By length of excerpt, how much nats a note differ from one to the next."""
    return tuple(float(np.std(_nats_of_excerpts(forecasts, beats))) for beats in EXCERPT_BEATS)


def _nats_of_excerpts(forecasts: Sequence[Forecast], beats: float) -> list[float]:
    found = []
    for item in forecasts:
        events = item.solo.events
        part = events.onsets // round(beats * TICKS_PER_BEAT)
        nats = np.bincount(part, item.nats.sum(axis=1))
        notes = np.bincount(part, events.pitch_values != REST)
        found += (nats / np.maximum(notes, 1))[notes >= FEWEST_NOTES].tolist()[:-1]  # the last is cut short
    return found
