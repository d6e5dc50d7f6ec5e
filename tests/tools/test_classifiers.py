"""The classifiers tell what differs, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.encoding.excerpts import COLUMN_VALUES, EXCERPT_EVENTS
from jazzlstm.model.judge import Excerpts
from tools import classifiers
from tools.classifiers import TwoSets, area_under_curve, fit_convolution, fit_judge, fit_linear


def excerpts(number: int, seed: int, step: int = 0) -> Excerpts:
    """Random events; with ``step``, every interval is followed by itself plus ``step``."""
    rng = np.random.default_rng(seed)
    rows = np.stack([rng.integers(0, values, (number, EXCERPT_EVENTS)) for values in COLUMN_VALUES], axis=2)
    if step:
        rows[:, 1::2, 0] = (rows[:, ::2, 0] + step) % COLUMN_VALUES[0]
    return rows


def told(score: object, tested: TwoSets) -> float:
    return area_under_curve(score(tested.human), score(tested.generated))  # type: ignore[operator]


def test_the_area_is_the_share_of_pairs_in_order_and_equals_are_half() -> None:
    assert area_under_curve(np.array([3.0, 1.0]), np.array([2.0, 0.0])) == 0.75
    assert area_under_curve(np.array([1.0]), np.array([1.0])) == 0.5


def test_a_habit_is_told_on_excerpts_that_were_not_used_to_train() -> None:
    training, tested = (
        TwoSets(excerpts(150, 1, 2), excerpts(150, 2)),
        TwoSets(excerpts(60, 3, 2), excerpts(60, 4)),
    )
    assert told(fit_linear(training).judge, tested) > 0.9


def test_nothing_is_told_from_itself() -> None:
    training, tested = TwoSets(excerpts(150, 1), excerpts(150, 2)), TwoSets(excerpts(60, 3), excerpts(60, 4))
    assert told(fit_linear(training).judge, tested) == pytest.approx(0.5, abs=0.12)


def test_classes_of_different_sizes_weigh_the_same() -> None:
    sets = TwoSets(excerpts(10, 1), excerpts(40, 2))
    assert sets.weight[sets.is_human].sum() == pytest.approx(sets.weight[~sets.is_human].sum())
    assert sets.weight.mean() == pytest.approx(1)


def test_log_odds_are_calibrated_on_other_excerpts() -> None:
    judge = fit_judge(
        TwoSets(excerpts(200, 1, 2), excerpts(200, 2)), TwoSets(excerpts(100, 3, 2), excerpts(100, 4))
    )
    nothing = fit_judge(
        TwoSets(excerpts(100, 1), excerpts(100, 2)), TwoSets(excerpts(100, 3), excerpts(100, 4))
    )
    new = excerpts(100, 5, 2)
    assert judge.judge(new).mean() > 1.0
    assert abs(nothing.judge(new).mean()) < 0.3  # knowing nothing, it decides nothing


@pytest.mark.slow
def test_a_seed_gives_the_same_convolution_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "EPOCHS", 2)
    training, tested = TwoSets(excerpts(60, 1, 2), excerpts(60, 2)), excerpts(60, 3, 2)
    first, again = (fit_convolution(training, 7) for _ in range(2))
    assert first(tested) == pytest.approx(again(tested))
