"""Figures: the ways from a note to the next target, with so many notes between.

A figure is a list of the notes between; the target comes after it. Each
function answers None, or an empty list, where its figure does not fit: a run of
three notes needs a target four steps away. All the pitches a beginner is told
to practise are here and nothing else; what makes music of them is the choice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator

from data.composer.harmony import Ground, ladder, step

Figure = tuple[int, ...]
Maker = Callable[[int, int, int, Ground], Iterator[Figure]]


def run(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Step by step along the scale, with a chromatic passing note where one is to spare."""
    way = 1 if target > start else -1
    rungs = ladder(ground.scale)
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


def skip_and_run(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """A leap to the far side of the target's scale, then steps back the other way."""
    for way in (1, -1):
        figure = [step(ground.scale, target, way * place) for place in range(notes, 0, -1)]
        if figure and 3 <= abs(figure[0] - start) <= 9 and (figure[0] - start) * way > 0:
            yield tuple(figure)


def arpeggio(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Up or down in thirds from the starting note; the target lies a step beyond or back."""
    if notes < 2:
        return
    tones = ground.chord.tone_classes
    for way in (1, -1):
        chordal = tuple(step(tones, start, way * place) for place in range(1, notes + 1))
        tertian = tuple(step(ground.scale, start, 2 * way * place) for place in range(1, notes + 1))
        for figure in dict.fromkeys((chordal, tertian)):
            if 1 <= abs(figure[-1] - target) <= 4:
                yield figure


def enclosure(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """The target between its neighbours: the scale's note above, the semitone below, in either order."""
    if notes < 2:
        return
    above, below = step(ground.scale, target, 1), target - 1
    for pair in ((above, below), (below, above)):
        if notes == 2:
            if 1 <= abs(pair[0] - start) <= 7:
                yield pair
            continue
        for lead in [
            *run(start, pair[0], notes - 2, ground),
            *tones_between(start, pair[0], notes - 2, ground),
        ]:
            yield (*lead, *pair)


def approach(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Chord tones, and a semitone or a step into the target."""
    for last in (target - 1, target + 1, step(ground.scale, target, 1), step(ground.scale, target, -1)):
        for lead in tones_between(start, last, notes - 1, ground):
            yield (*lead, last)


def chromatic(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Semitones all the way."""
    if 2 <= notes + 1 == abs(target - start):
        way = 1 if target > start else -1
        yield tuple(start + way * place for place in range(1, notes + 1))


def turn(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Round the starting note: upper neighbour, itself, lower neighbour."""
    if notes == 3 and 1 <= abs(target - start) <= 5:
        yield step(ground.scale, start, 1), start, start - 1
    if notes == 1 and target == start:
        yield (step(ground.scale, start, 1),)


def digits(start: int, target: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Patterns counted on the scale: 1-2-3-5, 1-3-2-4, 5-3-2-1, and such."""
    for pattern in ((1, 2, 4), (2, 1, 3), (-1, -2, -4), (-2, -1, -3), (2, 4, 3), (-2, 1, -1), (4, 2, 1)):
        if len(pattern) == notes:
            figure = tuple(step(ground.scale, start, steps) for steps in pattern)
            if 1 <= abs(figure[-1] - target) <= 4:
                yield figure


def tones_between(start: int, end: int, notes: int, ground: Ground) -> Iterator[Figure]:
    """Chord tones that lead from a note towards another, up or down, never far from either."""
    if notes <= 0:
        if notes == 0 and 0 < abs(end - start) <= 7:
            yield ()
        return
    for way in (1, -1):
        figure = tuple(step(ground.chord.tone_classes, start, way * place) for place in range(1, notes + 1))
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
    start: int, target: int, notes: int, ground: Ground, names: Collection[str] = tuple(FIGURES)
) -> Iterator[tuple[str, Figure]]:
    """Every figure of those names that fits; a bare leap when there is no note between."""
    if notes == 0:
        yield "leap", ()
        return
    for name, maker in FIGURES.items():
        if name in names:
            yield from ((name, figure) for figure in maker(start, target, notes, ground))
