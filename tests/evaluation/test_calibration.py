"""Calibration against probabilities that are right, and ones that are not; perplexity by place in the bar."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.evaluation.calibration import calibrate, calibrate_forecasts, surprise_by_place
from jazzlstm.evaluation.likelihood import forecast
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo


def test_bins_by_hand() -> None:
    probabilities = np.array([[0.75, 0.25], [0.75, 0.25], [0.75, 0.25], [0.25, 0.75]])
    calibration = calibrate(probabilities, np.array([0, 0, 1, 1]))
    seen = calibration.count > 0
    assert calibration.predicted[seen] == pytest.approx([0.25, 0.75])
    assert calibration.played[seen] == pytest.approx([0.25, 0.75])
    assert calibration.count[seen].tolist() == [4, 4]
    assert calibration.error == pytest.approx(0)


def test_overconfidence_is_an_error() -> None:
    sure = np.tile([0.95, 0.05], (10, 1))
    calibration = calibrate(sure, np.arange(10) % 2)  # each value came true half the time
    assert calibration.error == pytest.approx(0.95 * 0.45 + 0.05 * 0.45)


def test_values_drawn_from_the_predictions_are_calibrated() -> None:
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(5), 20_000)
    chosen = (probabilities.cumsum(axis=1) < rng.random(20_000)[:, None]).sum(axis=1)
    assert calibrate(probabilities, chosen).error < 0.01


def test_calibration_without_events_is_nan() -> None:
    assert np.isnan(calibrate(np.zeros((0, 50)), np.zeros(0, np.int64)).error)


def test_a_uniform_network_has_the_same_perplexity_everywhere(
    make_network: Callable[..., Network],
) -> None:
    drawn = make_network(ModelConfig(4, 1, 0, 4, 8))
    ignorant = Network(
        drawn.config, Conditioning(), {name: np.zeros_like(array) for name, array in drawn.weights.items()}
    )
    notes = (Note(0, 1, 60), Note(1, 1, 62), Note(4, 1, 64), Note(6, 1, 60))  # beats 1, 2, 1 and 3
    forecasts = forecast(ignorant, [Solo(notes, Chart((Change(0.0, NO_CHORD),), 8.0))])
    surprise = surprise_by_place(forecasts)
    assert surprise.notes[[0, 12, 24]].tolist() == [2, 1, 1]
    assert surprise.pitch[[0, 12, 24]] == pytest.approx([50] * 3, rel=1e-4)
    assert surprise.length[[0, 12, 24]] == pytest.approx([31] * 3, rel=1e-4)
    assert np.isnan(surprise.pitch[1])
    pitch, length = calibrate_forecasts(forecasts)
    assert pitch.count.sum() == 50 * 6  # four notes and two rests
    assert length.predicted[length.count > 0] == pytest.approx([1 / 31])
