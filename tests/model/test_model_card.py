from __future__ import annotations

import json
import math
from typing import Any

import pytest

from jazzlstm.errors import ModelFileError
from jazzlstm.model.logit_bias import LogitBias
from jazzlstm.model.model_card import (
    FIRST_TRAITS,
    OWN_LICENCE,
    WJAZZD_CREDIT,
    CorpusSize,
    ModelCard,
    TrainingRecord,
    describe_training,
)
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart

FULL = ModelCard(
    name="mine",
    base="weimar",
    licence="CC0",
    attribution="Ann's book",
    data=CorpusSize(2, 30),
    training=TrainingRecord({"epochs": 3}, (0.8, 0.1, 0.1), 2, 1, ("weimar",)),
    history=({"epoch": 1, "loss": 4.0, "held_out_loss": 4.5},),
    best_epoch=1,
    base_loss=4.75,
    metrics={"test": {"nats_per_note": 4.0, "notes": 12}},
    logit_bias=LogitBias(chord_tones=0.25),
    ranking_weights={"steps": 0.5, "range": -0.5},
    usual_instruments={"Ann": "ts"},
)


def solo(performer: str, instrument: str, source: str = "mine.mid") -> Solo:
    notes = (Note(0, 1, 60), Note(1, 1, 62))
    return Solo(notes, tune_chart("blues"), performer=performer, instrument=instrument, source=source)


def test_a_card_survives_json() -> None:
    assert ModelCard.from_dict(json.loads(json.dumps(FULL.as_dict()))) == FULL


def test_empty_entries_are_not_written() -> None:
    assert ModelCard().as_dict() == {}
    assert ModelCard.from_dict({}) == ModelCard()


def test_entries_of_a_newer_version_are_dropped() -> None:
    assert ModelCard.from_dict({"name": "mine", "mood": "blue"}) == ModelCard(name="mine")


def test_ranking_weights_are_written_with_the_names_of_their_traits() -> None:
    assert FULL.as_dict()["critic"] == {"traits": ["steps", "range"], "weights": [0.5, -0.5]}


def test_ranking_weights_without_names_are_read_in_the_order_of_the_first_version() -> None:
    weights = [k / 10 for k in range(len(FIRST_TRAITS))]
    card = ModelCard.from_dict({"critic": {"weights": weights}})
    assert card.ranking_weights == dict(zip(FIRST_TRAITS, weights, strict=True))


@pytest.mark.parametrize(
    "entries",
    [
        {"name": 7},
        {"licence": None},
        {"data": {"solos": -1}},
        {"data": {"bars": 1}},
        {"training": "much"},
        {"training": {"shares": ["most", "few", "few"]}},
        {"training": {"shares": [1.0]}},
        {"training": {"shares": [0, 0, 0]}},
        {"training": {"shares": 3}},
        {"training": {"plan": []}},
        {"training": {"teachers": "weimar"}},
        {"history": {}},
        {"history": [1]},
        {"history": [{"loss": "low"}]},
        {"best_epoch": 1.5},
        {"base_loss": "low"},
        {"metrics": None},
        {"metrics": {"held_out": "good"}},
        {"metrics": {"held_out": {"nats_per_note": "few"}}},
        {"metrics": {"held_out": {"nats_per_note": 10**400}}},
        {"metrics": {"held_out": {"nats_per_note": math.nan}}},
        {"leanings": [1, 2]},
        {"leanings": "chord"},
        {"leanings": {"chord": "much"}},
        {"leanings": {"chord": 1e9}},
        {"leanings": {"chord": 10**400}},
        {"leanings": {"chord": math.nan}},
        {"leanings": {"swing": 1.0}},
        {"leanings": {"beat": None}},
        {"critic": [1]},
        {"critic": {"weights": [1.0]}},
        {"critic": {"weights": "loud"}},
        {"critic": {"weights": {"range": 1.0}}},
        {"critic": {"weights": [1.0], "traits": ["range", "steps"]}},
        {"critic": {"weights": [1.0], "traits": [1]}},
        *({"critic": {"weights": [figure] * 13}} for figure in (math.nan, 1e308, 10**400)),
        {"usual_instruments": ["ts"]},
        {"usual_instruments": {"Ann": 1}},
    ],
)
def test_an_entry_of_the_wrong_type_or_range_is_refused_by_name(entries: dict[str, Any]) -> None:
    with pytest.raises(ModelFileError) as caught:
        ModelCard.from_dict(entries)
    assert [caught.value.entry] == list(entries)


def test_a_training_from_random_weights_inherits_nothing() -> None:
    solos = [solo("Ann", "ts"), solo("Ann", "ts"), solo("Ann", "ss")]
    card = describe_training(ModelCard(best_epoch=3), "mine", solos)
    assert card == ModelCard(
        name="mine",
        licence=OWN_LICENCE,
        data=CorpusSize(3, 6),
        best_epoch=3,
        usual_instruments={"Ann": "ts"},
    )


def test_credits_bias_and_ranking_of_the_base_are_inherited_and_its_history_is_not() -> None:
    card = describe_training(ModelCard(), "yours", [solo("Bob", "tp")], FULL)
    assert (card.name, card.base) == ("yours", "mine")
    assert (card.attribution, card.licence) == (FULL.attribution, FULL.licence)
    assert (card.logit_bias, card.ranking_weights) == (FULL.logit_bias, FULL.ranking_weights)
    assert card.usual_instruments == {"Ann": "ts", "Bob": "tp"}
    assert (card.history, card.metrics) == ((), {})


def test_a_training_on_the_weimar_jazz_database_credits_it() -> None:
    card = describe_training(ModelCard(), "mine", [solo("Ann", "ts", "wjazzd.db")], FULL)
    assert card.attribution == WJAZZD_CREDIT
    assert "Open Database License" in card.licence
