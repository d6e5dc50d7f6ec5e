"""Recipes: the sizes that were promised, and plans that hold together."""

from __future__ import annotations

import pytest

from jazzlstm.cli import main
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.recipes import RECIPES


def test_classic_is_the_original_system() -> None:
    classic = RECIPES["classic"]
    config = classic.config
    assert (config.units, config.layers, config.sequence_length, config.condition_units) == (64, 1, 30, 0)
    assert classic.plan.epochs == 100
    assert classic.plan.patience >= classic.plan.epochs  # none of the hundred is left out


@pytest.mark.parametrize("name", ["weimar", "classic"])
def test_what_ships_is_tested_on_tunes_it_never_saw(name: str) -> None:
    learnt, held_out, test = RECIPES[name].plan.shares
    assert (held_out, test) == (0.1, 0.1)
    assert learnt + held_out + test == pytest.approx(1.0)


def test_the_fine_tuning_recipe_takes_any_metre_and_keeps_half_of_the_base() -> None:
    tune = RECIPES["tune"]
    assert not tune.four_four_only
    assert 0 < tune.plan.base_share < 1
    assert tune.plan.learning_rate < RECIPES["weimar"].plan.learning_rate
    assert tune.config == ModelConfig()  # the base's own sizes replace them


def test_the_command_line_offers_each_recipe(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "corpus", "--out", "mine.safetensors", "--recipe", "soup"]) == 2
    told = capsys.readouterr().err
    assert all(f"'{name}'" in told for name in RECIPES)
