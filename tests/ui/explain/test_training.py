"""Training: the figures are those of the model file."""

from __future__ import annotations

from dataclasses import replace

from jazzlstm.files import shipped
from jazzlstm.model.model_card import ModelCard
from jazzlstm.model.model_file import read_model
from jazzlstm.ui.explain.training import describe_training


def test_the_loss_is_that_of_the_epoch_whose_weights_were_kept() -> None:
    network = read_model(shipped("models") / "weimar.safetensors")
    first, curve = describe_training(network)
    kept = network.card.history[network.card.best_epoch - 1]
    assert f"{kept['held_out_loss']:.2f}" in curve.text
    assert f"{network.parameters:,}" in first.text
    assert str(network.card.training.solos) in first.text
    assert "<img" in curve.picture


def test_a_network_without_a_record_has_no_curve() -> None:
    network = read_model(shipped("models") / "classic.safetensors")
    assert len(describe_training(replace(network, card=ModelCard()))) == 1


def test_a_network_trained_from_another_names_it() -> None:
    network = read_model(shipped("models") / "classic.safetensors")
    card = replace(network.card, base="weimar")
    assert "those of weimar" in describe_training(replace(network, card=card))[0].text
