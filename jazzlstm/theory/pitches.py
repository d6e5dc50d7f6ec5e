"""Names of pitches: "Bb" is pitch class 10, "G4" is MIDI note 67.

A name is a letter and up to two accidentals. The key decides between two names
of a pitch class (A# or Bb), so `spell_pitch_class` takes that as an argument.
`spell_degree` counts letters up from a root: the third of D is F#, never Gb.
"""

from __future__ import annotations

import re

from jazzlstm.errors import ChordError, InputError
from jazzlstm.theory.glyphs import plain_accidentals as plain_accidentals

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
ACCIDENTALS = {"": 0, "b": -1, "#": 1, "bb": -2, "##": 2, "x": 2}
PITCH_NAME = r"[A-G](?:bb|##|b|#|x)?"
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

_LETTER_ORDER = "CDEFGAB"
_LETTERS_UP = (0, 1, 1, 2, 2, 3, 4, 4, 5, 5, 6, 6)
"""Letters above the root, by interval in semitones."""
_NOTE = re.compile(rf"({PITCH_NAME})(-?\d+)")


def parse_pitch_class(name: str) -> int:
    """The pitch class of a name: "Bb" and "A♯" are 10.

    Raises:
        ChordError: ``name`` is not a letter A to G with at most two accidentals.
    """
    plain = plain_accidentals(name.strip())
    if not re.fullmatch(PITCH_NAME, plain):
        raise ChordError(
            f"{name.strip()[:20]!r} is not a pitch: write a letter A to G, with # or b after it, as in Bb",
            symbol=name.strip()[:20],
        )
    return (LETTERS[plain[0]] + ACCIDENTALS[plain[1:]]) % 12


def parse_note_name(name: str) -> int:
    """The MIDI number of a note: "C4" is 60, middle C.

    Raises:
        InputError: ``name`` is not a pitch and an octave, or lies outside C-1 to G9 (MIDI 0 to 127).
    """
    shown = name.strip()[:20]
    plain = plain_accidentals(name.strip())
    match = _NOTE.fullmatch(plain[:1].upper() + plain[1:])
    if not match or len(match[2]) > 3:
        raise InputError(
            f"{shown!r} is not a note: write a letter and an octave, as in G4 or Bb3 (C4 is middle C)",
            code="bad_note",
        )
    letter, accidental = match[1][0], match[1][1:]
    pitch = LETTERS[letter] + ACCIDENTALS[accidental] + 12 * (int(match[2]) + 1)
    if not 0 <= pitch <= 127:
        raise InputError(
            f"the note {shown!r} is out of range: choose a note from C-1 to G9 (C4 is middle C)",
            code="note_out_of_range",
        )
    return pitch


def spell_pitch_class(pitch_class: int, *, flats: bool) -> str:
    """The name of a pitch class with flats ("Bb") or with sharps ("A#")."""
    return (FLAT_NAMES if flats else SHARP_NAMES)[pitch_class % 12]


def spell_note(pitch: int) -> str:
    """The name of a MIDI number, with flats: 70 is "Bb4"."""
    return f"{spell_pitch_class(pitch, flats=True)}{pitch // 12 - 1}"


def spell_degree(root: str, interval: int, *, flats: bool) -> str:
    """The name of the pitch ``interval`` semitones above ``root``, on the letter a musician expects.

    A name that needs a double accidental is replaced by the simple one.
    """
    letter = _LETTER_ORDER[(_LETTER_ORDER.index(root[0]) + _LETTERS_UP[interval % 12]) % 7]
    pitch_class = (parse_pitch_class(root) + interval) % 12
    distance = (pitch_class - LETTERS[letter] + 6) % 12 - 6
    names = {-1: letter + "b", 0: letter, 1: letter + "#"}
    return names.get(distance, spell_pitch_class(pitch_class, flats=flats))
