"""The models that ship: they open, they play, and their cards say what their files say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import Network
from jazzlstm.model.model_file import read_model
from jazzlstm.services.play import list_models, models_folder, open_model, play

MODELS = ("weimar", "classic")
FIGURES = ("nats_per_note", "joint_perplexity", "pitch_perplexity", "duration_perplexity")


@pytest.fixture(params=MODELS)
def network(request: pytest.FixtureRequest) -> Network:
    return open_model(request.param)


def card(network: Network) -> str:
    return (models_folder() / f"{network.name}.md").read_text(encoding="utf-8")


def test_the_default_comes_first() -> None:
    assert list_models() == MODELS


def test_a_model_says_where_it_comes_from(network: Network) -> None:
    assert "Weimar Jazz Database" in network.about["attribution"]
    assert "Open Database License" in network.about["licence"]
    assert len(network.about["history"]) >= network.about["best_epoch"] > 0


def test_a_card_quotes_the_figures_of_its_file(network: Network) -> None:
    told = set(re.findall(r"\d+\.\d+", card(network)))
    for part in ("held_out", "test"):
        for name in FIGURES:
            assert f"{network.about['metrics'][part][name]:.2f}" in told, (part, name)
    assert network.about["attribution"].split(",")[0] in card(network)


def test_a_card_gives_the_command_that_trained_it(network: Network) -> None:
    command = (
        f"python -m jazzlstm train wjazzd.db --out models/{network.name}.safetensors --recipe {network.name}"
    )
    assert command in card(network)


def test_the_default_keeps_its_promise_on_tunes_it_never_saw() -> None:
    test = open_model("weimar").about["metrics"]["test"]
    assert test["joint_perplexity"] <= 33.01
    assert test["notes"] > 10_000


def test_classic_has_the_shape_of_the_original() -> None:
    classic = open_model("classic")
    assert (classic.config.units, classic.config.layers, classic.config.sequence_length) == (64, 1, 30)
    assert len(classic.about["history"]) == 100


def test_models_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in models_folder().glob("*.safetensors")) < 20_000_000


def test_a_model_plays_twenty_beats(network: Network) -> None:
    [performance] = play(network, Settings(seed=3, band=False))
    notes = performance.take.solo.notes
    assert len(notes) >= 8
    assert max(note.end for note in notes) <= 20.0


def test_a_copy_of_a_model_is_the_same_model(network: Network, tmp_path: Path) -> None:
    copy = tmp_path / "copy.safetensors"
    copy.write_bytes((models_folder() / f"{network.name}.safetensors").read_bytes())
    assert read_model(copy).about == network.about
