"""A long solo: its first bars at once, the rest when the player asks for it."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from jazzlstm.generation.settings import Settings
from jazzlstm.services.growing_performance import PlayedBars
from jazzlstm.ui.play import growth
from jazzlstm.ui.play.growth import MARGIN_SECONDS, NETWORK, Wanted
from jazzlstm.ui.play.packet import make_packet, unpack
from jazzlstm.ui.play.paths import REST_PATH
from jazzlstm.ui.play.rendering import RenderedSolo, caption_of, render_solo, write_part_so_far
from jazzlstm.ui.play.rest import find_rest, listen
from jazzlstm.ui.play.routes import routes
from tests.event_loop import run

LONG = Settings(beats=200, seed=8100, count_in=1)


def chunks_of(rendered: RenderedSolo) -> list[dict[str, Any]]:
    """The headers of all messages that follow the packet."""
    name, until, found = listen(rendered).name, rendered.packet.header["until"], []
    while until < rendered.settings.beats:
        data = find_rest(name, Wanted(until))
        assert data is not None
        found.append(unpack(gzip.decompress(data))[0])
        assert found[-1]["until"] > until
        until = found[-1]["until"]
    return found


def test_the_packet_has_the_whole_form_and_the_first_bars(models: Path) -> None:
    rendered = render_solo("weimar", LONG)
    header = rendered.packet.header
    assert (header["beats"], len(header["bars"]), header["chords"][-1][1]) == (200, 50, 200)
    assert header["leadIn"] == 4
    assert header["until"] == 12
    assert all(note[0] < 12 for part in header["parts"] for note in part["notes"])
    assert header["remark"] == ""  # nobody knows yet
    assert not rendered.growth.is_whole


def test_the_rest_completes_the_solo(models: Path) -> None:
    rendered = render_solo("weimar", LONG)
    chunks = chunks_of(rendered)
    whole = rendered.performance
    everything = PlayedBars(whole.take, whole.arrangement, -4.0, 200.0, is_last=True)
    caption = caption_of(rendered.network, LONG, rendered.piece, whole.take, is_whole=True)
    complete = make_packet(caption, [None], 0, everything, 200.0)
    messages = [rendered.packet.header, *chunks]
    expected, _ = unpack(complete.to_bytes())
    for name in ("notes", "steps"):
        rows = [[*row] for message in messages for row in message[name]]
        assert [row[2:] for row in rows] == [row[2:] for row in expected[name]]
    for number, part in enumerate(expected["parts"]):
        for name in ("notes", "controls", "bends"):
            rows = [[*row] for message in messages for row in message["parts"][number][name]]
            assert sorted(row[::2] for row in rows) == sorted(row[::2] for row in part[name])
    assert len(chunks[-1]["parts"]) == len(expected["parts"])
    assert chunks[-1]["end"] == expected["end"]
    assert chunks[-1]["description"] == caption.description
    assert str(len(whole.take.solo.notes)) in chunks[-1]["take"]["words"]


def test_the_sheet_music_has_the_bars_that_are_improvised(models: Path) -> None:
    rendered = render_solo("weimar", replace(LONG, seed=8150))
    assert sheet_of(rendered) == (rendered.growth.done / 4, len(rendered.growth.take().solo.notes))
    assert rendered.growth.done == 16
    chunks_of(rendered)
    assert sheet_of(rendered) == (50, len(rendered.performance.take.solo.notes))


def sheet_of(rendered: RenderedSolo) -> tuple[float, int]:
    """Bars and notes of the sheet music."""
    score = write_part_so_far(rendered, "concert", 0).decode()
    return score.count("<measure"), len(set(re.findall(r'id="note-(\d+)', score)))


def test_a_short_solo_comes_at_once(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=20, seed=8200))
    assert listen(rendered).path == ""
    assert rendered.packet.header["until"] == 20
    assert rendered.growth.is_whole


def test_a_listener_who_left_and_an_unknown_one_get_nothing(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=100, seed=8300))
    listener = listen(rendered)
    assert listener.path == REST_PATH + listener.name
    listener.left.set()
    assert find_rest(listener.name, Wanted(12.0)) == b""
    assert find_rest(listen(rendered).name, Wanted(12.0), lambda: True) == b""
    assert not rendered.growth.is_whole
    assert find_rest("no such name", Wanted(12.0)) is None
    other = listen(rendered)  # the solo itself is still there
    assert find_rest(other.name, Wanted(12.0))


@pytest.mark.parametrize("beat", [0.0, 11.0, 16.0, 5000.0, -3.0, float("nan"), float("inf")])
def test_bars_that_are_not_due_are_not_made(models: Path, beat: float) -> None:
    rendered = render_solo("weimar", Settings(beats=100, seed=8400))
    assert find_rest(listen(rendered).name, Wanted(beat)) is None
    assert not rendered.growth.is_whole


def get(path: str, query: str = "", accepting: str = "gzip", *, disconnects: bool = False) -> list[Message]:
    """The answer of the server, as ASGI messages."""
    answer: list[Message] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [(b"accept-encoding", accepting.encode())],
    }

    async def receive() -> Message:
        if disconnects:
            return {"type": "http.disconnect"}
        await asyncio.sleep(60)
        raise TimeoutError

    async def send(message: Message) -> None:
        answer.append(message)

    app = Starlette(routes=routes())
    run(app(scope, receive, send))
    return answer


def test_the_route_answers_with_bars_compressed_or_not(models: Path) -> None:
    path = listen(render_solo("weimar", Settings(beats=100, seed=8500))).path
    (start, compressed), (_, plain) = get(path, "from=12"), get(path, "from=12", "identity")
    assert (start["status"], dict(start["headers"])[b"content-encoding"]) == (200, b"gzip")
    assert gzip.decompress(compressed["body"]) == plain["body"]
    assert unpack(plain["body"])[0]["until"] > 12
    for query in ("", "from=", "from=soon", "from=13"):
        assert get(path, query)[0]["status"] == 404


def test_a_browser_that_disconnects_stops_the_work(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=2000, seed=8600))
    assert get(listen(rendered).path, "from=12", disconnects=True)[0]["status"] == 204
    assert not rendered.growth.is_whole


@pytest.mark.parametrize(
    ("to", "until"), [(20.0, 28.0), (100.0, 108.0), (1000.0, 200.0), (float("inf"), 200.0)]
)
def test_bars_that_are_heard_at_once_come_alone(models: Path, to: float, until: float) -> None:
    rendered = render_solo("weimar", Settings(beats=200, seed=8700 + int(min(to, 2000))))
    data = find_rest(listen(rendered).name, Wanted(12.0, to))
    assert data is not None
    assert to <= unpack(gzip.decompress(data))[0]["until"] <= until or until == 200


def test_bars_wait_until_shortly_before_they_may_be_heard(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patience: list[float] = []
    usual = NETWORK.later

    def later(seconds: float) -> AbstractContextManager[Callable[[], bool]]:
        patience.append(seconds)
        return usual(seconds)

    rendered = render_solo("weimar", replace(LONG, seed=8105, tempo=60))
    name = listen(rendered).name
    monkeypatch.setattr(NETWORK, "later", later)
    data = find_rest(name, Wanted(12))
    assert data
    assert 2.0 < patience[0] <= 12 - MARGIN_SECONDS
    until = unpack(gzip.decompress(data))[0]["until"]
    patience.clear()
    assert find_rest(name, Wanted(until, until + 1))
    assert patience[0] <= 0.0  # the music plays there


def test_bars_that_are_due_come_in_small_pieces(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "MARGIN_SECONDS", 1000.0)
    data = find_rest(listen(render_solo("weimar", replace(LONG, seed=8106))).name, Wanted(12))
    assert data
    assert unpack(gzip.decompress(data))[0]["until"] <= 32


def test_a_listener_stays_the_same_while_the_solo_does(models: Path) -> None:
    one, other = (render_solo("weimar", Settings(beats=40, seed=seed)) for seed in (8800, 8801))
    first = listen(one)
    assert listen(one, first) is first
    assert listen(other, first) is not first
    first.left.set()
    assert listen(one, first) is not first
