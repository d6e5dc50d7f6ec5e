"""Solos side by side over different charts are those that each request gives alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import SettingsError
from jazzlstm.generation import side_by_side
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.prefix import write_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.side_by_side import Request, improvise_each
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from jazzlstm.music import Take
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import INSTRUMENTS
from jazzlstm.theory.tunes import tune_chart

CAST = Conditioning(("Ann", "Bob"), ("ts", "tp"), ("BEBOP",))
REQUESTS = [
    Request(tune_chart("blues"), Settings(beats=16, seed=3, player="Ann", takes=3), 140.0, INSTRUMENTS["ts"]),
    Request(parse_chart("| Dm7 |"), Settings(beats=50, seed=90), 300.0),  # a chorus of one bar, many times
    Request(parse_chart("3/4 | Am7 | D7 |"), Settings(beats=2.5, seed=5), 60.0, INSTRUMENTS["tp"]),
    Request(parse_chart("| N.C. | % |"), Settings(beats=9, seed=8, player="Bob", manner=1), 140.0),
]


@pytest.fixture(scope="module")
def network(make_network: Callable[..., Network]) -> Network:
    return make_network(ModelConfig(16, 2, 3, 8, 16), CAST)


def alone(network: Network, request: Request) -> list[Take]:
    return improvise(
        network, request.chart, request.settings, tempo=request.tempo, instrument=request.instrument
    )


@pytest.mark.parametrize("at_once", [1, 4, 64])
def test_each_take_is_the_one_that_its_request_gives_alone(
    network: Network, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "TAKES_AT_ONCE", at_once)
    together = improvise_each(network, REQUESTS)
    for request, takes in zip(REQUESTS, together, strict=True):
        for one, other in zip(takes, alone(network, request), strict=True):
            assert one.solo == other.solo
            assert one.seed == other.seed
            assert one.onsets.tolist() == other.onsets.tolist()
            assert one.pitch_probabilities == pytest.approx(other.pitch_probabilities, abs=1e-12)
            assert one.weighed_lengths == pytest.approx(other.weighed_lengths, abs=1e-6)


def test_nobody_asks_and_nobody_plays(network: Network) -> None:
    assert improvise_each(network, []) == []


def test_an_unknown_name_is_refused_as_for_one_solo(network: Network) -> None:
    wrong = replace(REQUESTS[0], settings=Settings(player="Zed"))
    with pytest.raises(SettingsError) as error:
        improvise_each(network, [REQUESTS[1], wrong])
    assert error.value.field == "player"


@pytest.mark.parametrize(
    "settings",
    [
        Settings(temperature=0.5),
        Settings(arc="build"),
        Settings(start_note="C4"),
        Settings(opening=write_prefix([(24, 3)])),
    ],
)
def test_what_takes_cannot_have_side_by_side_is_refused(network: Network, settings: Settings) -> None:
    with pytest.raises(ValueError):
        improvise_each(network, [REQUESTS[1], replace(REQUESTS[1], settings=settings)])
