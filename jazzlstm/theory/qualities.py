"""The table of chord qualities: tones, scales and spellings.

A row reads: the name we write, the chord tones as degrees of the major scale,
the scales that fit, the usual one first, and the spellings that are read. In
spellings, <min>, <maj> and <tri> stand for every spelling of minor, major and
the triangle, and a 7 may be raised to 9, 11 or 13. The grammar of what follows
(alterations, added and omitted tones) is in `chord_grammar.py`.

A chord's scale is the first of its row that holds all its tones and tensions:
G7 takes the mixolydian scale, G7#11 the lydian dominant, G7b9 the diminished.

Source: the chord-scale tables of M. Levine, "The Jazz Theory Book" (1995) and
J. Aebersold's "Scale Syllabus"; spellings as in Sher's and Hal Leonard's books,
iReal Pro, Band-in-a-Box, MuseScore and the Weimar Jazz Database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

MACROS = {
    "<min>": "m - min Min MIN mi Mi MI minor",
    "<maj>": "maj Maj MAJ ma Ma MA M major Major ^ j",
    "<tri>": "^ j",
}

SCALES = {
    "ionian": "1 2 3 4 5 6 7",
    "lydian": "1 2 3 #4 5 6 7",
    "lydian #2": "1 #2 3 #4 5 6 7",
    "lydian augmented": "1 2 3 #4 #5 6 7",
    "harmonic major": "1 2 3 4 5 b6 7",
    "mixolydian": "1 2 3 4 5 6 b7",
    "lydian dominant": "1 2 3 #4 5 6 b7",
    "mixolydian b6": "1 2 3 4 5 b6 b7",
    "phrygian dominant": "1 b2 3 4 5 b6 b7",
    "half-whole": "1 b2 #2 3 #4 5 6 b7",
    "whole-tone": "1 2 3 #4 #5 b7",
    "altered": "1 b2 #2 3 b5 #5 b7",
    "dorian": "1 2 b3 4 5 6 b7",
    "dorian b2": "1 b2 b3 4 5 6 b7",
    "dorian #4": "1 2 b3 #4 5 6 b7",
    "aeolian": "1 2 b3 4 5 b6 b7",
    "phrygian": "1 b2 b3 4 5 b6 b7",
    "locrian": "1 b2 b3 4 b5 b6 b7",
    "locrian #2": "1 2 b3 4 b5 b6 b7",
    "melodic minor": "1 2 b3 4 5 6 7",
    "harmonic minor": "1 2 b3 4 5 b6 7",
    "lydian b3": "1 2 b3 #4 5 6 7",
    "whole-half": "1 2 b3 4 b5 b6 6 7",
}

_MAJOR = "ionian, lydian, lydian #2, harmonic major"
_DOMINANT = "mixolydian, lydian dominant, mixolydian b6, half-whole, phrygian dominant, altered"
_MINOR = "dorian, aeolian, dorian #4, dorian b2, phrygian"
_TONIC_MINOR = "melodic minor, dorian, harmonic minor, lydian b3"
_SUSPENDED = "mixolydian, mixolydian b6, dorian b2, phrygian, lydian dominant"

# name, tones, scales, spellings
_ROWS = (
    # Three notes
    ("", "1 3 5", _MAJOR, "maj Maj MAJ ma Ma MA M major Major"),
    ("m", "1 b3 5", _MINOR, "<min>"),
    ("dim", "1 b3 b5", "whole-half, locrian", "dim Dim DIM diminished o 0"),
    ("aug", "1 3 #5", "whole-tone, lydian augmented", "aug Aug AUG augmented +"),
    ("majb5", "1 3 b5", "lydian, lydian dominant", ""),
    ("m#5", "1 b3 #5", "aeolian, phrygian", ""),
    ("sus4", "1 4 5", "mixolydian, dorian b2", "sus4 sus Sus 4"),
    ("sus2", "1 2 5", "ionian, mixolydian", "sus2"),
    ("5", "1 5", "mixolydian, dorian", "5"),
    # With a sixth
    ("6", "1 3 5 6", _MAJOR, "6 <maj>6"),
    ("m6", "1 b3 5 6", _TONIC_MINOR, "<min>6"),
    ("6b5", "1 3 b5 6", "lydian dominant, half-whole", ""),
    ("6sus4", "1 4 5 6", "mixolydian", ""),
    # With a major seventh
    ("maj7", "1 3 5 7", _MAJOR, "<maj>7 <tri> 7M 7maj"),
    ("maj7#5", "1 3 #5 7", "lydian augmented", "+<maj>7 aug<maj>7 +<tri>"),
    ("maj7b5", "1 3 b5 7", "lydian, lydian #2", ""),
    ("maj7sus4", "1 4 5 7", "ionian", ""),
    ("maj7sus2", "1 2 5 7", "ionian, lydian", ""),
    ("mMaj7", "1 b3 5 7", _TONIC_MINOR, "<min><maj>7 <min><tri> <min>7M <min>#7 <min>+7"),
    ("mMaj7#5", "1 b3 #5 7", "harmonic minor", ""),
    ("dimMaj7", "1 b3 b5 7", "whole-half", "o<maj>7 dim<maj>7 o<tri>"),
    # With a minor seventh
    ("7", "1 3 5 b7", _DOMINANT, "7 dom7 dom dominant7 dominant"),
    ("7b5", "1 3 b5 b7", "lydian dominant, whole-tone, altered", ""),
    ("7#5", "1 3 #5 b7", "whole-tone, mixolydian b6, altered", "+7 aug7 7aug"),
    ("7alt", "1 3 #5 b7 b9 #9 b5", "altered", "7alt alt alt7 7altered"),
    ("7sus4", "1 4 5 b7", _SUSPENDED, "7sus4 7sus sus7 sus47 7Sus4 7Sus"),
    ("7#5sus4", "1 4 #5 b7", "mixolydian b6, phrygian", "7sus4#5 7#5sus"),
    ("7sus2", "1 2 5 b7", "mixolydian, mixolydian b6", ""),
    ("m7", "1 b3 5 b7", _MINOR, "<min>7"),
    ("m7#5", "1 b3 #5 b7", "aeolian, phrygian", ""),
    (
        "m7b5",
        "1 b3 b5 b7",
        "locrian, locrian #2",
        "ø ø7 h h7 hdim hdim7 halfdim halfdim7 half-dim7 half-dim"
        " half-diminished half-diminished7 halfdiminished halfdiminished7",
    ),
    # With a diminished seventh
    ("dim7", "1 b3 b5 bb7", "whole-half, locrian", "dim7 Dim7 DIM7 diminished7 o7 07"),
)

NATURAL_TENSIONS = {"7": (), "9": (2,), "11": (2, 5), "13": (2, 9)}
"""Tensions that a raised seventh implies: a thirteenth has its ninth; its eleventh is not played."""
SUSPENDED_ELEVENTHS = ("11", "dom11")
"""Dominant elevenths lose their third: players of C11 play C9sus4."""
PHRYGIAN = ("phryg", "phrygian", "7phryg", "susphryg", "7sus4phryg")
"""Spellings of the suspended dominant with a flat ninth."""
LYDIAN = {"maj7": ("lyd", "lydian", "maj7lyd", "maj7lydian"), "7": ("7lyd", "7lydian", "lyddom", "lyd7")}
"""Spellings of chords with a sharp eleventh, by quality."""


@dataclass(frozen=True, slots=True)
class Quality:
    """A kind of chord: its name, its tones in semitones above the root, its scales, the usual one first."""

    name: str
    tones: tuple[int, ...]
    scales: tuple[tuple[int, ...], ...]

    @property
    def has_seventh(self) -> bool:
        return "7" in self.name


def degree_semitones(degree: str) -> int:
    """Semitones above the root of a degree of the major scale: "b7" is 10, "#11" is 6."""
    number = int(degree.lstrip("b#"))
    return ((0, 2, 4, 5, 7, 9, 11)[(number - 1) % 7] + degree.count("#") - degree.count("b")) % 12


def _semitones(degrees: str) -> tuple[int, ...]:
    return tuple(sorted(degree_semitones(degree) for degree in degrees.split()))


def _quality(name: str, tones: str, scales: str) -> Quality:
    core = " ".join(tones.split()[:4])
    return Quality(name, _semitones(core), tuple(_semitones(SCALES[scale]) for scale in scales.split(", ")))


def _spell_out(pattern: str) -> list[str]:
    """Every spelling that a pattern of the table stands for: m7, -7, min7, ... for "<min>7"."""
    parts = re.split("(<[a-z]+>)", pattern)
    return [
        "".join(choice) for choice in product(*(MACROS.get(part, part).split() or [""] for part in parts))
    ]


def _read_table() -> dict[str, tuple[Quality, tuple[int, ...]]]:
    table: dict[str, tuple[Quality, tuple[int, ...]]] = {}
    for name, tones, scales, spellings in _ROWS:
        quality = _quality(name, tones, scales)
        for spelling in (name, *(s for pattern in spellings.split() for s in _spell_out(pattern))):
            if name == "7alt":
                table.setdefault(spelling, (quality, ALTERED_TENSIONS))
                continue
            for number, tensions in NATURAL_TENSIONS.items() if "7" in spelling else (("", ()),):
                table.setdefault(spelling.replace("7", number), (quality, tensions))
    suspended = table["7sus4"][0]
    table.update({spelling: (suspended, NATURAL_TENSIONS["9"]) for spelling in SUSPENDED_ELEVENTHS})
    table.update({spelling: (suspended, _semitones("b9")) for spelling in PHRYGIAN})
    for plain, raised in LYDIAN.items():
        table.update({spelling: (table[plain][0], _semitones("#11")) for spelling in raised})
    return table


ALTERED_TENSIONS = _semitones("b9 #9 b5")
QUALITIES = {name: _quality(name, tones, scales) for name, tones, scales, _ in _ROWS}
BY_TONES = {quality.tones: quality for quality in QUALITIES.values() if quality.name != "7alt"}
SPELLINGS = _read_table()
"""The quality and the natural tensions that its number implies, by spelling."""
LONGEST_SPELLING = max(map(len, SPELLINGS))
