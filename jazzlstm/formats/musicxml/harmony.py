"""Chords to MusicXML chord symbols: a root, a kind from a fixed list, degrees, a text.

MusicXML has some thirty kinds; tensions beyond them are degrees: G7b9 is kind "dominant"
with a flat ninth added. The ``text`` of the kind is what a page shows. All three are
written, so that every program can show the symbol as typed and read its chord.

Source: MusicXML 4.0, elements ``harmony``, ``kind``, ``degree`` (W3C, 2021).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jazzlstm.formats.musicxml.kinds import SUFFIXES
from jazzlstm.music import Chord
from jazzlstm.theory.chords import SYMBOL

KINDS = {
    "major": "0 4 7",
    "minor": "0 3 7",
    "augmented": "0 4 8",
    "diminished": "0 3 6",
    "dominant": "0 4 7 10",
    "major-seventh": "0 4 7 11",
    "minor-seventh": "0 3 7 10",
    "diminished-seventh": "0 3 6 9",
    "augmented-seventh": "0 4 8 10",
    "half-diminished": "0 3 6 10",
    "major-minor": "0 3 7 11",
    "major-sixth": "0 4 7 9",
    "minor-sixth": "0 3 7 9",
    "suspended-fourth": "0 5 7",
    "suspended-second": "0 2 7",
    "power": "0 7",
}
"""Kinds that may be written with a more detailed text, in semitones above the root."""
_KINDS_BY_SUFFIX = {suffix: kind for kind, suffix in reversed(SUFFIXES.items())}
_CHANGES = re.compile(r"(?=[^\d])\(?(add|no)?([b#]?)(13|11|9|5|3)\)?")
_ALTERS = {"b": -1, "": 0, "#": 1}


@dataclass(frozen=True, slots=True)
class Degree:
    """One change to a kind: ``change`` is "add", "alter" or "subtract"."""

    value: int
    alter: int
    change: str


@dataclass(frozen=True, slots=True)
class ChordSymbol:
    """The parts of a MusicXML chord symbol; ``root`` and ``bass`` are names such as "Bb"."""

    root: str
    kind: str
    text: str
    degrees: tuple[Degree, ...] = ()
    bass: str = ""


def describe_chord(chord: Chord) -> ChordSymbol:
    """The parts of a chord symbol; "NC" is kind "none".

    Degrees would be printed twice beside some symbols (7sus4, 69, 7alt). These have the
    nearest kind and a more detailed text.
    """
    match = SYMBOL.fullmatch(chord.symbol)
    if chord.root is None or match is None:
        return ChordSymbol("", "none", "N.C.")
    root, suffix, bass = match[1], match[2], match[3] or ""
    for length in range(len(suffix), -1, -1):
        degrees = _read_degrees(suffix[length:])
        if suffix[:length] in _KINDS_BY_SUFFIX and degrees is not None:
            return ChordSymbol(
                root, _KINDS_BY_SUFFIX[suffix[:length]], _typeset(suffix[:length]), degrees, bass
            )
    tones = set(chord.tones)
    nearest = min(KINDS, key=lambda kind: len(tones.symmetric_difference(map(int, KINDS[kind].split()))))
    return ChordSymbol(root, nearest, _typeset(suffix), (), bass)


def print_chord(chord: Chord) -> ChordSymbol:
    """The chord as kind "other" with its whole symbol as text, for a chord that no kind describes."""
    match = SYMBOL.fullmatch(chord.symbol)
    if match is None:
        return ChordSymbol("", "none", "N.C.")
    return ChordSymbol(match[1], "other", _typeset(match[2]), (), match[3] or "")


def _read_degrees(text: str) -> tuple[Degree, ...] | None:
    """The end of a symbol as degrees; None if it is not only degrees."""
    degrees: list[Degree] = []
    while text:
        match = _CHANGES.match(text)
        if not match:
            return None
        change = {"no": "subtract"}.get(match[1], "alter" if match[3] in "35" else "add")
        degrees.append(Degree(int(match[3]), _ALTERS[match[2]], change))
        text = text[match.end() :]
    return tuple(degrees)


def _typeset(suffix: str) -> str:
    """The suffix with printed flat and sharp signs."""
    return suffix.replace("b", "♭").replace("#", "♯")
