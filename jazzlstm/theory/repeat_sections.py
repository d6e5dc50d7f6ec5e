"""Repeats with their endings, found in the marks of written bars and completed where signs are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jazzlstm.theory.bar_marks import BarMarks


@dataclass(slots=True)
class Ending:
    """The bars of an ending, first and last, and the rounds that it is played in."""

    first: int
    last: int
    numbers: tuple[int, ...]


@dataclass(slots=True)
class Repeat:
    """A stretch that is played ``rounds`` times, with its endings."""

    start: int
    rounds: int = 1
    endings: list[Ending] = field(default_factory=list)

    def ending_of(self, round_number: int, after: int) -> Ending | None:
        """The ending of a round that begins at bar ``after`` or later."""
        return next((e for e in self.endings if round_number in e.numbers and e.first >= after), None)


def complete_repeats(bars: Sequence[BarMarks]) -> tuple[list[BarMarks], list[str]]:
    """The bars with a repeat end where an ending is followed by the next one without it."""
    completed, remarks = list(bars), list[str]()
    is_open: tuple[int, ...] = ()
    for index, bar in enumerate(bars):
        if bar.endings:
            if is_open and bar.endings[0] > is_open[-1]:
                completed[index - 1] = replace(completed[index - 1], repeat_times=2)
                remarks.append(f"bar {index}: the repeat ends here, before the next ending")
            is_open = bar.endings
        if bar.repeat_times or bar.repeat_start:
            is_open = bar.endings if not bar.repeat_times else ()
    return completed, remarks


def repair_endings(bars: Sequence[BarMarks], repeats: Sequence[Repeat]) -> list[str]:
    """Make every ending playable; a sentence for each that was not."""
    remarks: list[str] = []
    for repeat in {id(each): each for each in repeats}.values():
        if not repeat.endings:
            continue
        first = repeat.endings[0]
        members = [bar for bar, owner in zip(bars, repeats, strict=True) if owner is repeat]
        if not any(bar.repeat_times for bar in members):
            remarks.append(
                f"bar {first.first + 1}: the ending is played as a plain bar, because no repeat ends there"
            )
            repeat.endings, repeat.rounds = [], 1
        elif not any(1 in ending.numbers for ending in repeat.endings):
            first.numbers = (1, *first.numbers)
        _fill_gaps(repeat)
        _stretch(repeat)
    return remarks


def _fill_gaps(repeat: Repeat) -> None:
    """Give each number that no ending has to the ending of the round before it."""
    last = max((number for ending in repeat.endings for number in ending.numbers), default=0)
    for number in range(2, last):
        if not any(number in ending.numbers for ending in repeat.endings):
            before = next(ending for ending in repeat.endings if number - 1 in ending.numbers)
            before.numbers = tuple(sorted((*before.numbers, number)))


def _stretch(repeat: Repeat) -> None:
    """Give every round an ending where a count exceeds the numbers: the last ending is for the last round."""
    numbers = [number for ending in repeat.endings for number in ending.numbers]
    if numbers and repeat.rounds > max(numbers):
        *earlier, last = repeat.endings
        missing = tuple(range(max(numbers) + (not earlier), repeat.rounds))
        if earlier:
            earlier[-1].numbers += (*last.numbers, *missing)
            last.numbers = (repeat.rounds,)
        else:
            last.numbers += missing


def find_repeats(bars: Sequence[BarMarks]) -> list[Repeat]:
    """The repeat that each bar belongs to; bars between two repeats belong to one of a single round."""
    current = Repeat(0)
    found: list[Repeat] = []
    ending: Ending | None = None
    for index, bar in enumerate(bars):
        if bar.repeat_start and index != current.start:
            current, ending = Repeat(index), None
        if bar.endings:
            if _starts_over(current, bar.endings):
                current = Repeat(current.endings[-1].last + 1)
            ending = Ending(index, index, bar.endings)
            current.endings.append(ending)
            current.rounds = max(current.rounds, *bar.endings)
        elif ending:
            ending.last = index
        found.append(current)
        if bar.repeat_times:
            current.rounds = max(current.rounds, bar.repeat_times)
        if bar.repeat_times or (bar.ending_stops and ending is not None):
            goes_on = ending is not None and index + 1 < len(bars) and bool(bars[index + 1].endings)
            ending = None
            if not goes_on:
                current = Repeat(index + 1)
    return found


def _starts_over(repeat: Repeat, numbers: tuple[int, ...]) -> bool:
    """Whether these endings open another repeat: their first number has been used."""
    return any(numbers[0] in ending.numbers for ending in repeat.endings)
