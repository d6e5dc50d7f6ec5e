"""The judge: log odds that a solo is a person's, not the network's.

A linear classifier on the n-grams of excerpts of 64 events (``encoding/excerpts.py``), which are hashed
into a table of weights. It is fitted on people's solos and the network's over the same charts
(``tools/fit_judge.py``), so a judge belongs to its network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.excerpts import (
    CHORD_TONE,
    COLUMN_VALUES,
    DEGREE,
    EXCERPT_EVENTS,
    LENGTH,
    PITCH,
    TICK,
    excerpt_rows,
)
from jazzlstm.errors import ModelFileError
from jazzlstm.music import Solo

Floats = NDArray[np.float32]
Excerpts = NDArray[np.int64]
"""(excerpts, 64, 5); -1 after the end."""
BINS = 2**14
"""Weights of the table."""
GRAMS: tuple[tuple[tuple[int, ...], int], ...] = (
    *(((PITCH,), n) for n in (1, 2, 3, 4, 5)),
    *(((LENGTH,), n) for n in (1, 2, 3, 4)),
    *(((PITCH, LENGTH), n) for n in (1, 2)),
    *(((DEGREE,), n) for n in (1, 2, 3)),
    *(((TICK,), n) for n in (1, 2)),
    ((TICK, DEGREE), 1),
    ((TICK, PITCH), 1),
    ((CHORD_TONE,), 4),
)
"""The n-grams: columns, and how many events in a row."""
SHORTEST_EXCERPT = 16
"""Events; less than that is not judged."""
HOP = EXCERPT_EVENTS // 2
"""Events from excerpt to excerpt of a longer solo."""
WEIGHTS, CONSTANT = "judge.weights", "judge.constant"
"""The arrays in a model file."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """The weights of a judge."""

    weights: Floats
    """Nats of the n-grams in each bin, (BINS,)."""
    constant: float = 0.0

    def log_odds(self, solo: Solo) -> float:
        """Nats for a person, the mean over the excerpts of the solo; 0 if it is too short to judge."""
        excerpts = cut_excerpts(excerpt_rows(solo))
        return float(self.judge(excerpts).mean()) if len(excerpts) else 0.0

    def judge(self, excerpts: Excerpts) -> Floats:
        """Nats for a person, (excerpts,)."""
        bins = gram_bins(excerpts)
        nats: Floats = np.where(bins >= 0, self.weights[bins], 0).sum(axis=1) + self.constant
        return nats

    def arrays(self) -> dict[str, Floats]:
        """The weights by their names in a model file."""
        return {WEIGHTS: self.weights, CONSTANT: np.array([self.constant], np.float32)}


def read_judge(arrays: Mapping[str, NDArray[Any]]) -> Judge | None:
    """The judge among the arrays of a model file; None for a file without.

    Raises:
        ModelFileError: weights are missing, of the wrong shape, or not finite.
    """
    if WEIGHTS not in arrays:
        return None
    weights, constant = (arrays.get(name, np.zeros(0)) for name in (WEIGHTS, CONSTANT))
    for name, array, shape in ((WEIGHTS, weights, (BINS,)), (CONSTANT, constant, (1,))):
        if array.shape != shape or array.dtype.kind != "f" or not np.isfinite(array).all():
            raise ModelFileError(
                "the judge of the model file is damaged: download the file again", entry=name
            )
    return Judge(weights.astype(np.float32), float(constant[0]))


def cut_excerpts(rows: NDArray[np.int64]) -> Excerpts:
    """The excerpts of a solo, each half an excerpt after the last; the last one ends with the solo."""
    events = len(rows)
    if events < SHORTEST_EXCERPT:
        return np.zeros((0, EXCERPT_EVENTS, len(COLUMN_VALUES)), np.int64)
    last = max(0, events - EXCERPT_EVENTS)
    starts = sorted({*range(0, last, HOP), last})
    excerpts = np.full((len(starts), EXCERPT_EVENTS, len(COLUMN_VALUES)), -1, np.int64)
    for excerpt, start in zip(excerpts, starts, strict=True):
        part = rows[start : start + EXCERPT_EVENTS]
        excerpt[: len(part)] = part
    return excerpts


def gram_bins(excerpts: Excerpts) -> NDArray[np.int64]:
    """The bin of each n-gram, (excerpts, n-grams); -1 beyond the end of an excerpt."""
    found = []
    for kind, (columns, length) in enumerate(GRAMS):
        places = excerpts.shape[1] - length + 1
        mixed = np.full((len(excerpts), places), first_hash(kind))
        known = np.ones(mixed.shape, bool)
        for i in range(length):
            for column in columns:
                values = excerpts[:, i : i + places, column]
                known &= values >= 0
                mixed = next_hash(mixed, values)
        found.append(np.where(known, (mixed % np.uint64(BINS)).astype(np.int64), -1))
    return np.concatenate(found, axis=1)


def first_hash(kind: int) -> np.uint64:
    """The hash of an n-gram of no event yet."""
    return np.uint64(7919 * kind + 1)


def next_hash(hashed: NDArray[np.uint64], values: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The hash of n-grams with one more value each."""
    mixed = (hashed ^ values.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
    return mixed ^ (mixed >> np.uint64(29))
