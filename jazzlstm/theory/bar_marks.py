"""The signs on a written bar that decide which bar is played next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Jump:
    """A jump back: D.C. goes to the start, D.S. to the segno before it.

    ``until`` is where the music leaves again: "fine", "coda", "ending" (the
    ending numbered ``ending``), or "" where the words name none.
    """

    to: Literal["start", "segno"]
    until: Literal["", "fine", "coda", "ending"] = ""
    ending: int = 0
    with_repeats: bool = False
    """Whether repeats are taken after the jump, as in "D.C. con ripetizione"."""

    def __str__(self) -> str:
        ends = {"": "", "fine": " al Fine", "coda": " al Coda", "ending": f" al ending {self.ending}"}
        return ("D.C." if self.to == "start" else "D.S.") + ends[self.until]


@dataclass(frozen=True, slots=True)
class BarMarks:
    """The signs on one written bar that decide which bar is played next.

    ``to_coda``, ``fine`` and ``jump`` act after the bar, the others before it.
    """

    repeat_start: bool = False
    repeat_times: int = 0
    """How often the repeat that ends after this bar is played in all; 0 where none ends."""
    endings: tuple[int, ...] = ()
    """Numbers of the ending that begins with this bar: (1, 2) for "1.-2."."""
    ending_stops: bool = False
    """Whether the bracket of an ending stops after this bar; needed only where no repeat ends there."""
    segno: bool = False
    coda: bool = False
    """Whether the coda begins with this bar."""
    to_coda: bool = False
    fine: bool = False
    jump: Jump | None = None


def ending_numbers(text: str) -> tuple[int, ...]:
    """The numbers of an ending: "1.-3." is 1, 2, 3; "1, 2" is 1, 2; none for a text without a number."""
    found = [number for number in map(int, re.findall(r"[0-9]{1,2}", text)) if number]
    if re.search(r"[-–]", text) and len(found) == 2 and found[0] < found[1]:  # noqa: PLR2004 -- from and to
        found = list(range(found[0], found[1] + 1))
    return tuple(found)
