from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.generation.human_statistics import EXCERPT_BEATS, TRAITS
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart
from tools.fit_ranking import excerpts, fit_statistics, fit_weights

CHART = parse_chart("| Cmaj7 | Am7 | Dm7 | G7 |")
PLACE = {name: place for place, name in enumerate(TRAITS)}


def walk(seed: int, widest: int = 3, beats: int = 140) -> Solo:
    """A random walk in eighths with some rests."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(-widest, widest + 1, 2 * beats)
    pitches = 60 + np.abs(np.cumsum(steps)) % 24
    return Solo(
        tuple(Note(i / 2, 0.5, int(pitch)) for i, pitch in enumerate(pitches) if rng.random() > 0.15), CHART
    )


def test_excerpts_begin_on_downbeats_and_incomplete_ones_are_omitted() -> None:
    line = Solo(tuple(Note(5 + i / 2, 0.5, 60) for i in range(80)), CHART)  # beats 5 to 45
    parts = list(excerpts(line, 16))
    assert [(part.notes[0].start, part.notes[-1].end) for part in parts] == [(5.0, 20.0), (20.0, 36.0)]
    assert list(excerpts(replace(line, notes=()), 16)) == []


def test_statistics_are_means_and_deviations_at_each_length() -> None:
    fit = fit_statistics([walk(seed) for seed in range(6)])
    assert fit.traits.shape == (len(TRAITS), len(EXCERPT_BEATS), 2)
    assert fit.traits[PLACE["steps"], :, 0] == pytest.approx(4 / 7, abs=0.1)
    ranges = fit.traits[PLACE["range"], :, 0]
    assert ranges[0] < ranges[1] <= ranges[3]  # longer excerpts have wider ranges
    np.testing.assert_allclose(np.diag(fit.correlations), 1.0)


def test_weights_are_large_for_traits_that_differ() -> None:
    narrow, wide = ([walk(seed, widest, 32) for seed in range(40)] for widest in (2, 5))
    weights = fit_weights(wide, narrow)
    assert weights[PLACE["mean interval"]] > 0.3
    np.testing.assert_allclose(fit_weights(narrow, wide), -weights, atol=1e-6)


def test_weights_are_zero_where_nothing_differs() -> None:
    same = [walk(seed, beats=32) for seed in range(30)]
    np.testing.assert_allclose(fit_weights(same, same), 0.0, atol=1e-9)
