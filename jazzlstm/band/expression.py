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
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.note_context import (
    QUANTILES,
    dynamics_features,
    interval_class,
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
from jazzlstm.band.randomness import SOLO_LENGTHS, SOLO_LEVELS, correlated
from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.band.randomness import BarRandomness
    from jazzlstm.theory.instruments import Instrument

MEAN_VELOCITY = 92
SOFTEST = 40
LOUDEST = 124
DB_PER_DECADE = 40.0
"""Loudness of a SoundFont in dB for ten times the velocity (SoundFont 2.04, section 8.4.1)."""
RANDOM_SHARE = 0.5
"""Share of the unexplained deviation that is played; the rest comes from the recordings."""
_LOUDNESS = np.array(list(LOUDNESS.values()))


@dataclass(frozen=True, slots=True)
class BarInLine:
    """The notes of a bar, and the line that they belong to."""

    bar: FormBar
    line: Sequence[Note]
    """The notes of the solo before the bar, in it, and after it as far as they are known."""
    played: range
    """The indices in ``line`` of the notes of the bar."""


def loudness(passages: Sequence[BarInLine]) -> list[list[float]]:
    """The notes of each bar in dB above the mean of their context, by their place in the line."""
    notes = [note for passage in passages for note in passage.line]
    if not notes:
        return [[] for _ in passages]
    ends = list(accumulate(len(passage.line) for passage in passages))
    firsts = [end - len(passage.line) for end, passage in zip(ends, passages, strict=True)]
    features = dynamics_features(
        [note.start for note in notes],
        [note.duration for note in notes],
        [note.pitch for note in notes],
        [note.start - passage.bar.start for passage in passages for note in passage.line],
        [first for first, passage in zip(firsts, passages, strict=True) if passage.line],
    )
    levels: list[float] = (features @ _LOUDNESS).tolist()
    found = []
    for first, end, passage in zip(firsts, ends, passages, strict=True):
        mean = sum(levels[first:end]) / max(1, end - first)
        found.append([levels[first + index] - mean for index in passage.played])
    return found


def express(
    passage: BarInLine, decibels: Sequence[float], instrument: Instrument, randomness: BarRandomness
) -> list[Note]:
    """Notes of a bar with dynamics and articulation, in straight beats.

    Args:
        passage: the bar.
        decibels: its ``loudness``.
        instrument: the soloist's.
        randomness: of the performance.
    """
    if not passage.played:
        return []
    line, number = passage.line, passage.bar.solo_bar
    velocities = _velocities(decibels, randomness.at(number, SOLO_LEVELS))
    lengths = _lengths(line, passage.played, instrument, randomness.at(number, SOLO_LENGTHS))
    return [
        Note(line[index].start, length, line[index].pitch, velocity)
        for index, velocity, length in zip(passage.played, velocities, lengths, strict=True)
    ]


def express_solo(
    notes: Sequence[Note], bars: Sequence[FormBar], instrument: Instrument, randomness: BarRandomness
) -> tuple[Note, ...]:
    """A whole solo with dynamics and articulation, in straight beats; each bar has all of it as context."""
    starts = [note.start + BEAT_TOLERANCE for note in notes]
    passages = [
        BarInLine(bar, notes, range(bisect_left(starts, bar.start), bisect_left(starts, bar.end)))
        for bar in bars
    ]
    expressed: list[Note] = []
    for passage, decibels in zip(passages, loudness(passages), strict=True):
        expressed += express(passage, decibels, instrument, randomness)
    return tuple(expressed)


def _velocities(decibels: Sequence[float], rng: np.random.Generator) -> list[int]:
    chance = correlated(len(decibels), RANDOM_SHARE * LOUDNESS_DEVIATION, LOUDNESS_CORRELATION, rng)
    return [
        max(SOFTEST, min(LOUDEST, round(MEAN_VELOCITY * 10 ** ((level + more) / DB_PER_DECADE))))
        for level, more in zip(decibels, chance, strict=True)
    ]


def _lengths(
    line: Sequence[Note], played: range, instrument: Instrument, rng: np.random.Generator
) -> list[float]:
    """Beats that each note sounds: as written before a rest, else a share of the time to the next note."""
    quantiles = _quantiles(instrument.short)
    chance = correlated(len(played), ARTICULATION_DEVIATION, ARTICULATION_CORRELATION, rng)
    lengths = []
    for index, more in zip(played, chance, strict=True):
        note, following = line[index], line[index + 1] if index + 1 < len(line) else None
        length = note.duration
        if following:
            room = following.start - note.start
            if room - length < SHORTEST_REST / TICKS_PER_BEAT - BEAT_TOLERANCE:
                score = ARTICULATION.get(interval_class(note.pitch, following.pitch), 0.0) + more
                length = room * _share_at(score, quantiles[length_class(room)])
        lengths.append(length)
    return lengths


@cache
def _quantiles(short: str) -> dict[str, tuple[float, ...]]:
    """Quantiles of the sounding share by class of length: the instrument's own, or those of all."""
    return {**SOUNDING_SHARES[""], **SOUNDING_SHARES.get(short, {})}


def _share_at(score: float, quantiles: Sequence[float]) -> float:
    """The share at a normal score (0 is the median), interpolated between quantiles."""
    percent = 50 + 50 * math.erf(score / math.sqrt(2))
    place = bisect_right(QUANTILES, percent)
    if place in (0, len(QUANTILES)):
        return quantiles[min(place, len(QUANTILES) - 1)]
    slope = (quantiles[place] - quantiles[place - 1]) / (QUANTILES[place] - QUANTILES[place - 1])
    return slope * (percent - QUANTILES[place - 1]) + quantiles[place - 1]


@dataclass(frozen=True, slots=True)
class Register:
    """The octaves, in semitones, by which the phrase that goes on at a bar line is moved."""

    shift: int = 0


def into_range(
    line: Sequence[Note], played: range, instrument: Instrument, register: Register
) -> tuple[list[Note], Register]:
    """The notes of a bar within the instrument's range, moved by octaves.

    At the start of a phrase, the octaves are chosen that suit the notes before it and, if this
    does not bring the phrase into range, its own notes.

    Args:
        line: the notes of the solo before the bar, in it, and after it as far as they are known.
        played: the indices in ``line`` of the notes of the bar.
        instrument: the soloist's.
        register: at the beginning of the bar.

    Returns:
        The notes, and the register at the end of the bar.
    """
    if not register.shift and all(instrument.lowest <= note.pitch <= instrument.highest for note in line):
        return list(line[played.start : played.stop]), register
    result = []
    opens, _ = phrase_bounds(np.array([note.start for note in line]), np.array([n.duration for n in line]))
    for index in played:
        if opens[index]:
            end = next((later for later in range(index + 1, len(line)) if opens[later]), len(line))
            pitches = [note.pitch for note in line]
            shift = _best_shift(pitches, instrument)
            shift += _best_shift([pitch + shift for pitch in pitches[index:end]], instrument)
            register = Register(shift)
        note = line[index]
        result.append(replace(note, pitch=_fold(note.pitch + register.shift, instrument)))
    return result, register


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
