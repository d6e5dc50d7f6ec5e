"""Spelling of pitches: F# over D7, Gb over Ebm.

A chord tone is spelled by its chord (the third of D7 is F# in any key), a note of the key
by the signature, and any other note with a sharp on its way up, a flat on its way down.
"""

from __future__ import annotations

from dataclasses import dataclass

from jazzlstm.music import Chord
from jazzlstm.theory.pitches import LETTERS, spell_degree, spell_pitch_class

SHARPS_ORDER = "FCGDAEB"

AWKWARD = ("Cb", "Fb", "E#", "B#")
"""Names allowed for the third, fifth or seventh of a chord only."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A written pitch: letter, alteration in semitones, octave (middle C is C4)."""

    step: str
    alter: int
    octave: int


def spell_pitch(pitch: int, chord: Chord, fifths: int, following: int | None) -> Spelling:
    """The spelling of ``pitch`` over ``chord`` in the key of ``fifths``, before the pitch ``following``."""
    name = _name_pitch_class(pitch, chord, fifths, following)
    alter = name.count("#") - name.count("b")
    return Spelling(name[0], alter, (pitch - alter) // 12 - 1)


def signature_alters(fifths: int) -> dict[str, int]:
    """Semitones that the key signature adds to each letter."""
    sharps = SHARPS_ORDER[: max(0, fifths)]
    flats = SHARPS_ORDER[7 + min(0, fifths) :]
    return {letter: (letter in sharps) - (letter in flats) for letter in LETTERS}


def _name_pitch_class(pitch: int, chord: Chord, fifths: int, following: int | None) -> str:
    pitch_class = pitch % 12
    in_chord = _name_in_chord(pitch_class, chord)
    if in_chord:
        return in_chord
    for letter, alter in signature_alters(fifths).items():
        if (LETTERS[letter] + alter) % 12 == pitch_class:
            return letter + {-1: "b", 0: "", 1: "#"}[alter]
    if following is not None and following - pitch in (1, -1):
        return spell_pitch_class(pitch, flats=following < pitch)
    place = (7 * pitch_class - fifths + 4) % 12 + fifths - 4  # in fifths: Ab (-4) to C# (7) around C
    return spell_pitch_class(pitch, flats=place <= 5)


def _name_in_chord(pitch_class: int, chord: Chord) -> str:
    """The name of a tone or tension of the chord; "" for another pitch, or for an awkward name."""
    if chord.root is None:
        return ""
    interval = (pitch_class - chord.root) % 12
    if interval not in chord.tones and interval not in chord.tensions:
        return ""
    root = chord.symbol[:2] if chord.symbol[1:2] in ("b", "#") else chord.symbol[:1]
    name = spell_degree(root, interval, flats="#" not in root)
    if interval == 8 and 8 in chord.tones:  # an augmented fifth, not a thirteenth
        name = _raise(spell_degree(root, 7, flats="#" not in root)) or name
    if interval == 6 and 6 not in chord.tones:  # a sharp eleventh, not a fifth
        name = _raise(spell_degree(root, 5, flats="#" not in root)) or name
    return "" if name in AWKWARD and interval not in (3, 4, 7, 10, 11) else name


def _raise(name: str) -> str:
    """The name a semitone higher on the same letter; "" for a double sharp."""
    return name[0] if name.endswith("b") else "" if name.endswith("#") else name + "#"
