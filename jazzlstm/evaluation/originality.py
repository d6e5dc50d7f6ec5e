"""Is it copying? What a solo shares with a corpus: short runs are the language, long ones are quotes.

A line is its intervals, so a quote in another key is still a quote; "with rhythm" the ticks from
onset to onset have to agree too. A run of n notes has n - 1 intervals.

The index is a suffix array: every place of the corpus, sorted by what follows it, so that places
that go on alike stand side by side. The longest run shared from a given note is found by bisection
among neighbours: a take of 100 notes costs about a millisecond. Text stands for music here (a
character an interval), because Python compares strings faster than anything else it has.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from os.path import commonprefix

import numpy as np
from numpy.typing import NDArray

from jazzlstm.evaluation.means import mean
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo

SHARE_NOTES = (5, 7, 9, 11, 13, 16)
"""Lengths of run, in notes, whose shares are reported."""
DEEPEST = 96
"""Intervals by which places are sorted; longer runs are found, though perhaps not the longest of several."""
WIDEST = 127
LONGEST_WAIT = 96
"""Ticks from onset to onset; a longer wait counts as this one."""
END_OF_SOLO = "\0"


@dataclass(frozen=True, slots=True)
class SharedRun:
    """The longest run shared: how many notes, where in the solo, and where in the corpus."""

    notes: int
    beat: float
    """Where it starts in the solo that was looked up."""
    title: str = ""
    performer: str = ""
    bar: int = 0
    """Where it starts in the corpus's solo; its first bar is 1."""

    @property
    def is_none(self) -> bool:
        """Nothing is shared, not two notes."""
        return self.notes < 2


@dataclass(frozen=True, eq=False)
class CorpusIndex:
    """Every line of a corpus, to look runs up in. Built once, in about a second per 100,000 notes."""

    solos: tuple[Solo, ...]
    rhythm: bool = False
    lines: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", tuple(_spell(solo.notes, self.rhythm) for solo in self.solos))

    @cached_property
    def _text(self) -> str:
        return "".join(line + END_OF_SOLO for line in self.lines)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Where in the text each solo starts."""
        return np.cumsum([0, *(len(line) + 1 for line in self.lines)])

    @cached_property
    def _places(self) -> list[int]:
        text = self._text
        inside = [place for place, letter in enumerate(text) if letter != END_OF_SOLO]
        return sorted(inside, key=lambda place: text[place : place + DEEPEST])

    def shared(self, solo: Solo) -> NDArray[np.int64]:
        """From each note but the last, how many intervals on end stand in the corpus too: (notes - 1,)."""
        line = _spell(solo.notes, self.rhythm)
        return np.array([self._match(line[i:])[0] for i in range(len(line))], np.int64)

    def longest_run(self, solo: Solo) -> SharedRun:
        """The longest run that ``solo`` shares with any of the corpus; the first of equals."""
        line = _spell(solo.notes, self.rhythm)
        best, start, place = 0, 0, 0
        for i in range(len(line)):
            if len(line) - i <= best:
                break
            length, found = self._match(line[i:])
            if length > best:
                best, start, place = length, i, found
        return self._run(solo, best, start, place)

    def _match(self, ahead: str) -> tuple[int, int]:
        """The longest beginning of ``ahead`` that stands in the corpus, and where."""
        text, places = self._text, self._places
        at = bisect_left(places, ahead[:DEEPEST], key=lambda place: text[place : place + DEEPEST])
        found = [(_agreement(text, place, ahead), -place) for place in places[max(0, at - 1) : at + 1]]
        length, place = max(found, default=(0, 0))
        return length, -place

    def _run(self, solo: Solo, length: int, start: int, place: int) -> SharedRun:
        if not length:
            return SharedRun(notes=min(1, len(solo.notes)), beat=solo.notes[0].start if solo.notes else 0.0)
        owner = int(np.searchsorted(self._starts, place, side="right")) - 1
        source = self.solos[owner]
        beat = source.notes[place - int(self._starts[owner])].start
        bar = int(np.searchsorted(source.chart.bar_starts(), beat % source.chart.beats + 1e-6, side="right"))
        return SharedRun(length + 1, solo.notes[start].start, source.title, source.performer, bar)

    def shared_among(self) -> list[NDArray[np.int64]]:
        """For every solo of the corpus, what ``shared`` says with the *other* solos as the corpus."""
        places, text = self._places, self._text
        owner = np.searchsorted(self._starts, places, side="right") - 1
        ends = self._starts[owner + 1] - 1  # where each place's line ends
        common = [0] + [
            _agreement(text, a, text[b : min(b + DEEPEST, end)])
            for (a, b), end in zip(pairwise(places), ends[1:], strict=True)
        ]
        above = _best_of_others(owner, common)
        below = _best_of_others(owner[::-1], [0, *common[:0:-1]])[::-1]
        best = np.zeros(len(text), np.int64)
        best[places] = np.maximum(above, below)
        return [best[a : b - 1] for a, b in pairwise(self._starts)]


def _best_of_others(owner: NDArray[np.int64], common: Sequence[int]) -> NDArray[np.int64]:
    """At each sorted place, how long it agrees with the nearest place before it that is another solo's."""
    best = np.zeros(len(owner), np.int64)
    for k in range(1, len(owner)):
        best[k] = common[k] if owner[k] != owner[k - 1] else min(common[k], best[k - 1])
    return best


def share_of_runs(shared: Sequence[NDArray[np.int64]], notes: int) -> float:
    """Of all runs of ``notes`` notes, the share that stands in the corpus; NaN if no solo is so long."""
    return mean(np.concatenate([np.zeros(0, bool), *(_found(each, notes) for each in shared)]))


def _found(shared: NDArray[np.int64], notes: int) -> NDArray[np.bool_]:
    runs = max(0, len(shared) - (notes - 1) + 1)
    return shared[:runs] >= notes - 1


def longest_of(shared: NDArray[np.int64]) -> int:
    """The longest shared run of a solo in notes, from its ``shared`` array; 0 of an empty one."""
    return int(shared.max()) + 1 if len(shared) else 0


def _spell(notes: Sequence[Note], rhythm: bool) -> str:
    """A character an interval; with ``rhythm``, one for each interval and wait together."""
    letters = []
    for note, later in pairwise(notes):
        interval = min(WIDEST, max(-WIDEST, later.pitch - note.pitch)) + WIDEST
        wait = min(LONGEST_WAIT, round((later.start - note.start) * TICKS_PER_BEAT)) if rhythm else 0
        letters.append(chr(1 + wait * (2 * WIDEST + 1) + interval))
    return "".join(letters)


def _agreement(text: str, place: int, ahead: str) -> int:
    """How many characters of ``ahead`` stand at ``place``."""
    return len(commonprefix((text[place : place + len(ahead)], ahead)))
