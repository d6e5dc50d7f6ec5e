"""Values of ABC fields: metres, unit lengths, keys, tempos, and the order of parts.

Source: the ABC music standard 2.1 (2011), sections 3.1 and 4.
"""

from __future__ import annotations

import re

from jazzlstm.errors import JazzError
from jazzlstm.music import Metre
from jazzlstm.theory.keys import parse_key

MOST_PARTS = 100
"""Parts in the order that a tune names."""


def read_factor(length: str) -> float:
    """The number that a unit length is multiplied by: "3" is 3, "/2" and "/" are a half, "3/2" is 1.5."""
    numerator, slash, denominator = length.partition("/")
    halves = denominator.count("/") + (1 if slash and not denominator.strip("/") else 0)
    top = int(numerator[:3]) if numerator else 1
    bottom = int(denominator.strip("/")[:3] or 1) if denominator.strip("/").isdigit() else 2**halves
    return top / max(1, bottom)


def read_metre(text: str, before: Metre) -> Metre:
    """The metre of "6/8", "C", "C|" or "(2+3)/8"; the one ``before`` for any other text."""
    if text.startswith("C"):
        return Metre(2, 2) if text.startswith("C|") else Metre()
    match = re.match(r"\(?(\d{1,2}(?:\+\d{1,2}){0,7})\)?/(\d{1,2})", text)
    if not match:
        return before
    numerator, denominator = sum(map(int, match[1].split("+"))), int(match[2])
    return (
        Metre(numerator, denominator) if 1 <= numerator <= 32 and denominator in (1, 2, 4, 8, 16) else before
    )  # noqa: PLR2004


def read_unit(text: str, metre: Metre) -> float:
    """Beats of the unit length; an eighth, or a sixteenth in metres shorter than three quarters."""
    match = re.match(r"(\d{1,2})/(\d{1,3})", text)
    if match and int(match[2]):
        return 4 * int(match[1]) / int(match[2])
    return 0.25 if metre.bar_beats < 3 else 0.5  # noqa: PLR2004 -- the standard's 0.75 of a whole note


def read_key(text: str) -> str:
    """The name of a key, without the clef that may follow it; "" for none."""
    words = text.split()
    for candidate in (" ".join(words[:2]), words[0] if words else ""):
        try:
            return str(parse_key(candidate)) if candidate else ""
        except JazzError:
            continue
    return ""


def read_tempo(text: str) -> float:
    """Quarters a minute of "1/4=160" or "160"."""
    match = re.search(r"(?:(\d{1,2})/(\d{1,2})\s*=\s*)?(\d{1,3})", re.sub(r'"[^"]*"', "", text))
    if not match or (match[2] and not int(match[2])):
        return 0.0
    unit = 4 * int(match[1]) / int(match[2]) if match[1] else 1.0
    tempo = unit * int(match[3])
    return tempo if 20.0 <= tempo <= 480.0 else 0.0  # noqa: PLR2004 -- PLAYABLE_TEMPOS


def read_part_order(text: str) -> str:
    """The letters of the parts as they are played: "A2B" and "(AA)B" are "AAB"; "" for none."""
    plain = re.sub(r"[^A-Z0-9()]", "", text)
    while match := re.search(r"\(([A-Z0-9]*)\)(\d?)|([A-Z])([2-9])", plain):
        times = int(match[2] or match[4] or 1)
        plain = plain[: match.start()] + (match[1] or match[3] or "") * times + plain[match.end() :]
        if len(plain) > MOST_PARTS:
            return ""
    return plain if plain.isalpha() else ""
