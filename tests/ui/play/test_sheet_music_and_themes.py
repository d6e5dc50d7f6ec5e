"""The music seen: sheet music, zoom, light and dark, a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from jazzlstm.ui.widget_state import DEFAULTS
from tests.ui.visit import READY_MS, Visit

TAP_NOTE = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const roll = root.querySelector(".roll");
  const { left, top, width, height } = roll.getBoundingClientRect();
  for (let y = 4; y < height; y += 4)
    for (let x = 4; x < width; x += 8) {
      const at = { clientX: left + x, clientY: top + y, pointerType: "touch", bubbles: true, composed: true };
      for (const kind of ["pointerdown", "pointerup"]) roll.dispatchEvent(new PointerEvent(kind, at));
      if (!root.querySelector(".insight").hidden) return;
    }
}"""
"""Touches the roll here and there until a note answers."""

INK_OF_KEYS = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const keys = root.querySelector(".keys");
  if (!keys.clientWidth) return 0;
  const { data } = keys.getContext("2d").getImageData(0, 0, keys.width, keys.height);
  return data.filter((value, i) => i % 4 === 3 && value > 0).length;
}"""
"""How many pixels the pitch names left of the roll take."""

SMALL = """() => [...document.querySelectorAll(".st-key-controls, .st-key-downloads")].flatMap((part) =>
  [...part.querySelectorAll("button, summary, input:not([type=range], [type=checkbox], [type=file])")]
    .filter((each) => each.getClientRects().length && each.closest("div").getBoundingClientRect().height < 43)
    .map((each) => each.outerHTML.slice(0, 90)))"""
"""The controls that are lower than a finger is wide."""
CUT_OFF = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const [roll, box] = [root.querySelector(".roll"), root.querySelector(".insight")];
  roll.scrollIntoView({ block: "center" });
  const { left, top, width, height } = roll.getBoundingClientRect();
  const shown = new Set(), cut = new Set();
  for (let y = 4; y < height; y += 4)
    for (let x = 4; x < width; x += 8) {
      const at = { clientX: left + x, clientY: top + y, pointerType: "touch", bubbles: true, composed: true };
      for (const kind of ["pointerdown", "pointerup"]) roll.dispatchEvent(new PointerEvent(kind, at));
      if (box.hidden) continue;
      const last = box.querySelector("li:last-child").getBoundingClientRect();
      const seen = root.elementFromPoint(last.left + last.width / 2, last.bottom - 2);
      shown.add(box.style.cssText);
      if (!box.contains(seen)) cut.add(box.style.cssText);
    }
  root.querySelector(".player").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  return [shown.size, cut.size];
}"""
"""Touches every note: at how many places the box of alternatives stood, and at how many it was cut off."""


def test_zooming_shows_fewer_bars_and_probabilities_can_be_hidden(visit: Visit) -> None:
    visit.open()
    content = visit.page.locator(".content")
    before = content.bounding_box()
    visit.button("Show fewer bars").click()
    after = content.bounding_box()
    assert before and after
    assert after["width"] > 1.5 * before["width"]
    visit.button("Show more bars").click()
    heat = visit.button("Show probabilities")
    heat.click()
    expect(heat).to_have_attribute("aria-pressed", "false")
    assert visit.faults == []


def test_sheet_music_lights_the_note_that_sounds(visit: Visit) -> None:
    visit.open()
    visit.button("Sheet music").click()
    pane = visit.page.locator(".music-stand")
    expect(pane).to_have_attribute("data-notes", re.compile(r"[1-9]"), timeout=READY_MS)
    expect(pane.locator("g.harm").first).to_contain_text("F7")
    visit.page.get_by_label("I read").select_option("E♭ instruments")
    expect(pane.locator("g.harm").first).to_contain_text("D7")
    visit.play()
    expect(pane.locator("g.note.lit").first).to_be_visible()
    visit.button("Print, or save as PDF").click()
    assert visit.page.evaluate("heard.printed") > 20
    visit.button("Download").click()
    with visit.page.expect_download() as download:
        visit.button("PDF").click()
    visit.page.keyboard.press("Escape")
    assert download.value.suggested_filename == f"jazz-blues_seed{DEFAULTS['seed']}_e-flat.pdf"
    visit.page.get_by_label("I read").select_option("Concert pitch")
    expect(pane.locator("g.harm").first).to_contain_text("F7")
    visit.button("Sheet music").click()
    expect(visit.page.locator(".stage")).to_be_visible()
    assert visit.faults == []


def test_the_key_of_the_sheet_music_follows_the_transposition(visit: Visit) -> None:
    visit.open()
    visit.button("Sheet music").click()
    expect(visit.page.locator(".music-stand")).to_have_attribute("data-notes", re.compile(r"[1-9]"))
    visit.page.get_by_text("Practice", exact=True).click()
    semitones = visit.page.get_by_label("Transpose")
    for value, chord in (("2", "G7"), ("0", "F7")):
        semitones.fill(value)
        semitones.press("Enter")
        expect(visit.page.locator("g.harm").first).to_contain_text(chord, timeout=READY_MS)
        expect(visit.page.locator(".now-chord")).to_have_text(chord)
    visit.page.get_by_text("Practice", exact=True).click()
    visit.button("Sheet music").click()
    assert visit.faults == []


def test_the_piano_roll_is_whole_after_sheet_music(visit: Visit) -> None:
    visit.open()
    before = visit.page.evaluate(INK_OF_KEYS)
    assert before > 0
    visit.button("Sheet music").click()
    expect(visit.page.locator(".stage")).to_be_hidden()
    visit.button("Sheet music").click()
    expect(visit.page.locator(".stage")).to_be_visible()
    assert visit.page.evaluate(INK_OF_KEYS) == before


def test_sheet_music_shows_the_bar_that_a_key_leads_to(visit: Visit) -> None:
    visit.open("?beats=256&takes=1")
    visit.button("Sheet music").click()
    first, last = (visit.page.locator(f'.bar-area[data-bar="{bar}"]') for bar in (0, 63))
    expect(first).to_be_in_viewport(timeout=READY_MS)
    visit.player.focus()
    visit.page.keyboard.press("End")
    expect(last).to_be_in_viewport()
    visit.page.keyboard.press("Home")
    expect(first).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_player_wears_the_theme_of_the_page(browser: Browser, page_url: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    visit = Visit(context.new_page(), page_url).open()
    assert visit.player.get_attribute("data-theme") == scheme
    other = "light" if scheme == "dark" else "dark"
    visit.page.emulate_media(color_scheme="light" if scheme == "dark" else "dark")  # as at sunset
    expect(visit.player).to_have_attribute("data-theme", other)
    context.close()


def test_a_phone_has_no_sideways_scrolling_and_no_small_control(browser: Browser, page_url: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    visit = Visit(context.new_page(), page_url).open()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.player.bounding_box()["width"] <= 390  # type: ignore[index]  # it is on the page
    assert visit.page.evaluate(SMALL) == []
    visit.page.locator(".play").tap()
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.page.locator(".play").tap()
    shown, cut_off = visit.page.evaluate(CUT_OFF)
    assert shown > 3
    assert cut_off == 0
    visit.page.evaluate(TAP_NOTE)
    choice = visit.page.locator(".insight").get_by_role("button").first
    visit.wait_for_other_music(choice.tap)
    expect(visit.page.locator(".given")).to_be_visible()
    visit.wait_for_other_music(visit.player.get_by_role("button", name="New solo").tap)
    assert visit.faults == []
    context.close()
