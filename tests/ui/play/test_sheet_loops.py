"""Bars of the sheet music: the loop is set by a drag and shown, and whole systems are seen."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.ui.visit import READY_MS, Visit

CUT = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const { top, bottom } = root.querySelector(".music-stand").getBoundingClientRect();
  const cut = [...root.querySelectorAll("g.system")].filter((system) => {
    const box = system.getBoundingClientRect();
    return box.top < bottom - 2 && box.bottom > bottom + 2;
  });
  return cut.length;
}"""
"""How many systems are cut off at the foot of the sheet music."""


def test_a_drag_over_bars_loops_them_and_no_system_is_cut(visit: Visit) -> None:
    visit.open()
    visit.button("Sheet music").click()
    areas = visit.page.locator(".music-stand .bar-area")
    expect(areas.nth(2)).to_be_attached(timeout=READY_MS)
    visit.page.locator(".music-stand").scroll_into_view_if_needed()
    assert visit.page.evaluate(CUT) == 0
    first, last = areas.nth(1).bounding_box(), areas.nth(2).bounding_box()
    assert first and last
    visit.page.mouse.move(first["x"] + 6, first["y"] + 3)
    visit.page.mouse.down()
    visit.page.mouse.move(last["x"] + 6, last["y"] + 3, steps=5)
    visit.page.mouse.up()
    expect(visit.page.locator(".bar-area.looped")).to_have_count(2)
    visit.button("Loop").click()
    expect(visit.page.locator(".bar-area.looped")).to_have_count(0)
    assert visit.faults == []
