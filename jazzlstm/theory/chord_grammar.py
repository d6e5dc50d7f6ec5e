"""The grammar between a chord's root and its bass: a quality, then the words that alter it.

    m7  b5 (add11)         a spelling of the table in `qualities.py`, then alterations
    7   9b 13              the same with the accidental last, as the Weimar Jazz Database writes
    7   (9-/13-)           the same in Brazilian charts

Each word changes a draft, two sets of semitones above the root: chord tones and
tensions. An altered ninth, eleventh or thirteenth replaces the natural one that
the number implies.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from jazzlstm.theory.glyphs import plain_words
from jazzlstm.theory.qualities import (
    ALTERED_TENSIONS,
    BY_TONES,
    LONGEST_SPELLING,
    QUALITIES,
    SPELLINGS,
    degree_semitones,
)

_SEPARATORS = str.maketrans(dict.fromkeys(" ()[],;", ","))
_SPLIT_NUMBER = re.compile(r"(?<=[A-Za-zø^+-]) +(?=\d)|(?<=maj|dim|sus|aug)\((\d+)\)|(?<=[Mo^])\((\d+)\)")
"""A number that is written apart from its word: "maj 7", "maj(7)"."""
_REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"9/6(?!\d)"), "69"),
    (re.compile(r"^6/?7(?!\d)"), "7(13)"),
    (re.compile(r"^5\+$"), "+"),
    (re.compile(r"^(m?)5([+-])/(7M?)$"), r"\1\3\g<2>5"),
    (re.compile(r"^\(9\)$"), "add9"),
    (re.compile(r"SUS|ADD|ALT|OMIT"), lambda match: match[0].lower()),
)
"""Spellings in another order than those of the table."""
_NUMBERS = re.compile(r"(9(?:b|#(?!11(?!#)))?|11#?|13b?)")
"""The Weimar database's numbers, accidental last: 79b13 is b9 and 13, 7911# is 9 and #11."""
_WORDS = {
    "skip": re.compile(r",|/(?=[b#+-]?\d|M7?|maj7?|ma7?)|(?<=.)[.?!*]+$"),
    "suspend": re.compile(r"[sS]us(24|4|2)?|(?<=[,/])4|(?<=7/)4"),
    "alter": re.compile(r"alt(?:ered)?"),
    "major seventh": re.compile(r"(?:maj|Maj|ma|Ma|MA|M|\^|j)7|#7|7(?:M|maj)|(?<=[,/])(?:M|maj)(?!\d)"),
    "add": re.compile(r"add([b#+-]?(?:13|11|9|6|4|3|2))"),
    "omit": re.compile(r"(?:no|omit)([35])"),
    "accidental last": re.compile(r"(?<=[,/])(13|11|9|6|5)([b#+-])(?!\d)"),
    "altered degree": re.compile(r"([b#+-](?:13|11|10|9|6|5|4|2))"),
    "plain degree": re.compile(r"(13|11|9|6|2|(?<=[,/])7)"),
    "augment": re.compile(r"\+|aug"),
}
"""The elements that may follow a quality, tried in this order."""
NAMED_TENSIONS = frozenset({1, 2, 3, 4, 5, 6, 8, 9})
"""Tensions that a symbol can name, in semitones: all but the root, the fifth and the sevenths."""
RIVALS = {2: {1, 3}, 5: {6}, 9: {8}}
"""Altered tensions that replace each natural ninth, eleventh or thirteenth, in semitones."""


@dataclass
class Draft:
    """A chord while its symbol is read: sets of semitones above the root."""

    tones: set[int]
    tensions: set[int] = field(default_factory=set)
    omitted: set[int] = field(default_factory=set)

    def add_tension(self, degree: str) -> None:
        plain = degree.replace("+", "#").replace("-", "b")
        self.tensions.add(degree_semitones({"b10": "#9"}.get(plain, plain)))

    def replace_tones(self, old: set[int], new: int) -> None:
        self.tones = (self.tones - old) | {new}

    def apply(self, word: str, value: str) -> None:
        """Change the draft by one word of the symbol, a key of ``_WORDS``."""
        if word == "suspend":
            self._suspend(value)
        elif word == "accidental last":
            self.apply("altered degree", value[-1] + value[:-1])
        elif word == "alter":
            self.tones, self.tensions = set(QUALITIES["7alt"].tones), set(ALTERED_TENSIONS)
        elif word == "major seventh":
            self.replace_tones({9, 10}, 11)
        elif word == "omit":
            self.omitted |= {3, 4} if value == "3" else {6, 7, 8}
        elif word == "augment" or (word == "altered degree" and value[1:] == "5"):
            self._alter_fifth(6 if value[:1] in ("b", "-") else 8)
        elif word == "altered degree":
            self._alter(value)
        elif value in ("6", "7"):
            self._add_sixth_or_seventh(int(value))
        elif word in ("add", "plain degree"):
            self.add_tension(value)

    def _suspend(self, fourth_or_second: str) -> None:
        self.replace_tones({3, 4}, 2 if fourth_or_second == "2" else 5)
        if fourth_or_second == "24":
            self.tensions.add(2)

    def _alter(self, degree: str) -> None:
        """Add an altered tension; a flat sixth without a seventh replaces the fifth, as in Cmb6."""
        if degree[1:] == "6" and degree[0] in "b-" and not self.tones & {9, 10, 11}:
            self._alter_fifth(8)
            return
        if degree[1:] in ("9", "10") and self.tones == {0, 5, 7}:
            self.tones.add(10)  # Csusb9 has its seventh
        self.add_tension(degree)

    def _alter_fifth(self, fifth: int) -> None:
        if 7 in self.tones:
            self.replace_tones({7}, fifth)
        else:
            self.tensions.add(fifth)

    def _add_sixth_or_seventh(self, degree: int) -> None:
        has_more = bool(self.tones & {9, 10, 11})
        if degree == 7 and not has_more:
            self.tones.add(10)
        elif degree == 6:
            (self.tensions if has_more else self.tones).add(9)

    def settled(self) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """Tones (before omissions) and tensions; None where no name exists for them."""
        tones = tuple(sorted(self.tones))
        if tones not in BY_TONES:
            return None
        overruled = {plain for plain, altered in RIVALS.items() if altered & self.tensions}
        tensions = tuple(sorted(self.tensions - overruled - self.tones))
        return (tones, tensions) if NAMED_TENSIONS.issuperset(tensions) else None


def read_quality(text: str) -> Draft | None:
    """The chord that a quality with its alterations names, on any root; None if it is not a chord.

    The longest spelling of the table whose rest can be read wins.
    """
    text = _plain(text)
    for length in range(min(LONGEST_SPELLING, len(text)), -1, -1):
        if text[:length] in SPELLINGS:
            quality, tensions = SPELLINGS[text[:length]]
            draft = Draft(set(quality.tones), set(tensions))
            rest = text[length:]
            if text[:length][-1:].isdigit():
                rest = _read_numbers(rest, draft)
            if _read_words(text, len(text) - len(rest), draft) and draft.settled():
                return draft
    return None


def _plain(text: str) -> str:
    """``text`` with words, split numbers and separators in the form that the grammar reads."""
    text = _SPLIT_NUMBER.sub(lambda match: match[1] or match[2] or "", plain_words(text).strip())
    for pattern, replacement in _REWRITTEN:
        text = pattern.sub(replacement, text)
    return text.translate(_SEPARATORS).strip(",")


def _read_numbers(text: str, draft: Draft) -> str:
    while match := _NUMBERS.match(text):
        draft.add_tension(match[1][-1] + match[1][:-1] if match[1][-1] in "b#" else match[1])
        text = text[match.end() :]
    return text


def _read_words(text: str, position: int, draft: Draft) -> bool:
    """Apply the words of ``text`` from ``position`` on; False where one is unknown."""
    while position < len(text):
        for word, pattern in _WORDS.items():
            if match := pattern.match(text, position):
                draft.apply(word, "".join(part or "" for part in match.groups()) or match[0])
                position = match.end()
                break
        else:
            return False
    return True
