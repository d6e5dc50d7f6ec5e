"""The route of live sessions: what it answers, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.ui.play import live
from jazzlstm.ui.play.packet import unpack

SETTINGS = Settings(tune="jazz-blues", seed=5, count_in=1)


@pytest.fixture(scope="module")
def name(make_network: Callable[..., Network]) -> str:
    return live.offer(make_network(), SETTINGS)


def ask(name: str, session: str = "", first: int = 0, bars: int = 2, **more: object) -> dict[str, Any]:
    header, blobs = unpack(
        live.answer({"settings": name, "session": session, "from": first, "bars": bars, **more})
    )
    assert len(blobs["pitches"]) == len(header["steps"]) * header["pitchValues"]
    return header


def test_a_session_begins_with_its_count_in_and_goes_on(name: str) -> None:
    begun = ask(name, bars=3)
    assert (begun["first"], begun["lines"]) == (-1, [-4, 0, 4, 8])
    more = ask(name, begun["session"], 2)
    assert more["lines"] == [8, 12, 16]
    assert more["session"] == begun["session"]
    assert [chord[:3] for chord in more["chords"]] == [[8, 12, "F7"], [12, 14, "Cm7"], [14, 16, "F7"]]
    assert all(8 <= note[0] < 16.2 for note in more["notes"])


def test_the_same_settings_have_one_name(make_network: Callable[..., Network]) -> None:
    network = make_network()
    assert live.offer(network, SETTINGS) == live.offer(network, SETTINGS)
    assert live.offer(network, SETTINGS) != live.offer(network, Settings(seed=6))


def test_what_was_played_is_answered(name: str) -> None:
    session = ask(name)["session"]
    ask(name, session, 1, 4, trade={"bars": 2, "first": True})
    alone = ask(name, session, 3)
    question = [[4 + beat / 2, 0.5, 62 + beat % 5, 90] for beat in range(16)]
    answer = ask(name, session, 3, heard={"from": 1, "notes": question})
    assert answer["turns"] == alone["turns"] == [False, False]
    assert answer["notes"] != alone["notes"]


def test_time_as_played_is_written_straight() -> None:
    notes = [
        live._straight(live._note([beat, 0.3, 60, 90]), 2 / 3).start for beat in (4, 4 + 1 / 3, 4 + 2 / 3)
    ]
    assert notes == pytest.approx([4, 4.25, 4.5])


@pytest.mark.parametrize(
    "damage",
    [
        {"settings": "x"}, {"settings": 3}, {"session": "x"}, {"session": [1]}, {"bars": 0}, {"bars": 99},
        {"bars": "2"}, {"bars": True}, {"from": 10**9}, {"from": 2.5}, {"from": None}, {"trade": 7},
        {"trade": {"bars": 0}}, {"heard": {"from": 5, "notes": []}}, {"heard": {"from": 0, "notes": 7}},
        {"heard": {"from": 0, "notes": [[1, 2, 3]]}}, {"heard": {"from": 0, "notes": [[0, 1, 400, 1]]}},
        {"heard": {"from": 0, "notes": [[0, float("nan"), 60, 1]]}},
        {"heard": {"from": 0, "notes": [[0, 1, 60, 90]] * 1000}}, {"heard": [1]},
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused(name: str, damage: dict[str, object]) -> None:
    session = ask(name)["session"]
    request = {"settings": name, "session": session, "from": 2, "bars": 2, **damage}
    with pytest.raises(InputError):
        live.answer(request)
    assert ask(name, session, 2)["lines"] == [8, 12, 16]


@pytest.mark.parametrize("request_", [None, [], "x", 7])
def test_a_request_is_an_object(request_: object) -> None:
    with pytest.raises(InputError):
        live.answer(request_)


def test_too_many_requests_are_refused_for_a_while(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "REQUESTS_A_SECOND", 0.0)
    session = ask(name)["session"]
    for _ in range(live.BURST - 1):
        ask(name, session, 1, 1)
    with pytest.raises(live.TooFastError):
        ask(name, session, 1, 1)
