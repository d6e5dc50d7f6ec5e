"""Lines: pitches for given onsets, from target to target.

The first and the last onset, half bars and new chords are targets. A target takes a tone of
its chord, and a figure leads to it from the target before. Each candidate, a target with a
figure, has a weight by register, contour of the phrase, preferences of the player and repetition;
one candidate is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.composer.figures import figures_between
from data.composer.harmony import ChordScale, chord_scale_at, nearest, pick, step
from data.composer.players import Player
from jazzlstm.music import Chart

Contour = Callable[[float], float]
"""The centre of the pitches on a beat, as MIDI pitch."""
REPEATED_FIGURE = 0.35
"""Factor for the figure that was played last."""
NEAR_SEMITONES = 5
"""Distance from the last note, or from the contour, that halves the weight of a first pitch."""
CONTOUR_SEMITONES = 4.5
"""Distance from the contour that halves the weight of a target."""
SAME_NOTES = 0.05
"""Factor for the pitches that were just played."""
FEW_PITCHES = 0.3
"""Factor for a passage in which less than half of the notes differ."""
REPEATED_PITCH = 0.1
"""Factor for two equal pitches in a row."""
MEMORY_NOTES = 6
"""Notes before that count as repeated."""
EPSILON = 1e-9
"""Beats; absorbs rounding."""


@dataclass(frozen=True, slots=True)
class SoloContext:
    """What stays the same throughout a solo: chart, key, player, random generator."""

    chart: Chart
    tonic: int
    """Pitch class."""
    player: Player
    rng: np.random.Generator

    def harmony(self, beat: float) -> ChordScale:
        """The chord on a beat with a scale that is drawn anew."""
        return chord_scale_at(self.chart, beat, self.tonic, self.player.scales, self.rng)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target and a figure that leads to it."""

    figure: str
    pitches: tuple[int, ...]
    """The figure and the target."""
    weight: float


def play_line(
    context: SoloContext, onsets: Sequence[float], early: set[float], before: int, contour: Contour
) -> list[tuple[float, int]]:
    """(onset, pitch) for each onset.

    ``early`` onsets anticipate the chord half a beat later. ``before`` is the pitch that sounded last.
    """
    targets = _target_places(context.chart, onsets, early)
    harmony = context.harmony(_harmonic_beat(onsets[0], early))
    pitches = [_first_pitch(context, harmony, before, contour(onsets[0]))]
    last_figure = ""
    for place, following in zip(targets, targets[1:], strict=False):
        arrival = context.harmony(_harmonic_beat(onsets[following], early))
        between = following - place - 1
        candidates = _candidates(context, pitches, between, harmony, arrival, contour(onsets[following]))
        if candidates:
            candidate = _choose(context, candidates, pitches[-1], onsets[place : following + 1], last_figure)
            pitches, last_figure = [*pitches, *candidate.pitches], candidate.figure
        else:
            pitches += _walk(pitches[-1], between, harmony, arrival)
        harmony = arrival
    return list(zip(onsets, pitches, strict=True))


def _choose(
    context: SoloContext,
    candidates: Sequence[Candidate],
    start: int,
    onsets: Sequence[float],
    last_figure: str,
) -> Candidate:
    """A candidate drawn by its weight; easy intervals and new figures are favoured."""
    weights = [
        candidate.weight
        * _ease((start, *candidate.pitches), onsets)
        * (REPEATED_FIGURE if candidate.figure == last_figure else 1)
        for candidate in candidates
    ]
    return pick(candidates, weights, context.rng)


def _harmonic_beat(onset: float, early: set[float]) -> float:
    return onset + 0.5 if onset in early else onset


def _target_places(chart: Chart, onsets: Sequence[float], early: set[float]) -> list[int]:
    """Indices of the targets in ``onsets``."""
    bars = chart.bar_starts()
    places = []
    for place, onset in enumerate(onsets):
        beat = _harmonic_beat(onset, early) % chart.beats
        within = beat - max(bar for bar in bars if bar <= beat + EPSILON)
        is_new = place and chart.chord_at(_harmonic_beat(onset, early)) != chart.chord_at(
            _harmonic_beat(onsets[place - 1], early)
        )
        if place in (0, len(onsets) - 1) or is_new or within % 2 < EPSILON:
            places.append(place)
    return places


def _first_pitch(context: SoloContext, harmony: ChordScale, before: int, centre: float) -> int:
    """A target pitch near the last one and near the contour."""
    weights = harmony.targets()
    choices = [pitch for pitch in range(context.player.low, context.player.high + 1) if pitch % 12 in weights]
    near = [
        weights[pitch % 12]
        / (1 + (abs(pitch - before) / NEAR_SEMITONES) ** 2)
        / (1 + (abs(pitch - centre) / NEAR_SEMITONES) ** 2)
        for pitch in choices
    ]
    return pick(choices, near, context.rng)


def _candidates(
    context: SoloContext,
    past: Sequence[int],
    between: int,
    harmony: ChordScale,
    arrival: ChordScale,
    centre: float,
) -> list[Candidate]:
    start, player = past[-1], context.player
    candidates = []
    for target, preference in _reachable(player, arrival, start):
        pull = (
            preference
            * _distance_weight(abs(target - start), between)
            / (1 + (abs(target - centre) / CONTOUR_SEMITONES) ** 2)
        )
        for name, figure in figures_between(start, target, between, harmony, player.figures):
            pitches = (*figure, target)
            weight = pull * player.figures.get(name, 0.0) * _freshness(past, pitches)
            if weight and player.low <= min(pitches) and max(pitches) <= player.high:
                candidates.append(Candidate(name, pitches, weight))
    return candidates


def _reachable(player: Player, arrival: ChordScale, start: int) -> list[tuple[int, float]]:
    """(target, weight) for targets in the register, at most an octave from ``start``."""
    return [
        (target, weight)
        for pitch_class, weight in arrival.targets().items()
        for target in range(pitch_class, 128, 12)
        if player.low <= target <= player.high and abs(target - start) <= 12
    ]


def _distance_weight(distance: int, between: int) -> float:
    """Small distances are favoured; with more notes between, larger ones too."""
    if distance == 0:
        return 0.12 if between else 0.2
    if distance <= 2:
        return 1.0 if between < 3 else 0.8
    if distance <= 5:
        return 0.8 if between < 2 else 1.0
    return 0.25 if between < 2 else 0.6


def _ease(pitches: Sequence[int], onsets: Sequence[float]) -> float:
    """A factor below 1 for leaps between fast notes."""
    weight = 1.0
    for place in range(1, len(pitches)):
        gap, interval = onsets[place] - onsets[place - 1], abs(pitches[place] - pitches[place - 1])
        if gap < 0.3 and interval > 2:
            weight *= 0.4 if interval <= 4 else 0.05
        elif gap < 0.4 and interval > 5:
            weight *= 0.3
    return weight


def _freshness(past: Sequence[int], pitches: Sequence[int]) -> float:
    """A factor below 1 for notes that repeat what was just played."""
    tail = [*past[-MEMORY_NOTES:], *pitches]
    weight = 1.0
    if tuple(past[-len(pitches) :]) == tuple(pitches):
        weight *= SAME_NOTES
    if len(tail) > MEMORY_NOTES and len(set(tail)) < len(tail) / 2:
        weight *= FEW_PITCHES
    repeats = sum(1 for one, other in zip(tail, tail[1:], strict=False) if one == other)
    return weight * (REPEATED_PITCH if repeats else 1.0)


def _walk(start: int, between: int, harmony: ChordScale, arrival: ChordScale) -> list[int]:
    """Scale steps, then the nearest target; for targets that no figure leads to."""
    pitches = [start]
    for _ in range(between):
        pitches.append(step(harmony.scale, pitches[-1], -1 if start > 66 else 1))
    return [*pitches[1:], nearest(frozenset(arrival.targets()) - {pitches[-1] % 12}, pitches[-1])]
