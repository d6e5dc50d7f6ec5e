"""Directions in words and signs: D.C. al Fine, To Coda, Segno, "x3".

Chart text, the staff text of iReal Pro and the words of MusicXML use the same
directions. ``take_directions`` removes them from a text and returns them as data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from jazzlstm.theory.repeats import Jump

MOST_TIMES = 99
"""A larger count of repeats is a slip of typing."""
_MUSIC_FONT = str.maketrans({"\ue047": "𝄋", "\ue04a": "𝄋", "\ue048": "𝄌", "\ue049": "𝄌"})
"""Signs as music fonts have them (SMuFL 1.4, "Repeats")."""

_ORDINAL = {"first": 1, "second": 2, "third": 3, "last": 0}
_JUMP = re.compile(
    r"""\b(?P<to>D\.\s?C\.?|D\.\s?S\.?|DC(?=\s+al)|DS(?=\s+al)|da\s+capo|dal\s+segno)
    (?:\s*(?:𝄋|§))?
    (?P<repeats>\s+(?:con\s+rep\w*\.?|with\s+repeats?))?
    (?:\s+(?:al|to|till?|until)\s+(?:the\s+|double\s+)?
      (?:(?P<fine>fine?\b|end\b(?!ing))|(?P<coda>coda|⊕|𝄌)
        |(?P<ending>\d)(?:st|nd|rd|th)?\s+end(?:ing|\.)?|(?P<word>first|second|third|last)\s+end(?:ing|\.)?))?
    (?P<repeats2>\s*\(?(?:con\s+rep\w*\.?|with\s+repeats?)\)?)?""",
    re.IGNORECASE | re.VERBOSE,
)
_TO_CODA = re.compile(r"\b(?:to|al)\s+(?:the\s+)?(?:coda|⊕|𝄌)(?:\s*(?:⊕|𝄌))?", re.IGNORECASE)
_FINE = re.compile(r"\(?\bfine?\b\)?\.?", re.IGNORECASE)
_SEGNO = re.compile(r"𝄋|§|\bsegno\b", re.IGNORECASE)
_CODA = re.compile(r"⊕|𝄌|⨁|\bcoda\b", re.IGNORECASE)
_TIMES = re.compile(
    r"\(?(?:(?:play|repeat)\s+)?(?:\b(?P<before>\d{1,3})\s?[x×]|(?<![^\s(])[x×]\s?(?P<after>\d{1,3})\b"
    r"|\b(?P<words>\d{1,3})\s+times)(?![\w#])\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Directions:
    """The directions found in a text, and the text without them."""

    rest: str
    jump: Jump | None = None
    fine: bool = False
    to_coda: bool = False
    coda: bool = False
    """A coda sign alone: the way to the coda, or its beginning."""
    segno: bool = False
    times: int = 0

    def __bool__(self) -> bool:
        return bool(self.jump or self.fine or self.to_coda or self.coda or self.segno or self.times)


def take_directions(text: str) -> Directions:
    """The directions in ``text``."""
    rest, jump = _take_jump(text.translate(_MUSIC_FONT))
    rest, to_coda = _take(_TO_CODA, rest)
    rest, fine = _take(_FINE, rest)
    rest, segno = _take(_SEGNO, rest)
    rest, coda = _take(_CODA, rest)
    times = 0
    if match := _TIMES.search(rest):
        count = int(match["before"] or match["after"] or match["words"])
        times = count if 1 <= count <= MOST_TIMES else 0
        rest = rest[: match.start()] + " " + rest[match.end() :]
    return Directions(rest, jump, fine, to_coda, coda, segno, times)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    rest, count = pattern.subn(" ", text)
    return rest, count > 0


def _take_jump(text: str) -> tuple[str, Jump | None]:
    match = _JUMP.search(text)
    if match is None:
        return text, None
    ending = int(match["ending"] or _ORDINAL.get((match["word"] or "").lower(), 0))
    until: Literal["", "fine", "coda", "ending"] = ""
    if match["fine"] or match["coda"]:
        until = "fine" if match["fine"] else "coda"
    elif ending:
        until = "ending"
    to: Literal["start", "segno"] = "start" if re.search("c", match["to"], re.IGNORECASE) else "segno"
    with_repeats = bool(match["repeats"] or match["repeats2"])
    rest = text[: match.start()] + " " + text[match.end() :]
    return rest, Jump(to, until, ending, with_repeats)
