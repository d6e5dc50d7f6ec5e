"""The bars of a chart text before their words are read as chords, and sections that are played again.

[A] | Dm7 | G7 |     a section with bars
[B] | C |
[A]                  the same name without bars: A is played again
Form: AABA           sections in the order that a line names
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from jazzlstm.music import Metre
from jazzlstm.theory.bar_marks import BarMarks

Span = tuple[int, int]
"""The first cell of a section, and the one after its last."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One bar of text: its words, or a sign that repeats the bars before it."""

    words: tuple[str, ...]
    metre: Metre
    section: str
    marks: BarMarks
    same_as: int = 0
    """1 for a bar played as the one before it, 2 for a bar as two before it; 0 for words."""


def again(cells: Sequence[Cell], span: Span, name: str) -> list[Cell]:
    """The cells of a section once more, under its name."""
    first, *rest = cells[slice(*span)]
    return [replace(first, section=name), *rest]


def in_form(cells: Sequence[Cell], spans: Mapping[str, Span], form: str) -> list[Cell]:
    """The cells in the order of the letters in "AABA"; none where that is no order of these sections.

    Every letter has to be written once; what stands before the first and after the last stays there.
    """
    letters = re.findall(r"[A-Z]", form) if re.fullmatch(r"[A-Z\s,|-]{2,40}", form) else []
    parts = {name: span for name, span in spans.items() if re.fullmatch(r"[A-Z]", name)}
    written = [cell.section for cell in cells if cell.section in parts]
    if len(letters) <= len(parts) or set(letters) != set(parts) or len(written) != len(parts):
        return []
    first, end = min(start for start, _ in parts.values()), max(end for _, end in parts.values())
    if sum(end - start for start, end in parts.values()) != end - first:
        return []  # something else stands between them
    played = [cell for letter in letters for cell in again(cells, parts[letter], letter)]
    return [*cells[:first], *played, *cells[end:]]
