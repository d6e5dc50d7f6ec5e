"""The scale and the target notes of a chord.

A chord takes one of several scales: a dominant that resolves, the altered scale or the fifth mode
of harmonic minor; tonic, subdominant and dominant, the blues scale of the key; a chord that lasts
four beats, a pentatonic.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np

from jazzlstm.music import Chart, Chord

Item = TypeVar("Item")

# Scales, in semitones above the root or tonic.
ALTERED = (0, 1, 3, 4, 6, 8, 10)
HARMONIC_FIFTH = (0, 1, 4, 5, 7, 8, 10)
BLUES = (0, 3, 5, 6, 7, 10)
MINOR_PENTATONIC = (0, 3, 5, 7, 10)
MAJOR_PENTATONIC = (0, 2, 4, 7, 9)

TARGETS = {3: 3.0, 4: 3.0, 10: 2.2, 11: 1.8, 7: 1.5, 0: 1.2, 9: 1.0, 2: 0.8, 6: 1.0, 8: 1.0, 5: 0.6}
"""Weight of a chord tone as a target, by semitones above the root: thirds and sevenths define the chord."""
COLOUR_TONES = {2: 0.35, 9: 0.3}
"""Weights of the ninth and the sixth as targets, where they are in the scale but not in the chord."""
OTHER_TONE = 0.8
"""Weight of any other chord tone."""
LONG_CHORD_BEATS = 4
"""From here on a chord can take a pentatonic."""


@dataclass(frozen=True, slots=True)
class ChordScale:
    """A chord, and the scale chosen for it."""

    chord: Chord
    scale: frozenset[int]

    def targets(self) -> dict[int, float]:
        """Weights of the pitch classes that a line can aim for."""
        root = self.chord.root or 0
        weights = {(root + tone) % 12: TARGETS.get(tone, OTHER_TONE) for tone in self.chord.tones}
        for tone, weight in COLOUR_TONES.items():
            if (root + tone) % 12 in self.scale:
                weights.setdefault((root + tone) % 12, weight)
        return weights


@lru_cache(maxsize=4096)
def ladder(classes: frozenset[int]) -> tuple[int, ...]:
    """Every MIDI pitch of these pitch classes, ascending."""
    return tuple(pitch for pitch in range(128) if pitch % 12 in classes)


def step(classes: frozenset[int], pitch: int, steps: int) -> int:
    """The pitch ``steps`` rungs of the ladder above or below ``pitch``, which may lie between two rungs."""
    rungs = ladder(classes)
    place = bisect_left(rungs, pitch)
    if steps < 0 or (place < len(rungs) and rungs[place] == pitch):
        place += steps
    else:
        place += steps - 1
    return rungs[min(max(place, 0), len(rungs) - 1)]


def nearest(classes: frozenset[int], pitch: int) -> int:
    """The pitch of these classes closest to ``pitch``; the lower of two equally close."""
    return min(ladder(classes), key=lambda rung: (abs(rung - pitch), rung))


def is_dominant(chord: Chord) -> bool:
    """True for a chord with a major third and a minor seventh."""
    return {4, 10} <= set(chord.tones)


def resolves(chart: Chart, beat: float) -> bool:
    """True if the chord is a dominant and the next root is a fifth or a semitone lower."""
    chord, (_, following) = chart.chord_at(beat), chart.next_change(beat)
    if chord.root is None or following.root is None or not is_dominant(chord):
        return False
    return (chord.root - following.root) % 12 in (7, 1)


def chord_scale_at(
    chart: Chart, beat: float, tonic: int, scales: dict[str, float], rng: np.random.Generator
) -> ChordScale:
    """The chord on this beat, with a scale drawn by the preferences of the player.

    ``scales`` are the weights of the player by kind of scale, ``tonic`` a pitch class.
    """
    chord = chart.chord_at(beat)
    fitting = {"plain": 1.0}
    if resolves(chart, beat):
        fitting |= {"altered": 1.0, "harmonic": 1.0}
    if chord.root is not None and (chord.root - tonic) % 12 in (0, 5, 7):
        fitting["blues"] = 1.0
    if chart.next_change(beat)[0] - beat >= LONG_CHORD_BEATS:
        fitting["pentatonic"] = 1.0
    kind = draw({name: scales.get(name, 0.0) for name in fitting}, rng)
    return ChordScale(chord, _scale(chord, kind, tonic))


def _scale(chord: Chord, kind: str, tonic: int) -> frozenset[int]:
    if kind == "blues":
        return frozenset((tonic + tone) % 12 for tone in BLUES)
    shapes: dict[str, tuple[int, ...]] = {
        "altered": ALTERED,
        "harmonic": HARMONIC_FIFTH,
        "pentatonic": MINOR_PENTATONIC if 3 in chord.tones else MAJOR_PENTATONIC,
    }
    if kind not in shapes or chord.root is None:
        return chord.scale_classes
    return frozenset((chord.root + tone) % 12 for tone in shapes[kind])


def draw(weights: dict[Item, float], rng: np.random.Generator) -> Item:
    """An item drawn by its weight."""
    return pick(list(weights), list(weights.values()), rng)


def pick(items: Sequence[Item], weights: Sequence[float], rng: np.random.Generator) -> Item:
    """An item drawn by its weight; the last one when all weights are zero."""
    remaining = rng.random() * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        remaining -= weight
        if remaining < 0:
            return item
    return items[-1]
