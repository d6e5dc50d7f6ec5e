"""The models that ship: they open, they play, and their descriptions quote their model cards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.model.model_file import read_model
from jazzlstm.model.network import Network
from jazzlstm.services.models import list_models, models_folder, open_model
from jazzlstm.services.play import play

MODELS = ("weimar", "classic")
FIGURES = ("nats_per_note", "joint_perplexity", "pitch_perplexity", "duration_perplexity")


@pytest.fixture(params=MODELS)
def network(request: pytest.FixtureRequest) -> Network:
    return open_model(request.param)


def description(network: Network) -> str:
    return (models_folder() / f"{network.name}.md").read_text(encoding="utf-8")


def test_the_default_comes_first() -> None:
    assert list_models() == MODELS


def test_a_card_names_source_and_licence(network: Network) -> None:
    assert "Weimar Jazz Database" in network.card.attribution
    assert "Open Database License" in network.card.licence
    assert len(network.card.history) >= network.card.best_epoch > 0


def test_the_description_quotes_the_figures_of_the_card(network: Network) -> None:
    quoted = set(re.findall(r"\d+\.\d+", description(network)))
    for part in ("held_out", "test"):
        for name in FIGURES:
            assert f"{network.card.metrics[part][name]:.2f}" in quoted, (part, name)
    assert network.card.attribution.split(",")[0] in description(network)


def test_the_description_gives_the_training_command(network: Network) -> None:
    command = (
        f"python -m jazzlstm train wjazzd.db --out models/{network.name}.safetensors --recipe {network.name}"
    )
    assert command in description(network)


def test_the_default_foresees_unseen_tunes_as_documented() -> None:
    test = open_model("weimar").card.metrics["test"]
    assert test["joint_perplexity"] <= 33.01
    assert test["notes"] > 10_000


def test_classic_has_the_shape_of_the_original() -> None:
    classic = open_model("classic")
    assert (classic.config.units, classic.config.layers, classic.config.sequence_length) == (64, 1, 30)
    assert len(classic.card.history) == 100


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
    assert read_model(copy).card == network.card
