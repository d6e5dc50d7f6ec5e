"""The document of Play names what the browser needs next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from streamlit.file_util import get_static_dir

from jazzlstm.ui import preloading
from jazzlstm.ui.document import document_routes
from jazzlstm.ui.player_script import ENTRY, SCRIPT_PATH, script
from jazzlstm.ui.preloading import component_scripts, expect_banks
from tests.ui.asgi import get

REQUESTS = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
SCRIPT = re.compile(r"static/js/([\w.-]+\.js)")
BANKS = ["/jazzlstm/banks/program-32-a", "/jazzlstm/banks/program-66-b"]


@pytest.fixture
def opening_banks() -> Iterator[None]:
    """The opening solo needs ``BANKS``."""
    before = list(preloading.OPENING_BANKS)
    expect_banks([*BANKS, BANKS[0]])
    yield
    expect_banks(before)


def document(path: str) -> str:
    return get(document_routes("/jazz"), f"/jazz/{path}")[2].decode()


def test_play_names_scripts_and_banks_once(opening_banks: None) -> None:
    html = document("")
    assert f'content="{" ".join(BANKS)}"' in html
    assert html.count(f'src=".{SCRIPT_PATH}{script(ENTRY)[0]}"') == 1
    names = SCRIPT.findall(html)
    assert set(component_scripts()) <= set(names)
    assert len(names) == len(set(names))
    assert all(Path(get_static_dir(), "static", "js", name).is_file() for name in names)


@pytest.mark.parametrize("path", ["train", "how-it-works"])
def test_other_pages_name_nothing_of_play(path: str, opening_banks: None) -> None:
    html = document(path)
    assert not any(name in html for name in (SCRIPT_PATH, BANKS[0], component_scripts()[0]))


def test_the_player_and_its_instruments_do_not_wait_for_streamlit(browser: Browser, page_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.route("**/_stcore/**", lambda route: route.abort())  # Streamlit never connects
    page.goto(page_url)
    while not page.locator('meta[name="jazzlstm-banks"]').count():  # the server makes the opening solo yet
        page.wait_for_timeout(200)
        page.reload()
    page.wait_for_function(f"({REQUESTS})().filter((name) => name.includes('/jazzlstm/banks/')).length >= 4")
    asked = page.evaluate(REQUESTS)
    context.close()
    assert any(name.endswith(script(ENTRY)[0]) for name in asked)
    assert {name.rpartition("/")[2] for name in asked} >= set(component_scripts())


def test_each_instrument_is_fetched_once(browser: Browser, page_url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_url)
    page.locator(".player[data-duration]").wait_for(timeout=60_000)
    banks = [name for name in page.evaluate(REQUESTS) if "/jazzlstm/banks/" in name]
    context.close()
    assert len(banks) == len(set(banks)) == 4
