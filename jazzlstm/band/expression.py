"""The soloist's rendition: which notes are louder, which are short, and none that he couldn't reach.

The network says which notes; a player says how. Dynamics follow what WJazzD's
soloists do (``performance_statistics.LOUDNESS``): high notes stand out, the valleys of a line are
ghosted, a phrase fades towards its end. Articulation draws, for each note that
leads on to another, the share of its time that it sounds from what players of that
instrument do: steps are bound, a repeated note is let go. Before a rest a note is
written as long as it sounds; that is the network's to say. All in straight beats;
``timefeel.py`` comes after.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band import performance_statistics
from jazzlstm.band.form import CLOSE
from jazzlstm.band.note_context import QUANTILES, length_kind, phrase_ends, touches, traits
from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.music import TICKS_PER_BEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

MEAN_VELOCITY = 92
SOFTEST, LOUDEST = 40, 124
DB_PER_DECADE = 40.0
"""A SoundFont's loudness in dB for ten times the velocity (SoundFont 2.04, section 8.4.1)."""
UNEXPLAINED = 0.5
"""Of the spread that the traits don't explain, the share played; the rest of it is the recordings'."""


def express(
    notes: Sequence[Note], bars: Sequence[FormBar], instrument: Instrument, rng: np.random.Generator
) -> tuple[Note, ...]:
    """The notes with dynamics and articulation, in reach of the instrument, still in straight beats."""
    if not notes:
        return ()
    within = into_range(notes, instrument)
    velocities = _velocities(within, bars, rng)
    sounding = _sounding(within, instrument, rng)
    return tuple(
        replace(note, velocity=velocity, duration=length)
        for note, velocity, length in zip(within, velocities, sounding, strict=True)
    )


def _velocities(notes: Sequence[Note], bars: Sequence[FormBar], rng: np.random.Generator) -> list[int]:
    starts = np.array([bar.start for bar in bars])
    in_bar = [
        note.start - starts[np.searchsorted(starts, note.start + 1e-6, side="right") - 1] for note in notes
    ]
    table = traits(
        [note.start for note in notes],
        [note.duration for note in notes],
        [note.pitch for note in notes],
        in_bar,
    )
    slopes = np.array(list(performance_statistics.LOUDNESS.values()))
    decibels = (table - table.mean(axis=0)) @ slopes
    decibels += _wander(
        len(notes),
        UNEXPLAINED * performance_statistics.LOUDNESS_REST,
        performance_statistics.LOUDNESS_RESEMBLANCE,
        rng,
    )
    velocities = MEAN_VELOCITY * 10 ** (decibels / DB_PER_DECADE)
    return [int(velocity) for velocity in np.clip(np.round(velocities), SOFTEST, LOUDEST)]


def _wander(
    count: int, deviation: float, resemblance: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Chance with a memory: each value resembles the one before."""
    values = rng.normal(0.0, deviation, count)
    for index in range(1, count):
        fresh = np.sqrt(1 - resemblance**2) * values[index]
        values[index] = resemblance * values[index - 1] + fresh
    return np.clip(values, -2 * deviation, 2 * deviation)


def _sounding(notes: Sequence[Note], instrument: Instrument, rng: np.random.Generator) -> list[float]:
    """How long each note sounds, in beats: up to a rest as written, else a share of the way to the next."""
    quantiles = {
        **performance_statistics.SOUNDING[""],
        **performance_statistics.SOUNDING.get(instrument.short, {}),
    }
    slopes = np.array(list(performance_statistics.TOUCH.values()))
    moods = touches([note.pitch for note in notes]) @ slopes
    moods += _wander(
        len(notes), performance_statistics.TOUCH_REST, performance_statistics.TOUCH_RESEMBLANCE, rng
    )
    lengths = [note.duration for note in notes]
    for index, (note, following) in enumerate(pairwise(notes)):
        room = following.start - note.start
        if room - note.duration < SHORTEST_REST / TICKS_PER_BEAT - CLOSE:
            lengths[index] = room * _draw(quantiles[length_kind(room)], moods[index])
    return lengths


def _draw(quantiles: Sequence[float], mood: float) -> float:
    """A share from its quantiles, for a mood in standard deviations: at 0 the median."""
    percent = 50 + 50 * math.erf(mood / math.sqrt(2))
    return float(np.interp(percent, QUANTILES, quantiles))


def into_range(notes: Sequence[Note], instrument: Instrument) -> tuple[Note, ...]:
    """The notes in reach of an instrument: as a whole if that does, else phrase by phrase, by octaves."""
    shift = _best_shift([note.pitch for note in notes], instrument)
    starts = np.array([note.start for note in notes])
    opens, _ = phrase_ends(starts, np.array([note.duration for note in notes]))
    phrases = np.split(np.arange(len(notes)), np.flatnonzero(opens)[1:])
    result: list[Note] = []
    for phrase in phrases:
        pitches = [notes[index].pitch + shift for index in phrase]
        further = _best_shift(pitches, instrument)
        for index, pitch in zip(phrase, pitches, strict=True):
            result.append(replace(notes[index], pitch=_fold(pitch + further, instrument)))
    return tuple(result)


def _best_shift(pitches: Sequence[int], instrument: Instrument) -> int:
    """The octaves, in semitones, that bring most notes into range; as few as will do."""

    def price(shift: int) -> tuple[int, int]:
        out = sum(not instrument.lowest <= pitch + shift <= instrument.highest for pitch in pitches)
        return out, abs(shift)

    return min((12 * octaves for octaves in (0, -1, 1, -2, 2, -3, 3)), key=price)


def _fold(pitch: int, instrument: Instrument) -> int:
    while pitch > instrument.highest:
        pitch -= 12
    while pitch < instrument.lowest:
        pitch += 12
    return pitch
