"""Accessibility by axe-core: every page, in light and in dark."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page, expect

SLOW = 30_000


def barriers(page: Page) -> list[str]:
    """The serious and critical violations, each with its element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']}: {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical")
    ]


def open_everything(page: Page) -> None:
    """The page "Play" with everything opened."""
    page.locator(".player[data-duration]").wait_for(timeout=SLOW)
    page.get_by_text("Advanced").click()
    page.get_by_role("button", name="Save solo", exact=True).click()
    expect(page.get_by_role("group", name="Saved solos")).to_be_visible(timeout=SLOW)
    page.get_by_role("slider", name="Rhythm temperature").wait_for()
    page.locator(".player").focus()
    page.keyboard.press("a")
    expect(page.locator(".insight")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_violation(
    browser: Browser, page_url: str, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1360, "height": 900})
    page = context.new_page()
    page.goto(page_url)
    open_everything(page)
    assert barriers(page) == []
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert barriers(page) == []
    page.keyboard.press("Escape")
    assert barriers(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("button", name="Sheet music", exact=True).click()
    page.locator(".music-stand[data-notes]").wait_for(timeout=SLOW)
    assert barriers(page) == []
    page.get_by_role("link", name="How it works").click()
    page.get_by_text("units, trained on sequences").last.wait_for(timeout=SLOW)
    assert barriers(page) == []
    page.get_by_role("link", name="Train your own").click()
    page.get_by_role("button", name="Try it with sample solos").wait_for(timeout=SLOW)
    assert barriers(page) == []
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(fault.startswith("button-name") for fault in barriers(page))  # a violation is found
    context.close()


FOCUSED = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.getAttribute("aria-label") || focused?.textContent?.trim() || focused?.tagName || "";
}"""


def test_the_page_has_forty_tab_stops_and_play_is_among_the_first_ten(
    browser: Browser, page_url: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(page_url)
    page.locator(".player[data-duration]").wait_for(timeout=SLOW)
    stops: list[str] = []
    while len(stops) < 60:
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):  # after the last
            break
        stops.append(page.evaluate(FOCUSED))
    page.close()
    assert "Play" in stops[5:10]  # the first is the link to the page
    assert len(stops) <= 40
