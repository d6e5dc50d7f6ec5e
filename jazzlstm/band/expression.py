"""Expression: dynamics, articulation and range of the soloist, in straight beats.

The network generates notes; this module decides how they are played:

- *Dynamics* follow the measured soloists (``LOUDNESS``): high notes louder, valleys of
  the line softer, a phrase softer towards its end.
- *Articulation* draws the share of its time that each note sounds, from the measured
  shares of the instrument: steps are legato, repeated notes shorter. A note before a
  rest keeps its written length, which the network generates.
- *Range*: notes out of the instrument's range move by octaves.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.note_context import (
    QUANTILES,
    articulation_features,
    dynamics_features,
    length_class,
    phrase_bounds,
)
from jazzlstm.band.performance_statistics import (
    ARTICULATION,
    ARTICULATION_CORRELATION,
    ARTICULATION_DEVIATION,
    LOUDNESS,
    LOUDNESS_CORRELATION,
    LOUDNESS_DEVIATION,
    SOUNDING_SHARES,
)
from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

MEAN_VELOCITY = 92
SOFTEST = 40
LOUDEST = 124
DB_PER_DECADE = 40.0
"""Loudness of a SoundFont in dB for ten times the velocity (SoundFont 2.04, section 8.4.1)."""
RANDOM_SHARE = 0.5
"""Share of the unexplained deviation that is played; the rest comes from the recordings."""
LARGEST_DEVIATION = 2
"""Standard deviations at which random values are cut off."""


def express(
    notes: Sequence[Note], bars: Sequence[FormBar], instrument: Instrument, rng: np.random.Generator
) -> tuple[Note, ...]:
    """The notes with dynamics and articulation, within the instrument's range, in straight beats."""
    if not notes:
        return ()
    within = into_range(notes, instrument)
    velocities = _velocities(within, bars, rng)
    lengths = _lengths(within, instrument, rng)
    return tuple(
        replace(note, velocity=velocity, duration=length)
        for note, velocity, length in zip(within, velocities, lengths, strict=True)
    )


def _velocities(notes: Sequence[Note], bars: Sequence[FormBar], rng: np.random.Generator) -> list[int]:
    starts = np.array([bar.start for bar in bars])
    in_bar = [
        note.start - starts[np.searchsorted(starts, note.start + BEAT_TOLERANCE, side="right") - 1]
        for note in notes
    ]
    features = dynamics_features(
        [note.start for note in notes],
        [note.duration for note in notes],
        [note.pitch for note in notes],
        in_bar,
    )
    decibels = (features - features.mean(axis=0)) @ np.array(list(LOUDNESS.values()))
    decibels += _correlated(len(notes), RANDOM_SHARE * LOUDNESS_DEVIATION, LOUDNESS_CORRELATION, rng)
    velocities = MEAN_VELOCITY * 10 ** (decibels / DB_PER_DECADE)
    return [int(velocity) for velocity in np.clip(np.round(velocities), SOFTEST, LOUDEST)]


def _correlated(
    count: int, deviation: float, correlation: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Random values, (count,), each correlated with the one before."""
    values = rng.normal(0.0, deviation, count)
    for index in range(1, count):
        fresh = np.sqrt(1 - correlation**2) * values[index]
        values[index] = correlation * values[index - 1] + fresh
    return np.clip(values, -LARGEST_DEVIATION * deviation, LARGEST_DEVIATION * deviation)


def _lengths(notes: Sequence[Note], instrument: Instrument, rng: np.random.Generator) -> list[float]:
    """Beats that each note sounds: as written before a rest, else a share of the time to the next note."""
    quantiles = {**SOUNDING_SHARES[""], **SOUNDING_SHARES.get(instrument.short, {})}
    scores = articulation_features([note.pitch for note in notes]) @ np.array(list(ARTICULATION.values()))
    scores += _correlated(len(notes), ARTICULATION_DEVIATION, ARTICULATION_CORRELATION, rng)
    lengths = [note.duration for note in notes]
    for index, (note, following) in enumerate(pairwise(notes)):
        room = following.start - note.start
        if room - note.duration < SHORTEST_REST / TICKS_PER_BEAT - BEAT_TOLERANCE:
            lengths[index] = room * _share_at(scores[index], quantiles[length_class(room)])
    return lengths


def _share_at(score: float, quantiles: Sequence[float]) -> float:
    """The share at a normal score (0 is the median), interpolated between quantiles."""
    percent = 50 + 50 * math.erf(score / math.sqrt(2))
    return float(np.interp(percent, QUANTILES, quantiles))


def into_range(notes: Sequence[Note], instrument: Instrument) -> tuple[Note, ...]:
    """The notes within the instrument's range, moved by octaves: all together, or phrase by phrase."""
    shift = _best_shift([note.pitch for note in notes], instrument)
    starts = np.array([note.start for note in notes])
    opens, _ = phrase_bounds(starts, np.array([note.duration for note in notes]))
    phrases = np.split(np.arange(len(notes)), np.flatnonzero(opens)[1:])
    result: list[Note] = []
    for phrase in phrases:
        pitches = [notes[index].pitch + shift for index in phrase]
        further = _best_shift(pitches, instrument)
        for index, pitch in zip(phrase, pitches, strict=True):
            result.append(replace(notes[index], pitch=_fold(pitch + further, instrument)))
    return tuple(result)


def _best_shift(pitches: Sequence[int], instrument: Instrument) -> int:
    """The smallest octave shift, in semitones, that brings most notes into range."""

    def cost(shift: int) -> tuple[int, int]:
        out = sum(not instrument.lowest <= pitch + shift <= instrument.highest for pitch in pitches)
        return out, abs(shift)

    return min((12 * octaves for octaves in (0, -1, 1, -2, 2, -3, 3)), key=cost)


def _fold(pitch: int, instrument: Instrument) -> int:
    """The pitch moved by octaves into the range."""
    while pitch > instrument.highest:
        pitch -= 12
    while pitch < instrument.lowest:
        pitch += 12
    return pitch
