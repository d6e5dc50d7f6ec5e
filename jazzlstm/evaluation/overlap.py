"""MGEval: whether two sets of solos differ from each other as one of them differs within itself.

Nine features a solo. For each feature, the distances between all human solos (*intra*) and between all
generated and all human ones (*inter*) give two smooth densities. The area under both is the overlap: 1
if the nine features do not distinguish generated solos from human ones. Other human solos against the same
set give the ceiling. (Generated solos may exceed it, because they have the charts and lengths of the set.)

Differences from the published code: durations, onsets and bars are those of our grid, not of a rendered
MIDI file; a gap of less than half a beat belongs to the note before it; Kullback-Leibler divergence
compares the densities at the same points, where the published code samples each over its own range.

Source: L.-C. Yang and A. Lerch, "On the evaluation of generative models in music", Neural Computing and
Applications 32 (2020), and https://github.com/RichardYang40148/mgeval; the nine features are those that
MINGUS (ISMIR 2021) reports.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.evaluation.means import mean_of_known
from jazzlstm.evaluation.phrases import SHORTEST_REST_BEATS
from jazzlstm.music import BEAT_TOLERANCE, Solo

Floats = NDArray[np.float64]

FEATURES: Mapping[str, str] = {
    "total_used_pitch": "different pitches in a solo",
    "total_used_note": "notes in a solo",
    "pitch_range": "semitones from the lowest to the highest",
    "avg_pitch_shift": "mean interval, semitones",
    "avg_IOI": "mean time from onset to onset, seconds",
    "total_pitch_class_histogram": "time on each pitch class, shares (12)",
    "note_length_hist": "notes of each length, shares (12)",
    "pitch_class_transition_matrix": "from pitch class to pitch class, counts (12 x 12)",
    "note_length_transition_matrix": "from length to length, counts (12 x 12)",
}
"""MGEval's name of each feature, and its title."""

LENGTH_CLASSES = np.array([96, 48, 24, 12, 6, 72, 36, 18, 9, 32, 16, 8]) / 24
"""Quarter notes of: whole, half, quarter, 8th, 16th; the dotted ones; triplets of half, quarter and 8th."""
FEWEST_SOLOS = 3
"""With fewer, a set has one distance at most."""
GRID = 512
"""Points at which densities are compared."""
DRAWS = 5
"""Samples of other human solos; the ceiling is the mean over them."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Agreement of two sets in one feature."""

    area: float
    """Overlap of intra-human and inter distances: 0 to 1, and 1 is best. NaN if a set has no spread."""
    divergence: float
    """Kullback-Leibler divergence of the two, nats; 0 is best."""
    ceiling: float
    """``area`` of other human solos."""
    human_mean: float
    """Mean value of the feature; of the most frequent element for a histogram or matrix."""
    generated_mean: float


def measure_overlap(
    human: Sequence[Solo], generated: Sequence[Solo], others: Sequence[Solo], rng: np.random.Generator
) -> dict[str, Overlap]:
    """The overlap of ``generated`` with ``human`` in nine features.

    The ceiling is that of ``others``, human solos of which as many are drawn as there are
    ``generated``. Solos of fewer than two notes are excluded.
    """
    real, made, rest = _features(human), _features(generated), _features(others)
    size = len(made["avg_IOI"])
    draws = [rng.permutation(len(rest["avg_IOI"]))[:size] for _ in range(DRAWS)]
    table = {}
    for name in FEATURES:
        area, divergence = compare_sets(real[name], made[name])
        ceilings = [compare_sets(real[name], rest[name][draw])[0] for draw in draws]
        means = (_leading_mean(real[name]), _leading_mean(made[name]))
        table[name] = Overlap(area, divergence, mean_of_known(ceilings), *means)
    return table


def compare_sets(reference: Floats, other: Floats) -> tuple[float, float]:
    """Overlap area and KL divergence of the distances within ``reference`` and those to ``other``.

    Both are (solos, size). NaN if either set is too small or has no spread.
    """
    if len(reference) < FEWEST_SOLOS or len(other) < FEWEST_SOLOS:
        return math.nan, math.nan
    within = _distances(reference, reference)[np.triu_indices(len(reference), 1)]
    across = _distances(reference, other).ravel()
    return _compare_densities(within, across)


def _distances(one: Floats, other: Floats) -> Floats:
    """Euclidean distances, (one, other)."""
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    distances: Floats = np.sqrt(np.maximum(squares, 0))
    return distances


def _compare_densities(one: Floats, other: Floats) -> tuple[float, float]:
    lowest, highest = min(one.min(), other.min()), max(one.max(), other.max())
    points = np.linspace(lowest, highest, GRID)
    p, q = _density(one, points), _density(other, points)
    if not (np.isfinite(p).all() and np.isfinite(q).all()):
        return math.nan, math.nan
    shared = np.minimum(p, q)
    area = float(np.trapezoid(shared, points))
    p, q = p / p.sum(), np.maximum(q / q.sum(), np.finfo(float).tiny)
    divergence = float((p * np.log(np.maximum(p, np.finfo(float).tiny) / q)).sum())
    return area, divergence


def _density(values: Floats, points: Floats) -> Floats:
    """Gaussian kernel density with Scott's bandwidth, as ``scipy.stats.gaussian_kde``; NaN without spread.

    Values are binned on the evenly spaced points first: 100,000 distances cost as much as a hundred.
    """
    bandwidth = values.std(ddof=1) * len(values) ** -0.2 if len(values) > 1 else 0.0
    step = points[1] - points[0]
    if bandwidth <= 1e-9 * max(1.0, abs(float(values.mean()))) or step <= 0:
        return np.full(len(points), math.nan)
    place = (values - points[0]) / step
    left = np.minimum(place.astype(int), len(points) - 2)
    counts = np.bincount(left, 1 - (place - left), len(points)) + np.bincount(
        left + 1, place - left, len(points)
    )
    bell = np.exp(-0.5 * ((points[:, None] - points[None]) / bandwidth) ** 2)
    density: Floats = bell @ counts / (len(values) * bandwidth * math.sqrt(2 * math.pi))
    return density


def _features(solos: Sequence[Solo]) -> dict[str, Floats]:
    """Each feature of all solos: (solos, size)."""
    rows = [features_of(solo) for solo in solos if len(solo.notes) > 1]
    return {name: np.stack([row[name] for row in rows]) if rows else np.zeros((0, 1)) for name in FEATURES}


def features_of(solo: Solo) -> dict[str, Floats]:
    """MGEval's nine features of one solo of two notes or more, each flat."""
    pitches = np.array([note.pitch for note in solo.notes])
    starts = np.array([note.start for note in solo.notes])
    lengths = _sounding(solo)
    kinds = np.abs(lengths[:, None] - LENGTH_CLASSES[None]).argmin(axis=1)
    on_class = np.bincount(pitches % 12, lengths, 12)
    values = {
        "total_used_pitch": len(set(pitches.tolist())),
        "total_used_note": len(pitches),
        "pitch_range": pitches.max() - pitches.min(),
        "avg_pitch_shift": np.abs(np.diff(pitches)).mean(),
        "avg_IOI": np.diff(starts).mean() * 60 / solo.tempo,
        "total_pitch_class_histogram": on_class / on_class.sum(),
        "note_length_hist": np.bincount(kinds, minlength=12) / len(kinds),
        "pitch_class_transition_matrix": _transitions(pitches % 12),
        "note_length_transition_matrix": _transitions(kinds),
    }
    return {name: np.ravel(value).astype(float) for name, value in values.items()}


def _sounding(solo: Solo) -> Floats:
    """Beats of each note with the short gap after it, so that staccato does not change the length."""
    starts = np.array([note.start for note in solo.notes])
    lengths = np.array([note.duration for note in solo.notes])
    waits = np.append(np.diff(starts), np.inf)
    return np.where(waits - lengths < SHORTEST_REST_BEATS - BEAT_TOLERANCE, waits, lengths)


def _transitions(values: NDArray[np.int64]) -> Floats:
    return np.bincount(values[:-1] * 12 + values[1:], minlength=144).astype(float)


def _leading_mean(rows: Floats) -> float:
    return float(rows.mean(axis=0).max()) if len(rows) else math.nan
