"""The judge while improvising: each choice is weighed by the log odds that it adds.

The judge (``model/judge.py``) is a sum over n-grams of events. So the nats of one more event are known before
it is played: they are the weights of the n-grams that it completes. Added to the logarithm of the network's
probabilities, they make n-grams likelier that people play more often than the network does.

    events so far ─▶ the beginning of each n-gram, hashed ─┐
    each interval or length that may follow ───────────────┴▶ bin ─▶ weight; the sum over the n-grams

Source: Yang and Klein, FUDGE: Controlled text generation with future discriminators (2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, WIDEST_INTERVAL, length_ticks
from jazzlstm.encoding.excerpts import (
    CHORD_TONE,
    COLUMN_VALUES,
    DEGREE,
    LENGTH,
    NO_DEGREE,
    PITCH,
    TICK,
)
from jazzlstm.encoding.harmony_grid import ROOT, TONES, HarmonyGrid
from jazzlstm.encoding.state import DecoderState
from jazzlstm.model.judge import BINS, GRAMS, Judge, first_hash, next_hash

Integers: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Place: TypeAlias = tuple[int, int]
"""Column and event; event ``_NOW`` is the one to choose, and earlier numbers are those before it."""

_NOW = 4
"""Events before the one to choose: as many as the longest n-gram needs."""
_LAST_BIN = np.uint64(BINS - 1)
"""Mask for ``hash & mask``, which is ``hash % BINS`` (``BINS`` is a power of two) and takes less time."""
_LENGTHS = length_ticks(np.arange(LENGTH_VALUES))
_INTERVALS = np.arange(PITCH_VALUES) - WIDEST_INTERVAL
_PITCH_CLASSES = _INTERVALS % 12
"""Of each pitch value, above the reference."""
_DEGREES = np.append(
    (_INTERVALS - np.arange(12)[:, None]) % 12, np.full((1, PITCH_VALUES), NO_DEGREE), axis=0
)
_DEGREES[:, REST] = NO_DEGREE
"""Degree of each pitch value, by the root of the chord above the reference; the last row: no chord."""
_BY_VALUE = np.array([PITCH, DEGREE, CHORD_TONE])
"""The columns that the choice of a pitch value decides."""


class _Endings:
    """N-grams that one choice completes: what comes before the choice, and the column that is chosen."""

    def __init__(self, grams: Sequence[tuple[int, Sequence[Place], int]]) -> None:
        grams = sorted(grams, key=lambda gram: len(gram[1]))
        before = np.array([len(known) for _, known, _ in grams])
        longest = int(before.max())
        padded = [[(0, 0)] * (longest - len(known)) + list(known) for _, known, _ in grams]
        self.known = np.array([[column * (_NOW + 1) + event for column, event in row] for row in padded])
        self.used = np.arange(longest) >= (longest - before)[:, None]  # (n-grams, longest)
        self.first_used = (~self.used).sum(axis=0).tolist()
        self.seeds = np.array([first_hash(kind) for kind, _, _ in grams])
        self.chosen = np.array([column for _, _, column in grams])

    def nats(self, weights: Floats, past: Integers, choices: Integers) -> Floats:
        """The sum of the weights of all n-grams for each choice, (takes, values).

        ``choices``: what each choice would be, (takes, columns, values).
        """
        values = past.reshape(len(past), -1).take(self.known, axis=1)  # (takes, n-grams, longest)
        hashed = np.empty((len(past), len(self.seeds)), np.uint64)
        hashed[:] = self.seeds
        for i, first in enumerate(self.first_used):
            hashed[:, first:] = next_hash(hashed[:, first:], values[:, first:, i])
        chosen = choices.take(self.chosen, axis=1)  # (takes, n-grams, values)
        bins = (next_hash(hashed[:, :, None], chosen) & _LAST_BIN).view(np.int64)
        unknown = (values < 0) & self.used
        if np.logical_or.reduce(unknown, axis=None):
            bins[unknown.any(axis=2)] = BINS  # no n-gram
        nats: Floats = np.add.reduce(weights.take(bins), axis=1)
        return nats


class JudgeBias:
    """The judge's nats of each choice, for takes side by side. Its calls alternate: pitch, length, append."""

    def __init__(self, judge: Judge, takes: int) -> None:
        self._weights = np.append(judge.weights, 0.0).astype(np.float64)  # the last one: no n-gram
        self._past = np.full((takes, len(COLUMN_VALUES), _NOW + 1), -1)
        self._choices = np.empty((takes, len(COLUMN_VALUES), PITCH_VALUES), np.int64)

    def copy(self) -> JudgeBias:
        return copy(self)  # arrays are replaced, never changed in place

    def keep(self, rows: Integers) -> None:
        """Drop all takes but these."""
        self._past = self._past[rows]

    def pitch_nats(self, harmony: HarmonyGrid, state: DecoderState) -> Floats:
        """Nats of each pitch value, (takes, 50)."""
        self._choices = _describe(harmony, state)
        self._past = self._past.copy()
        self._past[:, TICK, _NOW] = self._choices[:, TICK, 0]
        return _BY_PITCH.nats(self._weights, self._past, self._choices)

    def length_nats(self, harmony: HarmonyGrid, state: DecoderState, pitch_values: Integers) -> Floats:
        """Nats of each length value after these pitch values, (takes, 31)."""
        every = np.arange(len(pitch_values))
        self._past = self._past.copy()
        self._past[:, _BY_VALUE, _NOW] = self._choices[every, :, pitch_values][:, _BY_VALUE]
        choices = np.empty((len(pitch_values), len(COLUMN_VALUES), LENGTH_VALUES), np.int64)
        choices[:, LENGTH] = np.arange(LENGTH_VALUES)
        choices[:, TICK] = harmony.places[(state.onset[:, None] + _LENGTHS) % harmony.ticks, 0]
        return _BY_LENGTH.nats(self._weights, self._past, choices)

    def append(self, length_values: Integers) -> None:
        """Add the event that was chosen."""
        past = np.full_like(self._past, -1)
        past[:, :, :_NOW] = self._past[:, :, 1:]
        past[:, LENGTH, _NOW - 1] = length_values
        self._past = past


def pitch_nats_before(
    judge: Judge, harmony: HarmonyGrid, along: DecoderState, values: tuple[Integers, Integers], step: int
) -> Floats:
    """Nats of each pitch value before an event of a finished solo, (1, 50).

    ``along``: the state before each event; ``values``: pitch and length value of each.
    """
    bias = JudgeBias(judge, 1)
    for i in range(max(0, step - _NOW), step):
        here, (pitch, length) = along.keep(np.array([i])), (each[i : i + 1] for each in values)
        bias.pitch_nats(harmony, here)
        bias.length_nats(harmony, here, pitch)
        bias.append(length)
    return bias.pitch_nats(harmony, along.keep(np.array([step])))


def _describe(harmony: HarmonyGrid, state: DecoderState) -> Integers:
    """What ``encoding/excerpts.py`` says of each pitch value here: (takes, columns, 50), lengths unset."""
    tick = state.onset % harmony.ticks
    chord = harmony.chords[harmony.chord[tick], state.reference % 12]
    degrees = _DEGREES.take(chord[:, ROOT].argmax(axis=1), axis=0)
    described = np.empty((len(tick), len(COLUMN_VALUES), PITCH_VALUES), np.int64)
    described[:, PITCH] = np.arange(PITCH_VALUES)
    described[:, TICK] = harmony.places[tick, :1]
    described[:, DEGREE] = degrees
    described[:, CHORD_TONE] = chord[:, TONES].take(_PITCH_CLASSES, axis=1) * (degrees != NO_DEGREE)
    return described


def _grams_by(chosen: int) -> _Endings:
    """N-grams that the choice of a pitch or of a length completes. A length decides the next tick, too."""
    grams: list[tuple[int, Sequence[Place], int]] = []
    for kind, (columns, length) in enumerate(GRAMS):
        by_length = LENGTH in columns or columns == (TICK,)
        if by_length == (chosen == LENGTH):
            last = _NOW + 1 if columns == (TICK,) else _NOW
            places = [(column, last - length + 1 + i) for i in range(length) for column in columns]
            grams.append((kind, places[:-1], columns[-1]))
    return _Endings(grams)


_BY_PITCH, _BY_LENGTH = _grams_by(PITCH), _grams_by(LENGTH)
