"""Chord symbols as MusicXML has them: a root, a kind from a fixed list, degrees added or altered.

MusicXML names some thirty kinds; what a symbol says beyond them is spelt as
degrees: G7b9 is kind "dominant" with a flattened ninth added. The ``text`` of
the kind is what stands on the page. Writing, we give all three, so that every
program shows the symbol as it was typed and still understands it.

Source: MusicXML 4.0, elements ``harmony``, ``kind``, ``degree`` (W3C, 2021).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.formats.musicxml.file import read_whole
from jazzlstm.music import NO_CHORD, Chord
from jazzlstm.theory.chords import SYMBOL, read_chord
from jazzlstm.theory.pitches import plain_accidentals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

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
"""The kinds that stand for others on the page, in semitones above the root."""
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
"""Every kind that MusicXML has a chord for, as we spell it after the root."""

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
    """A chord symbol taken apart as MusicXML wants it; ``root`` and ``bass`` are names such as "Bb"."""

    root: str
    kind: str
    text: str
    degrees: tuple[Degree, ...] = ()
    bass: str = ""


def describe_chord(chord: Chord) -> ChordSymbol:
    """The parts of a chord symbol; "NC" is kind "none".

    What MusicXML cannot spell without repeating itself on the page (7sus4, 69,
    7alt) is left to the text, over the nearest kind.
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


def spell_degree_change(value: int, alter: int, change: str) -> str:
    """A degree as a symbol has it: "b9", "add9", "no5"."""
    if change == "subtract":
        return f"no{value}"
    if alter == 0:
        return f"add{value}"
    return {-2: "bb", -1: "b", 1: "#", 2: "##"}.get(alter, "") + str(value)


def _read_degrees(text: str) -> tuple[Degree, ...] | None:
    """The end of a symbol as degrees, or None where it is more than that."""
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
    """Flats and sharps as they are printed."""
    return suffix.replace("b", "♭").replace("#", "♯")


def read_harmony(element: Element) -> Chord | None:
    """The chord of a ``harmony`` element, None if nobody can tell which.

    What is printed comes first, as the musician who wrote it meant it; then the
    kind and its degrees; then the kind alone.
    """
    kind = element.find("kind")
    name = (kind.text or "").strip() if kind is not None else ""
    root = _pitch_name(element, "root")
    if name == "none":
        return NO_CHORD
    if not root or kind is None:
        return None
    printed, bass = (kind.get("text") or "").strip(), _pitch_name(element, "bass")
    slash = f"/{bass}" if bass else ""
    suffixes = [SUFFIXES[name]] if name in SUFFIXES else []
    for suffix in [printed, *suffixes] if printed else suffixes:
        symbol = root + suffix + "".join(_missing_degrees(element, suffix)) + slash
        if chord := read_chord(symbol):
            return chord
    plain = (read_chord(root + suffix + slash) for suffix in (printed, *suffixes))
    return next(filter(None, plain), None)


def _pitch_name(harmony: Element, tag: str) -> str:
    step = (harmony.findtext(f"{tag}/{tag}-step") or "").strip().upper()
    alter = read_whole(harmony.findtext(f"{tag}/{tag}-alter"))
    return step + ("#" * min(alter, 2) if alter > 0 else "b" * min(-alter, 2))


def _missing_degrees(harmony: Element, suffix: str) -> Iterator[str]:
    """The degrees that the suffix does not spell already."""
    plain = plain_accidentals(suffix).replace("+", "#").replace("-", "b")
    for degree in harmony.findall("degree"):
        value = read_whole(degree.findtext("degree-value"))
        alter = read_whole(degree.findtext("degree-alter"))
        spelled = spell_degree_change(value, alter, (degree.findtext("degree-type") or "add").strip())
        is_said = spelled.removeprefix("add") in plain or "alt" in plain or ("sus" in plain and value == 4)
        if value and not is_said and degree.get("print-object") != "no":
            yield spelled
