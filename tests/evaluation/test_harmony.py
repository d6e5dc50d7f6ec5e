"""Harmonic coherence: by the chord, by its scale, and by MINGUS's scale with its slip of spelling."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from jazzlstm.evaluation.harmony import measure_coherence, mingus_scale
from jazzlstm.music import NO_CHORD, Change, Chart, Chord, Note, Solo
from jazzlstm.theory.chords import parse_chord


def solo_over(chord: Chord, *notes: tuple[float, int]) -> Solo:
    line = tuple(Note(start, 0.5, pitch) for start, pitch in notes)
    return Solo(line, Chart((Change(0.0, chord),), 4.0))


def test_notes_are_counted_against_the_chord_they_start_over() -> None:
    # over C7: C chord tone on the beat, D scale tone between, F# outside on the beat, Bb chord tone between
    coherence = measure_coherence([solo_over(parse_chord("C7"), (0, 60), (0.5, 62), (1, 66), (1.5, 70))])
    assert coherence.chord_tones == pytest.approx(2 / 4)
    assert coherence.chord_tones_on_beat == pytest.approx(1 / 2)
    assert coherence.scale_tones == pytest.approx(3 / 4)
    assert coherence.mingus_scale_tones == pytest.approx(3 / 4)


def test_notes_over_no_chord_are_not_counted() -> None:
    over_nothing = solo_over(NO_CHORD, (0, 60), (1, 61))
    over_chord = solo_over(parse_chord("C"), (0, 60))
    assert measure_coherence([over_nothing, over_chord]).chord_tones == 1.0
    assert np.isnan(astuple(measure_coherence([over_nothing]))).all()


def test_figures_without_notes_are_nan() -> None:
    assert np.isnan(astuple(measure_coherence([]))).all()
    assert np.isnan(astuple(measure_coherence([solo_over(parse_chord("C"))]))).all()


def test_without_a_note_on_the_beat_only_that_share_is_nan() -> None:
    coherence = measure_coherence([solo_over(parse_chord("C"), (0.5, 60))])
    assert coherence.chord_tones == 1.0
    assert np.isnan(coherence.chord_tones_on_beat)


def test_mingus_takes_the_chord_and_the_major_scale_on_its_root() -> None:
    assert mingus_scale(parse_chord("C7")) == {0, 2, 4, 5, 7, 9, 10, 11}
    assert mingus_scale(parse_chord("Cm7")) == {0, 2, 3, 4, 5, 7, 9, 10, 11}


def test_mingus_misses_tones_that_it_spells_otherwise() -> None:
    # Dbmaj7: Db Eb F Gb Ab Bb C; its MIDI notes are C# Eb F F# G# Bb C, so Db, Gb and Ab are lost
    assert mingus_scale(parse_chord("Dbmaj7")) == {3, 5, 10, 0}
    # F#7: F# G# A# B C# D# E E#; of A#, D# and E# it says Bb, Eb and F
    assert mingus_scale(parse_chord("F#7")) == {6, 8, 11, 1, 4}


def test_no_chord_has_no_mingus_scale() -> None:
    assert mingus_scale(NO_CHORD) == frozenset()
