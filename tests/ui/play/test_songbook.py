"""My songbook in a browser: saved, found, ordered, exported, and there after a reload."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from jazzlstm.theory.ireal_links import IrealTune, read_links, write_link
from tests.ui.visit import READY_MS, Visit

OWN = "?changes=Title%3A%20First%0A%7C%20Dm7%20%7C%20G7%20%7C"
TUNES = [IrealTune(f"Study {n}", "Ann Alto", "Swing", "C", "[T44C7   |F7   Z", 120.0) for n in (1, 2, 3)]
NO_STORAGE = "Object.defineProperty(globalThis, 'indexedDB', { value: undefined });"
FULL = """
IDBObjectStore.prototype.put = () => {
  throw new DOMException("", "QuotaExceededError");
};"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that has no songbook yet."""
    context = browser.new_context()
    context.set_default_timeout(READY_MS)
    yield context.new_page()
    context.close()


def opened(tab: Page, url: str, query: str = OWN) -> Locator:
    """The songbook on the page."""
    Visit(tab, url).open(query)
    tab.get_by_text("My songbook", exact=True).click()
    book = tab.locator(".songbook")
    expect(book.locator(".save")).to_be_enabled()
    return book


def save_playlist(tab: Page, book: Locator) -> None:
    """Paste a playlist of three tunes, and save them all."""
    tab.locator(".st-key-changes textarea").fill(write_link(TUNES, "Mine"))
    book.get_by_role("button", name="Save all 3 tunes").click()
    expect(titles(book)).to_have_count(3)


def titles(book: Locator) -> Locator:
    return book.locator(".open-chart")


def test_a_saved_chart_is_there_after_a_reload_and_plays(tab: Page, page_url: str) -> None:
    book = opened(tab, page_url)
    book.locator(".save").click()
    expect(titles(book)).to_have_text(["First"])
    book = opened(tab, page_url, "?tune=waltz")
    titles(book).click()
    expect(tab.locator(".head")).to_contain_text("First")
    expect(titles(book)).to_have_attribute("aria-current", "true")


def test_charts_of_a_playlist_are_saved_searched_renamed_and_deleted(tab: Page, page_url: str) -> None:
    book = opened(tab, page_url)
    save_playlist(tab, book)
    book.locator(".query").fill("ann 2")
    expect(titles(book)).to_have_count(1)
    book.get_by_role("button", name="More for Study 2").click()
    book.get_by_role("button", name="Rename", exact=True).last.click()
    book.locator(".naming-name").fill("Blue")
    book.locator(".naming-name").press("Enter")
    book.locator(".query").fill("blue")
    expect(titles(book)).to_contain_text(["Blue"])
    book.get_by_role("button", name="Delete …").click()
    book.get_by_role("button", name="Delete", exact=True).last.click()
    expect(titles(book)).to_have_count(0)
    book.locator(".undo").click()
    expect(titles(book)).to_contain_text(["Blue"])


def test_a_set_list_is_played_in_its_order_and_exported_for_ireal_pro(tab: Page, page_url: str) -> None:
    book = opened(tab, page_url)
    save_playlist(tab, book)
    book.get_by_role("button", name="More for Study 3").click()
    book.locator(".put").select_option("new")
    book.locator(".naming-name").fill("Friday")
    book.locator(".naming-name").press("Enter")
    expect(book.locator(".sets option:checked")).to_have_text("Friday (1)")
    book.locator(".sets").select_option("")
    book.get_by_role("button", name="More for Study 1").click()
    book.locator(".put").select_option("Friday")
    book.locator(".sets").select_option("Friday (2)")
    expect(titles(book)).to_contain_text(["1. Study 3", "2. Study 1"])
    book.locator(".next").click()
    expect(tab.locator(".head")).to_contain_text("Study 3")
    book.locator(".next").click()
    expect(tab.locator(".head")).to_contain_text("Study 1")
    with tab.expect_download() as download:
        book.locator(".ireal").click()
    playlist = read_links(Path(download.value.path()).read_text(encoding="utf-8"))
    assert (playlist.name, [tune.title for tune in playlist.tunes]) == ("Friday", ["Study 3", "Study 1"])


def test_an_exported_songbook_can_be_imported_in_another_browser(
    browser: Browser, tab: Page, page_url: str
) -> None:
    book = opened(tab, page_url)
    save_playlist(tab, book)
    with tab.expect_download() as download:
        book.locator(".export").click()
    file = Path(download.value.path())
    assert len(json.loads(file.read_text(encoding="utf-8"))["charts"]) == 3
    context = browser.new_context()
    other = opened(context.new_page(), page_url)
    other.locator(".file").set_input_files({"name": "x.json", "mimeType": "", "buffer": b"no songbook"})
    expect(other.locator(".notice.wrong")).to_be_visible()
    other.locator(".file").set_input_files(file)
    expect(titles(other)).to_have_count(3)
    context.close()


@pytest.mark.parametrize("fault", [NO_STORAGE, FULL])
def test_a_browser_that_cannot_store_says_so(tab: Page, page_url: str, fault: str) -> None:
    tab.add_init_script(fault)
    book = opened(tab, page_url)
    book.locator(".save").click()
    if fault == NO_STORAGE:  # the book lasts for the visit
        expect(titles(book)).to_have_count(1)
        expect(book.locator(".about")).to_contain_text("Export")
        expect(book.locator(".about")).not_to_contain_text("Stored in this browser")
    else:
        expect(book.locator(".notice.wrong")).to_be_visible()
        expect(titles(book)).to_have_count(0)


def test_two_tabs_show_the_same_songbook(tab: Page, page_url: str) -> None:
    book = opened(tab, page_url)
    second = opened(tab.context.new_page(), page_url)
    book.locator(".save").click()
    expect(titles(second)).to_have_text(["First"])
