"""Energy: double time, and how density and register change over a solo.

A double-time run is six notes or more in a row, each at most a quarter of a beat after the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.evaluation.means import mean, mean_of_known, ratio
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note, Solo

FAST_TICKS = TICKS_PER_BEAT // 4
"""From onset to onset: a sixteenth note."""
RUN_NOTES = 6
LANDING_TICKS = TICKS_PER_BEAT // 2
"""A landing is as long as an eighth note at least."""
GROUP_BEATS = 16.0
"""Four bars of 4/4."""
FEWEST_GROUPS = 3
"""Groups of four bars from which a solo has a course: twelve bars."""


@dataclass(frozen=True, slots=True)
class Energy:
    """Figures of the energy of a set of solos; NaN where there is nothing to count."""

    double_time: float
    """Share of notes in double-time runs."""
    double_time_notes: float
    """Mean number of notes of such a run."""
    launched_on_beat: float
    """Share of runs that start on a beat."""
    landed: float
    """Share of runs whose last note is a chord tone, with an eighth note or more until the next."""
    density_spread: float
    """Standard deviation of notes a bar from four bars to four bars of a solo, mean of solos."""
    register_spread: float
    """Standard deviation of the mean pitch from four bars to four bars, semitones, mean of solos."""
    density_rise: float
    """Notes a bar in the last third of a solo less those in the first, mean of solos."""
    register_rise: float
    """Mean pitch in the last third of a solo less that in the first, semitones, mean of solos."""


def measure_energy(solos: Sequence[Solo]) -> Energy:
    """The energy of ``solos``."""
    runs = [(solo, run) for solo in solos for run in _runs(solo.notes)]
    courses = [_course(solo.notes) for solo in solos]
    return Energy(
        double_time=ratio(sum(len(run) for _, run in runs), sum(len(solo.notes) for solo in solos)),
        double_time_notes=mean([len(run) for _, run in runs]),
        launched_on_beat=mean([_ticks(solo.notes[run.start]) % TICKS_PER_BEAT == 0 for solo, run in runs]),
        landed=mean([_lands(solo, run.stop - 1) for solo, run in runs]),
        **{
            name: mean_of_known(course[i] for course in courses)
            for i, name in enumerate(("density_spread", "register_spread", "density_rise", "register_rise"))
        },
    )


def _ticks(note: Note) -> int:
    return round(note.start * TICKS_PER_BEAT)


def _runs(notes: Sequence[Note]) -> Iterator[range]:
    """The places of the notes of each double-time run."""
    waits = np.diff([_ticks(note) for note in notes])
    edges = np.flatnonzero(np.diff([0, *(waits <= FAST_TICKS), 0])).reshape(-1, 2)
    for first, after in edges.tolist():
        if after - first + 1 >= RUN_NOTES:
            yield range(first, after + 1)


def _lands(solo: Solo, last: int) -> bool:
    """Whether the note at ``last`` is a chord tone and long."""
    note = solo.notes[last]
    rests = last + 1 == len(solo.notes) or _ticks(solo.notes[last + 1]) - _ticks(note) >= LANDING_TICKS
    return rests and note.pitch % 12 in solo.chart.chord_at(note.start).tone_classes


def _course(notes: Sequence[Note]) -> tuple[float, float, float, float]:
    """Spread of density and register over groups of four bars, and their rise; NaN for a short solo."""
    starts = np.array([note.start for note in notes])
    pitches = np.array([note.pitch for note in notes], float)
    groups = int((notes[-1].end - starts[0] + BEAT_TOLERANCE) // GROUP_BEATS) if len(notes) else 0
    if groups < FEWEST_GROUPS:
        return (np.nan,) * 4
    group = ((starts - starts[0] + BEAT_TOLERANCE) // GROUP_BEATS).astype(int)
    density = np.bincount(group, minlength=groups)[:groups] * 4 / GROUP_BEATS
    register = np.array([pitches[group == i].mean() for i in range(groups) if (group == i).any()])
    third = (starts - starts[0]) / (starts[-1] - starts[0]) * 3
    first, last = third < 1, third >= 2
    bars = (starts[-1] - starts[0]) / 3 / 4
    register_rise = pitches[last].mean() - pitches[first].mean() if first.any() and last.any() else np.nan
    return (
        float(density.std()),
        float(register.std()),
        float((last.sum() - first.sum()) / bars),
        float(register_rise),
    )
