from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jazzlstm.model.config import Network
from jazzlstm.model.model_card import WJAZZD_CREDIT, describe_training
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart


def solo(performer: str, instrument: str, source: str = "mine.mid") -> Solo:
    notes = (Note(0, 1, 60), Note(1, 1, 62))
    return Solo(notes, tune_chart("blues"), performer=performer, instrument=instrument, source=source)


def test_a_network_of_ones_own_owes_nobody_anything() -> None:
    story = describe_training("mine", [solo("Ann", "ts"), solo("Ann", "ts"), solo("Ann", "ss")], None)
    assert (story["name"], story["base"], story["attribution"]) == ("mine", "", "")
    assert story["licence"] == "its maker's"
    assert story["data"] == {"solos": 3, "notes": 6}
    assert story["usual_instruments"] == {"Ann": "ts"}


def test_a_pupil_keeps_credits_and_habits_of_its_base(make_network: Callable[..., Network]) -> None:
    about: dict[str, Any] = {
        "name": "weimar",
        "attribution": "Bob's book",
        "licence": "CC0",
        "history": [{"epoch": 1}],
    }
    about |= {"leanings": {"chord": 0.5}, "critic": {"weights": [1]}, "usual_instruments": {"Bob": "tp"}}
    story = describe_training("mine", [solo("Ann", "ts")], replace(make_network(), about=about))
    assert (story["name"], story["base"]) == ("mine", "weimar")
    assert (story["attribution"], story["licence"]) == ("Bob's book", "CC0")
    assert (story["leanings"], story["critic"]) == ({"chord": 0.5}, {"weights": [1]})
    assert story["usual_instruments"] == {"Ann": "ts", "Bob": "tp"}
    assert "history" not in story


def test_what_learns_from_the_weimar_jazz_database_says_so() -> None:
    assert describe_training("mine", [solo("Ann", "ts", "wjazzd.db")], None)["attribution"] == WJAZZD_CREDIT
