"""The output features of a step in NumPy are those that the network is trained with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from jazzlstm.encoding import output_features
from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, encode_notes
from jazzlstm.encoding.features import blank_harmony, feature_rows
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.output_features import LENGTH_OUTPUT_FEATURES, PITCH_OUTPUT_FEATURES
from jazzlstm.encoding.state import states_along
from jazzlstm.generation import candidates
from jazzlstm.music import Note
from jazzlstm.theory.charts import parse_chart

RNG = np.random.default_rng(0)


@pytest.fixture(params=["with chords", "without"])
def rows(request: pytest.FixtureRequest) -> NDArray[np.uint8]:
    """The rows along a line of forty notes over changes in a key."""
    chart = replace(parse_chart("| Dm7 | G7b9 | Cmaj7 | A7/E |"), key="C")
    pitches = 60 + np.cumsum(RNG.integers(-5, 6, 40))
    events = encode_notes([Note(i * 0.75, 0.5, int(pitch)) for i, pitch in enumerate(pitches)])
    found = feature_rows(lay_out_harmony(chart), 140.0, states_along(events))
    if request.param == "without":
        blank_harmony(found)
    return found


def test_sets_and_evidence_are_equal(rows: NDArray[np.uint8]) -> None:
    for ours, theirs in (
        (candidates.pitch_sets, output_features.pitch_sets),
        (candidates.length_sets, output_features.length_sets),
    ):
        for found, expected in zip(ours(rows), theirs(np, rows), strict=True):
            np.testing.assert_array_equal(found, expected)


def test_pitch_logits_are_equal(rows: NDArray[np.uint8]) -> None:
    scored = RNG.normal(size=(len(rows), PITCH_VALUES + PITCH_OUTPUT_FEATURES))
    sets, _ = candidates.pitch_sets(rows)
    plain, scores = np.split(scored, [PITCH_VALUES], axis=1)
    expected = output_features.pitch_logits(np, plain, scores, rows, sets)
    np.testing.assert_allclose(candidates.pitch_logits(scored, rows, sets), expected, rtol=0, atol=1e-9)


def test_length_logits_are_equal(rows: NDArray[np.uint8]) -> None:
    scored = RNG.normal(size=(len(rows), LENGTH_VALUES + LENGTH_OUTPUT_FEATURES))
    sets, _ = candidates.length_sets(rows)
    plain, scores = np.split(scored, [LENGTH_VALUES], axis=1)
    expected = output_features.length_logits(np, plain, scores, rows, sets)
    np.testing.assert_allclose(candidates.length_logits(scored, rows, sets), expected, rtol=0, atol=1e-9)


def test_features_of_the_chosen_pitch_are_equal(rows: NDArray[np.uint8]) -> None:
    for value in range(PITCH_VALUES):
        chosen = np.full(len(rows), value)
        np.testing.assert_array_equal(
            candidates.chosen_pitch_features(chosen, rows),
            output_features.chosen_pitch_features(np, chosen, rows),
        )
