"""The document of the page: what a chat shows of a link, and that nothing moves while it loads."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect

from jazzlstm.ui.document import PREVIEW_PATH, describe_link, document_routes
from tests.ui.asgi import get

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { hadRecentInput, value, sources } of list.getEntries()) {
    const moved = sources.map(({ node, previousRect, currentRect }) =>
      [node?.className, previousRect.y, previousRect.height, currentRect.y, currentRect.height].join(" "));
    if (!hadRecentInput) shifts.push({ value, moved });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
MOST_SHIFT = 0.05
"""Cumulative layout shift; below 0.1 counts as good."""
SETTLED_MS = 1500


def properties(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def document(query: dict[str, str], base: str = "", page: str = "") -> str:
    status, headers, body = get(document_routes(base), f"{base}/{page}", urlencode(query))
    assert (status, headers["cache-control"]) == (200, "no-cache")
    return body.decode()


def test_a_link_is_shown_with_its_tune_key_and_player() -> None:
    html = document({"tune": "jazz-blues", "player": "Charlie Parker", "tempo": "200"})
    shown = properties(html)
    assert "<title>Jazz blues" in html
    assert "<title>Jazz blues" in document({"tune": "Jazz Blues"})
    assert shown["og:title"].startswith("Jazz blues")
    for word in ("12 bars", "in F", "200 bpm", "Charlie Parker"):
        assert word in shown["og:description"]


def test_a_link_with_own_chords_is_shown_with_their_title() -> None:
    assert describe_link({"changes": "Title: Late train\n| Dm7 | G7 | C | C |"}).title.startswith(
        "Late train"
    )


@pytest.mark.parametrize("query", [{}, {"tune": "nonsense"}, {"changes": "hello"}])
def test_a_link_without_a_tune_that_can_be_read_is_shown_as_the_page(query: dict[str, str]) -> None:
    assert describe_link(query) == describe_link({})


def test_words_of_a_link_cannot_become_markup() -> None:
    html = document({"changes": 'Title: <script>x</script>"\n| Dm7 | G7 |', "a": '"><script>'})
    assert "<script>x" not in html
    assert '"><script>' not in html


@pytest.mark.parametrize(("base", "page"), [("", ""), ("/jazz", ""), ("", "train"), ("", "how-it-works")])
def test_every_page_has_a_picture_at_an_address_of_the_same_server(base: str, page: str) -> None:
    address = urlsplit(properties(document({"tune": "jazz-blues"}, base, page))["og:image"])
    assert (address.hostname, address.path) == ("band.test", base + PREVIEW_PATH)
    status, headers, body = get(document_routes(base), address.path, address.query)
    assert (status, headers["content-type"]) == (200, "image/png")
    assert Image.open(BytesIO(body)).size == (1200, 630)


@pytest.mark.parametrize("query", ["", "changes=hello", "x" * 100_000, "tune=jazz-blues&tempo=nan"])
def test_every_query_has_a_picture(query: str) -> None:
    assert get(document_routes(""), PREVIEW_PATH, query)[0] == 200


@pytest.mark.parametrize(("base", "page"), [("", "train"), ("/jazz", "how-it-works")])
def test_a_page_with_a_name_says_where_the_server_is(base: str, page: str) -> None:
    assert "BACKEND_BASE_URL" in document({}, base, page)
    assert "BACKEND_BASE_URL" not in document({}, base)


@pytest.mark.parametrize("query", ["", "tune=jazz-blues&tempo=200"])
def test_the_name_of_play_leads_to_its_address(query: str) -> None:
    status, headers, _ = get(document_routes("/jazz"), "/jazz/play", query)
    assert (status, urlsplit(headers["location"]).path, urlsplit(headers["location"]).query) == (
        307,
        "./",
        query,
    )


@pytest.mark.parametrize(
    ("scheme", "sizes"),
    [("light", [(1280, 720), (1366, 768), (1024, 800)]), ("dark", [(390, 844)])],
)
def test_nothing_moves_while_the_page_loads_and_transport_and_views_are_seen_without_scrolling(
    browser: Browser, page_url: str, scheme: Literal["light", "dark"], sizes: list[tuple[int, int]]
) -> None:
    windows = [ViewportSize(width=width, height=height) for width, height in sizes]
    context = browser.new_context(viewport=windows[0], color_scheme=scheme)
    page = context.new_page()
    page.add_init_script(SHIFTS)
    page.goto(page_url)
    page.locator(".player[data-duration]").wait_for(timeout=30_000)
    page.wait_for_timeout(SETTLED_MS)
    shifts = page.evaluate("shifts")
    assert sum(shift["value"] for shift in shifts) < MOST_SHIFT, shifts
    for window in windows:
        page.set_viewport_size(window)
        for name in ("Play", "Sheet music", "Chart", "Shape"):
            expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    context.close()
