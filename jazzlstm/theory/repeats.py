"""The way through a chart: repeats and endings played out, as a reader's eye would jump."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jazzlstm.errors import ChartError
from jazzlstm.music import Chord, Metre


@dataclass(frozen=True, slots=True)
class WrittenBar:
    """One bar as written: chords of equal shares, and the signs on it."""

    shares: tuple[Chord, ...]
    metre: Metre
    section: str = ""
    ending: int = 0
    """1 where the first ending begins, 2 the second; 0 elsewhere."""
    starts_repeat: bool = False
    times: int = 1
    """How often the repeat that ends here is played; 1 where none ends."""


def play_through(bars: Sequence[WrittenBar], most: int) -> list[WrittenBar]:
    """``bars`` in the order they sound.

    Raises:
        ChartError: an ending that is missing, or more than ``most`` bars.
    """
    played: list[WrittenBar] = []
    index, repeat_from, round_number, in_ending = 0, 0, 1, False
    while index < len(bars):
        bar = bars[index]
        if bar.starts_repeat and index != repeat_from:
            repeat_from, round_number, in_ending = index, 1, False
        if bar.ending and bar.ending != round_number:
            index = _find_ending(bars, index, round_number)
            bar = bars[index]
        in_ending = in_ending or bar.ending > 0
        played.append(bar)
        if len(played) > most:
            raise ChartError(f"with its repeats the chart has more than {most} bars: leave some out")
        if bar.times > 1 and _comes_again(bars, index, round_number, in_ending):
            index, round_number, in_ending = repeat_from, round_number + 1, False
        elif bar.times > 1:
            index += 1
            repeat_from, round_number, in_ending = index, 1, False
        else:
            index += 1
    return played


def _comes_again(bars: Sequence[WrittenBar], index: int, round_number: int, in_ending: bool) -> bool:
    """Whether the repeat that ends at ``index`` goes back: endings say, or else the number of times."""
    if in_ending:
        goes_on = any(bar.ending == round_number + 1 for bar in _until_next_repeat(bars, index + 1))
        if round_number == 1 and not goes_on:
            raise _missing_ending(index, 2)
        return goes_on
    return round_number < bars[index].times


def _find_ending(bars: Sequence[WrittenBar], index: int, number: int) -> int:
    for offset, bar in enumerate(_until_next_repeat(bars, index)):
        if bar.ending == number:
            return index + offset
    raise _missing_ending(index, number)


def _missing_ending(index: int, number: int) -> ChartError:
    remedy = f"write {number}. where it begins, after the :|"
    return ChartError(f"bar {index + 1}: there is no ending {number} to go to: {remedy}", bar=index + 1)


def _until_next_repeat(bars: Sequence[WrittenBar], index: int) -> Sequence[WrittenBar]:
    stop = next((i for i in range(index + 1, len(bars)) if bars[i].starts_repeat), len(bars))
    return bars[index:stop]
