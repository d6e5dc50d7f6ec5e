"""Output features: a description of each candidate interval or length at this place of the solo.

A candidate interval is described by its degree of the chord, of the next chord and of the key, its
register, whether it is a chord tone, whether it followed the last time, ...; a candidate length by the
tick of the bar on which it ends. Its logit is its own bias plus the scores of its features:

    input row ─▶ features of each candidate
    h (outputs of the LSTMs), evidence (how strong each feature is) ─▶ hidden layer ─▶ a score a feature
    logit of a candidate = its plain logit + the scores of its features

A score of chord thirds is learned once, for every interval that is a third; plain softmax weights would
learn it 49 times. There are two kinds of features: a *place* has several values, one of which holds (third
of the chord, fourth, ...); a *set* is yes or no, or a share (chord tone or not).

Every function takes its array library, NumPy or ``keras.ops``, as its first argument, so that training
and sampling run the same code. Source of the gain: ``docs/training-log.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.fields import FIELDS, NO_KEY, columns_of
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES
from jazzlstm.encoding.history_shares import FULL

Array: TypeAlias = Any
"""An array of NumPy or of the Keras backend."""

_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)  # (49,)
PITCH_PLACES: Mapping[str, int] = {
    "chord root": 13,
    "next root": 13,
    "key": NO_KEY + 1,
    "register": FIELDS["register"],
}
"""Values of each place: degrees of chord, next chord and key (and none), and the register."""
TONE_SETS = ("chord tones", "chord scale", "next tones")
PITCH_SETS = (
    *(*TONE_SETS, "last pitch value", "back again", "echo pitch value"),
    *(name for name, feature in HISTORY_FEATURES.items() if feature.of != "length"),
)
PITCH_OUTPUT_FEATURES = sum(PITCH_PLACES.values()) + len(PITCH_SETS)
LENGTH_SETS = (
    "last length value",
    "echo length value",
    *(name for name, feature in HISTORY_FEATURES.items() if feature.of == "length"),
)
LENGTH_OUTPUT_FEATURES = BAR_TICKS + len(LENGTH_SETS)
"""Ticks of the bar on which a length ends, and the sets."""


def _degrees(tonics: int) -> NDArray[np.int64]:
    """Degree of each interval by the place of root or tonic above the reference: (tonics + 1, 49)."""
    degree = [(_INTERVALS - tonic) % 12 + 12 * (tonic // 12) for tonic in range(tonics)]
    return np.stack([*degree, np.full(REST, tonics)])


def _one_hot(degrees: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.eye(degrees.max() + 1, dtype=np.float32)[degrees.ravel()]


PLACE_OF: Mapping[str, NDArray[np.int64]] = {
    "chord root": _degrees(12),
    "next root": _degrees(12),
    "key": _degrees(NO_KEY),
    "register": np.clip(np.arange(FIELDS["register"])[:, None] + _INTERVALS // 2, 0, FIELDS["register"] - 1),
}
"""Which value of a place each interval has, by the value of the field: (values, 49)."""
ENDS = (np.arange(BAR_TICKS)[:, None] + np.array(LENGTHS)) % BAR_TICKS
"""On which tick of the bar each length ends, by the tick on which it begins: (48, 31)."""


def pitch_sets(xp: ModuleType, rows: Array) -> tuple[Array, Array]:
    """The value of each set for every pitch value, (..., sets, 50), and the evidence.

    ``rows``: (..., COLUMNS). The evidence (..., 2 x sets): the largest value of each set, a tenth of the sum.
    """
    return _sets(xp, rows, *_PITCH_COLUMNS, _PITCH_SCALE)


def length_sets(xp: ModuleType, rows: Array) -> tuple[Array, Array]:
    """The same for length values, (..., sets, 31)."""
    return _sets(xp, rows, *_LENGTH_COLUMNS, _LENGTH_SCALE)


def pitch_logits(xp: ModuleType, plain: Array, scores: Array, rows: Array, sets: Array) -> Array:
    """``plain`` (..., 50) plus the scores of the features; ``scores`` (..., PITCH_OUTPUT_FEATURES)."""
    intervals, first = plain[..., :REST], 0
    for name, values in PITCH_PLACES.items():
        place = xp.take(PLACE_OF[name], xp.argmax(rows[..., columns_of(name)], axis=-1), axis=0)  # (..., 49)
        intervals = intervals + xp.take_along_axis(scores[..., first : first + values], place, axis=-1)
        first += values
    logits = xp.concatenate([intervals, plain[..., REST:]], axis=-1)
    return logits + _of_sets(xp, scores[..., first:] * _PITCH_SCALE, sets)


def length_logits(xp: ModuleType, plain: Array, scores: Array, rows: Array, sets: Array) -> Array:
    """``plain`` (..., 31) plus the scores of the features; ``scores`` (..., LENGTH_OUTPUT_FEATURES)."""
    ends = xp.take(ENDS, xp.argmax(rows[..., columns_of("tick of the bar")], axis=-1), axis=0)  # (..., 31)
    logits = plain + xp.take_along_axis(scores[..., :BAR_TICKS], ends, axis=-1)
    return logits + _of_sets(xp, scores[..., BAR_TICKS:] * _LENGTH_SCALE, sets)


def chosen_pitch_features(xp: ModuleType, pitch_value: Array, rows: Array) -> Array:
    """The features of the pitch value chosen, (..., CHOSEN_PITCH_FEATURES), an input of the length."""
    chosen = xp.take(np.eye(PITCH_VALUES, dtype=np.float32), pitch_value, axis=0)  # (..., 50)
    places = [
        xp.take(degrees, xp.argmax(rows[..., columns_of(name)], axis=-1) * PITCH_VALUES + pitch_value, axis=0)
        for name, degrees in _ONE_HOT_CHOSEN.items()
    ]
    columns, exists = _TONE_COLUMNS
    tones = xp.matmul(xp.take(rows, columns, axis=-1) * exists, chosen[..., None])[..., 0]  # (..., 3)
    return xp.concatenate([*places, tones], axis=-1)


def _sets(
    xp: ModuleType,
    rows: Array,
    columns: NDArray[np.int64],
    exists: NDArray[np.float32],
    scale: NDArray[np.float32],
) -> tuple[Array, Array]:
    sets = xp.take(rows, columns, axis=-1) * exists
    total = xp.sum(sets, axis=-1) * (scale / 10)  # integers: the order of addition is free
    return sets, xp.concatenate([xp.max(sets, axis=-1) * scale, total], axis=-1)


def _of_sets(xp: ModuleType, scores: Array, sets: Array) -> Array:
    """The sum of the scores of the sets that each value is in: (..., values)."""
    return xp.matmul(scores[..., None, :], sets)[..., 0, :]


def _column_of(name: str, value: int) -> int | None:
    """The column of a row that holds a set's value of ``value``; None for none, as of a rest in a chord."""
    start = int(columns_of("last pitch value" if name == "back again" else name).start)
    if name in TONE_SETS:
        return None if value == REST else start + (value - WIDEST_INTERVAL) % 12
    if name == "back again" and value != REST:
        return start + 2 * WIDEST_INTERVAL - value
    return start + value


def columns_of_sets(names: Sequence[str], values: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The columns of every set, (sets, values), and whether there is one."""
    found = [[_column_of(name, value) for value in range(values)] for name in names]
    columns = np.array([[column or 0 for column in row] for row in found])
    return columns, np.array([[column is not None for column in row] for row in found], np.float32)


def scale_of_sets(names: Sequence[str]) -> NDArray[np.float32]:
    """The factor that makes the largest value of a set 1."""
    return np.array([1 / FULL if name in HISTORY_FEATURES else 1.0 for name in names], np.float32)


_PITCH_SCALE, _LENGTH_SCALE = scale_of_sets(PITCH_SETS), scale_of_sets(LENGTH_SETS)
_PITCH_COLUMNS = columns_of_sets(PITCH_SETS, PITCH_VALUES)
_LENGTH_COLUMNS = columns_of_sets(LENGTH_SETS, LENGTH_VALUES)
_TONE_COLUMNS = columns_of_sets(TONE_SETS, PITCH_VALUES)
DEGREES_CHOSEN: Mapping[str, NDArray[np.int64]] = {
    name: np.append(PLACE_OF[name], np.full((PITCH_PLACES[name], 1), PITCH_PLACES[name] - 1), axis=1)
    for name in ("chord root", "next root", "key")
}
"""Degree of each pitch value by the value of the field, with one more degree for a rest: (values, 50)."""
_ONE_HOT_CHOSEN = {name: _one_hot(degrees) for name, degrees in DEGREES_CHOSEN.items()}
CHOSEN_PITCH_FEATURES = sum(one_hot.shape[1] for one_hot in _ONE_HOT_CHOSEN.values()) + len(TONE_SETS)
