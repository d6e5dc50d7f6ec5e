"""Bass line search: the pitches of a whole line at once.

A bass line leads to the next root, so the line is chosen as a whole. Each
step has a function (root, fifth, walking, ...). Notes, intervals and turns have
costs. The cheapest path through all steps is the line (Viterbi algorithm). A random
cost on each note makes each chorus different.

Costs are in arbitrary units: 0 is usual, 1 occasional, 3 rare.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    "V": (3.0, 2.0, 0.0, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE),
    "D": (0.2, 0.4, 0.2, 0.8, 0.8, 2.5, IMPOSSIBLE),
    "W": (0.5, 0.1, 0.1, 0.4, 0.5, 0.7, 1.2),
    "A": (0.9, 0.6, 0.5, 0.8, 1.0, 1.2, IMPOSSIBLE),
}
"""Cost of each degree of the chord on a Root, a fifth (V), the Downbeat of a chord that goes on, a Walking
step, and an Approach to the next root."""
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


def find_bass_line(steps: Sequence[BassStep], rng: np.random.Generator) -> list[int]:
    """The cheapest line through ``steps``: one MIDI pitch for each."""
    if not steps:
        return []
    costs = [_note_costs(step) + rng.normal(0.0, COST_DEVIATION, PITCHES.size) for step in steps]
    leap_costs = [_leap_costs(step) for step in steps]
    beginning = FIRST_PITCH_COST * np.abs(PITCHES - FIRST_PITCH)
    total = np.tile(costs[0] + beginning, (5, 1))  # (motions, pitches)
    origins = []
    for index in range(1, len(steps)):
        extra = np.maximum(leap_costs[index - 1][:, None], leap_costs[index][None, :]) * ~IS_STEP
        total, origin = _advance(total, costs[index], extra)
        origins.append(origin)
    return _trace_back(total, origins)


def _advance(
    total: NDArray[np.float64], cost: NDArray[np.float64], extra: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """One step of the search, both results (motions, pitches).

    Returns:
        The least cost of each state, and the state before it as motion * pitches + pitch.
    """
    turning = total[:, None, :] + TURNS[:, :, None]  # (motions before, motions now, pitches before)
    motion_before = turning.argmin(axis=0)  # (motions now, pitches before)
    best = np.take_along_axis(turning, motion_before[None], axis=0)[0]
    paths = np.where(MOTION_MASKS, best[:, :, None] + INTERVALS + extra, IMPOSSIBLE)
    origin = paths.argmin(axis=1)  # (motions now, pitches now)
    reached = np.take_along_axis(paths, origin[:, None, :], axis=1)[:, 0, :] + cost
    motion = np.take_along_axis(motion_before, origin, axis=1)
    return reached, motion * PITCHES.size + origin


def _trace_back(total: NDArray[np.float64], origins: list[NDArray[np.int64]]) -> list[int]:
    state = int(total.argmin())
    line = [state % PITCHES.size]
    for origin in reversed(origins):
        state = int(origin.flat[state])
        line.append(state % PITCHES.size)
    return [int(PITCHES[index]) for index in reversed(line)]


def _note_costs(step: BassStep) -> NDArray[np.float64]:
    """Cost of each pitch on a step, (pitches,)."""
    by_class = np.array([_class_cost(step, pitch_class) for pitch_class in range(12)])
    outside = np.maximum(0, HOME_LOWEST - PITCHES) + np.maximum(0, PITCHES - HOME_HIGHEST)
    return by_class[PITCHES % 12] + OUTSIDE_HOME_COST * outside


def _class_cost(step: BassStep, pitch_class: int) -> float:
    cost = DEGREE_COSTS[step.function][_degree_column(step.chord, pitch_class)]
    if step.function == "A" and step.target is not None:
        return min(cost, APPROACH_COSTS.get((pitch_class - step.target) % 12, IMPOSSIBLE))
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


def _leap_costs(step: BassStep) -> NDArray[np.float64]:
    """Cost of a leap to or from each pitch, (pitches,)."""
    by_column = (0.0, 0.0, 0.0, 0.0, 0.0, LEAP_TO_SCALE_COST, LEAP_TO_CHROMATIC_COST)
    costs = np.array([by_column[_degree_column(step.chord, pitch_class)] for pitch_class in range(12)])
    return np.asarray(costs[PITCHES % 12])


def _motion(interval: int) -> int:
    if interval == 0:
        return STAY
    if interval < 0:
        return LEAP_DOWN if interval <= -SMALLEST_LEAP else STEP_DOWN
    return LEAP_UP if interval >= SMALLEST_LEAP else STEP_UP


PITCHES = np.arange(LOWEST, HIGHEST + 1)
_DISTANCE = PITCHES[None, :] - PITCHES[:, None]  # (pitches before, pitches now)
INTERVALS = np.vectorize(lambda semitones: INTERVAL_COSTS.get(abs(semitones), IMPOSSIBLE))(_DISTANCE)
IS_STEP = np.abs(_DISTANCE) < SMALLEST_LEAP
TURNS = np.array(TURN_COSTS)
_MOTIONS = np.vectorize(_motion)(_DISTANCE)
MOTION_MASKS = np.stack([np.equal(_MOTIONS, motion) for motion in range(5)])  # (motions, before, now)
