"""The sound of each player as it leaves the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.visit import READY_MS, ROLES, Visit

TAIL = 5.5
"""Seconds for the band's last chord and what rings after it."""


def test_a_slider_moves_and_sound_of_the_right_length_plays(visit: Visit) -> None:
    visit.open()
    field = visit.page.get_by_role("spinbutton", name="Length")
    field.fill("6")
    visit.wait_for_other_music(lambda: field.press("Enter"))
    visit.play()
    tempo = float(visit.page.get_by_role("slider", name="Tempo").input_value())
    seconds = 24 * 60 / tempo
    assert seconds <= visit.number("duration") <= seconds + TAIL
    assert visit.is_heard()
    assert visit.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_every_player_is_heard_alone(visit: Visit, role: str) -> None:
    visit.open("?takes=1&beats=32")
    visit.control(role, "only").click()
    visit.play()
    assert visit.is_heard(role, above=0.01, seconds=4)
    visit.page.wait_for_timeout(500)  # what sounded in the test before has faded
    levels = visit.levels()
    assert all(levels[other] < 0.001 for other in ROLES if other != role)
    visit.control(role, "only").click()


def test_playing_loads_neither_tensorflow_nor_libraries_of_downloads(
    new_context: Callable[..., BrowserContext],
    fresh_server: tuple[int, str],
    maps_of: Callable[[int], set[str]],
) -> None:
    pid, url = fresh_server
    Visit(new_context().new_page(), url).open()
    libraries = maps_of(pid)
    assert "numpy" in libraries  # the list of libraries works
    assert libraries.isdisjoint({"tensorflow", "keras", "jax", "jaxlib", "matplotlib", "music21"})


def test_muting_everybody_is_silence(visit: Visit) -> None:
    visit.open().play()
    visit.player.focus()
    visit.page.keyboard.press("s")
    visit.page.wait_for_timeout(200)
    levels = visit.levels()
    assert levels["solo"] < 0.001
    assert levels["mix"] > 0.01
    visit.page.keyboard.press("b")
    for role in ROLES:
        expect(visit.control(role, "mute")).to_have_attribute("aria-pressed", "true")
    visit.page.wait_for_timeout(800)  # the room falls silent
    assert visit.levels()["mix"] < 0.001
    visit.page.keyboard.press("b")
    for role in ROLES:
        expect(visit.control(role, "mute")).to_have_attribute("aria-pressed", str(role == "solo").lower())


def test_a_fader_at_nothing_is_silence(visit: Visit) -> None:
    visit.open().play()
    fader = visit.control("drums", "input")
    fader.fill("0")
    visit.page.wait_for_timeout(200)
    assert visit.levels()["drums"] < 0.001
    fader.fill("1")
    visit.page.wait_for_timeout(200)
    assert visit.is_heard("drums", above=0.01)


def test_everybody_at_the_highest_level_does_not_clip(visit: Visit) -> None:
    visit.open().play()
    for role in ROLES:
        visit.control(role, "input").fill("1.25")
    assert 0.1 < max(visit.levels()["mix"] for _ in range(3)) < 1
    for role in ROLES:
        visit.control(role, "input").fill("1")


def test_the_mixer_stays_as_it_is_when_another_solo_comes(visit: Visit) -> None:
    visit.open()
    visit.control("bass", "mute").click()
    visit.play()
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    visit.page.wait_for_timeout(200)
    assert visit.levels()["bass"] < 0.001
    expect(visit.control("bass", "mute")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("fails", ["lost", "damaged"])
def test_instruments_that_do_not_load_are_reported_and_the_next_solo_tries_again(
    new_context: Callable[..., BrowserContext], page_url: str, fails: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    visit.page.route(
        "**/jazzlstm/banks/**",
        lambda route: route.abort() if fails == "lost" else route.fulfill(body=b"no bank"),
    )
    visit.page.goto(page_url)
    remark = visit.page.locator(".remark")
    expect(remark).to_have_attribute("data-fault", "sound", timeout=READY_MS)
    expect(remark).to_be_visible()
    expect(visit.button("Download")).to_be_enabled()
    visit.page.unroute("**/jazzlstm/banks/**")
    visit.page.get_by_role("button", name="New solo").first.click()
    expect(visit.player).to_have_attribute("data-state", "ready", timeout=READY_MS)
    expect(remark).not_to_have_attribute("data-fault", "sound")
    visit.play()
    assert visit.is_heard()


def test_a_missing_sound_device_is_reported(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    visit.page.add_init_script(
        "Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });"
        "AudioContext.prototype.resume = () => new Promise((done) => { window.plugIn = done; });"
    )
    visit.open()
    remark = visit.page.locator(".remark")
    said = remark.text_content()
    visit.button("Play").click()
    expect(remark).to_have_attribute("data-fault", "device")
    visit.page.evaluate("plugIn()")
    expect(visit.player).to_have_attribute("data-state", "playing")
    expect(remark).to_have_text(said or "")
    assert visit.faults == []
