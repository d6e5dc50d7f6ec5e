"""Ten choruses: they sound before they are improvised, at 320 beats a minute; five as sheet music."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

from playwright.sync_api import BrowserContext, Page, Route, expect

from jazzlstm.ui.play.paths import REST_PATH
from tests.ui.playhead import FRAMES
from tests.ui.visit import READY_MS, ROLES, Visit

TEN_CHORUSES = "?tune=blues&beats=480&takes=1"
LAST_CHORUS = 432
"""The beat on which it begins."""


@contextmanager
def rest_held_back(page: Page) -> Iterator[None]:
    """A context in which the bars after the first ones don't arrive; they arrive at its end."""
    held: list[Route] = []
    arrive = Event()

    def hold(route: Route) -> None:
        if arrive.is_set():
            route.continue_()
        else:
            held.append(route)

    page.route(f"**{REST_PATH}**", hold)
    yield
    arrive.set()
    for route in held:
        route.continue_()


def go_to_the_last_chorus(visit: Visit) -> None:
    visit.player.focus()
    visit.page.keyboard.press("End")
    for _ in range(11):
        visit.page.keyboard.press("Shift+ArrowLeft")
    assert visit.number("beat") == LAST_CHORUS


def test_the_first_bars_sound_while_nine_choruses_are_still_missing(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    with rest_held_back(visit.page):
        visit.open(f"{TEN_CHORUSES}&seed=51")
        assert visit.number("until") < 48
        visit.play()
        assert visit.is_heard()
    expect(visit.player).to_have_attribute("data-until", "480", timeout=READY_MS)
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.button("Pause").click()
    assert visit.faults == []


def test_everybody_plays_in_the_last_of_ten_choruses_at_320(visit: Visit) -> None:
    visit.open(f"{TEN_CHORUSES}&seed=52&tempo=320")
    expect(visit.player).to_have_attribute("data-until", "480", timeout=READY_MS)
    go_to_the_last_chorus(visit)
    visit.page.evaluate("heard.starts = []")
    visit.play()
    assert [role for role in ROLES if not visit.is_heard(role, 0.01, seconds=3)] == []
    late = visit.page.evaluate(FRAMES, [LAST_CHORUS, 320 / 60])
    assert max(map(abs, late)) < 1  # beats: a fifth of a second
    visit.button("Pause").click()
    assert visit.faults == []


def test_the_sheet_of_a_long_solo_begins_with_its_first_bars_and_grows(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    visit.open("?tune=blues&beats=240&takes=1&seed=53")  # five: engraving takes long
    visit.button("Sheet music").click()
    bars = visit.page.locator(".music-stand .bar-area")
    expect(bars).to_have_count(60, timeout=READY_MS)
    with rest_held_back(visit.page):
        visit.page.get_by_role("button", name="New solo").first.click()
        expect(bars.nth(8)).to_have_count(0, timeout=READY_MS)  # four bars, or more where a note goes on
        expect(bars.nth(3)).to_have_count(1)
        expect(visit.page.locator(".music-stand")).to_have_attribute("data-notes", re.compile(r"[1-9]"))
    expect(bars).to_have_count(60, timeout=READY_MS)
    assert visit.faults == []
