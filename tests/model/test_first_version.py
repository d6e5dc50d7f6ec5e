"""A model file written by version 0.1.0 of this program opens, and plays what it played then.

``first_version.safetensors`` has random weights and an entry of every kind.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.prefix import keep_until
from jazzlstm.generation.ranking import weights_of
from jazzlstm.generation.settings import Settings
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.model.model_card import CorpusSize, ModelCard, TrainingRecord
from jazzlstm.model.model_file import model_bytes, read_model
from jazzlstm.theory.tunes import tune_chart

FIRST_VERSION = Path(__file__).with_name("first_version.safetensors")
PLAYED = "EPL7OQONmCE7ACmEONEUA6m1ECARmEE7A6m6O0E5AQmOONEDAQmDEI"
"""Events of 48 beats with seed 7, as ``generation/prefix.py`` writes them."""


def test_sizes_and_names_are_read() -> None:
    network = read_model(FIRST_VERSION)
    assert network.config == ModelConfig(
        units=1,
        layers=2,
        condition_units=1,
        length_units=1,
        sequence_length=16,
        output_features=True,
        pitch_units=1,
    )
    assert network.conditioning == Conditioning(("Ann", "Bob"), ("tp", "ts"), ("COOL",))
    assert network.weights.keys() == network.config.shapes(network.conditioning).keys()


def test_every_entry_of_its_card_is_read() -> None:
    card = read_model(FIRST_VERSION).card
    assert card == ModelCard(
        name="drawn",
        base="other",
        licence="CC0",
        attribution="Ann Archer's book",
        data=CorpusSize(solos=1, notes=24),
        training=TrainingRecord({"epochs": 2}, (0.8, 0.1, 0.1), solos=1, held_out_solos=1),
        history=(
            {"epoch": 1, "loss": 4.0, "held_out_loss": 4.1},
            {"epoch": 2, "loss": 3.5, "held_out_loss": 3.9},
        ),
        best_epoch=2,
        base_loss=4.5,
        metrics={"held_out": {"nats_per_note": 4.0, "pitch_perplexity": 7.5}},
        logit_bias=LogitBias(0.1, 0.05, 0.2, 0.3, -0.1),
        ranking_weights=card.ranking_weights,
        usual_instruments={"Ann": "ts"},
    )


def test_its_ranking_weights_have_no_names_and_keep_their_order() -> None:
    network = read_model(FIRST_VERSION)
    assert weights_of(network).tolist() == [round(0.1 * i - 0.6, 1) for i in range(13)]
    assert network.card.ranking_weights["chord tones"] == -0.6
    assert network.card.ranking_weights["waits like the last"] == 0.6


def test_its_copy_index_finds_the_solo_it_was_trained_on() -> None:
    assert read_model(FIRST_VERSION).copy_index.names == (("Ann", "Study"),)


def test_it_plays_the_same_solo() -> None:
    settings = Settings(beats=48, seed=7, player="Ann", instrument="ts")
    (take,) = improvise(read_model(FIRST_VERSION), tune_chart("blues"), settings, tempo=120.0)
    assert keep_until(take, 48.0) == PLAYED


def test_written_again_it_is_the_same_network() -> None:
    first = read_model(FIRST_VERSION)
    again = read_model(model_bytes(first))
    assert (again.config, again.conditioning, again.card) == (first.config, first.conditioning, first.card)
    assert all(np.array_equal(again.weights[name], first.weights[name]) for name in first.weights)
    assert np.array_equal(again.copy_index.marks, first.copy_index.marks)
