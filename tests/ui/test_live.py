"""Live: the music goes on, controls act at bar lines, and the soloist answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import APIResponse, BrowserContext, Page, Request, Route, expect

from jazzlstm.services.live_rows import TICKS
from jazzlstm.ui.play.packet import unpack
from tests.ui.visit import READY_MS, Visit


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
        polling=50,  # milliseconds; by default all elements are looked through in each frame
        timeout=READY_MS,
    )


def fetch(route: Route) -> APIResponse:
    """What the server answers; asked again, as browsers do, where it closed an idle connection just then."""
    return route.fetch(max_retries=3)


def sent(request: Request) -> dict[str, Any]:
    """What a request carries, if it asks for bars."""
    is_live = request.url.endswith("/jazzlstm/live")
    body: dict[str, Any] = json.loads(request.post_data or "{}") if is_live else {}
    return body


def bodies(visit: Visit) -> list[dict[str, Any]]:
    """What the player asks for from now on."""
    found: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/jazzlstm/live"):
            found.append(sent(request))

    visit.page.on("request", note)
    return found


def test_the_music_goes_on_and_a_control_acts_at_a_bar_line(session: Visit) -> None:
    start(session)
    wait_for_beat(session.page, 9)
    assert session.is_heard("bass", above=0.001)
    slider = session.page.get_by_role("slider", name="Temperature")
    slider.focus()
    with session.page.expect_request(lambda asked: "change" in sent(asked), timeout=READY_MS) as change:
        session.page.keyboard.press("ArrowRight")
    beats = 4 * sent(change.value)["from"]
    assert beats > 9
    wait_for_beat(session.page, beats + 12)
    assert session.is_heard("drums", above=0.001)
    expect(session.button("Sheet music")).to_be_disabled()  # there is none of a live session
    session.player.focus()
    session.page.keyboard.press("n")
    expect(session.player).to_have_attribute("data-view", "roll")
    session.button("Stop live").click()
    expect(session.player).to_have_attribute("data-state", "ready")
    expect(session.button("Live")).to_be_visible()
    expect(session.button("Sheet music")).to_be_disabled()  # the session is still what plays
    session.button("New solo").click()
    session.button("Sheet music").click()
    expect(session.page.locator(".leaf g.note").first).to_be_visible(timeout=READY_MS)


def test_what_is_played_on_the_computers_keys_is_sent_at_the_end_of_the_turn(session: Visit) -> None:
    asked = bodies(session)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("2")
    session.page.locator(".input").select_option("keys")
    start(session)
    expect(session.page.locator(".head .turn")).to_have_text("Your turn")  # seen with the roll
    session.player.focus()
    for _ in range(60):
        session.page.keyboard.press("g", delay=60)
        if any(body.get("heard") for body in asked):
            break
        session.page.wait_for_timeout(60)
    heard = next(body for body in asked if body.get("heard"))
    assert set(heard["heard"]["notes"][2::4]) == {67}
    assert heard["from"] - heard["heard"]["from"] == 2
    expect(session.player).to_have_attribute("data-state", "playing")


def test_the_band_hears_a_turn_while_it_goes_on(session: Visit) -> None:
    asked = bodies(session)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("4")
    session.page.locator(".input").select_option("keys")
    start(session)
    session.player.focus()
    for _ in range(80):
        session.page.keyboard.press("g", delay=60)
        if any(body.get("heard") for body in asked):
            break
        session.page.wait_for_timeout(60)
    so_far = [body for body in asked if body.get("soFar")]
    assert [body["from"] for body in so_far] == [1, 2, 3]
    for body in so_far:
        heard, line = body["soFar"], body["from"] * 4
        assert line - 2.5 < heard["until"] / TICKS < line
        assert heard["from"] == max(0, body["from"] - 2)
        assert set(heard["notes"][2::4]) == {67}
    # two at the beginning, and none within the turn
    others = {body["from"] for body in asked if body["session"] and not {"heard", "soFar"} & body.keys()}
    assert len(others) <= 2  # a request that is late is made again
    session.button("Stop live").click()


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


def test_the_answer_begins_on_its_beat_at_240_bpm(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    """By the times for which the notes are scheduled: within 5 ms of their beats."""
    session = Visit(new_context().new_page(), page_url)
    session.open("?tune=jazz-blues&tempo=240&beats=8&takes=1&band=0")
    answers: list[dict[str, Any]] = []

    def note(route: Route) -> None:
        response = fetch(route)
        answers.append(unpack(response.body())[0] | {"asked": json.loads(route.request.post_data or "{}")})
        route.fulfill(response=response)

    session.page.route("**/jazzlstm/live", note)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("2")
    session.page.locator(".trade-first").select_option("band")
    session.page.locator(".input").select_option("keys")
    start(session)
    wait_for_beat(session.page, 7.5)
    session.player.focus()
    for key in "gfdsagfdsa":
        session.page.keyboard.press(key, delay=90)
    wait_for_beat(session.page, 21)
    session.button("Stop live").click()
    heard = [answer for answer in answers if "heard" in answer["asked"] and answer["asked"]["from"] == 4]
    assert heard
    starts = [start["when"] for start in session.page.evaluate("heard.starts")]
    first = min(note[0] for note in answers[0]["parts"][0]["notes"])
    zero = starts[0] - first / 4
    onset = min(note[0] for note in heard[-1]["parts"][0]["notes"])
    assert 15.9 < onset < 24
    assert min(abs(zero + onset / 4 - when) for when in starts) < 0.005


def test_live_is_started_steered_and_stopped_by_keys(session: Visit) -> None:
    asked = bodies(session)
    session.player.focus()
    session.page.keyboard.press("v")
    expect(session.player).to_have_attribute("data-state", "playing", timeout=READY_MS)
    summary = session.page.locator(".together > summary")
    summary.focus()
    session.page.keyboard.press("Enter")
    session.page.keyboard.press("Tab")
    session.page.keyboard.press("ArrowDown")
    expect(session.page.locator(".trade")).to_have_value("1")
    wait_for_beat(session.page, 12)
    assert any(body.get("trade") == {"bars": 1, "first": True} for body in asked)
    expect(session.page.locator(".turn")).not_to_be_empty()
    session.player.focus()
    session.page.keyboard.press("v")
    expect(session.player).to_have_attribute("data-state", "ready")


FAKE_MIDI = """
const input = { state: "connected", onmidimessage: null };
const access = new EventTarget();
access.inputs = new Map([["one", input]]);
navigator.requestMIDIAccess = async () => (window.midiDenied ? Promise.reject(new Error("denied")) : access);
window.midi = (...data) => input.onmidimessage({ data: new Uint8Array(data) });
window.pullOut = () => { input.state = "disconnected"; access.dispatchEvent(new Event("statechange")); };
null;
"""


def test_a_midi_keyboard_is_heard_and_may_be_pulled_out(session: Visit) -> None:
    session.page.evaluate(FAKE_MIDI)
    asked = bodies(session)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("2")
    session.page.locator(".input").select_option("midi")
    start(session)
    words = session.page.locator(".input-words")
    wait_for_beat(session.page, 1)
    session.page.evaluate("midi(0x90, 70, 100); setTimeout(() => midi(0x80, 70, 0), 200)")
    wait_for_beat(session.page, 3)
    session.page.evaluate("midi(0x90, 72, 100); pullOut()")
    expect(words).to_have_attribute("data-fault", "input")
    wait_for_beat(session.page, 9)
    expect(session.player).to_have_attribute("data-state", "playing")
    assert [70, 72] in [body["heard"]["notes"][2::4] for body in asked if body.get("heard")]
    expect(session.page.locator(".turn")).to_contain_text("you played 2 notes, B♭4 to C5")
    session.button("Stop live").click()


def test_midi_that_is_denied_is_said(session: Visit) -> None:
    session.page.evaluate(FAKE_MIDI)
    session.page.evaluate("window.midiDenied = true")
    session.page.get_by_text("Play together").click()
    session.page.locator(".input").select_option("midi")
    expect(session.page.locator(".input-words")).to_have_attribute("data-fault", "input")


def test_without_an_instrument_turns_are_left_empty_and_the_soloist_goes_on(session: Visit) -> None:
    asked = bodies(session)
    session.page.get_by_text("Play together").click()
    session.page.locator(".trade").select_option("1")
    start(session)
    wait_for_beat(session.page, 17)
    assert not any(body.get("heard") for body in asked)
    assert session.is_heard("bass", above=0.001)
    session.button("Stop live").click()
