"""Live sessions are kept: by link, by file, and when the server has forgotten them."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, expect

from jazzlstm.ui.play.packet import unpack
from tests.ui.test_live import beat, fetch, start, wait_for_beat
from tests.ui.visit import READY_MS, Visit

ROUTE = "**/jazzlstm/live"
SOUNDS = "**/jazzlstm/sounds/**"
BAR_SECONDS = 1.0  # at 240 bpm


class Server:
    """The route of live sessions: notes what passes, and can be made to fail."""

    def __init__(self, visit: Visit) -> None:
        self.asked: list[dict[str, Any]] = []
        self.bass: list[list[float]] = []
        """The notes of the bass in the bars that came last."""
        self.fail: Callable[[Route], None] | None = None
        visit.page.route(ROUTE, self.pass_on)

    def pass_on(self, route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        self.asked.append(body)
        if self.fail:
            return self.fail(route)
        response = fetch(route)
        if response.ok:
            header = unpack(response.body())[0]
            line = header["lines"][0] - 0.1  # players may come in a little early
            bass = next(part["notes"] for part in header["parts"] if part["role"] == "bass")
            self.bass = [note for note in self.bass if note[0] < line] + bass
        return route.fulfill(response=response)


def play_with_changes(visit: Visit) -> None:
    """A session with a control and a turn."""
    visit.page.get_by_text("Play together").click()
    visit.page.locator(".trade").select_option("2")
    visit.page.locator(".input").select_option("keys")
    start(visit)
    visit.player.focus()
    for key in "asdfgh":
        visit.page.keyboard.press(key, delay=80)
    slider = visit.page.get_by_role("slider", name="Temperature")
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    wait_for_beat(visit.page, 30)
    visit.button("Stop live").click()
    expect(visit.player).to_have_attribute("data-state", "ready")


def saved(visit: Visit) -> Path:
    with visit.page.expect_download() as download:
        visit.button("Save session").click()
    return download.value.path()


def test_the_record_plays_what_was_heard_and_a_link_holds_it(session: Visit) -> None:
    server = Server(session)
    play_with_changes(session)
    record = json.loads(saved(session).read_text())
    assert any("change" in act for act in record["acts"])
    assert record["bars"] >= 7
    end = 4 * record["bars"] - 0.1
    heard = [note for note in server.bass if note[0] < end]
    session.button("Copy session link").click()
    expect(session.page.locator(".session-words")).not_to_be_empty()
    link = session.page.evaluate("window.copied")
    assert "#session=1" in link

    session.page.goto("about:blank")
    session.page.goto(link)
    session.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    expect(session.button("Play session")).to_be_enabled()
    server.bass.clear()
    session.button("Play session").click()
    expect(session.player).to_have_attribute("data-state", "playing", timeout=READY_MS)
    wait_for_beat(session.page, 4 * record["bars"] - 5)
    assert len(heard) > 20
    assert [note for note in server.bass if note[0] < end] == heard
    expect(session.player).to_have_attribute("data-state", "ready", timeout=READY_MS)
    expect(session.button("Live")).to_be_visible()


def check_sound_files(visit: Visit) -> None:
    """What the server says of a sound file that it cannot make is shown; one that it makes is saved."""
    words = visit.page.locator(".session-words")
    fault = "The synthesizer has stopped. Try again."
    visit.page.route(SOUNDS, lambda route: route.fulfill(json={"error": fault, "ready": False}))
    visit.page.locator(".session-kind").select_option("sound")
    visit.button("Save session").click()
    expect(words).to_have_text(fault, timeout=READY_MS)
    visit.page.unroute(SOUNDS)
    assert saved(visit).stat().st_size > 10_000
    expect(words).to_have_text("The file is saved.")
    visit.page.locator(".session-kind").select_option("session")


def test_a_session_is_opened_from_its_file_and_a_wrong_file_is_named(session: Visit, tmp_path: Path) -> None:
    play_with_changes(session)
    file = saved(session)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    session.page.locator(".session-file").set_input_files(wrong)
    words = session.page.locator(".session-words")
    expect(words).to_contain_text("not a session file")
    check_sound_files(session)
    session.page.reload()
    session.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    session.page.get_by_text("Play together").click()
    expect(session.page.locator(".earlier option")).to_have_count(1)  # the browser has kept it, too
    expect(session.button("Play session")).to_be_disabled()
    session.page.locator(".session-file").set_input_files(file)
    expect(session.button("Play session")).to_be_enabled()


def test_a_damaged_link_is_named(session: Visit) -> None:
    session.page.goto(f"{session.url}/?beats=8#session=1AAAA")
    expect(session.page.locator(".session-words")).not_to_be_empty(timeout=READY_MS)
    expect(session.button("Play session")).to_be_disabled()


def test_a_session_goes_on_when_the_server_has_forgotten_it(session: Visit) -> None:
    server = Server(session)
    start(session)
    wait_for_beat(session.page, 6)

    def forget(route: Route) -> None:
        server.fail = None
        route.fulfill(status=404, json={"error": "this session is over", "code": "over"})

    server.fail = forget
    wait_for_beat(session.page, 30)
    resumed = [body for body in server.asked if "record" in body]
    assert len(resumed) == 1
    assert resumed[0]["record"]["bars"] == resumed[0]["from"]
    expect(session.page.locator(".turn")).to_be_empty()
    session.button("Stop live").click()
    session.faults.clear()  # the browser reports the 404


def test_a_connection_that_drops_for_a_moment_is_not_noticed(session: Visit) -> None:
    server = Server(session)
    start(session)
    wait_for_beat(session.page, 6)
    with session.page.expect_event("requestfailed"):
        server.fail = lambda route: route.abort()
    session.page.wait_for_timeout(4500)
    server.fail = None
    wait_for_beat(session.page, 40)
    expect(session.page.locator(".turn")).to_be_empty()
    starts = sorted(start["when"] for start in session.page.evaluate("heard.starts"))
    longest = max(after - before for before, after in pairwise(starts))
    assert longest < BAR_SECONDS / 2  # the music did not wait
    session.button("Stop live").click()
    session.faults.clear()  # the browser reports the failed requests


def test_while_the_server_is_silent_the_band_plays_on_and_the_soloist_comes_back(session: Visit) -> None:
    session.open("?changes=| Dm7 | G7 | Cmaj7 | A7 |&tempo=240&beats=8&takes=1")
    server = Server(session)
    start(session)
    wait_for_beat(session.page, 18)  # more than a chorus: the band repeats what it played over these chords
    server.fail = lambda route: route.abort()
    expect(session.page.locator(".turn")).not_to_be_empty(timeout=READY_MS)
    silent_at = beat(session.page)
    wait_for_beat(session.page, silent_at + 28)
    server.fail = None
    expect(session.page.locator(".turn")).to_be_empty(timeout=READY_MS)
    back_at = beat(session.page)
    wait_for_beat(session.page, back_at + 12)
    starts = sorted(start["when"] for start in session.page.evaluate("heard.starts"))
    longest = max(after - before for before, after in pairwise(starts))
    assert longest < BAR_SECONDS / 2  # the music did not wait
    session.button("Stop live").click()
    session.faults.clear()  # the browser reports the failed requests
    last = [body["from"] for body in server.asked][-1]
    assert back_at / 4 + 3 < last < back_at / 4 + 10  # the bars of the vamp have counted


def test_practice_moves_tempo_and_key_from_chorus_to_chorus(session: Visit) -> None:
    server = Server(session)
    session.page.get_by_text("Practice", exact=True).click()
    session.page.locator(".faster").fill("20")
    session.page.locator(".fastest").fill("300")
    session.page.locator(".key-plan").select_option("fourths")
    start(session)
    wait_for_beat(session.page, 50)
    changes = [body for body in server.asked if body.get("change")]
    assert {"from": 12, "practice": {"semitones": 5, "tempo": 260}} in [
        {"from": body["from"], "practice": body["practice"]} for body in changes
    ]
    session.button("Stop live").click()
