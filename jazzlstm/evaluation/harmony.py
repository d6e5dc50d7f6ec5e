"""Harmonic coherence: how much of a line lies in its chords, and how much in their scales.

Two scales are asked. Ours is the one a player would reach for (see ``qualities.py``):
F lydian over Fmaj7#11. The other is MINGUS's, kept so that its published figures can be
set beside ours: the chord's tones and the major scale on its root, compared by *spelling*.
A MIDI note is always spelled C C# D Eb E F F# G G# A Bb B there, so that its G# is no tone
of the scale on Db, whose fifth is an Ab. That is a slip of theirs, which costs human solos
ten points; a figure without it couldn't stand beside theirs.

Source: V. Madaghiele, P. Lisena, R. Troncy, "MINGUS: Melodic Improvisation Neural Generator
Using Seq2Seq" (ISMIR 2021), and its published evaluation code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jazzlstm.evaluation.means import mean
from jazzlstm.music import TICKS_PER_BEAT, Chord, Solo
from jazzlstm.theory.keys import MAJOR_SCALE

LETTERS = "CDEFGAB"
LETTER_OF_NOTE = "CCDEEFFGGABB"
"""How MINGUS spells each pitch class: C C# D Eb E F F# G G# A Bb B."""
DEGREE_OF_TONE = (1, 2, 2, 3, 3, 4, 5, 5, 5, 6, 7, 7)
"""The degree that a chord tone so many semitones above the root is written as: 8 is a #5, 6 a b5."""


@dataclass(frozen=True, slots=True)
class Coherence:
    """Shares, from 0 to 1, of the notes that sound over a chord."""

    chord_tones: float
    chord_tones_on_beat: float
    """... of those that start on a beat."""
    scale_tones: float
    """In the chord's scale as a player hears it."""
    mingus_scale_tones: float
    """As MINGUS counts, to compare with its figures only."""


def measure_coherence(solos: Sequence[Solo]) -> Coherence:
    """How much of ``solos`` lies inside their harmony; NaN where there is no note over a chord."""
    rows = np.concatenate([np.zeros((0, 4), bool), *(_in_harmony(solo) for solo in solos)])
    in_chord, in_scale, in_mingus_scale, on_beat = rows.T
    return Coherence(
        chord_tones=mean(in_chord),
        chord_tones_on_beat=mean(in_chord[on_beat]),
        scale_tones=mean(in_scale),
        mingus_scale_tones=mean(in_mingus_scale),
    )


def _in_harmony(solo: Solo) -> NDArray[np.bool_]:
    """(notes over chords, 4): in the chord, in its scale, in MINGUS's, on a beat."""
    rows = []
    for note in solo.notes:
        chord = solo.chart.chord_at(note.start)
        if not chord.is_silent:
            pitch_class = note.pitch % 12
            on_beat = round(note.start * TICKS_PER_BEAT) % TICKS_PER_BEAT == 0
            inside = (chord.tone_classes, chord.scale_classes, mingus_scale(chord))
            rows.append((*(pitch_class in classes for classes in inside), on_beat))
    return np.array(rows, bool).reshape(-1, 4)


@lru_cache(maxsize=4096)
def mingus_scale(chord: Chord) -> frozenset[int]:
    """The pitch classes that MINGUS's evaluation takes for scale tones of ``chord``; none of "NC"."""
    if chord.root is None:
        return frozenset()
    letter = LETTERS.index(chord.symbol[0])
    steps = [(semitones, degree) for degree, semitones in enumerate(MAJOR_SCALE, 1)]
    steps += [(tone, DEGREE_OF_TONE[tone]) for tone in (*chord.tones, *chord.tensions)]
    return frozenset(
        pitch_class
        for semitones, degree in steps
        if LETTER_OF_NOTE[pitch_class := (chord.root + semitones) % 12] == LETTERS[(letter + degree - 1) % 7]
    )
