"""Phrases end where a line is silent for a beat; what is shorter is a rest within, or articulation."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from jazzlstm.evaluation.phrases import measure_breathing, split_phrases
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo


def solo(*spans: tuple[float, float]) -> Solo:
    return Solo(tuple(Note(a, b - a, 60) for a, b in spans), Chart((Change(0.0, NO_CHORD),), 16.0))


def test_a_beat_of_silence_ends_a_phrase_and_less_does_not() -> None:
    notes = solo((0, 1), (1.5, 2), (3, 4), (4.75, 5)).notes
    assert split_phrases(notes) == [notes[:2], notes[2:]]


def test_phrases_and_breaths_by_hand() -> None:
    # sounding 0-1 and 1.5-2, a breath of 2, then 4-5: half a beat and two beats of rest in five
    breathing = measure_breathing([solo((0, 1), (1.5, 2), (4, 5))])
    assert breathing.rest_share == pytest.approx(2.5 / 5)
    assert breathing.notes_per_phrase == pytest.approx(1.5)
    assert breathing.phrase_beats == pytest.approx((2 + 1) / 2)
    assert breathing.breath_beats == pytest.approx(2.0)


def test_gaps_under_half_a_beat_are_articulation() -> None:
    assert measure_breathing([solo((0, 0.6), (1, 2))]).rest_share == 0.0


def test_a_line_without_rests_has_no_rest_between_phrases() -> None:
    breathing = measure_breathing([solo((0, 1), (1, 2))])
    assert breathing.notes_per_phrase == 2
    assert np.isnan(breathing.breath_beats)


def test_figures_without_notes_are_nan() -> None:
    assert split_phrases(()) == []
    assert np.isnan(astuple(measure_breathing([]))).all()
    assert np.isnan(astuple(measure_breathing([solo()]))).all()
