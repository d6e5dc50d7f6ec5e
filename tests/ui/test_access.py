"""Accessibility by axe-core: every page and state, light and dark, on a desktop and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page, expect

SLOW = 30_000
ONLY_VIOLATIONS: dict[str, Any] = {"resultTypes": ["violations"]}
"""All rules run; axe lists elements of the violations only, which takes half the time."""
RULES_OF_COLOUR = {**ONLY_VIOLATIONS, "runOnly": ["color-contrast", "link-in-text-block"]}
"""Light and dark differ in colours alone."""
DESKTOP = (1360, 900)
"""Pixels."""
BACKGROUNDS = {"light": "rgb(255, 253, 248)", "dark": "rgb(18, 22, 29)"}
"""As .streamlit/config.toml has them."""


def barriers(page: Page, options: dict[str, Any] = ONLY_VIOLATIONS) -> list[str]:
    """The violations but those that axe calls minor, each with its element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{fault['id']}: {node['target']}: {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] != "minor"
    ]


def is_open_to_all(page: Page) -> bool:
    """Whether neither desktop nor phone has a violation, light or dark; the page ends light, on a desktop."""
    for width, height in ((390, 844), DESKTOP):
        page.set_viewport_size({"width": width, "height": height})
        for scheme, options in (("dark", RULES_OF_COLOUR), ("light", ONLY_VIOLATIONS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            expect(page.locator(".stApp")).to_have_css("background-color", BACKGROUNDS[scheme])
            expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=SLOW)  # dimmed: it changes
            page.wait_for_timeout(300)
            assert barriers(page, options) == [], f"{scheme}, at {width} pixels"
    return True


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    yield context.new_page()
    context.close()


def test_no_page_has_a_violation(page: Page, page_url: str) -> None:
    page.goto(page_url)
    open_everything(page)
    assert is_open_to_all(page)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert is_open_to_all(page)
    page.keyboard.press("Escape")
    for view in ("Chart", "Sheet music"):
        page.get_by_role("button", name=view, exact=True).click()
        if view == "Sheet music":
            page.locator(".music-stand[data-notes]").wait_for(timeout=SLOW)
        assert is_open_to_all(page)
    page.get_by_role("link", name="How it works").click()
    page.get_by_text("units, trained on sequences").last.wait_for(timeout=SLOW)
    assert is_open_to_all(page)
    page.get_by_role("link", name="Train your own").click()
    page.get_by_role("button", name="Try it with sample solos").wait_for(timeout=SLOW)
    assert is_open_to_all(page)
    page.get_by_role("button", name="Try it with sample solos").click()
    expect(page.get_by_role("button", name="Start training")).to_be_visible(timeout=2 * SLOW)
    assert is_open_to_all(page)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(fault.startswith("button-name") for fault in barriers(page))  # a violation is found


def test_a_live_session_an_error_and_an_embedded_page_have_no_violation(page: Page, page_url: str) -> None:
    page.goto(page_url)
    page.locator(".player[data-duration]").wait_for(timeout=SLOW)
    page.get_by_role("button", name="Live", exact=True).click()
    expect(page.get_by_role("button", name="Stop live")).to_be_visible(timeout=SLOW)
    assert is_open_to_all(page)
    for query, sign in (("?changes=hello", ".stAlert"), ("?tune=nonsense&embed=true", ".embedded")):
        page.goto(f"{page_url}/{query}")
        page.locator(".player[data-duration]").wait_for(timeout=SLOW)
        expect(page.locator(sign).first).to_be_attached()
        assert is_open_to_all(page)


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
