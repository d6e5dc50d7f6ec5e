"""Where the music is: the playhead, the count-in, the end, and the place that other music keeps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.playhead import FRAMES, beats_behind
from tests.ui.visit import READY_MS, Visit

STEP_BACK = """async (act) => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const root = host.shadowRoot;
  const { dataset } = root.querySelector('.player');
  root.querySelector(act).click();
  const before = dataset.id;
  let position = Number(dataset.position);
  let furthest = 0;
  for (let after = 0; after < 20; after += dataset.id === before ? 0 : 1) {
    await new Promise(requestAnimationFrame);
    furthest = Math.max(furthest, position - Number(dataset.position));
    position = Number(dataset.position);
  }
  return furthest;
}"""
"""The longest way back, in seconds, from one frame to the next while other music comes."""


def test_the_playhead_stands_where_the_sound_is(visit: Visit, opening: dict[str, Any]) -> None:
    visit.open()
    for beat in range(2):  # from the beginning, and from a beat chosen with the keyboard
        for _ in range(beat):
            visit.page.keyboard.press("ArrowRight")
        visit.page.evaluate("heard.starts = []")
        visit.play()
        visit.page.wait_for_timeout(700)
        assert beats_behind(visit, opening, beat) < 0.15
        visit.button("Pause").click()
        visit.player.focus()
        visit.page.keyboard.press("Home")


def test_a_click_seeks_and_home_returns_to_the_start(visit: Visit) -> None:
    visit.open()
    box = visit.page.locator(".roll").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    middle = 10 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(middle, abs=0.05)
    visit.button("Back to the start").click()
    assert visit.number("position") == 0


@pytest.mark.parametrize("state", ["busy", "frozen"])
def test_a_page_that_slept_goes_on_at_the_right_place(
    visit: Visit, opening: dict[str, Any], state: str
) -> None:
    visit.open()
    visit.page.evaluate("heard.starts = []")
    visit.play()
    visit.page.wait_for_timeout(300)
    if state == "busy":
        visit.page.evaluate("for (const end = performance.now() + 1500; performance.now() < end;);")
    else:  # as browsers do with a tab in the background
        browser = visit.page.context.new_cdp_session(visit.page)
        browser.send("Page.setWebLifecycleState", {"state": "frozen"})
        visit.page.wait_for_timeout(1500)
        browser.send("Page.setWebLifecycleState", {"state": "active"})
    visit.page.wait_for_timeout(400)
    assert beats_behind(visit, opening, 0) < 0.15
    assert visit.is_heard()
    assert visit.faults == []


def test_a_change_while_playing_continues_at_the_same_place(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(1200)
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert visit.number("position") > 1.2
    assert visit.is_heard()
    assert visit.page.evaluate(STEP_BACK, ".take:nth-child(3)") < 0.02
    expect(visit.page.get_by_role("radio", name="Take 3")).to_be_checked()


def test_the_band_counts_in_and_bar_one_lights_when_the_solo_begins(visit: Visit) -> None:
    visit.open("?count_in=1&intro=1&tempo=150&band=1")
    beat, place, now = 0.4, visit.page.locator(".now-bar"), visit.page.locator(".now-chord")
    visit.player.focus()
    expect(place).to_have_text("count-in")
    expect(now).to_have_text("")
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    expect(place).to_have_text("intro")
    assert now.inner_text()
    assert visit.page.locator(".chord.lit").count() == 0
    box = visit.page.locator(".ruler").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + 0.02 * box["width"], box["y"] + 10)
    assert visit.number("position") == pytest.approx(8 * beat, abs=0.01)
    expect(place).to_have_text("bar 1")
    assert visit.page.locator(".chord.lit").count() == 1
    visit.button("Back to the start").click()
    assert visit.number("position") == 0
    visit.play()
    visit.page.wait_for_timeout(500)
    assert visit.is_heard()  # the sticks
    assert visit.page.evaluate(FRAMES, [-8, 1 / beat])[-1] == pytest.approx(0, abs=0.15)
    visit.page.keyboard.press("]")
    visit.page.keyboard.press("[")  # bar one, looped
    visit.page.wait_for_timeout(1500)
    assert 8 * beat <= visit.number("position") <= 12 * beat
    assert visit.faults == []


def test_the_cards_of_the_other_takes_follow_the_first_sound(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.open("?takes=3&beats=8&seed=4711")
    for number in (1, 2, 3):
        expect(visit.page.get_by_role("radio", name=f"Take {number}")).to_contain_text(
            " notes", timeout=READY_MS
        )
    assert sum("/jazzlstm/takes/" in url for url in asked) == 1
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 3").click)
    expect(visit.page.get_by_role("radio", name="Take 1")).to_contain_text(" notes")
    assert visit.faults == []


def test_the_end_is_shown_at_once_and_what_is_over_costs_nothing(visit: Visit) -> None:
    visit.open("?beats=4&tempo=320&takes=1")
    visit.play()
    expect(visit.player).to_have_attribute("data-state", "ready", timeout=8000)
    assert visit.number("position") == 0
    visit.page.wait_for_function("heard.context.state === 'suspended'", timeout=8000)
    visit.play()
    assert visit.is_heard()
    visit.button("Pause").click()
    visit.page.wait_for_function("heard.context.state === 'suspended'", timeout=8000)


PLAYHEAD_IN_WINDOW = """() => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const [view, playhead] = ['.scroller', '.playhead'].map((name) =>
    host.shadowRoot.querySelector(name).getBoundingClientRect());
  return view.left - 1 <= playhead.left && playhead.right <= view.right + 1;
}"""


def test_the_roll_shows_the_place_that_a_key_or_the_end_leads_to(visit: Visit) -> None:
    visit.open("?beats=64&tempo=320&takes=1")
    visit.player.focus()
    for key in ("End", "Home", *["Shift+ArrowRight"] * 14):
        visit.page.keyboard.press(key)
        visit.page.wait_for_function(PLAYHEAD_IN_WINDOW)
    assert visit.number("beat") > 50
    visit.play()
    expect(visit.player).to_have_attribute("data-state", "ready", timeout=READY_MS)
    assert visit.number("beat") == 0
    visit.page.wait_for_function(PLAYHEAD_IN_WINDOW)


def test_a_long_fast_solo_plays_from_its_last_bar_and_from_its_first(visit: Visit) -> None:
    visit.open("?beats=256&takes=1&tempo=320")
    visit.player.focus()
    visit.page.keyboard.press("End")
    assert visit.number("beat") == 252
    visit.play()
    assert visit.is_heard()
    visit.page.keyboard.press("Home")
    assert visit.is_heard()
    visit.page.wait_for_timeout(700)
    assert 2 < visit.number("beat") < 20
    assert visit.faults == []
