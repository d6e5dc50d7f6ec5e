"""Of nothing there is no mean."""

from __future__ import annotations

import math

from jazzlstm.evaluation.means import mean, mean_of_known, ratio


def test_means_and_shares() -> None:
    assert mean([1.0, 2.0]) == 1.5
    assert mean_of_known([1.0, math.nan, 2.0]) == 1.5
    assert ratio(1, 4) == 0.25


def test_means_and_shares_of_nothing_are_nan() -> None:
    assert math.isnan(mean([]))
    assert math.isnan(mean_of_known([math.nan]))
    assert math.isnan(ratio(0, 0))
