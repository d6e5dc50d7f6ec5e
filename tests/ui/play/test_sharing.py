"""Sharing: a link, a QR code, a line of HTML; and the page within another page."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, expect

from jazzlstm.ui.play.sharing import LONGEST_QR, embed_code, qr_code
from tests.ui.visit import READY_MS, Visit


def test_the_embedded_page_is_the_link_and_asks_for_the_player_alone() -> None:
    found = re.search(r'src="([^"]+)"', embed_code('https://band.test/?changes=A7"><b>&seed=4'))
    assert found
    query = parse_qs(urlsplit(unescape(found.group(1))).query)
    assert query == {"changes": ['A7"><b>'], "seed": ["4"], "embed": ["true"]}


def test_the_longest_link_with_a_code_has_one() -> None:
    assert qr_code("x" * LONGEST_QR).startswith("data:image/svg+xml")


def test_the_menu_shows_the_link_of_the_solo(visit: Visit) -> None:
    visit.open("?tune=jazz-blues&seed=31&beats=8")
    visit.page.get_by_role("button", name="Share").click()
    link = visit.page.get_by_role("dialog", name="Share").get_by_role("code").first
    expect(link).to_contain_text("seed=31", timeout=READY_MS)
    expect(link).to_be_in_viewport(ratio=1)  # the menu is high enough, though it is at the end of the page
    code = visit.page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    assert code.evaluate("(picture) => picture.naturalWidth") > 100
    visit.page.keyboard.press("Escape")
    assert visit.faults == []


def test_an_embedded_page_shows_the_player_alone(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{page_url}/?tune=jazz-blues&beats=8&embed=true")
    page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    for hidden in (".st-key-controls", ".masthead", ".st-key-navigation"):
        expect(page.locator(hidden)).to_be_hidden()
