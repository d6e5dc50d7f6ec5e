"""Live: the music goes on, controls act at bar lines, and the soloist answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.ui.visit import READY_MS, Visit

BAR_MS = 1000  # at 240 bpm


@pytest.fixture
def session(new_context: Callable[..., BrowserContext], page_url: str) -> Iterator[Visit]:
    """A visit of its own, at 240 bpm."""
    visit = Visit(new_context().new_page(), page_url)
    visit.open("?tune=jazz-blues&tempo=240&beats=8&takes=1")
    yield visit
    assert visit.faults == []


def start(visit: Visit) -> None:
    visit.button("Live").click()
    expect(visit.player).to_have_attribute("data-state", "playing", timeout=READY_MS)


def beat(page: Page) -> float:
    return float(page.locator(".player").get_attribute("data-beat") or "nan")


def wait_for_beat(page: Page, until: float) -> None:
    page.wait_for_function(
        "(until) => Number(document.querySelector('.st-key-music').querySelector('*') && "
        "[...document.querySelectorAll('*')].map((each) => each.shadowRoot?.querySelector('.player'))"
        ".find(Boolean)?.dataset.beat) >= until",
        arg=until,
        timeout=READY_MS,
    )


def bodies(visit: Visit) -> list[dict[str, Any]]:
    """What the player asks for from now on."""
    found: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/jazzlstm/live"):
            found.append(json.loads(request.post_data or "{}"))

    visit.page.on("request", note)
    return found


def test_the_music_goes_on_and_a_control_acts_at_a_bar_line(session: Visit) -> None:
    asked = bodies(session)
    start(session)
    wait_for_beat(session.page, 9)
    assert session.is_heard("bass", above=0.001)
    slider = session.page.get_by_role("slider", name="Temperature")
    slider.focus()
    session.page.keyboard.press("ArrowRight")
    session.page.wait_for_timeout(3 * BAR_MS)
    change = next(body for body in asked if body.get("change"))
    assert change["from"] * 4 > 9
    wait_for_beat(session.page, change["from"] * 4 + 12)
    assert session.is_heard("drums", above=0.001)
    session.button("Stop live").click()
    expect(session.player).to_have_attribute("data-state", "ready")
    expect(session.button("Live")).to_be_visible()


def test_what_is_played_on_the_computers_keys_is_sent_at_the_end_of_the_turn(session: Visit) -> None:
    asked = bodies(session)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("2")
    session.page.locator(".input").select_option("keys")
    start(session)
    session.player.focus()
    for _ in range(60):
        session.page.keyboard.press("g", delay=60)
        if any(body.get("heard") for body in asked):
            break
        session.page.wait_for_timeout(60)
    heard = next(body for body in asked if body.get("heard"))
    assert {note[2] for note in heard["heard"]["notes"]} == {67}
    assert heard["from"] - heard["heard"]["from"] == 2
    expect(session.player).to_have_attribute("data-state", "playing")


def test_a_server_that_does_not_answer_ends_the_session_with_words(session: Visit) -> None:
    start(session)
    session.page.route("**/jazzlstm/live", lambda route: route.fulfill(status=404))
    expect(session.button("Live")).to_be_visible(timeout=READY_MS)
    expect(session.page.locator(".turn")).not_to_be_empty()
    session.faults.clear()  # the browser reports the 404


def test_without_midi_the_page_says_what_to_do(session: Visit) -> None:
    session.page.evaluate("delete Navigator.prototype.requestMIDIAccess")
    session.page.get_by_text("Play together").click()
    session.page.locator(".input").select_option("midi")
    expect(session.page.locator(".input-words")).to_have_attribute("data-fault", "input")
