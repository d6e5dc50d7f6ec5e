"""Solos picked, kept, compared, gone back to and sent to a friend."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.ui.visit import Visit


def test_other_takes_are_picked_and_undone(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    assert "take=2" in visit.page.url
    visit.wait_for_other_music(visit.button("Undo").click)
    assert visit.player.get_attribute("data-id") == first
    assert visit.faults == []


def test_whoever_goes_through_takes_by_keyboard_goes_on_from_the_one_that_came(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_role("radio", name="Take 1").focus()
    for number in (2, 3):
        visit.wait_for_other_music(lambda: visit.page.keyboard.press("ArrowRight"))
        expect(visit.page.get_by_role("radio", name=f"Take {number}")).to_be_focused()
    visit.button("Save solo").click()
    kept = visit.page.get_by_role("group", name="Saved solos").get_by_role("button").first
    visit.wait_for_other_music(visit.button("New solo").click)
    kept.focus()
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("Enter"))
    expect(kept).to_be_focused()
    assert visit.faults == []


def test_a_solo_that_was_kept_comes_back(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.button("Save solo").click()
    kept = visit.page.get_by_role("group", name="Saved solos").get_by_role("button", name="A ")
    expect(kept).to_have_attribute("aria-pressed", "true")
    visit.wait_for_other_music(visit.button("New solo").click)
    expect(kept).to_have_attribute("aria-pressed", "false")
    visit.wait_for_other_music(kept.click)
    assert visit.player.get_attribute("data-id") == first
    assert visit.faults == []


def test_solos_are_gone_back_to_compared_and_found_in_the_history(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.player.focus()
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("2"))
    expect(visit.page.get_by_role("radio", name="Take 2")).to_be_checked()
    second = visit.player.get_attribute("data-id")
    for expected in (first, second, first):
        visit.wait_for_other_music(visit.button("Compare").click)
        assert visit.player.get_attribute("data-id") == expected
    visit.wait_for_other_music(visit.button("Redo").click)
    assert visit.player.get_attribute("data-id") == second
    expect(visit.button("Redo")).to_be_disabled()
    visit.page.locator(".history summary").click()
    cards = visit.page.get_by_role("group", name="History").get_by_role("button")
    expect(cards.first).to_have_attribute("aria-pressed", "true")
    visit.wait_for_other_music(cards.nth(1).click)
    assert visit.player.get_attribute("data-id") == first
    assert visit.faults == []


def test_a_copied_link_plays_the_same_solo_for_somebody_else(
    visit: Visit, new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit.open()
    visit.wait_for_other_music(visit.button("New solo").click)
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 3").click)
    visit.button("Copy link").click()
    expect(visit.button("Copied")).to_be_visible()
    link = visit.page.evaluate("navigator.clipboard.readText()")
    other = Visit(new_context().new_page(), page_url).open(link.removeprefix(page_url + "/"))
    assert other.player.get_attribute("data-id") == visit.player.get_attribute("data-id")


def test_what_was_heard_before_and_what_changes_beside_the_music_fetch_no_sound(visit: Visit) -> None:
    visit.open()
    visit.wait_for_other_music(visit.button("New solo").click)
    fetched: list[str] = []
    banks = "/jazzlstm/banks/"
    visit.page.on("request", lambda request: fetched.append(request.url) if banks in request.url else None)
    visit.wait_for_other_music(visit.button("Undo").click)
    visit.wait_for_other_music(visit.button("Redo").click)
    visit.button("Save solo").click()
    expect(visit.page.get_by_role("group", name="Saved solos").get_by_role("button").first).to_be_visible()
    visit.page.get_by_role("slider", name="Temperature").first.focus()
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("End"))
    assert fetched == []  # the same players
    visit.open("?instrument=tp&takes=1")
    assert any("program-56-" in url for url in fetched)  # a trumpet


def test_a_solo_longer_than_what_the_browser_keeps_is_heard(visit: Visit) -> None:
    visit.open("?tune=blues&beats=96&tempo=60&takes=1")
    assert visit.number("duration") > 96
    visit.play()
    assert visit.is_heard()
    assert visit.faults == []
