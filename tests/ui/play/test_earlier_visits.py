"""Solos of earlier visits, which the browser keeps; and what a card of the history says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from jazzlstm.generation.settings import Settings
from jazzlstm.ui.play import history
from jazzlstm.ui.play.history import HistoryCard
from jazzlstm.ui.play.history_entry import HistoryEntry, describe_change
from tests.ui.opened import heard, open_page
from tests.ui.visit import READY_MS

ENTRY = HistoryEntry("weimar", Settings(tune="jazz-blues", beats=8, takes=2, seed=5), 1)
CARD = HistoryCard(ENTRY, "Jazz blues", [(0.0, 1.0, 60)]).as_dict("A", playing=False)


def listened(page: Page, url: str) -> Page:
    page.goto(url)
    page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    return page


def test_saved_solos_and_history_outlive_a_reload(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    page = listened(new_context().new_page(), page_url)
    page.get_by_role("button", name="Save solo", exact=True).click()
    saved = page.get_by_role("group", name="Saved solos").get_by_role("button")
    expect(saved).to_have_count(1, timeout=READY_MS)
    words = saved.first.inner_text()
    page.locator(".player").focus()
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="Take 2")).to_be_checked()
    expect(saved.first).to_have_attribute("aria-pressed", "false", timeout=READY_MS)
    again = listened(page.context.new_page(), page_url)
    saved = again.get_by_role("group", name="Saved solos").get_by_role("button")
    expect(saved).to_have_count(1, timeout=READY_MS)
    assert saved.first.inner_text() == words
    again.locator(".history summary").click()
    expect(again.get_by_role("group", name="History").get_by_role("button")).to_have_count(2)


def test_damaged_storage_is_no_storage(new_context: Callable[..., BrowserContext], page_url: str) -> None:
    """Text that is no JSON, or no object: ``storage.test.js``."""
    context = new_context()
    stored = '{"saved": 7, "history": [null, {}, 3]}'
    context.add_init_script(f"localStorage.setItem('jazzlstm.solos', {stored!r})")
    page = listened(context.new_page(), page_url)
    page.get_by_role("button", name="Save solo", exact=True).click()
    expect(page.get_by_role("group", name="Saved solos").get_by_role("button")).to_have_count(1)


def test_a_card_that_was_kept_is_the_same_entry_again() -> None:
    card = history._read_card({**CARD, "notes": [list(note) for note in CARD["notes"]]})
    assert card is not None
    assert card.entry == ENTRY
    assert card.words == "Jazz blues"


@pytest.mark.parametrize(
    "damage",
    [
        {"link": 7}, {"link": ""}, {"link": "tune=jazz-blues"}, {"words": None}, {"notes": {}},
        {"notes": [[0, 1]]}, {"notes": [[0, 1, "x"]]}, {"notes": [[0, 1, float("nan")]]},
    ],
)  # fmt: skip
def test_a_damaged_card_is_left_out(damage: dict[str, object]) -> None:
    assert history._read_card({**CARD, "notes": [[0, 1, 60]], **damage}) is None


def test_a_card_names_what_changed() -> None:
    settings = ENTRY.settings
    for change, words in (
        ({"temperature": 0.8}, "Jazz blues · temperature 0.8"),
        ({"seed": 9}, "Jazz blues · seed 9"),
        ({"player": "Ann Alto"}, "Jazz blues · style of Ann Alto"),
        ({"tempo": 200.0}, "Jazz blues · tempo 200"),
        ({"tune": "blues"}, "Jazz blues · seed 5"),
    ):
        changed = HistoryEntry("weimar", replace(settings, **change), 1)
        assert describe_change(ENTRY, changed, "Jazz blues") == words
    assert describe_change(None, ENTRY, "Jazz blues") == "Jazz blues · seed 5"
    assert describe_change(ENTRY, replace(ENTRY, take=0), "Jazz blues") == "Jazz blues · take 1"


def test_changes_that_are_being_typed_leave_one_card(models: object) -> None:
    page = open_page(changes="| Dm7 | G7 |", beats="8")
    for text in ("| Dm7 | G7 | C |", "| Dm7 | G7 | C | A7 |"):
        page.text_area(key="changes").set_value(text).run()
    assert len(heard(page)["history"]) == 1
    page.slider(key="temperature").set_value(0.5).run()
    assert len(heard(page)["history"]) == 2
