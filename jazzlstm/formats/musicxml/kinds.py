"""The kinds of chord in MusicXML, and non-standard kinds that programs write.

The standard has some thirty kinds ("dominant", "major-seventh"). Programs also write others:
"dominant-seventh", "min7", "maj69", "augmented-ninth". A kind of words is translated word by
word; any other is read as the suffix of a chord symbol.

Source: MusicXML 4.0, type ``kind-value`` (W3C, 2021).
"""

from __future__ import annotations

import re
from functools import lru_cache

from jazzlstm.music import Chord
from jazzlstm.theory.chords import read_chord

SUFFIXES = {
    "major": "",
    "minor": "m",
    "augmented": "aug",
    "diminished": "dim",
    "dominant": "7",
    "major-seventh": "maj7",
    "minor-seventh": "m7",
    "diminished-seventh": "dim7",
    "augmented-seventh": "7#5",
    "half-diminished": "m7b5",
    "major-minor": "mMaj7",
    "major-sixth": "6",
    "minor-sixth": "m6",
    "dominant-ninth": "9",
    "major-ninth": "maj9",
    "minor-ninth": "m9",
    "dominant-11th": "11",
    "major-11th": "maj11",
    "minor-11th": "m11",
    "dominant-13th": "13",
    "major-13th": "maj13",
    "minor-13th": "m13",
    "suspended-second": "sus2",
    "suspended-fourth": "sus4",
    "power": "5",
    "pedal": "5",
    "Neapolitan": "",
    "Italian": "7no5",
    "French": "7b5",
    "German": "7",
    "Tristan": "m7b5",
}
"""Every kind of the standard that is a chord, as the suffix of its symbol."""
_QUALITIES = {
    "dominant": "",
    "major": "maj",
    "minor": "m",
    "augmented": "",
    "diminished": "dim",
    "half-diminished": "",
    "major-minor": "mMaj",
    "minor-major": "mMaj",
    "augmented-major": "maj",
    "diminished-major": "dimMaj",
    "suspended": "",
    "suspended-fourth": "",
    "suspended-second": "",
    "dominant-suspended-fourth": "",
}
"""Words before the number, as the suffix before it."""
_ENDINGS = {
    "augmented": "#5",
    "augmented-major": "#5",
    "suspended": "sus4",
    "suspended-fourth": "sus4",
    "suspended-second": "sus2",
    "dominant-suspended-fourth": "sus4",
}
"""The same, as the suffix after the number."""
_NUMBERS = {
    "sixth": "6",
    "six-ninth": "69",
    "sixth-ninth": "69",
    "seventh": "7",
    "ninth": "9",
    "eleventh": "11",
    "thirteenth": "13",
}
_WORDS = re.compile(
    rf"(?P<quality>{'|'.join(sorted(_QUALITIES, key=len, reverse=True))})"
    rf"(?:-(?P<number>{'|'.join(_NUMBERS)}|6|69|7|9|11|13)(?:th)?)?"
)


@lru_cache(maxsize=256)
def read_kind(kind: str) -> Chord | None:
    """The chord of a kind on C; None for "other" and for a kind that names no chord."""
    suffix = _suffix(kind.strip())
    return None if suffix is None else read_chord("C" + suffix)


def _suffix(kind: str) -> str | None:
    if kind in SUFFIXES:
        return SUFFIXES[kind]
    if kind in ("other", "none"):
        return None
    lowered = kind.lower().replace(" ", "-").replace("_", "-")
    if lowered in SUFFIXES:
        return SUFFIXES[lowered]
    words = _WORDS.fullmatch(lowered)
    if words is None:
        return kind
    quality, number = words["quality"], words["number"] or ("" if words["quality"] == "suspended" else "7")
    if quality == "half-diminished":
        return f"m{_NUMBERS.get(number, number)}b5"
    return _QUALITIES[quality] + _NUMBERS.get(number, number) + _ENDINGS.get(quality, "")
