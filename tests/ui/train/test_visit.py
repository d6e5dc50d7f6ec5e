"""The page "Train your own" in headless Chromium: one visit, whose steps are the tests in their order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from jazzlstm.model.model_file import read_model
from tests.ui.uploads import tune

PATIENCE_MS = 240_000
"""A worker has to start and to load TensorFlow, perhaps beside other work."""


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
    statuses: dict[str, int] = {}
    page.on("response", lambda response: statuses.update({response.url: response.status}))
    expect.set_options(timeout=PATIENCE_MS)
    page.goto(f"{page_url}/train")
    page.get_by_test_id("stFileUploader").first.locator("input").set_input_files(uploads())
    expect(page.get_by_text("4 solos, 800 notes")).to_be_visible()
    yield page
    expect.set_options(timeout=5_000)  # Playwright's own
    assert not page.get_by_test_id("stException").count()
    assert [url for url, status in statuses.items() if status >= 400] == []
    context.close()


def rows(page: Page) -> Locator:
    """The rows of the table."""
    return page.locator("[class*='st-key-row']").filter(has=page.locator(".solo"))


def opened(page: Page, row: int) -> Locator:
    """A row with its details."""
    found = rows(page).nth(row)
    found.get_by_role("button", name="Listen and correct").click()
    expect(found.locator(".systems")).to_be_visible()
    return found


def run_of(page: Page) -> Locator:
    """The column with the training."""
    return page.get_by_test_id("stColumn").nth(1)


def test_each_file_is_included_or_skipped_with_a_reason(page: Page) -> None:
    expect(rows(page)).to_have_count(5)
    expect(rows(page).filter(has_text="200 notes")).to_have_count(4)
    expect(rows(page).filter(has_text="set.zip/set/tune 3.mid")).to_have_count(1)
    expect(rows(page).filter(has_text="Skipped:")).to_contain_text("words.mid")
    expect(page.get_by_role("alert").filter(has_text="words.mid")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_no_fact_of_a_row_is_off_screen(page: Page, width: int) -> None:
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": width, "height": 900})
    for part in (".solo-name", ".solo dd", ".glance"):
        for box in [each.bounding_box() for each in page.locator(part).all()]:
            assert box is not None
            assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size(before)


def test_another_melody_track_is_read_and_heard_and_the_row_stays_open(page: Page) -> None:
    row = opened(page, 0)
    row.get_by_role("combobox", name="Melody track").click()
    page.get_by_role("option", name=re.compile("2: Bass")).click()
    expect(page.get_by_text("4 solos, 625 notes")).to_be_visible()
    expect(row).to_contain_text("you chose it")
    row.get_by_role("button", name=re.compile("Listen to")).click()
    expect(row.get_by_test_id("stAudio")).to_be_visible()


def test_an_excluded_solo_is_not_counted_and_the_open_row_stays_open(page: Page) -> None:
    rows(page).nth(1).get_by_text("Exclude from the training").click()
    expect(page.get_by_text("3 solos, 425 notes")).to_be_visible()
    expect(rows(page).first.locator(".systems")).to_be_visible()
    rows(page).nth(1).get_by_text("Exclude from the training").click()
    expect(page.get_by_text("4 solos, 625 notes")).to_be_visible()


def test_chords_can_be_typed_and_a_wrong_symbol_is_named(page: Page) -> None:
    row = opened(page, 1)
    chords = row.get_by_label("Chords", exact=True)
    chords.fill("| Ebm7 | Q7 |")
    row.get_by_role("button", name="Use these chords").click()
    expect(page.get_by_text("Q7").last).to_be_visible()
    chords.fill("")
    row.get_by_role("button", name="Use these chords").click()
    expect(row.get_by_role("alert")).to_contain_text("NC")
    chords.fill("| Ebm7 | Ab7 |")
    row.get_by_role("button", name="Use these chords").click()
    expect(row.get_by_role("button", name="Restore the chords of the file")).to_be_visible()
    expect(row).to_contain_text("your text")


def test_training_survives_a_closed_tab_and_is_stopped_with_the_best_network(page: Page) -> None:
    expect(page.get_by_role("button", name="Start training")).to_be_visible()
    page.get_by_text("Advanced", exact=True).click()
    page.get_by_label("Maximum epochs", exact=True).fill("1000")
    page.get_by_label("Maximum epochs", exact=True).press("Enter")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    page.goto(page.url)
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    expect(run_of(page).locator("canvas, svg.marks").first).to_be_visible()
    expect(run_of(page).get_by_test_id("stAudio")).to_be_visible()
    page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.get_by_role("button", name="Stop and keep the best")).to_be_hidden()
    page.get_by_role("link", name="Your networks").click()
    expect(page.get_by_role("heading", name="Your networks")).to_be_in_viewport()


def test_new_network_plays_beside_the_default_and_on_the_page_play_and_is_a_file(page: Page) -> None:
    page.get_by_role("button", name="Listen to both networks").click()
    expect(page.get_by_text("Default network", exact=True)).to_be_visible()
    page.locator('.stApp[data-test-script-state="notRunning"]').wait_for()  # a run replaces what is offered
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    assert download.value.suggested_filename == "my-style.safetensors"
    assert read_model(download.value.path()).name == "My style"
    address = page.url
    page.get_by_role("link", name="Play this network").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_in_viewport()
    page.get_by_text("Advanced").click()
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
