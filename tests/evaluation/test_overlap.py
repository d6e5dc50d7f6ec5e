"""MGEval: features by hand, densities against closed forms, and sets without spread."""

from __future__ import annotations

import math

import numpy as np
import pytest

from jazzlstm.evaluation.overlap import FEATURES, compare_sets, features_of, measure_overlap
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo

CHART = Chart((Change(0.0, NO_CHORD),), 32.0)


def drawn(seed: int, centre: int = 60, notes: int = 30) -> Solo:
    rng = np.random.default_rng(seed)
    pitches = centre + rng.integers(-8, 9, notes)
    starts = np.cumsum(rng.choice([0.5, 0.5, 1.0, 1.5], notes))
    return Solo(tuple(Note(float(s), 0.5, int(p)) for s, p in zip(starts, pitches, strict=True)), CHART)


def test_features_by_hand() -> None:
    notes = (Note(0, 1, 60), Note(1, 0.3, 62), Note(1.5, 0.5, 72))  # C4 D4 C5; the D lasts its half beat
    found = features_of(Solo(notes, CHART, tempo=120))
    assert found.keys() == FEATURES.keys()
    assert found["total_used_pitch"].item() == 3
    assert found["total_used_note"].item() == 3
    assert found["pitch_range"].item() == 12
    assert found["avg_pitch_shift"].item() == (2 + 10) / 2
    assert found["avg_IOI"].item() == pytest.approx(0.75 * 60 / 120)
    assert found["total_pitch_class_histogram"][[0, 2]] == pytest.approx([0.75, 0.25])
    quarter, eighth = 2, 3
    assert found["note_length_hist"][[quarter, eighth]] == pytest.approx([1 / 3, 2 / 3])
    assert found["pitch_class_transition_matrix"].reshape(12, 12)[[0, 2], [2, 0]].tolist() == [1, 1]
    assert found["note_length_transition_matrix"].reshape(12, 12)[quarter, eighth] == 1


def test_a_set_against_one_like_it_overlaps_nearly_whole() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 1, (2, 200, 1))
    area, divergence = compare_sets(one, other)
    assert area > 0.95
    assert divergence < 0.02


def test_a_set_far_off_hardly_overlaps() -> None:
    rng = np.random.default_rng(0)
    one, other = rng.normal(0, 1, (2, 200, 1))
    area, divergence = compare_sets(one, other + 100)
    assert area < 0.01
    assert divergence > 1


def test_the_area_is_that_of_the_two_densities() -> None:
    # distances within: 2, 4, 6; across: 1, 3, 5 twice over each way. The densities, summed bell by bell:
    one, other = np.array([[0.0], [2.0], [6.0]]), np.array([[1.0], [1.0], [3.0]])
    within, across = np.array([2.0, 4, 6]), np.array([1.0, 1, 3, 1, 1, 1, 5, 5, 3])
    points = np.linspace(1, 6, 20_000)
    p, q = (_bells(values, points) for values in (within, across))
    expected = float(np.minimum(p, q).mean() * 5)
    assert compare_sets(one, other)[0] == pytest.approx(expected, abs=2e-3)


def _bells(values: np.ndarray, points: np.ndarray) -> np.ndarray:
    width = values.std(ddof=1) * len(values) ** -0.2
    bells = np.exp(-0.5 * ((points[:, None] - values) / width) ** 2) / (width * math.sqrt(2 * math.pi))
    return np.asarray(bells.mean(axis=1))


def test_the_overlap_of_small_sets_or_without_spread_is_nan() -> None:
    alike, other = np.ones((5, 1)), np.arange(5.0)[:, None]
    assert np.isnan(compare_sets(alike, alike)).all()
    assert np.isnan(compare_sets(alike, other)).all()
    assert np.isnan(compare_sets(other[:2], other)).all()
    assert np.isnan(compare_sets(other, np.zeros((0, 1)))).all()


def test_the_ceiling_is_other_human_solos() -> None:
    human, others = [drawn(i) for i in range(30)], [drawn(i) for i in range(30, 60)]
    odd = [drawn(i, notes=90) for i in range(60, 90)]
    found = measure_overlap(human, odd, others, np.random.default_rng(0))
    assert found.keys() == FEATURES.keys()
    assert found["total_used_pitch"].ceiling > 0.8
    assert found["pitch_class_transition_matrix"].area < found["pitch_class_transition_matrix"].ceiling - 0.3
    assert np.isnan(found["total_used_note"].area)  # all human solos have thirty notes: no spread


def test_solos_of_one_note_are_excluded() -> None:
    human = [drawn(i) for i in range(5)]
    single = Solo((Note(0, 1, 60),), CHART)
    rng = np.random.default_rng(0)
    same = measure_overlap([*human, single], human, [], rng)["avg_IOI"]
    assert same.area == measure_overlap(human, human, [], rng)["avg_IOI"].area
    assert math.isnan(same.ceiling)
    assert math.isnan(measure_overlap([], [], [], rng)["avg_IOI"].area)
