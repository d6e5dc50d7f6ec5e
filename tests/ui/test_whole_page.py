"""The page as a whole: downloads, the other pages, no requests to other hosts."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from jazzlstm.ui.play.downloads import FILES, MORE_FILES
from jazzlstm.ui.widget_state import DEFAULTS
from tests.ui.visit import READY_MS, Visit


def test_every_file_is_downloaded_under_tune_and_seed(visit: Visit) -> None:
    visit.open()
    buttons = visit.page.locator(".stDownloadButton")
    names = []
    for number in range(len(FILES + MORE_FILES)):
        if number == len(FILES):
            visit.page.get_by_role("button", name=re.compile("^More")).click()
        with visit.page.expect_download() as download:
            buttons.nth(number).get_by_role("button").click()
        names.append(download.value.suggested_filename)
        assert download.value.path().stat().st_size > 100
    visit.page.keyboard.press("Escape")
    assert names == [f"jazz-blues_seed{DEFAULTS['seed']}{file.ending}" for file in FILES + MORE_FILES]
    assert visit.faults == []


def test_the_other_pages_open_and_the_solo_stays(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    for name, seen in (("How it works", "Step"), ("Train your own", "Try it with sample solos")):
        visit.page.get_by_role("link", name=name).click()
        expect(visit.page.get_by_text(seen, exact=True).first).to_be_visible(timeout=READY_MS)
    visit.page.get_by_role("link", name="Play").click()
    expect(visit.player).to_have_attribute("data-id", first or "", timeout=READY_MS)
    assert visit.hosts <= {"127.0.0.1", ""}
    assert visit.faults == []


def test_the_page_asks_no_other_host(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(500)
    assert visit.hosts <= {"127.0.0.1", ""}  # "": blob: and data: addresses
    assert visit.faults == []
