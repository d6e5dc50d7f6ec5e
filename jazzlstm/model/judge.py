"""The judge: how likely is it that a solo is a person's, not the network's?

Two classifiers read excerpts of 64 events (``encoding/excerpts.py``). One is linear on n-grams, which are
hashed into a table of weights; the other is a small convolutional network. Each returns log odds in nats;
the judge adds them with fitted weights. Both were trained on people's solos and the network's over the
same charts (``tools/fit_judge.py``), so a judge belongs to its network.
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
"""Weights of the linear classifier."""
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
_OFFSETS = np.cumsum((0, *COLUMN_VALUES))
VALUES = int(_OFFSETS[-1])
"""Rows of the embedding: one a value of each column; a further row stands for what is after the end."""
_NAMES = ("linear", "embedding", "first", "first_bias", "second", "second_bias", "output", "mixture")
_PREFIX = "judge."


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """The weights of both classifiers."""

    linear: Floats
    """(BINS,)"""
    embedding: Floats
    """(VALUES + 1, width)"""
    first: Floats
    """First convolution, (5, width, width)."""
    first_bias: Floats
    second: Floats
    """Second convolution, after pooling by two: (5, width, width)."""
    second_bias: Floats
    output: Floats
    """Of the mean and the maximum over time: (2 x width,)."""
    mixture: Floats
    """Weights of the two log odds and the constant, (3,)."""

    def log_odds(self, solo: Solo) -> float:
        """Nats for a person, the mean over the excerpts of the solo; 0 if it is too short to judge."""
        excerpts = cut_excerpts(excerpt_rows(solo))
        return float(self.judge(excerpts).mean()) if len(excerpts) else 0.0

    def judge(self, excerpts: Excerpts) -> Floats:
        """Nats for a person, (excerpts,)."""
        both = np.stack([linear_score(self.linear, excerpts), self.convolve(excerpts)], axis=1)
        nats: Floats = both @ self.mixture[:2] + self.mixture[2]
        return nats

    def convolve(self, excerpts: Excerpts) -> Floats:
        """The log odds of the convolutional network but for its constant, (excerpts,)."""
        hidden = np.maximum(self.embedding[value_rows(excerpts)].sum(axis=2), 0)
        hidden = np.maximum(_convolution(hidden, self.first) + self.first_bias, 0)
        hidden = np.maximum(hidden[:, ::2], hidden[:, 1::2])
        hidden = np.maximum(_convolution(hidden, self.second) + self.second_bias, 0)
        pooled = np.concatenate([hidden.mean(axis=1), hidden.max(axis=1)], axis=1)
        nats: Floats = pooled @ self.output
        return nats

    def arrays(self) -> dict[str, Floats]:
        """The weights by their names in a model file."""
        return {_PREFIX + name: getattr(self, name) for name in _NAMES}


def read_judge(arrays: Mapping[str, NDArray[Any]]) -> Judge | None:
    """The judge among the arrays of a model file; None for a file without.

    Raises:
        ModelFileError: weights are missing, of the wrong shape, or not finite.
    """
    if _PREFIX + _NAMES[0] not in arrays:
        return None
    found = {name: arrays.get(_PREFIX + name, np.zeros(0)).astype(np.float32) for name in _NAMES}
    width = found["first_bias"].size
    shapes = {
        "linear": (BINS,),
        "embedding": (VALUES + 1, width),
        "first": (5, width, width),
        "first_bias": (width,),
        "second": (5, width, width),
        "second_bias": (width,),
        "output": (2 * width,),
        "mixture": (3,),
    }
    for name, shape in shapes.items():
        if found[name].shape != shape or not np.isfinite(found[name]).all():
            raise ModelFileError(
                f"the judge of the model file is damaged ({name}): download the file again",
                entry=_PREFIX + name,
            )
    return Judge(**found)


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
        mixed = np.full((len(excerpts), places), 7919 * kind + 1, np.uint64)
        known = np.ones(mixed.shape, bool)
        for i in range(length):
            for column in columns:
                values = excerpts[:, i : i + places, column]
                known &= values >= 0
                mixed = (mixed ^ values.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
                mixed ^= mixed >> np.uint64(29)
        found.append(np.where(known, (mixed % np.uint64(BINS)).astype(np.int64), -1))
    return np.concatenate(found, axis=1)


def linear_score(weights: Floats, excerpts: Excerpts) -> Floats:
    """The sum of the weights of the n-grams of each excerpt, (excerpts,)."""
    bins = gram_bins(excerpts)
    nats: Floats = np.where(bins >= 0, weights[bins], 0).sum(axis=1)
    return nats


def value_rows(excerpts: Excerpts) -> NDArray[np.int64]:
    """The rows of the embedding of each event, (excerpts, 64, 5)."""
    rows: NDArray[np.int64] = np.where(excerpts >= 0, excerpts + _OFFSETS[:-1], VALUES)
    return rows


def _convolution(inputs: Floats, kernel: Floats) -> Floats:
    """As many outputs as inputs, (excerpts, time, width); zeros beyond both ends."""
    taps, _, width = kernel.shape
    padded = np.pad(inputs, ((0, 0), (taps // 2, taps // 2), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, taps, axis=1)  # (excerpts, time, width, taps)
    outputs: Floats = windows.reshape(*windows.shape[:2], -1) @ kernel.transpose(1, 0, 2).reshape(-1, width)
    return outputs
