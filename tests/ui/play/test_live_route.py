"""The route of live sessions: what it answers, and what it refuses."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cachetools import TTLCache

from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Part
from jazzlstm.services import live_replay
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_bars import LiveBars
from jazzlstm.services.live_rows import TICKS
from jazzlstm.ui.play import live
from jazzlstm.ui.play.live_downloads import live_file
from jazzlstm.ui.play.packet import unpack
from jazzlstm.ui.play.paths import LIVE_PATH
from jazzlstm.ui.play.routes import routes
from jazzlstm.ui.play.sounds import find_order
from tests.ui.asgi import post_and_leave

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
    ask(name, session, 2, 4, trade={"bars": 2, "first": True})
    alone = ask(name, session, 4)
    rows = [(8 * TICKS if beat == 0 else TICKS // 2, TICKS // 2, 62 + beat % 5, 90) for beat in range(16)]
    question = [number for row in rows for number in row]
    answer = ask(name, session, 4, heard={"from": 2, "notes": question})
    assert answer["turns"] == alone["turns"] == [False, False]
    assert answer["notes"] != alone["notes"]


def test_what_was_played_so_far_changes_the_band_and_not_the_solo(name: str) -> None:
    session = ask(name)["session"]
    before = ask(name, session, 2, 8, trade={"bars": 4, "first": True})
    assert before["turns"][2:] == [True] * 4 + [False] * 2
    rows = [(16 * TICKS if beat == 0 else TICKS // 2, TICKS // 2, 62 + beat % 5, 110) for beat in range(14)]
    played = [number for row in rows for number in row]
    after = ask(name, session, 6, 4, soFar={"from": 4, "until": 23 * TICKS, "notes": played})
    assert after["turns"] == before["turns"][4:]
    line = [note[:5] for note in before["notes"] if note[0] >= 24]
    assert [note[:5] for note in after["notes"]] == line
    drums = [[note for note in each["parts"][2]["notes"] if note[0] >= 24.5] for each in (before, after)]
    assert drums[0] != drums[1]


def test_a_change_says_what_the_player_has_to_know(name: str, make_network: Callable[..., Network]) -> None:
    begun = ask(name, bars=3)
    assert (begun["usualTempo"], begun["formBars"], begun["chorusBars"]) == (152, [-1, 0, 1], 12)
    other = live.offer(make_network(), Settings(tune="jazz-blues", tempo=200.0))
    practice = {"tempo": 210, "semitones": 2}
    changed = ask(other, begun["session"], 4, change=True, practice=practice)
    assert (changed["usualTempo"], changed["tempo"]) == (200, 210)
    assert changed["settings"] == {"tune": "jazz-blues", "tempo": 200.0}
    assert changed["chords"][0][2] == "C7"  # of B flat in C


def test_settings_that_the_server_has_forgotten_are_named(name: str) -> None:
    session = ask(name)["session"]
    with pytest.raises(InputError) as caught:
        ask("x", session, 2, change=True)
    assert caught.value.code == live.UNKNOWN_SETTINGS


@pytest.mark.parametrize(
    "damage",
    [
        {"settings": "x", "change": True}, {"settings": 3, "session": ""},
        {"session": "x"}, {"session": [1]}, {"bars": 0}, {"bars": 99},
        {"bars": "2"}, {"bars": True}, {"from": 10**9}, {"from": 2.5}, {"from": None}, {"trade": 7},
        {"trade": {"bars": 0}}, {"heard": {"from": 5, "notes": []}}, {"heard": {"from": 0, "notes": 7}},
        {"heard": {"from": 0, "notes": [1, 2, 3]}}, {"heard": {"from": 0, "notes": [0, 1, 400, 1]}},
        {"heard": {"from": 0, "notes": [0, float("nan"), 60, 1]}},
        {"heard": {"from": 0, "notes": [0, 1, 60, 90] * 1000}}, {"heard": [1]},
        {"soFar": [1]}, {"soFar": {"from": 0, "notes": []}}, {"soFar": {"from": 5, "until": 0, "notes": []}},
        {"soFar": {"from": 0, "until": 0, "notes": [0, 1, 60, 90] * 1000}},
        {"change": True, "practice": {"semitones": 40}}, {"change": True, "practice": {"tempo": 9}},
        {"change": True, "practice": {"tempo": "x"}}, {"change": True, "practice": 3},
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused(name: str, damage: dict[str, object]) -> None:
    session = ask(name)["session"]
    request = {"settings": name, "session": session, "from": 2, "bars": 2, **damage}
    with pytest.raises(InputError):
        live.answer(request)
    assert ask(name, session, 2)["lines"] == [8, 12, 16]


def record_of(name: str, bars: int, acts: list[dict[str, object]]) -> dict[str, Any]:
    begun = ask(name)
    return {"session": 1, "model": begun["model"], "is": begun["is"], "settings": begun["settings"],
            "bars": bars, "acts": acts}  # fmt: skip


def test_a_record_is_replayed_with_the_musicians_notes(name: str) -> None:
    heard = {"from": 2, "notes": [8 * TICKS + 100, 400, 71, 90]}
    session = ask(name)["session"]
    turn = ask(name, session, 2, 2, trade={"bars": 2, "first": True})
    answer = ask(name, session, 4, 2, heard=heard)
    record = record_of(name, 6, [{"bar": 2, "trade": {"bars": 2, "first": True}}, {"bar": 4, "heard": heard}])
    chunks = [ask(name, record=record, bars=8)]
    while not chunks[-1]["isLast"]:
        chunks.append(ask(name, chunks[-1]["session"], len(chunks), bars=8))
    assert [chunk["first"] for chunk in chunks] == [-1, 2, 4]
    assert chunks[2]["parts"] == answer["parts"]
    assert chunks[1]["parts"][1:] == turn["parts"][1:]
    assert [note[2] for note in chunks[1]["parts"][0]["notes"]] == [71]
    assert chunks[1]["notes"] == [[8.104, 0.417, 71, 3, 90, -1]]
    assert all(chunk["isSame"] for chunk in chunks)
    with pytest.raises(InputError):
        ask(name, chunks[-1]["session"])


def test_a_session_that_the_server_has_forgotten_goes_on_from_its_record(name: str) -> None:
    session = ask(name)["session"]
    ask(name, session, 1, 4, trade={"bars": 2, "first": False})
    before = ask(name, session, 5, 4)
    record = record_of(name, 5, [{"bar": 1, "trade": {"bars": 2, "first": False}}])
    live._visits.clear()
    with pytest.raises(InputError) as caught:
        ask(name, session, 5, 4)
    assert caught.value.code == live.OVER
    again = ask(name, record=record, resumes=True, first=5, bars=4)
    assert {**again, "session": ""} == {**before, "session": ""}
    assert ask(name, again["session"], 9)["lines"] == [36, 40, 44]


def test_of_a_long_record_the_last_bars_are_played(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_replay, "LONGEST_EXACT", 20)
    monkeypatch.setattr(live_replay, "FEWEST_RESUMED", 8)
    record, played = record_of(name, 20, []), set[int]()
    play = LiveSession._play_bar

    def note(session: LiveSession, bar: int) -> tuple[Part, ...]:
        played.add(bar)
        return play(session, bar)

    monkeypatch.setattr(LiveSession, "_play_bar", note)
    usual = ask(name, record=record, resumes=True, first=20, bars=1)
    assert "since" not in usual
    assert played == set(range(-1, 21))
    played.clear()
    resumed = ask(name, record={**record, "bars": 30}, resumes=True, first=30, bars=1)
    assert resumed["since"] == 22
    assert resumed["lines"] == [120, 124]
    assert played == set(range(22, 31))
    assert "since" not in ask(name, resumed["session"], 31)


@pytest.mark.parametrize("record", ["", "1AAA", 7, None, {}, {"session": 2}])
def test_a_damaged_record_is_refused(name: str, record: object) -> None:
    with pytest.raises(InputError):
        ask(name, record=record)


def test_a_record_of_a_network_that_is_not_here_says_so(name: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(name, record={**record_of(name, 4, []), "model": "../secret"})
    assert caught.value.code == "no_network"


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


def test_a_session_is_saved_as_midi_sheet_music_and_sound(name: str) -> None:
    record = record_of(name, 4, [])

    def file(kind: str) -> bytes:
        return live_file(json.dumps({"settings": name, "record": record, "kind": kind}).encode())

    assert file("midi").startswith(b"MThd")
    assert b"<score-partwise" in file("musicxml")
    path = file("sound").decode()
    order = find_order(path.rpartition("/")[2], {})
    assert order
    assert order.file_name.endswith(".mp3")


@pytest.mark.parametrize("wrong", [{"kind": "exe"}, {"kind": []}, {"record": "1x"}, {}])
def test_a_wrong_request_for_a_file_is_refused(name: str, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        live_file(json.dumps({"settings": name, "kind": "midi", **wrong}).encode())


def test_work_for_a_player_that_has_given_up_stops(name: str) -> None:
    session = ask(name)["session"]
    before = len(live._visits)
    resuming = {"settings": name, "record": record_of(name, 400, []), "resumes": True, "from": 400, "bars": 4}
    looks = iter([False, False, True])
    with pytest.raises(live.GoneError):
        live.answer(resuming, lambda: next(looks))
    assert len(live._visits) == before + 1  # that of ``record_of``
    with pytest.raises(live.GoneError):
        live.answer(
            {"session": session, "from": 2, "bars": 4, "change": True, "settings": name}, lambda: True
        )
    assert ask(name, session, 2)["lines"] == [8, 12, 16]


def test_an_answer_that_came_too_late_is_not_made_anew(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = ask(name)["session"]
    made: list[int] = []
    play = LiveSession.play

    def note(played: LiveSession, first: int, bars: int) -> LiveBars:
        made.append(first)
        return play(played, first, bars)

    monkeypatch.setattr(LiveSession, "play", note)
    trade = {"bars": 2, "first": True}
    late = ask(name, session, 2, trade=trade)
    assert ask(name, session, 2, trade=trade) == late
    assert made == [2]
    ask(name, session, 4)
    assert ask(name, session, 2, trade=trade) == late  # others came in between
    assert made == [2, 4, 2]


def test_a_replay_loses_no_bars_when_an_answer_is_lost(name: str) -> None:
    session = ask(name, record=record_of(name, 6, []))["session"]
    lost = ask(name, session, 2)
    assert ask(name, session, 2) == lost
    assert ask(name, session, 4)["first"] == lost["first"] + 2


def test_a_player_that_hangs_up_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def work(body: bytes, is_gone: Callable[[], bool]) -> bytes:
        while not is_gone():
            time.sleep(0.01)
        seen.append(True)
        raise live.GoneError("gone")

    monkeypatch.setattr(live, "answer_text", work)
    assert post_and_leave(routes(), LIVE_PATH) == 404
    assert seen == [True]


def test_sessions_that_are_played_are_not_pushed_out_by_new_ones(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = record_of(name, 4, [])
    monkeypatch.setattr(live, "_visits", TTLCache(2, 60.0))
    first, second = (ask(name)["session"] for _ in range(2))
    for more in ({"session": ""}, {"record": record, "resumes": True}):
        with pytest.raises(InputError) as caught:
            live.answer({"settings": name, "from": 4, "bars": 4, **more})
        assert caught.value.code == live.FULL
    live._visits[first].seen -= live.BUSY_SECONDS  # its player has left
    third = ask(name)["session"]
    assert set(live._visits) == {second, third}
