"""Finding a bass line: which octave, which passing note, so that the whole makes sense.

A bassist hears the next root coming and steers there. So the line is not chosen
note by note but as a whole: each step says what it wants to be (a root, a fifth,
free to walk), each interval and each turn has its price, and the cheapest path
through them all is the line (the Viterbi algorithm). A little chance on every
price makes each chorus another one.

Prices are in arbitrary units: 0 is what a player does without thinking, 1 what he
does now and then, 3 what he does once a night.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from jazzlstm.music import Chord

LOWEST, HIGHEST = 28, 57
"""E1, the open string, to A3 in thumb position."""
HOME = (35, 48)
"""B1 to C3: where a bassist lives, as WJazzD's do. Each semitone outside costs ``AWAY``."""
BEGINNING = 40
"""E2: about where a line begins."""
AWAY = 0.12
CHANCE = 0.4
"""Standard deviation of what chance adds to the price of each note."""
NEVER = 1e6
LEAP_TO_SCALE, LEAP_TO_CHROMATIC = 0.6, 2.0
"""What it costs to come to a note outside the chord, or leave it, other than by step."""

INTERVAL_PRICES = {
    0: 0.3, 1: 0.1, 2: 0.25, 3: 0.0, 4: 0.1, 5: 0.1, 6: 1.3, 7: 0.3, 8: 1.3, 9: 1.4, 10: 2.2, 11: 4.0,
    12: 0.5,
}  # fmt: skip
"""By semitones, either way. No more than an octave. Set so that the line has about the intervals that
WJazzD's bassists have (``benchmarks/band.py``)."""

LEAP_DOWN, STEP_DOWN, STAY, STEP_UP, LEAP_UP = range(5)
TURN_PRICES = (
    # to: leap down, step down, stay, step up, leap up    from:
    (1.2, 0.5, 0.2, 0.0, 0.4),  # leap down: turn and step back
    (0.2, 0.0, 0.2, 0.2, 0.2),  # step down: go on
    (0.2, 0.1, 2.5, 0.1, 0.2),  # stay: move on
    (0.2, 0.2, 0.2, 0.0, 0.2),  # step up: go on
    (0.4, 0.0, 0.2, 0.5, 1.2),  # leap up: turn and step back
)
SMALL_LEAP = 3
"""Semitones from which an interval counts as a leap."""

ROLES = {
    # role: root, third, fifth, seventh or sixth, other tones, scale, chromatic
    "R": (0.0, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER),
    "V": (3.0, 2.0, 0.0, NEVER, NEVER, NEVER, NEVER),
    "D": (0.2, 0.4, 0.2, 0.8, 0.8, 2.5, NEVER),
    "W": (0.5, 0.1, 0.1, 0.4, 0.5, 0.7, 1.2),
    "A": (0.9, 0.6, 0.5, 0.8, 1.0, 1.2, NEVER),
}
"""What each note of a chord costs on a step that is to be the Root, the fifth (V), the Downbeat
of a chord that goes on, a Walking step, or an Approach to the next root."""
APPROACH_PRICES = {1: 0.1, 11: 0.1, 2: 0.3, 10: 0.4, 7: 0.0}
"""An approach by semitone, by whole tone, or from the fifth above: semitones above the root to come."""


@dataclass(frozen=True, slots=True)
class Step:
    """One note the bass is going to play: when, over what, and what it should be."""

    beat: float
    end: float
    chord: Chord
    role: str
    target: int | None = None
    """The pitch class of the root that comes next, for an approach."""
    strength: float = 1.0
    is_short: bool = False
    may_skip: bool = False
    """The chord is still there an eighth later."""


def find_line(steps: Sequence[Step], rng: np.random.Generator) -> list[int]:
    """The cheapest line through ``steps``: a MIDI pitch for each."""
    if not steps:
        return []
    prices = [_note_prices(step) + rng.normal(0.0, CHANCE, PITCHES.size) for step in steps]
    tension = [_tension(step) for step in steps]
    total = np.tile(prices[0] + _distance_from_beginning(), (5, 1))  # (motions, pitches)
    trail = []
    for index in range(1, len(steps)):
        leaps = np.maximum(tension[index - 1][:, None], tension[index][None, :]) * ~STEPS
        total, where = _advance(total, prices[index], leaps)
        trail.append(where)
    return _walk_back(total, trail)


def _advance(
    total: NDArray[np.float64], price: NDArray[np.float64], extra: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """One step on: the price of each way to be there, and for each the motion and pitch it came from."""
    turning = total[:, None, :] + TURNS[:, :, None]  # (motions before, motions now, pitches before)
    came_by = turning.argmin(axis=0)  # (motions now, pitches before)
    best = np.take_along_axis(turning, came_by[None], axis=0)[0]
    ways = np.where(MOTION_MASKS, best[:, :, None] + INTERVALS + extra, NEVER)
    origin = ways.argmin(axis=1)  # (motions now, pitches now)
    reached = np.take_along_axis(ways, origin[:, None, :], axis=1)[:, 0, :] + price
    motion = np.take_along_axis(came_by, origin, axis=1)
    return reached, motion * PITCHES.size + origin


def _walk_back(total: NDArray[np.float64], trail: list[NDArray[np.int64]]) -> list[int]:
    state = int(total.argmin())
    line = [state % PITCHES.size]
    for where in reversed(trail):
        state = int(where.flat[state])
        line.append(state % PITCHES.size)
    return [int(PITCHES[index]) for index in reversed(line)]


def _note_prices(step: Step) -> NDArray[np.float64]:
    """What each pitch costs on this step, (pitches,)."""
    by_class = np.array([_class_price(step, pitch_class) for pitch_class in range(12)])
    away = np.maximum(0, HOME[0] - PITCHES) + np.maximum(0, PITCHES - HOME[1])
    return by_class[PITCHES % 12] + AWAY * away


def _class_price(step: Step, pitch_class: int) -> float:
    price = ROLES[step.role][_degree(step.chord, pitch_class)]
    if step.role == "A" and step.target is not None:
        return min(price, APPROACH_PRICES.get((pitch_class - step.target) % 12, NEVER))
    return price


def _degree(chord: Chord, pitch_class: int) -> int:
    """Column of ``ROLES`` that a pitch class stands in."""
    if pitch_class == chord.bass:
        return 0
    above = (pitch_class - (chord.root or 0)) % 12
    if above in chord.tones:
        for column, degrees in enumerate(((3, 4), (6, 7, 8), (9, 10, 11)), start=1):
            if above in degrees:
                return column
        return 4
    avoided = above == 5 and 4 in chord.tones  # the fourth over a major third
    return 5 if above in chord.scale and not avoided else 6


def _tension(step: Step) -> NDArray[np.float64]:
    """What it costs to leap to or from each pitch, (pitches,): passing notes want steps."""
    by_degree = (0.0, 0.0, 0.0, 0.0, 0.0, LEAP_TO_SCALE, LEAP_TO_CHROMATIC)
    prices = np.array([by_degree[_degree(step.chord, pitch_class)] for pitch_class in range(12)])
    return np.asarray(prices[PITCHES % 12])


def _distance_from_beginning() -> NDArray[np.float64]:
    """A line begins where there is room above and below."""
    return 0.1 * np.abs(PITCHES - BEGINNING)


def _motion(interval: int) -> int:
    if interval == 0:
        return STAY
    if interval < 0:
        return LEAP_DOWN if interval <= -SMALL_LEAP else STEP_DOWN
    return LEAP_UP if interval >= SMALL_LEAP else STEP_UP


PITCHES = np.arange(LOWEST, HIGHEST + 1)
_DISTANCE = PITCHES[None, :] - PITCHES[:, None]  # (pitches before, pitches now)
INTERVALS = np.vectorize(lambda semitones: INTERVAL_PRICES.get(abs(semitones), NEVER))(_DISTANCE)
STEPS = np.abs(_DISTANCE) <= 2
TURNS = np.array(TURN_PRICES)
_MOTIONS = np.vectorize(_motion)(_DISTANCE)
MOTION_MASKS = np.stack([np.equal(_MOTIONS, motion) for motion in range(5)])  # (motions, before, now)
