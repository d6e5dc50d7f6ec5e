"""Chord events of Yamaha XF files: sequencer-specific meta events 43 7B 01 cr ct bn bt.

``cr`` and ``bn`` are the root and the bass: the note in the low nibble (1 is C, 7 is B) and
the accidental in the high one (3 is natural, 2 flat, 4 sharp). ``ct`` is a chord type.

Source: XF Format Specifications 2.01 (Yamaha).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jazzlstm.music import NO_CHORD
from jazzlstm.theory.chords import read_chord

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chord

XF_CHORD = (0x43, 0x7B, 0x01)
CHORD_BYTES = 7
NOTES = ".CDEFGAB"
ACCIDENTALS = ("bbb", "bb", "b", "", "#", "##", "###")
NO_BASS = 127
NO_CHORD_TYPE = 34
SUFFIXES = (
    "", "6", "maj7", "maj7#11", "add9", "maj9", "69", "aug",
    "m", "m6", "m7", "m7b5", "madd9", "m9", "m11", "mMaj7", "mMaj9", "dim", "dim7",
    "7", "7sus4", "7b5", "9", "7#11", "7(13)", "7b9", "7b13", "7#9", "maj7#5", "7#5",
    "5", "5", "sus4", "sus2",
)  # fmt: skip
"""Suffixes of the chord types 0 to 33."""


def read_xf_chord(data: Sequence[int]) -> Chord | None:
    """The chord of a sequencer-specific event; None for any other event."""
    if len(data) != CHORD_BYTES or tuple(data[:3]) != XF_CHORD:
        return None
    root, kind, bass = data[3:6]
    if kind == NO_CHORD_TYPE:
        return NO_CHORD
    name = _pitch_name(root)
    if not name or kind >= len(SUFFIXES):
        return None
    under = "" if bass == NO_BASS else _pitch_name(bass)
    slash = f"/{under}" if under and under != name else ""
    return read_chord(name + SUFFIXES[kind] + slash)


def _pitch_name(value: int) -> str:
    note, accidental = value & 0x0F, value >> 4
    if not 1 <= note < len(NOTES) or accidental >= len(ACCIDENTALS):
        return ""
    return NOTES[note] + ACCIDENTALS[accidental]
