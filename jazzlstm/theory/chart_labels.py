"""What stands in front of the bars of a line: names of sections and numbers of bars.

Part A:   B section (bridge)   Intro (4 bars):   {A}      all become [A], [B], [Intro], [A]
5. Dm7 | G7 |                                             the number of the bar is left out
"""

from __future__ import annotations

import re
from collections.abc import Sequence

SECTION_WORDS = re.compile(
    r"\s*(?:(?:last|first|second|third|out|pre|post)[ -]?)?(?:intro|outro|verse|chorus|bridge|solos?|coda|"
    r"tag|vamp|interlude|head|refrain|ending|turnaround|middle eight|shout)(?: \d{1,2}| [A-Z])?\s*",
    re.IGNORECASE,
)
"""A line with the name of a section and nothing else."""
_LETTER = r"[A-H][1-4]?['’]?"
_WORDS = (
    r"(?:(?:last|first|second|third|out|pre|post)[ -]?)?(?:intro|outro|verse|chorus|bridge|solos?|coda|tag|"
    r"vamp|interlude|head|refrain|turnaround)(?: \d{1,2}| [A-Z])?"
)
_NOTE = r"\s*\((?!x)[^()|\[\]]{1,30}\)"
"""A note beside the name, as "(8 bars)"; "(x2)" is a count."""
_LABELS = tuple(
    re.compile(pattern + r"\s*[:.]?\s*(?=\||$|[A-H(\[])", re.IGNORECASE)
    for pattern in (
        rf"^\s*(?:part|section|teil)\s+({_LETTER})(?:{_NOTE})?",
        rf"^\s*({_LETTER})[ -](?:section|part|teil)(?:{_NOTE})?",
        rf"^\s*[\[(]?({_LETTER}|{_WORDS})[\])]?{_NOTE}",
        rf"^\s*({_WORDS})\s*[-–](?=\s)",
    )
)
_BRACED_LABEL = re.compile(rf"^ {{0,8}}\{{({_LETTER}|{_WORDS})\}}", re.IGNORECASE)
_LINE_NUMBER = re.compile(r"^\s*(?:[mM]\.?\s?|[Bb]ars?\s)?[(\[]?(\d{1,3})[)\].:]?\s+(?=[A-H(%/]|N\.?C)")
_BAR_NUMBER = re.compile(r"((?:^|[|])[ ]*)(\d{1,3})[.)]?[ ]+(?=[A-H(%/]|N\.?C)", re.MULTILINE)
_FEWEST_NUMBERED_BARS = 4
"""Fewer numbers may be those of endings."""


def plain_labels(lines: Sequence[str]) -> list[str]:
    """Lines with their sections in brackets and without numbers of bars."""
    return [_plain_label(line) for line in _without_numbers(list(lines))]


def _plain_label(line: str) -> str:
    line = _BRACED_LABEL.sub(r"[\1] ", line)
    for pattern in _LABELS:
        if match := pattern.match(line):
            return f"[{match[1].strip()}] {line[match.end() :]}"
    return line


def _without_numbers(lines: list[str]) -> list[str]:
    """Leave out numbers that count the bars, or the first bar of each line."""
    text = "\n".join(lines)
    numbers = [int(match[2]) for match in _BAR_NUMBER.finditer(text)]
    if len(numbers) >= _FEWEST_NUMBERED_BARS and numbers == list(range(1, len(numbers) + 1)):
        return _BAR_NUMBER.sub(r"\1", text).split("\n")
    starts = [int(match[1]) for line in lines if (match := _LINE_NUMBER.match(line))]
    rises = all(first < second for first, second in zip(starts, starts[1:], strict=False))
    steps = [second - first for first, second in zip(starts, starts[1:], strict=False)]
    if len(starts) > 1 and rises and (max(steps) > 1 or "|:" not in text and ":|" not in text):
        return [_LINE_NUMBER.sub("", line) for line in lines]
    return lines
