"""The output features of a step in NumPy: what ``encoding/output_features.py`` computes, in fewer operations.

A step for one take has little to multiply, so its time is the number of its array operations. Here a place
is the row of a table, and features of the history are taken as the blocks that they are in the input row.
A test compares both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST
from jazzlstm.encoding.fields import columns_of
from jazzlstm.encoding.history_features import BAR_TICKS, HISTORY_FEATURES
from jazzlstm.encoding.output_features import (
    CHOSEN_PITCH_FEATURES,
    DEGREES_CHOSEN,
    ENDS,
    LENGTH_SETS,
    PITCH_PLACES,
    PITCH_SETS,
    PLACE_OF,
    TONE_SETS,
    columns_of_sets,
    scale_of_sets,
)

Floats: TypeAlias = NDArray[np.floating[Any]]
Rows: TypeAlias = NDArray[np.uint8]
Integers: TypeAlias = NDArray[np.int64]


class _Sets:
    """Sets of candidates: some whose columns are anywhere in the row, then the history features."""

    def __init__(self, names: Sequence[str], values: int) -> None:
        self.values = values
        self.plain = [name for name in names if name not in HISTORY_FEATURES]
        self.columns, exists = columns_of_sets(self.plain, values)
        self.missing = np.nonzero(exists == 0)
        counted = [columns_of(name) for name in names[len(self.plain) :]]
        if any(before.stop != after.start for before, after in zip(counted, counted[1:], strict=False)):
            raise AssertionError("the columns of these history features do not follow each other")
        self.counted = slice(counted[0].start, counted[-1].stop)
        self.scale = scale_of_sets(names)
        self.of_sum = self.scale / 10

    def read(self, rows: Rows) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The sets (takes, sets, values) and the evidence (takes, 2 x sets)."""
        plain = len(self.plain)
        sets = np.empty((len(rows), len(self.scale), self.values), np.float32)
        sets[:, :plain] = rows.take(self.columns, axis=1)
        sets[:, self.missing[0], self.missing[1]] = 0.0
        sets[:, plain:] = rows[:, self.counted].reshape(len(rows), -1, self.values)
        evidence = np.empty((len(rows), 2 * len(self.scale)), np.float32)
        np.multiply(np.maximum.reduce(sets, axis=2), self.scale, out=evidence[:, : len(self.scale)])
        np.multiply(np.add.reduce(sets, axis=2), self.of_sum, out=evidence[:, len(self.scale) :])
        return sets, evidence


def _through_all(tables: Sequence[Integers]) -> Integers:
    """Tables one below the other, their entries numbered through all: ``places_of`` has the rows."""
    firsts = np.cumsum([0, *(table.max() + 1 for table in tables)])
    return np.concatenate([table + first for table, first in zip(tables, firsts, strict=False)])


_PITCH_SETS, _LENGTH_SETS = _Sets(PITCH_SETS, PITCH_VALUES), _Sets(LENGTH_SETS, LENGTH_VALUES)
_FIELDS = [columns_of(name) for name in PITCH_PLACES]
_PLACE_COLUMNS = np.array(
    [
        [*range(field.start, field.stop), *[field.start] * (max(PITCH_PLACES.values()) - values)]
        for field, values in zip(_FIELDS, PITCH_PLACES.values(), strict=True)
    ]
)
"""The columns of each place, (places, 25). A narrow place repeats its first one, which keeps its argmax."""
_FIRST_ROWS = np.cumsum([0, *PITCH_PLACES.values()])
_SCORE_OF = _through_all([PLACE_OF[name] for name in PITCH_PLACES])
"""Which score each interval has by the value of a place: (values of all places, 49)."""
_DEGREE_OF = _through_all(list(DEGREES_CHOSEN.values()))
"""Which feature each chosen pitch value has by the value of a place, but for the register: (values, 50)."""
_DEGREES, _TICK = int(_DEGREE_OF.max()) + 1, columns_of("tick of the bar")
_TONE_COLUMNS, _TONE_EXISTS = (each.T for each in columns_of_sets(TONE_SETS, PITCH_VALUES))  # (50, 3)

pitch_sets, length_sets = _PITCH_SETS.read, _LENGTH_SETS.read


def places_of(rows: Rows) -> Integers:
    """The value of each of ``PITCH_PLACES`` as a row of the tables above, (takes, places)."""
    places: Integers = rows.take(_PLACE_COLUMNS, axis=1).argmax(axis=2)
    places += _FIRST_ROWS[:-1]
    return places


def pitch_logits(scored: Floats, rows: Rows, sets: NDArray[np.float32]) -> Floats:
    """The logits of the pitch values (takes, 50). ``scored``: the plain logits, then the scores."""
    plain, scores = scored[:, :PITCH_VALUES], scored[:, PITCH_VALUES:]
    every = np.arange(len(rows))[:, None, None]
    logits = _of_sets(scores[:, _FIRST_ROWS[-1] :] * _PITCH_SETS.scale, sets) + plain
    logits[:, :REST] += np.add.reduce(scores[every, _SCORE_OF.take(places_of(rows), axis=0)], axis=1)
    return logits


def length_logits(scored: Floats, rows: Rows, sets: NDArray[np.float32]) -> Floats:
    """The logits of the length values (takes, 31). ``scored``: the plain logits, then the scores."""
    plain, scores = scored[:, :LENGTH_VALUES], scored[:, LENGTH_VALUES:]
    ends = ENDS.take(rows[:, _TICK].argmax(axis=1), axis=0)  # (takes, 31)
    logits = _of_sets(scores[:, BAR_TICKS:] * _LENGTH_SETS.scale, sets) + plain
    logits += scores[np.arange(len(rows))[:, None], ends]
    return logits


def chosen_pitch_features(pitch_values: Integers, rows: Rows) -> Floats:
    """The features of the pitch values chosen, (takes, CHOSEN_PITCH_FEATURES)."""
    every = np.arange(len(rows))[:, None]
    chosen = np.zeros((len(rows), CHOSEN_PITCH_FEATURES))
    chosen[every, _DEGREE_OF[places_of(rows)[:, :-1], pitch_values[:, None]]] = 1.0
    columns, exists = _TONE_COLUMNS.take(pitch_values, axis=0), _TONE_EXISTS.take(pitch_values, axis=0)
    chosen[:, _DEGREES:] = rows[every, columns] * exists
    return chosen


def _of_sets(scores: Floats, sets: NDArray[np.float32]) -> Floats:
    logits: Floats = np.matmul(scores[:, None], sets)[:, 0]
    return logits
