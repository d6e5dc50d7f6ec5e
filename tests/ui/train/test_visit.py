"""The page "Train your own" in headless Chromium: one visit, whose steps are the tests in their order."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.ui.uploads import tune

PATIENCE_MS = 600_000
"""A worker has to start and to load TensorFlow, perhaps beside other work."""
ROW, HEAD, BOX = 35, 35, 16
"""Pixels of the table: height of a row and of its head, middle of the box that selects a row."""
PLAYER = '[data-testid="stBidiComponentIsolated"]'


def uploads() -> list[FilePayload]:
    """Two tunes, two more in a zip file, and a file that is not music."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in (3, 4):
            archive.writestr(f"set/tune {number}.mid", tune(f"Tune {number}"))
    files = {f"tune {number}.mid": tune(f"Tune {number}") for number in (1, 2)}
    files |= {"words.mid": b"no music", "set.zip": packed.getvalue()}
    return [{"name": name, "mimeType": "", "buffer": data} for name, data in files.items()]


@pytest.fixture(scope="module")
def page(browser: Browser, page_url: str) -> Iterator[Page]:
    """The page with its music read."""
    context = browser.new_context(viewport={"width": 1360, "height": 2200})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{page_url}/train")
    page.get_by_test_id("stFileUploader").first.locator("input").set_input_files(uploads())
    expect(page.get_by_text("4 solos, 800 notes")).to_be_visible()
    yield page
    expect.set_options(timeout=5_000)  # Playwright's own
    assert not page.get_by_test_id("stException").count()
    context.close()


def table(page: Page) -> Locator:
    return page.get_by_test_id("stDataFrame").first


def rows(page: Page) -> Locator:
    """The rows of the table, as a screen reader sees them."""
    return table(page).locator("canvas tbody tr")


def select(page: Page, row: int) -> None:
    box = table(page).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + BOX, box["y"] + HEAD + ROW * row + ROW / 2)


def run_of(page: Page) -> Locator:
    """The column with the training."""
    return page.get_by_test_id("stColumn").nth(1)


def test_each_file_is_included_or_skipped_with_a_reason(page: Page) -> None:
    expect(rows(page)).to_have_count(5)
    expect(rows(page).filter(has_text="included")).to_have_count(4)
    expect(rows(page).filter(has_text="set.zip/set/tune 3.mid")).to_have_count(1)
    expect(page.get_by_role("alert").filter(has_text="words.mid")).to_be_visible()


def test_another_melody_track_is_read_and_heard(page: Page) -> None:
    select(page, 0)
    expect(page.get_by_test_id("stAudio").first).to_be_visible()
    page.get_by_label("Melody track").click()
    page.get_by_role("option", name=re.compile("2: Bass")).click()
    expect(page.get_by_text("4 solos, 625 notes")).to_be_visible()
    expect(rows(page).first).to_contain_text("2: Bass")


def test_chords_can_be_typed_and_a_wrong_symbol_is_named(page: Page) -> None:
    select(page, 1)
    chords = page.get_by_label("Chords", exact=True)
    expect(chords).to_be_visible()
    chords.fill("| Ebm7 | Q7 |")
    page.get_by_role("button", name="Use these chords").click()
    expect(page.get_by_text("Q7").last).to_be_visible()
    chords.fill("| Ebm7 | Ab7 |")
    page.get_by_role("button", name="Use these chords").click()
    expect(page.get_by_role("button", name="Restore the detected chords")).to_be_visible()
    expect(rows(page).nth(1)).to_contain_text("your text")


def test_training_survives_a_closed_tab_and_is_stopped_with_the_best_network(page: Page) -> None:
    expect(page.get_by_role("button", name="Start training")).to_be_visible()
    page.get_by_text("Advanced", exact=True).click()
    page.get_by_label("Maximum epochs").fill("1000")
    page.get_by_label("Maximum epochs").press("Enter")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    expect(run_of(page).locator("canvas, svg.marks").first).to_be_visible()
    expect(run_of(page).get_by_test_id("stAudio")).to_be_visible()
    began = time.monotonic()
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_hidden()
    # a busy page shows it later than the two seconds that tests/jobs/test_training_jobs.py allows the worker
    assert time.monotonic() - began < 20
    expect(page.get_by_role("heading", name="Your networks")).to_be_visible()


def test_new_network_plays_beside_the_default_and_on_the_page_play(page: Page) -> None:
    expect(page.get_by_text("Default network", exact=True)).to_be_visible()
    address = page.url
    page.get_by_role("button", name="Play this network").click()
    expect(page.locator(PLAYER).first).to_be_visible()
    expect(page.get_by_role("combobox", name="Network", exact=True)).to_have_value("My style")
    assert "own-001" in page.url
    assert "mine=" not in page.url
    page.goto(address)


def test_delete_asks_first_and_leaves_nothing(page: Page) -> None:
    address = page.url
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="Your networks")).to_be_visible()
    page.get_by_role("button", name="Delete files and networks").click()
    expect(page.get_by_role("heading", name="Your networks")).to_be_hidden()
    assert "mine=" not in page.url
    page.goto(address)
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    assert "mine=" not in page.url
