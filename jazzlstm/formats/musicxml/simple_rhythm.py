"""Rhythm that is easy to read: eighths, triplets and sixteenths in place of every tick of a performance.

Each beat gets one of the ``PATTERNS`` of onsets. The choice weighs two costs against each other: how hard
the pattern is to read, and how far in seconds the notes move from where they are played. Beats are chosen
together, by dynamic programming, so that a run that is played late is not split. Very short notes become
grace notes. The pitches and the order of the notes stay; what sounds does not change.

Source: the quantisation as a trade-off of complexity and accuracy is that of A. T. Cemgil, P. Desain and
B. Kappen, "Rhythm quantization for transcription", Computer Music Journal 24 (2000).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, combinations, pairwise
from typing import TypeAlias

from jazzlstm.music import TICKS_PER_BEAT, Metre, Note

HALF_BEAT = TICKS_PER_BEAT // 2
"""Ticks."""
PATTERNS: Mapping[tuple[int, ...], float] = {
    (): 0, (0,): 0, (0, 6): 1, (6,): 1, (0, 4, 8): 2, (0, 3, 6, 9): 2.5,
    (0, 6, 9): 3, (0, 3, 6): 3, (6, 9): 3, (0, 9): 3.5, (0, 3): 4, (4, 8): 3.5, (0, 8): 3.5, (0, 4): 4,
    (3, 6, 9): 4.5, (0, 3, 9): 5, (9,): 5, (3, 9): 6, (3, 6): 6, (3,): 7, (8,): 5, (4,): 6,
    (0, 2, 4, 6): 5, (0, 6, 8, 10): 5, (6, 8, 10): 6, (0, 2, 4): 6, (2, 4, 6): 8,
    (0, 2, 4, 6, 8, 10): 6, (0, 2, 4, 6, 9): 7, (0, 3, 6, 8, 10): 7, (2, 4, 6, 8, 10): 9, (3, 6, 8, 10): 9,
}  # fmt: skip
"""Onsets within a beat, in ticks, and how hard they are to read."""
HALF_PATTERNS: Mapping[tuple[int, ...], float] = {
    (): 0, (0,): 0, (0, 3): 1, (3,): 2, (0, 2, 4): 4,
}  # fmt: skip
"""The same within an eighth, for metres such as 6/8."""
FARTHEST = 4
"""Ticks that a note may move."""
COSTLY_SECONDS = 0.045
"""A move by this much costs 1, twice as far 4."""
STRETCH = 0.5
"""Cost of a change of the time between two notes, relative to that of a move."""
SWUNG_LATE = 0.5
"""A note later than half a beat, written as a swung eighth, counts as moved by this part of the way: a
swung eighth sounds late itself."""
LATEST_SWUNG = 9
"""Ticks: the latest place of such a note."""
SHUFFLE = 3.0
"""Added cost of a triplet without its middle note where eighths are swung: it is a pair of eighths."""
GRACE_TICKS = 1
"""A note this short, right before another, is a grace note."""
MOST_IN_BEAT = 6
"""Notes of a beat; the shortest of more are grace notes."""
HARDEST = 12.0
"""The cost of any other pattern."""
_Step: TypeAlias = "tuple[tuple[int, ...], _Step] | None"
"""The moves of the notes of a beat, and those of the beats before."""
_Paths: TypeAlias = dict[tuple[float, bool], tuple[float, _Step]]
"""The cheapest way to each state, with its cost."""


@dataclass(frozen=True, slots=True)
class SimpleRhythm:
    """Notes in ticks, as they are written; ``grace`` maps the note after grace notes to these."""

    notes: tuple[Note, ...]
    grace: Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat of the page: its first tick, its length in ticks, its place in the bar."""

    start: int
    length: int
    place: int


def simplify_rhythm(
    notes: Sequence[Note], bars: Sequence[tuple[int, Metre]], *, tempo: float, swing: bool
) -> SimpleRhythm:
    """``notes`` in whole ticks, moved to simple places; each lasts until the next, or to a simple end.

    ``bars``: the first tick and the metre of each bar, up to the last note at least. ``tempo`` in quarter
    notes a minute. With ``swing`` the last note of a triplet may be written as an eighth.
    """
    beats = _Beats(bars)
    main, grace = _find_grace_notes(notes, beats)
    starts = _choose_onsets([int(notes[index].start) for index in main], beats.all, tempo, swing)
    placed = list(notes)
    for index, start, following in zip(main, starts, [*starts[1:], None], strict=True):
        end = _simple_end(int(notes[index].end), start, following, beats)
        placed[index] = replace(notes[index], start=start, duration=end - start)
    for index, before in grace.items():
        for each in before:
            placed[each] = replace(notes[each], start=placed[index].start, duration=0)
    return SimpleRhythm(tuple(placed), grace)


class _Beats:
    """The beats of some bars."""

    def __init__(self, bars: Sequence[tuple[int, Metre]]) -> None:
        self.all = tuple(_beats(bars))
        self._starts = [beat.start for beat in self.all]

    def at(self, tick: int) -> Beat:
        """The beat of a tick; the last beat for a later tick."""
        return self.all[max(0, bisect_right(self._starts, tick) - 1)]


def _beats(bars: Sequence[tuple[int, Metre]]) -> Iterator[Beat]:
    for start, metre in bars:
        length = TICKS_PER_BEAT if metre.denominator <= 4 else HALF_BEAT
        for place in range(round(metre.bar_beats * TICKS_PER_BEAT) // length):
            yield Beat(start + place * length, length, place)


# Grace notes


def _find_grace_notes(notes: Sequence[Note], beats: _Beats) -> tuple[list[int], dict[int, tuple[int, ...]]]:
    """The notes with a place of their own, and the grace notes before each."""
    short = {
        index
        for index, (note, following) in enumerate(pairwise(notes))
        if following.start - note.start <= GRACE_TICKS
    }
    inside: dict[Beat, list[int]] = {}
    for index in range(len(notes) - 1):
        if index not in short:
            inside.setdefault(beats.at(int(notes[index].start)), []).append(index)
    for beat, indices in inside.items():
        spare = max(0, len(indices) - MOST_IN_BEAT * beat.length // TICKS_PER_BEAT)
        short |= set(sorted(indices, key=lambda index: (notes[index].duration, index))[:spare])
    main: list[int] = []
    grace: dict[int, tuple[int, ...]] = {}
    waiting: list[int] = []
    for index in range(len(notes)):
        if index in short:
            waiting.append(index)
            continue
        if waiting:
            grace[index], waiting = tuple(waiting), []
        main.append(index)
    return main, grace


# Onsets


def _choose_onsets(starts: Sequence[int], beats: Sequence[Beat], tempo: float, swing: bool) -> list[int]:
    """The written onset of each note: the cheapest patterns, beat by beat, up to the last note."""
    weight = (60.0 / tempo / TICKS_PER_BEAT / COSTLY_SECONDS) ** 2
    paths: _Paths = {(0.0, False): (0.0, None)}
    first = 0
    kept = _quarter_triplets(starts, beats)
    for number, beat in enumerate(beats):
        last = first
        while last < len(starts) and starts[last] < beat.start + beat.length:
            last += 1
        played = tuple(start - beat.start for start in starts[first:last])
        first = last
        if number in kept:
            options: Sequence[tuple[int, ...]] = [played]
        else:
            options = _options(played, beat.length)
        paths = _extend(paths, played, options, _Costs(beat.length, weight, swing))
        if first == len(starts):
            break
    step = min(paths.values(), key=lambda path: path[0])[1]
    moves: list[tuple[int, ...]] = []
    while step:
        moves.append(step[0])
        step = step[1]
    return [start + by for start, by in zip(starts, chain.from_iterable(reversed(moves)), strict=True)]


@dataclass(frozen=True, slots=True)
class _Costs:
    length: int
    weight: float
    swing: bool

    def move(self, played: int, written: int) -> float:
        """How far a note moves, in ticks; negative if it becomes earlier."""
        late = self.swing and written == HALF_BEAT < played <= LATEST_SWUNG
        return (written - played) * (SWUNG_LATE if late else 1.0)

    def of_reading(self, written: tuple[int, ...]) -> float:
        """How hard a pattern is to read, a note on the next beat aside."""
        patterns = PATTERNS if self.length == TICKS_PER_BEAT else HALF_PATTERNS
        inside = tuple(each for each in written if each < self.length)
        shuffle = SHUFFLE if self.swing and inside in ((0, 8), (8,)) else 0.0
        return patterns.get(inside, HARDEST) + shuffle

    def of_moves(self, moves: Sequence[float]) -> float:
        """The cost of moving the notes of a beat."""
        away = sum(each**2 for each in moves)
        apart = sum((two - one) ** 2 for one, two in pairwise(moves))
        return self.weight * (away + STRETCH * apart)


def _extend(
    paths: _Paths, played: tuple[int, ...], options: Sequence[tuple[int, ...]], costs: _Costs
) -> _Paths:
    """The cheapest path to each state after one more beat.

    A state is the move of the last note, and whether that note now stands on the next beat.
    """
    best: _Paths = {}
    for written in options:
        ticks = tuple(new - old for old, new in zip(played, written, strict=True))
        moves = tuple(map(costs.move, played, written))
        own = costs.of_moves(moves)
        for (moved, is_taken), (cost, path) in paths.items():
            if is_taken and written[:1] == (0,):
                continue
            total = cost + own + costs.of_reading((0, *written) if is_taken else written)
            if moves and path:
                total += costs.weight * STRETCH * (moves[0] - moved) ** 2
            state = (moves[-1] if moves else moved, written[-1:] == (costs.length,))
            if state not in best or total < best[state][0]:
                best[state] = (total, (ticks, path) if ticks else path)
    return best


@lru_cache(maxsize=4096)
def _options(played: tuple[int, ...], length: int) -> tuple[tuple[int, ...], ...]:
    """Written onsets for those that are played; the last may be on the next beat. At least one."""
    patterns = PATTERNS if length == TICKS_PER_BEAT else HALF_PATTERNS
    found = tuple(
        written
        for pattern in patterns
        for written in (pattern, (*pattern, length))
        if len(written) == len(played)
        and all(abs(new - old) <= FARTHEST for new, old in zip(written, played, strict=True))
    )
    return found or tuple(combinations(range(0, length, 2), len(played)))


def _quarter_triplets(starts: Sequence[int], beats: Sequence[Beat]) -> set[int]:
    """The beats that are under a quarter-note triplet, which is kept as it is."""
    kept: set[int] = set()
    by_start = set(starts)
    for number, (one, two) in enumerate(pairwise(beats)):
        inside = {tick - one.start for tick in range(one.start, two.start + two.length) if tick in by_start}
        if one.length == TICKS_PER_BEAT and one.place % 2 == 0 and inside == {0, 8, 16}:
            kept |= {number, number + 1}
    return kept


# Ends


def _simple_end(end: int, start: int, following: int | None, beats: _Beats) -> int:
    """The written end of a note: a rest of at most half a beat is closed, and so is one within a beat.

    Other rests begin on a beat or on half a beat, and after a triplet on a beat.
    """
    if following is not None and following - end <= HALF_BEAT:
        return following
    beat = beats.at(start)
    offset = start - beat.start
    if offset in (4, 8):
        end = max(end, beat.start + beat.length)
    end = max(start + 1, end)
    end = beat.start - (beat.start - end) // HALF_BEAT * HALF_BEAT
    if following is None:
        return end
    arrival = beats.at(following).start
    if end > arrival:
        return following if start >= arrival else arrival
    return end
