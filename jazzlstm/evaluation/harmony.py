"""Harmonic coherence: shares of chord tones and of scale tones.

There are two scales. Ours is the one that a player would choose (see ``theory/qualities.py``): F lydian
over Fmaj7#11. MINGUS's makes our figures comparable with its published ones: the chord tones and the
major scale on the root, compared by *spelling*. MINGUS spells every MIDI note C C# D Eb E F F# G G# A
Bb B, so G# is not in the scale on Db, which has Ab. This lowers the figure of human solos by ten points.

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
"""Letter of each pitch class in MINGUS's spelling: C C# D Eb E F F# G G# A Bb B."""
DEGREE_OF_TONE = (1, 2, 2, 3, 3, 4, 5, 5, 5, 6, 7, 7)
"""Degree of a chord tone by semitones above the root: 8 is written as #5, 6 as b5."""


@dataclass(frozen=True, slots=True)
class Coherence:
    """Shares, from 0 to 1, of the notes over a chord."""

    chord_tones: float
    chord_tones_on_beat: float
    """Among the notes that start on a beat."""
    scale_tones: float
    """In the scale that a player would choose."""
    mingus_scale_tones: float
    """Scale tones as MINGUS counts them; only for comparison with its figures."""


def measure_coherence(solos: Sequence[Solo]) -> Coherence:
    """The coherence of ``solos``; NaN if no note is over a chord."""
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
    """The scale tones of ``chord`` in MINGUS's evaluation, as pitch classes; none for "NC"."""
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
