"""The list of keyboard shortcuts, and the switch for those of a single character."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, expect

from tests.ui.visit import Visit

DENY_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""


def help_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("dialog", name="Keyboard shortcuts")


def single_keys(visit: Visit) -> Locator:
    return help_of(visit).get_by_role("checkbox")


def test_question_mark_opens_the_list_and_escape_closes_it(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    visit.page.keyboard.press("?")
    expect(help_of(visit)).to_be_visible()
    expect(help_of(visit).get_by_role("button", name="Close")).to_be_focused()
    assert help_of(visit).locator("kbd").count() > 25
    expect(help_of(visit).get_by_text("Hear this player alone")).to_be_visible()
    visit.page.keyboard.press("l")  # the page behind the list stays as it is
    visit.page.keyboard.press("Escape")
    expect(help_of(visit)).to_be_hidden()
    expect(visit.player).to_be_focused()
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "false")
    assert visit.faults == []


def test_space_plays_on_a_page_that_was_just_opened(visit: Visit) -> None:
    visit.open()
    visit.page.keyboard.press("Space")
    expect(visit.button("Pause")).to_be_visible()


def test_a_button_opens_the_list_and_another_closes_it(visit: Visit) -> None:
    visit.open()
    opener = visit.button("Keyboard shortcuts")
    for _ in range(2):
        opener.click()
        expect(help_of(visit)).to_be_visible()
        help_of(visit).get_by_role("button", name="Close").click()
        expect(help_of(visit)).to_be_hidden()
        expect(opener).to_be_focused()
    opener.click()
    visit.page.mouse.click(5, 5)  # beside the list
    expect(help_of(visit)).to_be_hidden()


def test_single_keys_are_switched_off_and_stay_off(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url).open()
    loop = visit.button("Loop")
    expect(loop).to_have_attribute("aria-keyshortcuts", "L")
    visit.button("Keyboard shortcuts").click()
    single_keys(visit).uncheck()
    visit.page.keyboard.press("Escape")
    for _ in range(2):
        visit.player.focus()
        visit.page.keyboard.press("l")
        visit.page.keyboard.press("?")
        visit.page.keyboard.press("Space")
        expect(visit.player).to_have_attribute("data-state", "playing")
        expect(loop).to_have_attribute("aria-pressed", "false")
        expect(loop).not_to_have_attribute("aria-keyshortcuts", "L")
        expect(help_of(visit)).to_be_hidden()
        visit.page.reload()
        visit.page.locator(".player[data-duration]").wait_for()
    visit.button("Keyboard shortcuts").click()
    expect(single_keys(visit)).not_to_be_checked()
    single_keys(visit).check()
    visit.page.keyboard.press("Escape")
    visit.player.focus()
    visit.page.keyboard.press("l")
    expect(loop).to_have_attribute("aria-pressed", "true")
    assert visit.faults == []


def test_where_storage_is_denied_single_keys_are_switched_off_for_the_visit(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url).open()
    visit.page.evaluate(DENY_STORAGE)
    visit.button("Keyboard shortcuts").click()
    single_keys(visit).uncheck()
    visit.page.keyboard.press("Escape")
    visit.player.focus()
    visit.page.keyboard.press("l")
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "false")
    assert visit.faults == []
