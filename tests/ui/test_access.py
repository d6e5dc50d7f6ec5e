"""Whether everybody can use the page, as far as axe-core can tell: every page, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, Page, ViewportSize, expect

SLOW = 30_000
WIDE, PHONE = ViewportSize(width=1360, height=900), ViewportSize(width=390, height=844)


def barriers(page: Page) -> list[str]:
    """What axe-core calls serious or critical, each with where it is."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']}: {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
        if fault["impact"] in ("serious", "critical")
    ]


def show_everything(page: Page) -> None:
    """The page where one plays, with all of it that can be opened open."""
    page.locator(".player[data-duration]").wait_for(timeout=SLOW)
    page.get_by_text("Finer points").click()
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_role("group", name="Solos kept")).to_be_visible()
    page.get_by_role("slider", name="Rhythm temperature").wait_for()
    page.locator(".player").focus()
    page.keyboard.press("a")
    expect(page.locator(".insight")).to_be_visible()


def show_sheet_music(page: Page) -> None:
    page.locator(".player[data-duration]").wait_for(timeout=SLOW)
    page.get_by_role("button", name="Sheet music", exact=True).click()
    page.locator(".music-stand[data-notes]").wait_for(timeout=SLOW)


def show_lesson(page: Page) -> None:
    page.get_by_role("slider", name="Step").wait_for(timeout=SLOW)
    page.get_by_text("units, taught sequences").last.wait_for(timeout=SLOW)


def show_training(page: Page) -> None:
    page.get_by_role("button", name="Try the sample corpus").wait_for(timeout=SLOW)


@pytest.mark.parametrize(
    ("path", "show", "size"),
    [
        ("", show_everything, WIDE),
        ("", show_everything, PHONE),
        ("", show_sheet_music, WIDE),
        ("how-it-works", show_lesson, WIDE),
        ("train", show_training, WIDE),
    ],
    ids=["play", "play on a phone", "sheet music", "how it works", "train"],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(
    browser: Browser,
    page_url: str,
    scheme: Literal["light", "dark"],
    path: str,
    show: Callable[[Page], None],
    size: ViewportSize,
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport=size)
    page = context.new_page()
    page.goto(f"{page_url}/{path}")
    show(page)
    assert barriers(page) == []
    context.close()


def test_a_barrier_would_be_found(browser: Browser, page_url: str) -> None:
    page = browser.new_page()
    page.goto(f"{page_url}/train")
    show_training(page)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any(fault.startswith("button-name") for fault in barriers(page))
    page.close()
