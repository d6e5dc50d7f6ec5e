"""What stands between a chord's root and its bass: a quality, and the words that alter it.

    m7  b5 (add11)         a spelling of the table in `qualities.py`, then alterations
    7   9b 13              the same with the accidental last, as the Weimar Jazz Database writes

Each word changes a draft, two sets of semitones above the root: chord tones and
tensions. An altered ninth, eleventh or thirteenth takes the place of the
natural one that the number implied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jazzlstm.theory.qualities import (
    ALTERED_TENSIONS,
    BY_TONES,
    LONGEST_SPELLING,
    QUALITIES,
    SPELLINGS,
    degree_semitones,
)

_TYPOGRAPHY = str.maketrans(
    {"Δ": "^", "△": "^", "∆": "^", "▵": "^", "Ø": "ø", "∅": "ø", "⌀": "ø", "°": "o", "˚": "o"}
    | dict.fromkeys(" ()[],", ",")
)
_NUMBERS = re.compile(r"(9(?:b|#(?!11(?!#)))?|11#?|13b?)")
"""The Weimar database's numbers, accidental last: 79b13 is b9 and 13, 7911# is 9 and #11."""
_WORDS = {
    "skip": re.compile(r",|/(?=[b#+-]?\d)"),
    "suspend": re.compile(r"[sS]us([24]?)"),
    "alter": re.compile(r"alt(?:ered)?"),
    "major seventh": re.compile(r"(?:maj|Maj|ma|Ma|MA|M|\^|j)7|#7"),
    "add": re.compile(r"add([b#+-]?(?:13|11|9|6|4|2))"),
    "omit": re.compile(r"(?:no|omit)([35])"),
    "altered degree": re.compile(r"([b#+-](?:13|11|10|9|6|5|4|2))"),
    "plain degree": re.compile(r"(13|11|9|6|2|(?<=,)7)"),
    "augment": re.compile(r"\+|aug"),
}
"""What may follow a quality, tried in this order."""
RIVALS = {2: {1, 3}, 5: {6}, 9: {8}}
"""An altered ninth, eleventh or thirteenth takes the place of the natural one."""


@dataclass
class Draft:
    """A chord while its symbol is being read: sets of semitones above the root."""

    tones: set[int]
    tensions: set[int] = field(default_factory=set)
    omitted: set[int] = field(default_factory=set)

    def add_tension(self, degree: str) -> None:
        self.tensions.add(degree_semitones(degree.replace("+", "#").replace("-", "b")))

    def replace_tones(self, old: set[int], new: int) -> None:
        self.tones = (self.tones - old) | {new}

    def apply(self, word: str, value: str) -> None:
        """Change the draft by one word of the symbol, a key of ``_WORDS``."""
        if word == "suspend":
            self.replace_tones({3, 4}, 2 if value == "2" else 5)
        elif word == "alter":
            self.tones, self.tensions = set(QUALITIES["7alt"].tones), set(ALTERED_TENSIONS)
        elif word == "major seventh":
            self.replace_tones({9, 10}, 11)
        elif word == "omit":
            self.omitted |= {3, 4} if value == "3" else {6, 7, 8}
        elif word == "augment" or (word == "altered degree" and value[1:] == "5"):
            self._alter_fifth(6 if value[:1] in ("b", "-") else 8)
        elif word == "altered degree":
            self.add_tension(value.replace("10", "9"))
        elif value in ("6", "7"):
            self._add_sixth_or_seventh(int(value))
        elif word in ("add", "plain degree"):
            self.add_tension(value)

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
        """Tones (before omissions) and tensions, or None if no player has a name for the tones."""
        tones = tuple(sorted(self.tones))
        if tones not in BY_TONES:
            return None
        overruled = {plain for plain, altered in RIVALS.items() if altered & self.tensions}
        return tones, tuple(sorted(self.tensions - overruled - self.tones))


def read_quality(text: str) -> Draft | None:
    """What stands between root and bass: the longest spelling whose rest makes sense too."""
    text = text.translate(_TYPOGRAPHY).strip(",")
    for length in range(min(LONGEST_SPELLING, len(text)), -1, -1):
        if text[:length] in SPELLINGS:
            quality, tensions = SPELLINGS[text[:length]]
            draft = Draft(set(quality.tones), set(tensions))
            rest = text[length:]
            if text[:length][-1:].isdigit():
                rest = _read_numbers(rest, draft)
            if _read_words(rest, draft):
                return draft
    return None


def _read_numbers(text: str, draft: Draft) -> str:
    while match := _NUMBERS.match(text):
        draft.add_tension(match[1][-1] + match[1][:-1] if match[1][-1] in "b#" else match[1])
        text = text[match.end() :]
    return text


def _read_words(text: str, draft: Draft) -> bool:
    position = 0
    while position < len(text):
        for word, pattern in _WORDS.items():
            if match := pattern.match(text, position):
                draft.apply(word, match.group(match.lastindex or 0))
                position = match.end()
                break
        else:
            return False
    return True
