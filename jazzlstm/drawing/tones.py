"""The relation of a note to its chord, which gives its colour."""

from __future__ import annotations

from jazzlstm.music import Chord, Note


def tone_of(note: Note, chord: Chord) -> str:
    """The note's relation to the chord: "chord_tone", "scale_tone", "outside" or "no_chord"."""
    if chord.is_silent:
        return "no_chord"
    if note.pitch % 12 in chord.tone_classes:
        return "chord_tone"
    return "scale_tone" if note.pitch % 12 in chord.scale_classes else "outside"
