"""Shapes of phrases, by hand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from jazzlstm.evaluation.phrase_shapes import measure_phrase_shapes
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("C")),), 64.0)


def line(start: float, *pitches: int) -> list[Note]:
    return [Note(start + i / 2, 0.5, pitch) for i, pitch in enumerate(pitches)]


def test_a_note_alone_is_a_scrap() -> None:
    found = measure_phrase_shapes([Solo((*line(0, 60), *line(4, 60, 62, 64, 65, 67)), CHART)])
    assert found.scraps == 0.5
    assert found.phrase_range == 7  # the scrap has no shape


def test_the_peak_is_early_or_late_and_played_once_or_twice() -> None:
    early, late = line(0, 72, 60, 62, 64, 65), line(8, 60, 62, 72, 65, 72)
    found = measure_phrase_shapes([Solo((*early, *late), CHART)])
    assert found.peak_place == (0 + 0.5) / 2
    assert found.peaks_played_once == 0.5


def test_the_climax_is_the_first_of_the_highest_notes() -> None:
    assert measure_phrase_shapes([Solo(tuple(line(0, 60, 72, 64, 72, 65)), CHART)]).climax_place == 0.25


def test_phrases_end_on_and_off_the_beat_and_chord() -> None:
    on, off = line(0, 60, 62, 64), line(8, 60, 61)  # E on the beat; D flat off it
    found = measure_phrase_shapes([Solo((*on, *off), CHART)])
    assert (found.phrase_ends_on_beat, found.phrase_ends_in_chord) == (0.5, 0.5)


def test_sixteen_bars_have_a_range_and_less_has_none() -> None:
    wide = Solo((*line(0, 60), Note(63.5, 0.5, 80)), CHART)
    assert measure_phrase_shapes([wide]).range_16_bars == 20
    assert np.isnan(measure_phrase_shapes([Solo(tuple(line(0, 60, 70)), CHART)]).range_16_bars)


def test_a_long_phrase_has_four_bars() -> None:
    assert measure_phrase_shapes([Solo(tuple(line(0, *[60] * 32)), CHART)]).long_phrases == 1
    assert measure_phrase_shapes([Solo(tuple(line(0, *[60] * 31)), CHART)]).long_phrases == 0


def test_nothing_to_count_is_nan() -> None:
    assert np.isnan(astuple(measure_phrase_shapes([Solo((), CHART)]))).all()
