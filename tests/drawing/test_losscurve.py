"""Loss curves: the best epoch, and pictures of any history."""

from __future__ import annotations

import math

import pytest

from jazzlstm.drawing.losscurve import best_epoch, curve_of, draw_loss_curve
from jazzlstm.errors import RenderError

HISTORY = [
    {"epoch": 1, "loss": 4.0, "held_out_loss": 4.1},
    {"epoch": 2, "loss": 3.2, "held_out_loss": 3.5},
    {"epoch": 3, "loss": 2.9, "held_out_loss": 3.6},
]


def test_the_best_epoch_has_the_lowest_held_out_loss() -> None:
    assert best_epoch(HISTORY) == (2, 3.5)


def test_an_epoch_without_a_finite_loss_is_a_gap_and_never_the_best() -> None:
    broken = [*HISTORY, {"epoch": 4, "loss": math.inf, "held_out_loss": math.nan}, {"epoch": 5, "loss": 2.0}]
    assert [math.isnan(loss) for _, loss in curve_of(broken, "loss")] == [False, False, False, True, False]
    assert best_epoch(broken) == (2, 3.5)
    assert draw_loss_curve(broken)


def test_a_training_without_held_out_solos_has_no_best_epoch() -> None:
    assert best_epoch([{"epoch": 1, "loss": 4.0}]) is None
    assert draw_loss_curve([{"epoch": 1, "loss": 4.0}])


def test_the_same_history_gives_the_same_bytes() -> None:
    assert draw_loss_curve(HISTORY, format="svg") == draw_loss_curve(HISTORY, format="svg")
    assert draw_loss_curve(HISTORY) != draw_loss_curve(HISTORY[:2])


def test_a_history_without_epochs_can_be_drawn() -> None:
    assert draw_loss_curve([]) != draw_loss_curve(HISTORY)
    assert draw_loss_curve([], theme="dark", title="$_{")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(RenderError) as caught:
        draw_loss_curve(HISTORY, format="pdf")  # type: ignore[arg-type]
    assert caught.value.code == "unknown_format"
