"""A line: running notes that make for a target on every half bar.

The onsets are given. Those on the half bars, on a new chord, and the last one
are targets; each takes a tone of its chord, thirds and sevenths first, and a
figure leads there from the target before. Every pair of target and figure that
fits is weighed: is it in the register, does it follow the curve of the phrase,
does the player like it, has it just been heard?
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.composer.figures import figures_between
from data.composer.harmony import Ground, ground_at, nearest, pick, step
from data.composer.players import Player
from jazzlstm.music import Chart

Curve = Callable[[float], float]
"""Where in the register a phrase is, by beat: a MIDI pitch."""


AGAIN = 0.35
"""What is left of the liking for a figure that was the last one played."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What stays the same throughout a solo: the form, its key, who plays."""

    chart: Chart
    tonic: int
    player: Player
    rng: np.random.Generator

    def ground(self, beat: float) -> Ground:
        return ground_at(self.chart, beat, self.tonic, self.player.flavours, self.rng)


@dataclass(frozen=True, slots=True)
class Option:
    """A target and a way there."""

    figure: str
    pitches: tuple[int, ...]
    weight: float


def play_line(
    stage: Stage, onsets: Sequence[float], early: set[float], before: int, curve: Curve
) -> list[tuple[float, int]]:
    """A pitch for each onset. ``early`` onsets belong to the beat after them; ``before`` sounded last."""
    targets = _target_places(stage.chart, onsets, early)
    ground = stage.ground(_heard_at(onsets[0], early))
    pitches = [_first_pitch(stage, ground, before, curve(onsets[0]))]
    last_figure = ""
    for place, following in zip(targets, targets[1:], strict=False):
        arrival = stage.ground(_heard_at(onsets[following], early))
        between = following - place - 1
        options = _options(stage, pitches, between, ground, arrival, curve(onsets[following]))
        if options:
            option = _choose(stage, options, pitches[-1], onsets[place : following + 1], last_figure)
            pitches, last_figure = [*pitches, *option.pitches], option.figure
        else:
            pitches += _walk(pitches[-1], between, ground, arrival)
        ground = arrival
    return list(zip(onsets, pitches, strict=True))


def _choose(
    stage: Stage, options: Sequence[Option], start: int, onsets: Sequence[float], last_figure: str
) -> Option:
    """One of the options: rather what lies well under the fingers, rather something new."""
    weights = [
        option.weight
        * _ease((start, *option.pitches), onsets)
        * (AGAIN if option.figure == last_figure else 1)
        for option in options
    ]
    return pick(options, weights, stage.rng)


def _heard_at(onset: float, early: set[float]) -> float:
    return onset + 0.5 if onset in early else onset


def _target_places(chart: Chart, onsets: Sequence[float], early: set[float]) -> list[int]:
    """Indices of the onsets that are targets: half bars, new chords, the first and the last."""
    bars = chart.bar_starts()
    places = []
    for place, onset in enumerate(onsets):
        beat = _heard_at(onset, early) % chart.beats
        within = beat - max(bar for bar in bars if bar <= beat + 1e-9)
        is_new = place and chart.chord_at(_heard_at(onset, early)) != chart.chord_at(
            _heard_at(onsets[place - 1], early)
        )
        if place in (0, len(onsets) - 1) or is_new or within % 2 < 1e-9:
            places.append(place)
    return places


def _first_pitch(stage: Stage, ground: Ground, before: int, centre: float) -> int:
    """A phrase starts near where the last one ended, on a tone of the chord."""
    weights = ground.targets()
    choices = [pitch for pitch in range(stage.player.low, stage.player.high + 1) if pitch % 12 in weights]
    near = [
        weights[pitch % 12] / (1 + (abs(pitch - before) / 5) ** 2) / (1 + (abs(pitch - centre) / 5) ** 2)
        for pitch in choices
    ]
    return pick(choices, near, stage.rng)


def _options(
    stage: Stage, past: Sequence[int], between: int, ground: Ground, arrival: Ground, centre: float
) -> list[Option]:
    start, player = past[-1], stage.player
    options = []
    for target, wanted in _reachable(player, arrival, start):
        pull = (
            wanted * _distance_weight(abs(target - start), between) / (1 + (abs(target - centre) / 4.5) ** 2)
        )
        for name, figure in figures_between(start, target, between, ground, player.figures):
            pitches = (*figure, target)
            weight = pull * player.figures.get(name, 0.0) * _freshness(past, pitches)
            if weight and player.low <= min(pitches) and max(pitches) <= player.high:
                options.append(Option(name, pitches, weight))
    return options


def _reachable(player: Player, arrival: Ground, start: int) -> list[tuple[int, float]]:
    """Targets within an octave and the register, and how much each is wanted."""
    return [
        (target, wanted)
        for pitch_class, wanted in arrival.targets().items()
        for target in range(pitch_class, 128, 12)
        if player.low <= target <= player.high and abs(target - start) <= 12
    ]


def _distance_weight(distance: int, between: int) -> float:
    """Near targets are easy to sing; a longer way makes room for a farther one."""
    if distance == 0:
        return 0.12 if between else 0.2
    if distance <= 2:
        return 1.0 if between < 3 else 0.8
    if distance <= 5:
        return 0.8 if between < 2 else 1.0
    return 0.25 if between < 2 else 0.6


def _ease(pitches: Sequence[int], onsets: Sequence[float]) -> float:
    """Less for leaps between fast notes, which no hand likes."""
    weight = 1.0
    for place in range(1, len(pitches)):
        gap, interval = onsets[place] - onsets[place - 1], abs(pitches[place] - pitches[place - 1])
        if gap < 0.3 and interval > 2:
            weight *= 0.4 if interval <= 4 else 0.05
        elif gap < 0.4 and interval > 5:
            weight *= 0.3
    return weight


def _freshness(past: Sequence[int], pitches: Sequence[int]) -> float:
    """Less for saying again what was just said: the same notes, or round and round on few."""
    tail = [*past[-6:], *pitches]
    weight = 1.0
    if tuple(past[-len(pitches) :]) == tuple(pitches):
        weight *= 0.05
    if len(tail) > 6 and len(set(tail)) < len(tail) / 2:
        weight *= 0.3
    repeats = sum(1 for one, other in zip(tail, tail[1:], strict=False) if one == other)
    return weight * (0.1 if repeats else 1.0)


def _walk(start: int, between: int, ground: Ground, arrival: Ground) -> list[int]:
    """When no figure fits: up or down the scale, and to the nearest tone of the chord."""
    pitches = [start]
    for _ in range(between):
        pitches.append(step(ground.scale, pitches[-1], -1 if start > 66 else 1))
    return [*pitches[1:], nearest(frozenset(arrival.targets()) - {pitches[-1] % 12}, pitches[-1])]
