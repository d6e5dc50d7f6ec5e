from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import InputError
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart
from tools.player_recognition import (
    NameLikelihoods,
    classify,
    forecast_by_name,
    imitate,
    players_with_most_notes,
    profile,
)

Make = Callable[..., Network]
CHART = parse_chart("| Cmaj7 | Am7 | Dm7 | G7 |")
CONDITIONING = Conditioning(("Ann", "Bob", "Cyd"))


def line(name: str, widest: int, seed: int, notes: int = 60) -> Solo:
    """A random walk in eighths with steps up to ``widest``."""
    steps = np.random.default_rng(seed).integers(-widest, widest + 1, notes)
    pitches = 60 + np.cumsum(steps) % 24
    return Solo(tuple(Note(i / 2, 0.5, int(pitch)) for i, pitch in enumerate(pitches)), CHART, performer=name)


OWN = {"Ann": [line("Ann", 2, seed) for seed in range(5)], "Bob": [line("Bob", 9, seed) for seed in range(5)]}


def test_players_with_different_intervals_are_classified_correctly() -> None:
    confusion = classify(OWN, OWN)
    assert confusion.players == ("Ann", "Bob")
    assert confusion.counts.tolist() == [[5, 0], [0, 5]]
    assert confusion.accuracy == 1.0


def test_an_imitation_of_another_player_is_assigned_to_that_player() -> None:
    swapped = {"Ann": [line("", 9, 77)], "Bob": [line("", 2, 78)]}
    assert classify(OWN, swapped).accuracy == 0.0


def test_players_with_equal_intervals_are_classified_at_random() -> None:
    alike = {
        name: [line(name, 4, 100 * k + seed) for seed in range(20)] for k, name in enumerate(("Ann", "Bob"))
    }
    assert 0.2 < classify(alike, alike).accuracy < 0.8


def test_a_profile_does_not_depend_on_length() -> None:
    short, long = (profile(line("", 4, 5, notes)) for notes in (400, 800))
    assert np.abs(short - long).max() < 0.5
    assert short.shape == long.shape


def test_players_of_the_network_are_ordered_by_notes(make_network: Make) -> None:
    solos = [line("Bob", 2, 1, 40), line("Ann", 2, 2, 30), line("Ann", 2, 3, 30), line("Eve", 2, 4, 99)]
    assert players_with_most_notes(solos, make_network(conditioning=CONDITIONING)) == ["Ann", "Bob"]
    with pytest.raises(InputError):
        players_with_most_notes(solos, make_network())


def test_imitations_are_over_the_same_charts(make_network: Make) -> None:
    network, given = make_network(conditioning=CONDITIONING), Settings(beats=8, takes=2)
    made = imitate(network, [line("Ann", 2, 1)], ["Ann", "Bob"], given)
    assert {name: len(solos) for name, solos in made.items()} == {"Ann": 2, "Bob": 2}
    assert all(
        solo.chart == CHART and solo.performer == name for name, solos in made.items() for solo in solos
    )
    assert made["Ann"][0].notes != made["Bob"][0].notes


def test_each_solo_is_forecast_under_each_name_and_none(make_network: Make) -> None:
    network = make_network(conditioning=CONDITIONING)
    solos = [line("Bob", 5, 1, 50), line("Ann", 2, 2, 30), line("Eve", 2, 3)]
    names = forecast_by_name(network, solos, ["Ann", "Bob"])
    assert names.nats.shape == (2, 3)
    assert names.owners.tolist() == [1, 0]
    assert names.nats[0, 1] == pytest.approx(measure_likelihood(network, solos[:1]).nats_per_note)
    assert len({round(value, 9) for value in names.nats[0]}) == 3
    with pytest.raises(InputError):
        forecast_by_name(network, solos, ["Cyd"])


def test_shares_of_name_likelihoods() -> None:
    names = NameLikelihoods(
        ("Ann", "Bob"), np.array([0, 1, 0]), np.array([[1.0, 2, 1.5], [1, 3, 2], [4, 2, 3]])
    )
    assert names.own_is_best == pytest.approx(1 / 3)
    assert names.own_beats_no_name == pytest.approx(1 / 3)
    assert names.own_beats_the_others == pytest.approx(1 / 3)
    assert names.gain == pytest.approx((0.5 - 1 - 1) / 3)
