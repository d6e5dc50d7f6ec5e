"""Whose manner is nearest, and when that is said."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.evaluation.nearest_player import draw_nearest, find_nearest_player, sum_by_bar
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

CAST = Conditioning(players=("Ann", "Bob", "Cy"), instruments=("ts",), styles=("COOL",))
CHART = parse_chart("| F7 | Bb7 | F7 | F7 | Bb7 | Bb7 | F7 | D7 | Gm7 | C7 | F7 D7 | Gm7 C7 |")


def solo(bars: int) -> Solo:
    notes = tuple(Note(beat / 2, 0.5, 60 + (beat * 5) % 11, 90) for beat in range(8 * bars))
    return Solo(notes, CHART, 140)


@pytest.fixture(scope="module")
def network(make_network: Callable[..., Network]) -> Network:
    return make_network(ModelConfig(16, 1, 3, 8, 16), CAST, 0)


def test_nats_are_summed_by_bar() -> None:
    nats = np.array([[1.0, 2, 3, 4], [0, 1, 0, 1]])
    assert sum_by_bar(nats, np.array([2, 2, 3, 5])).tolist() == [[3, 3, 4], [1, 0, 1]]


def test_a_name_that_wins_every_bar_is_sure() -> None:
    nats = np.array([[2.0] * 12, [1.0] * 12, [3.0] * 12])
    found = draw_nearest(CAST.players, nats)
    assert (found.player, found.wins, found.second, found.is_sure) == ("Bob", 1.0, "", True)


def test_a_name_that_hangs_on_one_bar_is_not_sure() -> None:
    nats = np.tile([[1.0], [1.1]], 12)
    nats[1, 3] = -1.0  # only here is Bob likelier: once in three draws the bar is missing
    found = draw_nearest(("Ann", "Bob"), nats)
    assert found.player == "Bob"
    assert found.second == "Ann"
    assert not found.is_sure


def test_less_than_a_chorus_is_too_little(network: Network) -> None:
    assert find_nearest_player(network, solo(11)) is None
    assert find_nearest_player(network, solo(12)) is not None


def test_a_network_without_names_has_no_nearest(make_network: Callable[..., Network]) -> None:
    assert (
        find_nearest_player(make_network(ModelConfig(16, 1, 3, 8, 16), Conditioning(), 0), solo(12)) is None
    )


def test_each_step_takes_a_turn(network: Network) -> None:
    turns = 0

    class Turn:
        def __enter__(self) -> None:
            nonlocal turns
            turns += 1

        def __exit__(self, *_: object) -> None:
            pass

    find_nearest_player(network, solo(12), Turn)
    assert turns == 96
