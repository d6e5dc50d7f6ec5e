"""The order in which written bars are played: repeats, endings, D.C., D.S., Coda and Fine.

Readers of chart text, iReal Pro and MusicXML describe each written bar by a
``BarMarks``; ``play_order`` returns the indices of the bars as they are played:

    bars      |: C | D |1 E :|2 F | G (D.C. al Fine)      Fine is on F
    order        0   1   2   0   1   3   4   0   1   3

The rules are those of lead sheets:

- A repeat without a written start goes back to the end of the repeat before it, or to the top.
- After D.C. or D.S. no repeat is taken, and the last ending is played.
- Fine and To Coda count only after a jump that leads to them. Repeats inside a coda are taken.
- A jump is taken once. A jump whose target is missing is ignored, with a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from jazzlstm.errors import ChartError
from jazzlstm.theory.bar_marks import BarMarks as BarMarks
from jazzlstm.theory.bar_marks import Jump as Jump
from jazzlstm.theory.bar_marks import ending_numbers as ending_numbers
from jazzlstm.theory.repeat_sections import Repeat, complete_repeats, find_repeats, repair_endings


@dataclass(frozen=True, slots=True)
class PlayOrder:
    """Indices of the bars in the order they are played, and a sentence for each sign that was ignored."""

    indices: tuple[int, ...]
    remarks: tuple[str, ...] = ()


def play_order(bars: Sequence[BarMarks], most: int, *, coda_last_time: bool = False) -> PlayOrder:
    """The order in which ``bars`` are played, once through the form.

    With ``coda_last_time``, a chart without D.C. and D.S. goes to its coda the last time
    that it meets To Coda, as iReal Pro does. Without it, the coda follows the last bar before it.

    Raises:
        ChartError: more than ``most`` bars are played.
    """
    bars, remarks = complete_repeats(bars)
    repeats = find_repeats(bars)
    remarks += repair_endings(bars, repeats)
    jumps, ignored = _valid_jumps(bars)
    remarks += ignored
    walk = _Walk(bars, repeats, jumps)
    if coda_last_time and not any(bar.jump for bar in bars):
        walk.jump, walk.coda = Jump("start", "coda", with_repeats=True), _last_coda(bars)
    order: list[int] = []
    while walk.index < len(bars):
        if walk.skips_ending():
            continue
        order.append(walk.index)
        if len(order) > most:
            message = f"with its repeats the chart has more than {most} bars: remove bars or repeats"
            raise ChartError(message, code="too_long")
        walk.advance()
    return PlayOrder(tuple(order), tuple(remarks))


def _valid_jumps(bars: Sequence[BarMarks]) -> tuple[dict[int, tuple[Jump, int, int]], list[str]]:
    """Jumps by bar, each with its target and its coda (or -1); remarks on those that lead nowhere."""
    jumps: dict[int, tuple[Jump, int, int]] = {}
    remarks: list[str] = []
    for index, bar in enumerate(bars):
        if bar.jump is None:
            continue
        segnos = [i for i in range(len(bars)) if bars[i].segno]
        target = max((i for i in segnos if i <= index), default=0)
        until = bar.jump.until or _unnamed_exit(bars, target)
        coda = next((i for i in range(index + 1, len(bars)) if bars[i].coda), -1)
        missing = _missing_sign(bars, bar.jump.to, until, bar.jump.ending, coda)
        if missing:
            remarks.append(f"bar {index + 1}: {bar.jump} is ignored, because the chart has no {missing}")
        else:
            start = target if bar.jump.to == "segno" else 0
            jump = Jump(bar.jump.to, until, bar.jump.ending, bar.jump.with_repeats)
            jumps[index] = jump, start, coda
            if bar.jump.to == "segno" and not segnos:
                remarks.append(f"bar {index + 1}: {bar.jump} goes to the top, because the chart has no segno")
    return jumps, remarks


def _last_coda(bars: Sequence[BarMarks]) -> int:
    """The index of the last coda; the end of the chart where it has none."""
    return max((index for index, bar in enumerate(bars) if bar.coda), default=len(bars))


def _unnamed_exit(bars: Sequence[BarMarks], target: int) -> Literal["", "fine", "coda"]:
    if any(bar.to_coda for bar in bars[target:]):
        return "coda"
    return "fine" if any(bar.fine for bar in bars[target:]) else ""


def _missing_sign(bars: Sequence[BarMarks], to: str, until: str, ending: int, coda: int) -> str:
    """The sign that a jump needs and the chart lacks; "" where none is lacking."""
    if until == "coda" and coda < 0:
        return "Coda"
    if until == "fine" and not any(bar.fine for bar in bars):
        return "Fine"
    if until == "ending" and not any(ending in bar.endings for bar in bars):
        return f"ending {ending}"
    if not until:
        return "Fine or Coda"
    return ""


class _Walk:
    """The place of a player in the written bars."""

    def __init__(
        self, bars: Sequence[BarMarks], repeats: list[Repeat], jumps: dict[int, tuple[Jump, int, int]]
    ) -> None:
        self.bars, self.repeats, self.jumps = bars, repeats, jumps
        self.index = 0
        self.round = 1
        self.taken: set[int] = set()
        self.jump: Jump | None = None
        """The jump under way; None before a jump and in a coda."""
        self.coda = -1

    def skips_ending(self) -> bool:
        """Move on from an ending that belongs to another round."""
        repeat = self.repeats[self.index]
        here = next((e for e in repeat.endings if e.first == self.index), None)
        if here is None or self.round in here.numbers:
            return False
        other = repeat.ending_of(self.round, self.index)
        self._go(other.first if other else here.last + 1, keep=other is not None)
        return True

    def advance(self) -> None:
        """Move from the bar just played to the next one."""
        bar, index, repeat = self.bars[self.index], self.index, self.repeats[self.index]
        if self.jump and self._leaves(bar, index, repeat):
            return
        if bar.repeat_times and self.round < repeat.rounds and self._may_repeat():
            self.index, self.round = repeat.start, self.round + 1
        elif index in self.jumps and index not in self.taken and self._is_last_time(repeat, index):
            self.taken.add(index)
            self.jump, target, self.coda = self.jumps[index]
            self._go(target, keep=False)
        else:
            self._go(index + 1, keep=True)

    def _leaves(self, bar: BarMarks, index: int, repeat: Repeat) -> bool:
        """Follow Fine, To Coda or the ending that closes the jump under way."""
        until = self.jump.until if self.jump else ""
        if until == "fine" and bar.fine and self._is_last_time(repeat, index):
            self.index = len(self.bars)
        elif until == "coda" and bar.to_coda and index < self.coda and self._is_last_time(repeat, index):
            self.jump = None
            self._go(self.coda, keep=False)
        elif until == "ending" and self._closes(index, repeat):
            self.index = len(self.bars)
        else:
            return False
        return True

    def _closes(self, index: int, repeat: Repeat) -> bool:
        """Whether the ending that the jump leads to stops here."""
        number = self.jump.ending if self.jump else 0
        inside = any(number in e.numbers and e.first <= index <= e.last for e in repeat.endings)
        return inside and (index in self.taken or any(index == e.last for e in repeat.endings))

    def _may_repeat(self) -> bool:
        return self.jump is None or self.jump.with_repeats

    def _is_last_time(self, repeat: Repeat, index: int) -> bool:
        """Whether a sign on this bar counts now: in the last round, or in an ending, which has its own."""
        in_ending = any(e.first <= index <= e.last for e in repeat.endings)
        return in_ending or self.round >= repeat.rounds or not self._may_repeat()

    def _go(self, index: int, *, keep: bool) -> None:
        """Move to a bar; a repeat that is entered starts with the round it is played in."""
        old = self.repeats[self.index]
        self.index = index
        if index < len(self.bars) and not (keep and self.repeats[index] is old):
            self.round = self._first_round(self.repeats[index])

    def _first_round(self, repeat: Repeat) -> int:
        """1, or after a jump the round with the ending that the jump leads to, else the last."""
        if self._may_repeat():
            return 1
        until, number = (self.jump.until, self.jump.ending) if self.jump else ("", 0)
        for ending in repeat.endings:
            inside = self.bars[ending.first : ending.last + 1]
            leads = (until == "fine" and any(b.fine for b in inside)) or (
                until == "coda" and any(b.to_coda for b in inside)
            )
            if leads or (until == "ending" and number in ending.numbers):
                return number if until == "ending" else max(ending.numbers)
        return repeat.rounds
