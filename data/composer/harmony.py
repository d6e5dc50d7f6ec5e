"""What a chord offers a soloist: a ladder of pitches to run on, and tones to aim for.

The same chord is played in several flavours. Over a dominant that resolves one
takes the altered scale, or the fifth mode of harmonic minor; over a blues the
blues scale of the key; over a chord that stays, a pentatonic.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np

from jazzlstm.music import Chart, Chord

Thing = TypeVar("Thing")

ALTERED = (0, 1, 3, 4, 6, 8, 10)
HARMONIC_FIFTH = (0, 1, 4, 5, 7, 8, 10)
BLUES = (0, 3, 5, 6, 7, 10)
MINOR_PENTATONIC = (0, 3, 5, 7, 10)
MAJOR_PENTATONIC = (0, 2, 4, 7, 9)

TARGETS = {3: 3.0, 4: 3.0, 10: 2.2, 11: 1.8, 7: 1.5, 0: 1.2, 9: 1.0, 2: 0.8, 6: 1.0, 8: 1.0, 5: 0.6}
"""How much a line wants to land on each semitone above the root: thirds and sevenths tell the chord."""
COLOURS = {2: 0.35, 9: 0.3}
"""The ninth and the sixth, where they are in the scale, as targets that aren't chord tones."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a moment of the music stands on: its chord, and the scale chosen for it."""

    chord: Chord
    scale: frozenset[int]

    def targets(self) -> dict[int, float]:
        """Pitch classes to aim for, and how much."""
        root = self.chord.root or 0
        wanted = {(root + tone) % 12: TARGETS.get(tone, 0.8) for tone in self.chord.tones}
        for tone, weight in COLOURS.items():
            if (root + tone) % 12 in self.scale:
                wanted.setdefault((root + tone) % 12, weight)
        return wanted


@lru_cache(maxsize=4096)
def ladder(classes: frozenset[int]) -> tuple[int, ...]:
    """Every MIDI pitch of these pitch classes."""
    return tuple(pitch for pitch in range(128) if pitch % 12 in classes)


def step(classes: frozenset[int], pitch: int, steps: int) -> int:
    """So many rungs up or down from a pitch, which may stand between two rungs."""
    rungs = ladder(classes)
    place = bisect_left(rungs, pitch)
    if steps < 0 or (place < len(rungs) and rungs[place] == pitch):
        place += steps
    else:
        place += steps - 1
    return rungs[min(max(place, 0), len(rungs) - 1)]


def nearest(classes: frozenset[int], pitch: int) -> int:
    """The rung closest to a pitch, the lower of two."""
    return min(ladder(classes), key=lambda rung: (abs(rung - pitch), rung))


def is_dominant(chord: Chord) -> bool:
    """Major third and minor seventh: it wants to go somewhere."""
    return {4, 10} <= set(chord.tones)


def resolves(chart: Chart, beat: float) -> bool:
    """Does the dominant on this beat fall a fifth, or a semitone, to the next chord?"""
    chord, (_, following) = chart.chord_at(beat), chart.next_change(beat)
    if chord.root is None or following.root is None or not is_dominant(chord):
        return False
    return (chord.root - following.root) % 12 in (7, 1)


def ground_at(
    chart: Chart, beat: float, tonic: int, flavours: dict[str, float], rng: np.random.Generator
) -> Ground:
    """The chord on this beat, in a flavour that suits it and the player."""
    chord = chart.chord_at(beat)
    fitting = {"plain": 1.0}
    if resolves(chart, beat):
        fitting |= {"altered": 1.0, "harmonic": 1.0}
    if chord.root is not None and (chord.root - tonic) % 12 in (0, 5, 7):
        fitting["blues"] = 1.0
    if chart.next_change(beat)[0] - beat >= 4:
        fitting["pentatonic"] = 1.0
    flavour = draw({name: flavours.get(name, 0.0) for name in fitting}, rng)
    return Ground(chord, _scale(chord, flavour, tonic))


def _scale(chord: Chord, flavour: str, tonic: int) -> frozenset[int]:
    if flavour == "blues":
        return frozenset((tonic + tone) % 12 for tone in BLUES)
    shapes: dict[str, tuple[int, ...]] = {
        "altered": ALTERED,
        "harmonic": HARMONIC_FIFTH,
        "pentatonic": MINOR_PENTATONIC if 3 in chord.tones else MAJOR_PENTATONIC,
    }
    if flavour not in shapes or chord.root is None:
        return chord.scale_classes
    return frozenset((chord.root + tone) % 12 for tone in shapes[flavour])


def draw(weights: dict[Thing, float], rng: np.random.Generator) -> Thing:
    """One of the things, each as likely as its weight says."""
    return pick(list(weights), list(weights.values()), rng)


def pick(things: Sequence[Thing], weights: Sequence[float], rng: np.random.Generator) -> Thing:
    """One of the things; the last one when every weight is nought."""
    left = rng.random() * sum(weights)
    for thing, weight in zip(things, weights, strict=True):
        left -= weight
        if left < 0:
            return thing
    return things[-1]
