"""What stands in front of the bars of a line: names of sections and numbers of bars.

Part A:   B section (bridge)   Intro (4 bars):   {A}      all become [A], [B], [Intro], [A]
5. Dm7 | G7 |                                             the number of the bar is left out
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jazzlstm.theory.chords import read_chord

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
_NOTE = r"\s*\((?!x|×|\d\s?[x×]|play)[^()|\[\]]{1,30}\)"
"""A note beside the name, as "(8 bars)"; "(x2)" is a count."""
_SECTION_LETTER = re.compile(r"[A-Z][1-4]?['’]?")
FORM_LETTER = re.compile(r"\s*\(?([A-Z]\d?['’]?)\)?:?\s*")
"""A letter before the bars of a line, which may be a section or a chord."""
_LETTER_LABEL = re.compile(r"\s*(?:\[([A-Z]\d?['’]?)\]|([A-Z]\d?['’]?)\s*$)")
"""A section letter in brackets, or alone on its line."""
_COUNTED = re.compile(
    rf"^\s*[\[(]?({_LETTER}|{_WORDS})[\])]?\s*\(?(?:[x×]\s?([2-9])|([2-9])\s?[x×])\)?\s*:?\s*$", re.IGNORECASE
)
"""A section and its count, with nothing else on the line."""
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
    if match := _COUNTED.match(line):
        return f"[{match[1].strip()}] x{match[2] or match[3]}"
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


def are_chords(name: str) -> bool:
    """Whether the text in brackets is chords and not the name of a section."""
    return not _SECTION_LETTER.fullmatch(name) and all(map(read_chord, name.split()))


def has_form_letters(lines: list[str]) -> bool:
    """Whether lines start with form letters, A first: two before bar lines, or one alone on its line.

    Without any bar line: two letters alone on their lines, and more than one chord on the others.
    """
    if not any("|" in line for line in lines):
        alone = [match[1] for line in lines if (match := FORM_LETTER.fullmatch(line))]
        others = [line for line in lines if line.strip() and not FORM_LETTER.fullmatch(line)]
        return _is_form(alone) and bool(others) and all(len(line.split()) > 1 for line in others)
    heads = [line.partition("|")[0] for line in lines]
    letters = [match[1] for head in heads if (match := FORM_LETTER.fullmatch(head))]
    alone = [line for line in lines if FORM_LETTER.fullmatch(line)]
    if alone and len(letters) == len(alone):  # no letter is followed by a bar line on its line
        labels = [match[1] or match[2] for line in lines if (match := _LETTER_LABEL.match(line))]
        return _is_form(labels) or letters[:1] == ["A"]
    return _is_form(letters)


def _is_form(letters: list[str]) -> bool:
    """Whether letters are those of a form: at least two, A first, none beyond D."""
    return len(letters) > 1 and letters[0][0] == "A" and {letter[0] for letter in letters} <= set("ABCD")
