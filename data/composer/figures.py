"""Figures: the pitches between a note and the next target.

Each function yields the figures of its kind with exactly ``notes`` pitches between ``start`` and
``target``, or nothing if none fits: a run of three notes needs a target four steps away.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator

from data.composer.harmony import ChordScale, ladder, step

Figure = tuple[int, ...]
"""MIDI pitches, without start and target."""
Maker = Callable[[int, int, int, ChordScale], Iterator[Figure]]
"""(start, target, notes, harmony) to the figures that fit."""
DIGITAL_PATTERNS = ((1, 2, 4), (2, 1, 3), (-1, -2, -4), (-2, -1, -3), (2, 4, 3), (-2, 1, -1), (4, 2, 1))
"""Scale steps from the starting note."""


def run(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Scale steps, with one chromatic passing note where there is one note to spare."""
    way = 1 if target > start else -1
    rungs = ladder(harmony.scale)
    low, high = min(start, target), max(start, target)
    rungs = rungs[bisect_right(rungs, low) : bisect_left(rungs, high)][::way]
    if len(rungs) == notes:
        yield rungs
    elif len(rungs) == notes - 1:
        path = [start, *rungs, target]
        for place in range(len(path) - 2, -1, -1):
            if abs(path[place + 1] - path[place]) == 2:
                yield (*path[1 : place + 1], path[place] + way, *path[place + 1 : -1])
                return


def skip_and_run(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """A leap past the target, then scale steps back to it."""
    for way in (1, -1):
        figure = [step(harmony.scale, target, way * place) for place in range(notes, 0, -1)]
        if figure and 3 <= abs(figure[0] - start) <= 9 and (figure[0] - start) * way > 0:
            yield tuple(figure)


def arpeggio(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Chord tones or thirds of the scale, up or down; the target is one to four semitones from the last."""
    if notes < 2:
        return
    tones = harmony.chord.tone_classes
    for way in (1, -1):
        chordal = tuple(step(tones, start, way * place) for place in range(1, notes + 1))
        tertian = tuple(step(harmony.scale, start, 2 * way * place) for place in range(1, notes + 1))
        for figure in dict.fromkeys((chordal, tertian)):
            if 1 <= abs(figure[-1] - target) <= 4:
                yield figure


def enclosure(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """The scale tone above the target and the semitone below it, in either order, then the target."""
    if notes < 2:
        return
    above, below = step(harmony.scale, target, 1), target - 1
    for pair in ((above, below), (below, above)):
        if notes == 2:
            if 1 <= abs(pair[0] - start) <= 7:
                yield pair
            continue
        for lead in [
            *run(start, pair[0], notes - 2, harmony),
            *tones_between(start, pair[0], notes - 2, harmony),
        ]:
            yield (*lead, *pair)


def approach(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Chord tones, then a semitone or a scale step into the target."""
    for last in (target - 1, target + 1, step(harmony.scale, target, 1), step(harmony.scale, target, -1)):
        for lead in tones_between(start, last, notes - 1, harmony):
            yield (*lead, last)


def chromatic(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Semitones from start to target."""
    if 2 <= notes + 1 == abs(target - start):
        way = 1 if target > start else -1
        yield tuple(start + way * place for place in range(1, notes + 1))


def turn(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """The upper neighbour of the start, the start, its lower neighbour."""
    if notes == 3 and 1 <= abs(target - start) <= 5:
        yield step(harmony.scale, start, 1), start, start - 1
    if notes == 1 and target == start:
        yield (step(harmony.scale, start, 1),)


def digits(start: int, target: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Digital patterns on the scale: 1-2-3-5, 1-3-2-4, 5-3-2-1 and others."""
    for pattern in DIGITAL_PATTERNS:
        if len(pattern) == notes:
            figure = tuple(step(harmony.scale, start, steps) for steps in pattern)
            if 1 <= abs(figure[-1] - target) <= 4:
                yield figure


def tones_between(start: int, end: int, notes: int, harmony: ChordScale) -> Iterator[Figure]:
    """Chord tones up or down from ``start``; the last is at most five semitones from ``end``."""
    if notes <= 0:
        if notes == 0 and 0 < abs(end - start) <= 7:
            yield ()
        return
    for way in (1, -1):
        figure = tuple(step(harmony.chord.tone_classes, start, way * place) for place in range(1, notes + 1))
        if 0 < abs(end - figure[-1]) <= 5:
            yield figure


FIGURES: dict[str, Maker] = {
    "run": run,
    "skip and run": skip_and_run,
    "arpeggio": arpeggio,
    "enclosure": enclosure,
    "approach": approach,
    "chromatic": chromatic,
    "turn": turn,
    "digits": digits,
}


def figures_between(
    start: int, target: int, notes: int, harmony: ChordScale, names: Collection[str] = tuple(FIGURES)
) -> Iterator[tuple[str, Figure]]:
    """(name, figure) for each figure of ``names`` that fits; a leap when there is no note between."""
    if notes == 0:
        yield "leap", ()
        return
    for name, maker in FIGURES.items():
        if name in names:
            yield from ((name, figure) for figure in maker(start, target, notes, harmony))
