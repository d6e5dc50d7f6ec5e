"""The network's second look: not at the past, but at what each choice would be.

An interval says how far a note is from the last one. What a musician weighs is what it *is*: the third of
this chord, the root of the next, the fifth of the key, too high for the horn, the note that the line came
from, what followed the last time. And of a length: whether it ends on the beat, on the "and", on one.

    rows (what stands, what was played) ─▶ for each choice, which views it answers to
    h (the LSTMs' outputs), evidence (how much each view has to say) ─▶ hidden layer ─▶ a score for each view
    logit of a choice = its own + the scores of the views it answers to

So what is learnt of thirds holds for every interval that is one, which plain softmax weights would have
to learn 49 times over: the largest gain in likelihood there was (``docs/training-log.md``). A *place* is
a view with several values, of which a choice has one (it is the chord's third, or its fourth, ...); a *set*
is a yes or no (it is a chord tone, or not).

Every function takes its array library, NumPy or ``keras.ops``, as its first argument: the network that is
trained and the one that plays read the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, PITCH_VALUES, REST, WIDEST_INTERVAL
from jazzlstm.encoding.fields import FIELDS, NO_KEY, columns_of
from jazzlstm.encoding.history import FULL
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES

Array: TypeAlias = Any
"""Of NumPy, or of whatever Keras runs on."""

_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)  # (49,)
PITCH_PLACES: Mapping[str, int] = {
    "chord root": 13,
    "next root": 13,
    "key": NO_KEY + 1,
    "register": FIELDS["register"],
}
"""Degrees above chord, next chord and tonic (and none), and how high."""
TONE_SETS = ("chord tones", "chord scale", "next tones")
PITCH_SETS = (
    *(*TONE_SETS, "last pitch value", "back again", "echo pitch value"),
    *(name for name, habit in HISTORY_FEATURES.items() if habit.of != "length"),
)
PITCH_OUTPUT_FEATURES = sum(PITCH_PLACES.values()) + len(PITCH_SETS)
LENGTH_SETS = (
    "last length value",
    "echo length value",
    *(name for name, habit in HISTORY_FEATURES.items() if habit.of == "length"),
)
LENGTH_OUTPUT_FEATURES = BAR_TICKS + len(LENGTH_SETS)
"""The tick of the bar on which a length ends, and the sets."""


def _degrees(tonics: int) -> NDArray[np.int64]:
    """By the place of a root or tonic above the reference, the degree of each interval: (tonics + 1, 49)."""
    degree = [(_INTERVALS - tonic) % 12 + 12 * (tonic // 12) for tonic in range(tonics)]
    return np.stack([*degree, np.full(REST, tonics)])


def _one_hot(degrees: NDArray[np.int64]) -> NDArray[np.float32]:
    return np.eye(degrees.max() + 1, dtype=np.float32)[degrees.ravel()]


_PLACE_OF: Mapping[str, NDArray[np.int64]] = {
    "chord root": _degrees(12),
    "next root": _degrees(12),
    "key": _degrees(NO_KEY),
    "register": np.clip(np.arange(FIELDS["register"])[:, None] + _INTERVALS // 2, 0, FIELDS["register"] - 1),
}
_ENDS = (np.arange(BAR_TICKS)[:, None] + np.array(LENGTHS)) % BAR_TICKS  # (48, 31)


def pitch_sets(xp: ModuleType, rows: Array) -> tuple[Array, Array]:
    """For every set how much of it each pitch value is, (..., PITCH_SETS, 50); ``rows`` (..., COLUMNS).

    And the evidence, how much each set has to say, (..., 2 x sets): its likeliest value, and a tenth of
    all together.
    """
    return _sets(xp, rows, *_PITCH_COLUMNS, _PITCH_SCALE)


def length_sets(xp: ModuleType, rows: Array) -> tuple[Array, Array]:
    """The same of length values, (..., LENGTH_SETS, 31)."""
    return _sets(xp, rows, *_LENGTH_COLUMNS, _LENGTH_SCALE)


def pitch_logits(xp: ModuleType, plain: Array, scores: Array, rows: Array, sets: Array) -> Array:
    """What the views add to ``plain``, (..., 50); ``scores`` (..., PITCH_VIEWS)."""
    intervals, first = plain[..., :REST], 0
    for name, values in PITCH_PLACES.items():
        place = xp.take(_PLACE_OF[name], xp.argmax(rows[..., columns_of(name)], axis=-1), axis=0)  # (..., 49)
        intervals = intervals + xp.take_along_axis(scores[..., first : first + values], place, axis=-1)
        first += values
    logits = xp.concatenate([intervals, plain[..., REST:]], axis=-1)
    return logits + _of_sets(xp, scores[..., first:] * _PITCH_SCALE, sets)


def length_logits(xp: ModuleType, plain: Array, scores: Array, rows: Array, sets: Array) -> Array:
    """What the views add to ``plain``, (..., 31); ``scores`` (..., LENGTH_VIEWS)."""
    ends = xp.take(_ENDS, xp.argmax(rows[..., columns_of("tick of the bar")], axis=-1), axis=0)  # (..., 31)
    logits = plain + xp.take_along_axis(scores[..., :BAR_TICKS], ends, axis=-1)
    return logits + _of_sets(xp, scores[..., BAR_TICKS:] * _LENGTH_SCALE, sets)


def chosen_pitch_features(xp: ModuleType, pitch_value: Array, rows: Array) -> Array:
    """What the pitch value that was taken is, (..., TAKEN_VIEWS): how long a note is hangs on that."""
    taken = xp.take(np.eye(PITCH_VALUES, dtype=np.float32), pitch_value, axis=0)  # (..., 50)
    places = [
        xp.take(degrees, xp.argmax(rows[..., columns_of(name)], axis=-1) * PITCH_VALUES + pitch_value, axis=0)
        for name, degrees in _DEGREE_TAKEN.items()
    ]
    columns, stands = _TONE_COLUMNS
    tones = xp.matmul(xp.take(rows, columns, axis=-1) * stands, taken[..., None])[..., 0]  # (..., 3)
    return xp.concatenate([*places, tones], axis=-1)


def _sets(
    xp: ModuleType,
    rows: Array,
    columns: NDArray[np.int64],
    stands: NDArray[np.float32],
    scale: NDArray[np.float32],
) -> tuple[Array, Array]:
    sets = xp.take(rows, columns, axis=-1) * stands
    all_together = xp.sum(sets, axis=-1) * (scale / 10)  # whole numbers, whose sum hangs on no order
    return sets, xp.concatenate([xp.max(sets, axis=-1) * scale, all_together], axis=-1)


def _of_sets(xp: ModuleType, scores: Array, sets: Array) -> Array:
    """For each value the scores of the sets that it is in: (..., values)."""
    return xp.matmul(scores[..., None, :], sets)[..., 0, :]


def _column_of(name: str, value: int) -> int | None:
    """Which column of a row says whether a value is in a set; None if none does, as of a rest in a chord."""
    start = int(columns_of("last pitch value" if name == "back again" else name).start)
    if name in TONE_SETS:
        return None if value == REST else start + (value - WIDEST_INTERVAL) % 12
    if name == "back again" and value != REST:
        return start + 2 * WIDEST_INTERVAL - value
    return start + value


def _columns(names: Sequence[str], values: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The columns of every set, (sets, values), and 0 where there is none."""
    found = [[_column_of(name, value) for value in range(values)] for name in names]
    columns = np.array([[column or 0 for column in row] for row in found])
    return columns, np.array([[column is not None for column in row] for row in found], np.float32)


def _scale(names: Sequence[str]) -> NDArray[np.float32]:
    """What makes a set's largest number 1."""
    return np.array([1 / FULL if name in HISTORY_FEATURES else 1.0 for name in names], np.float32)


_PITCH_SCALE, _LENGTH_SCALE = _scale(PITCH_SETS), _scale(LENGTH_SETS)
_PITCH_COLUMNS = _columns(PITCH_SETS, PITCH_VALUES)
_LENGTH_COLUMNS = _columns(LENGTH_SETS, LENGTH_VALUES)
_TONE_COLUMNS = _columns(TONE_SETS, PITCH_VALUES)
_DEGREE_TAKEN: Mapping[str, NDArray[np.float32]] = {
    name: _one_hot(
        np.append(_PLACE_OF[name], np.full((PITCH_PLACES[name], 1), PITCH_PLACES[name] - 1), axis=1)
    )
    for name in ("chord root", "next root", "key")
}
"""The degree of a pitch value, a rest has none: (places x 50, places) of ones and zeros."""
CHOSEN_PITCH_FEATURES = sum(degrees.shape[1] for degrees in _DEGREE_TAKEN.values()) + len(TONE_SETS)
