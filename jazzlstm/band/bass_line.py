"""Bass line search: the pitches of some bars at once.

A bass line leads to the next root, so the notes of a bar are chosen together with
those of the next bar. Each step has a function (root, fifth, walking, ...). Notes,
intervals and turns have costs. The cheapest path through the steps is the line
(Viterbi algorithm). A random cost on each note makes each chorus different.

Costs are in arbitrary units: 0 is usual, 1 occasional, 3 rare.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.music import Chord

LOWEST = 28
"""E1, the open E string."""
HIGHEST = 57
"""A3, in thumb position."""
HOME_LOWEST = 35
HOME_HIGHEST = 48
"""B1 to C3, where the bassists of the Weimar Jazz Database play most."""
OUTSIDE_HOME_COST = 0.12
"""Cost of each semitone outside the home range."""
FIRST_PITCH = 40
"""E2, with room above and below: a line begins near it."""
FIRST_PITCH_COST = 0.1
"""Cost of each semitone between the first note and ``FIRST_PITCH``."""
COST_DEVIATION = 0.4
"""Standard deviation of the random part of each note's cost."""
IMPOSSIBLE = 1e6
LEAP_TO_SCALE_COST = 0.6
"""Cost of a leap to or from a scale note outside the chord: passing notes move by step."""
LEAP_TO_CHROMATIC_COST = 2.0

INTERVAL_COSTS = {
    0: 0.3, 1: 0.1, 2: 0.25, 3: 0.0, 4: 0.1, 5: 0.1, 6: 1.3, 7: 0.3, 8: 1.3, 9: 1.4, 10: 2.2, 11: 4.0,
    12: 0.5,
}  # fmt: skip
"""By semitones, up or down; wider intervals are impossible. Set so that lines have about the intervals
of the bassists in the Weimar Jazz Database (``benchmarks/band.py``)."""

LEAP_DOWN = 0
STEP_DOWN = 1
STAY = 2
STEP_UP = 3
LEAP_UP = 4
"""Motions: rows and columns of ``TURN_COSTS``."""
NO_MOTION = 5
"""Before the second note of a line: its row of turns costs nothing."""
TURN_COSTS = (
    # to: leap down, step down, stay, step up, leap up
    (1.2, 0.5, 0.2, 0.0, 0.4),  # after a leap down, a step back is usual
    (0.2, 0.0, 0.2, 0.2, 0.2),  # after a step down, another
    (0.2, 0.1, 2.5, 0.1, 0.2),  # after a repeated note, a move
    (0.2, 0.2, 0.2, 0.0, 0.2),  # after a step up, another
    (0.4, 0.0, 0.2, 0.5, 1.2),  # after a leap up, a step back
)
SMALLEST_LEAP = 3
"""Semitones."""

DEGREE_COSTS = {
    # function: root, third, fifth, seventh or sixth, other chord tones, scale, chromatic
    "R": (0.0, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE),
    "E": (IMPOSSIBLE, 0.0, 0.0, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE),
    "V": (3.0, 2.0, 0.0, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE),
    "D": (0.2, 0.4, 0.2, 0.8, 0.8, 2.5, IMPOSSIBLE),
    "W": (0.5, 0.1, 0.1, 0.4, 0.5, 0.7, 1.2),
    "A": (0.9, 0.6, 0.5, 0.8, 1.0, 1.2, IMPOSSIBLE),
}
"""Cost of each degree of the chord: on a Root, where a chord Enters without it, on a fifth (V), on the
Downbeat of a chord that goes on, on a Walking step, and on an Approach to the next root."""
APPROACH_COSTS = {1: 0.1, 11: 0.1, 2: 0.3, 10: 0.4, 7: 0.0}
"""Cost of an approach, by semitones above the next root: by semitone, whole tone, or from its fifth."""


@dataclass(frozen=True, slots=True)
class BassStep:
    """One note of the line to find: when, over which chord, with which function."""

    beat: float
    end: float
    chord: Chord
    function: str
    """A key of ``DEGREE_COSTS``."""
    target: int | None = None
    """For an approach, the pitch class of the next root."""
    strength: float = 1.0
    is_short: bool = False
    may_skip: bool = False
    """True if the chord lasts at least another eighth."""


@dataclass(frozen=True, slots=True)
class LineEnd:
    """The last note of a line: its pitch, and how the line came to it."""

    pitch: int
    motion: int


@dataclass(frozen=True, slots=True, eq=False)
class LineCosts:
    """Costs of the notes and moves of a line."""

    notes: list[NDArray[np.float64]]
    """For each step, (pitches,)."""
    moves: list[NDArray[np.float64]]
    """For each step, from the step before: (pitches now, pitches before)."""
    first: Chord
    last: Chord

    @classmethod
    def of(cls, steps: Sequence[BassStep], rng: np.random.Generator) -> LineCosts:
        """The costs of some steps, with a random part that makes each chorus different."""
        random = rng.normal(0.0, COST_DEVIATION, (len(steps), PITCHES.size))
        notes = np.array([_note_costs(step.chord, step.function, step.target) for step in steps])
        chords = [step.chord for step in steps]
        moves = [_move_costs(before, chord) for before, chord in zip([None, *chords], chords, strict=False)]
        return cls(list(notes + random), moves, chords[0], chords[-1])

    def followed_by(self, others: LineCosts) -> LineCosts:
        """The costs of both lines as one."""
        moves = [*self.moves, _move_costs(self.last, others.first), *others.moves[1:]]
        return LineCosts([*self.notes, *others.notes], moves, self.first, others.last)


def find_bass_line(costs: LineCosts, before: LineEnd | None, steps: int) -> list[LineEnd]:
    """The first ``steps`` of the cheapest line found, one pitch each: it goes on from ``before``, or begins.

    Of all lines that reach a pitch only the cheapest is followed (per-survivor processing): the cost of
    a turn is that of the turn from this line's last motion.
    """
    if before is None:
        total = costs.notes[0] + FIRST_PITCH_COST * np.abs(PITCHES - FIRST_PITCH)
        motions, first = [NO_MOTION * PITCHES.size + _ALL], 1
    else:
        total = np.full(PITCHES.size, IMPOSSIBLE)
        total[before.pitch - LOWEST] = 0.0
        motions, first = [before.motion * PITCHES.size + _ALL], 0
    origins = []
    for index in range(first, len(costs.notes)):
        paths = TURNS.take(motions[-1], axis=1)  # (pitches now, pitches before)
        paths += total
        paths += costs.moves[index]
        origin = paths.argmin(axis=1)
        places = _ALL * PITCHES.size + origin
        total = paths.take(places) + costs.notes[index]
        motions.append(MOTIONS.take(places))
        origins.append(origin)
    line = [int(total.argmin())]
    for origin in reversed(origins):
        line.append(int(origin[line[-1]]))
    found = list(zip(reversed(line), motions, strict=True))[1 - first :]
    return [LineEnd(LOWEST + place, int(motion[place]) // PITCHES.size) for place, motion in found[:steps]]


@lru_cache(maxsize=1024)
def _note_costs(chord: Chord, function: str, target: int | None) -> NDArray[np.float64]:
    """Cost of each pitch on a step, (pitches,)."""
    by_class = np.array([_class_cost(chord, function, target, pitch_class) for pitch_class in range(12)])
    outside = np.maximum(0, HOME_LOWEST - PITCHES) + np.maximum(0, PITCHES - HOME_HIGHEST)
    return by_class[PITCHES % 12] + OUTSIDE_HOME_COST * outside


def _class_cost(chord: Chord, function: str, target: int | None, pitch_class: int) -> float:
    cost = DEGREE_COSTS[function][_degree_column(chord, pitch_class)]
    if function == "A" and target is not None:
        return min(cost, APPROACH_COSTS.get((pitch_class - target) % 12, IMPOSSIBLE))
    return cost


def _degree_column(chord: Chord, pitch_class: int) -> int:
    """Column of ``DEGREE_COSTS`` for a pitch class."""
    if pitch_class == chord.bass:
        return 0
    above = (pitch_class - (chord.root or 0)) % 12
    if above in chord.tones:
        for column, degrees in enumerate(((3, 4), (6, 7, 8), (9, 10, 11)), start=1):
            if above in degrees:
                return column
        return 4
    is_avoid_note = above == 5 and 4 in chord.tones  # the fourth over a major third
    return 5 if above in chord.scale and not is_avoid_note else 6


@lru_cache(maxsize=1024)
def _move_costs(before: Chord | None, chord: Chord) -> NDArray[np.float64]:
    """Cost of each interval from one chord to the next, (pitches now, pitches before)."""
    leaps = _leap_costs(chord)[:, None]
    if before is not None:
        leaps = np.maximum(leaps, _leap_costs(before))
    return np.asarray(INTERVALS + leaps * IS_LEAP)


@lru_cache(maxsize=512)
def _leap_costs(chord: Chord) -> NDArray[np.float64]:
    """Cost of a leap to or from each pitch, (pitches,)."""
    by_column = (0.0, 0.0, 0.0, 0.0, 0.0, LEAP_TO_SCALE_COST, LEAP_TO_CHROMATIC_COST)
    costs = np.array([by_column[_degree_column(chord, pitch_class)] for pitch_class in range(12)])
    return np.asarray(costs[PITCHES % 12])


def _motion(interval: int) -> int:
    if interval == 0:
        return STAY
    if interval < 0:
        return LEAP_DOWN if interval <= -SMALLEST_LEAP else STEP_DOWN
    return LEAP_UP if interval >= SMALLEST_LEAP else STEP_UP


PITCHES = np.arange(LOWEST, HIGHEST + 1)
_ALL = np.arange(PITCHES.size)
_DISTANCE = PITCHES[:, None] - PITCHES[None, :]  # (pitches now, pitches before)
INTERVALS = np.vectorize(lambda semitones: INTERVAL_COSTS.get(abs(semitones), IMPOSSIBLE))(_DISTANCE)
IS_LEAP = (np.abs(_DISTANCE) >= SMALLEST_LEAP).astype(float)
_MOTIONS = np.vectorize(_motion)(_DISTANCE)
MOTIONS = _MOTIONS * PITCHES.size + _ALL[:, None]
"""The column of ``TURNS`` after each move, (pitches now, pitches before)."""
TURNS = (
    np.array([*TURN_COSTS, (0.0,) * len(TURN_COSTS)])[:, _MOTIONS].transpose(1, 0, 2).reshape(len(_ALL), -1)
)
"""Cost of each turn, (pitches now, motions before and NO_MOTION times pitches before)."""
