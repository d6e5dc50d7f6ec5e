"""Originality: the runs of notes that a solo shares with a corpus.

Short runs are common, long ones are quotes. Runs are compared by intervals, so a quote in another key is
found; with rhythm, the ticks from onset to onset have to agree, too. A run of n notes has n - 1
intervals.

The index is a suffix array: the places of the corpus sorted by what follows. The longest run shared
from a note on is found by bisection: a take of 100 notes takes about a millisecond. Lines are strings,
a character an interval, because Python compares strings fastest.
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
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note, Solo

SHARE_NOTES = (5, 7, 9, 11, 13, 16)
"""Lengths of runs, in notes, whose shares are reported."""
DEEPEST = 96
"""Intervals by which places are sorted. Of several longer runs, the longest may be missed."""
WIDEST = 127
"""Semitones; a wider interval counts as this one."""
LONGEST_WAIT = 96
"""Ticks from onset to onset; a longer wait counts as this one."""
END_OF_SOLO = "\0"


@dataclass(frozen=True, slots=True)
class SharedRun:
    """The longest run shared with a corpus."""

    notes: int
    beat: float
    """Its first note in the solo that was looked up."""
    title: str = ""
    performer: str = ""
    bar: int = 0
    """Bar of its first note in the solo of the corpus, from 1."""

    @property
    def is_none(self) -> bool:
        """Not two notes in a row are shared."""
        return self.notes < 2


@dataclass(frozen=True, eq=False)
class CorpusIndex:
    """The lines of a corpus, for looking up runs. Takes about a second per 100,000 notes to build."""

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
        """The start of each solo in the text."""
        return np.cumsum([0, *(len(line) + 1 for line in self.lines)])

    @cached_property
    def _places(self) -> list[int]:
        text = self._text
        inside = [place for place, letter in enumerate(text) if letter != END_OF_SOLO]
        return sorted(inside, key=lambda place: text[place : place + DEEPEST])

    def shared(self, solo: Solo) -> NDArray[np.int64]:
        """From each note but the last, how many intervals in a row are also in the corpus: (notes - 1,)."""
        line = _spell(solo.notes, self.rhythm)
        return np.array([self._match(line[i:])[0] for i in range(len(line))], np.int64)

    def longest_run(self, solo: Solo) -> SharedRun:
        """The longest run that ``solo`` shares with the corpus; the first of equals."""
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
        """The longest prefix of ``ahead`` in the corpus: its length and place."""
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
        beat_of_form = beat % source.chart.beats + BEAT_TOLERANCE
        bar = int(np.searchsorted(source.chart.bar_starts(), beat_of_form, side="right"))
        return SharedRun(length + 1, solo.notes[start].start, source.title, source.performer, bar)

    def shared_among(self) -> list[NDArray[np.int64]]:
        """``shared`` of every solo of the corpus, with the *other* solos as the corpus."""
        places, text = self._places, self._text
        owner = np.searchsorted(self._starts, places, side="right") - 1
        ends = self._starts[owner + 1] - 1  # the end of the line of each place
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
    """How far each sorted place agrees with the nearest earlier one that belongs to another solo."""
    best = np.zeros(len(owner), np.int64)
    for k in range(1, len(owner)):
        best[k] = common[k] if owner[k] != owner[k - 1] else min(common[k], best[k - 1])
    return best


def share_of_runs(shared: Sequence[NDArray[np.int64]], notes: int) -> float:
    """The share of runs of ``notes`` notes that are in the corpus; NaN if no solo is so long."""
    return mean(np.concatenate([np.zeros(0, bool), *(_found(each, notes) for each in shared)]))


def _found(shared: NDArray[np.int64], notes: int) -> NDArray[np.bool_]:
    runs = max(0, len(shared) - (notes - 1) + 1)
    return shared[:runs] >= notes - 1


def longest_of(shared: NDArray[np.int64]) -> int:
    """The longest shared run of a solo in notes, from its ``shared`` array; 0 if that is empty."""
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
    """How many characters of ``ahead`` are at ``place``."""
    return len(commonprefix((text[place : place + len(ahead)], ahead)))
