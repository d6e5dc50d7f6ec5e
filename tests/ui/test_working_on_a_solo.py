"""Work on a solo: alternatives to a note, locked bars, typed changes."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Locator, expect

from jazzlstm.encoding.events import REST
from jazzlstm.generation.prefix import LETTERS, OPEN
from tests.ui.visit import Visit

TAKE_PICTURE = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const rows = root.querySelectorAll('.take[aria-checked="true"] rect');
  return [...rows].map((row) => [Number(row.getAttribute("x")), Number(row.getAttribute("width"))]);
}"""
"""Start and width of the notes of the picked take, in tenths of a beat."""


def point_at_a_note(visit: Visit) -> Locator:
    """Move the pointer until it is over a note; returns the box of alternatives."""
    box = visit.page.locator(".roll").bounding_box()
    assert box
    insight = visit.page.locator(".insight")
    for x in range(40, int(box["width"]), 9):
        for y in range(10, int(box["height"]), 12):
            visit.page.mouse.move(box["x"] + x, box["y"] + y)
            if insight.is_visible():
                return insight
    raise AssertionError("no note answered the pointer")


def test_pointing_at_a_note_shows_the_alternatives(visit: Visit) -> None:
    visit.open()
    insight = point_at_a_note(visit)
    assert insight.locator("li").count() == 5
    assert "%" in insight.inner_text()


def test_an_alternative_is_chosen_and_the_solo_continues_from_it(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.player.focus()
    for _ in range(4):
        visit.page.keyboard.press("Shift+ArrowRight")
    visit.page.keyboard.press("a")
    insight = visit.page.locator(".insight")
    choice = insight.get_by_role("button").first
    name = choice.locator("b").inner_text()
    expect(choice).to_be_focused()
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("Enter"))
    expect(visit.player).to_be_focused()
    expect(visit.page.locator(".given")).to_be_visible()
    link = parse_qs(urlsplit(visit.page.url).query)
    value = LETTERS.index(link["opening"][0][-2])
    assert link["opening"][0].endswith(OPEN)
    assert (value == REST) == (name == "rest")
    visit.wait_for_other_music(visit.button("Unlock").click)
    expect(visit.page.locator(".given")).to_be_hidden()
    assert visit.player.get_attribute("data-id") == first
    assert visit.faults == []


def test_the_pointer_reaches_the_box_of_alternatives(visit: Visit) -> None:
    visit.open()
    insight = point_at_a_note(visit)
    choice = insight.get_by_role("button").last.bounding_box()
    assert choice
    visit.page.mouse.move(choice["x"] + 20, choice["y"] + 8, steps=12)
    visit.page.wait_for_timeout(400)
    expect(insight).to_be_visible()
    visit.wait_for_other_music(lambda: visit.page.mouse.click(choice["x"] + 20, choice["y"] + 8))


def test_locked_bars_stay_and_the_rest_is_improvised_again(visit: Visit) -> None:
    visit.open()
    before = visit.page.evaluate(TAKE_PICTURE)
    expect(visit.button("Lock bars")).to_be_disabled()
    visit.drag_over_bars(0.5, 2.5)
    visit.wait_for_other_music(visit.button("Lock bars 1–3").click)
    after = visit.page.evaluate(TAKE_PICTURE)
    assert [x for x in before if x[0] < 110] == [x for x in after if x[0] < 110]
    assert before != after
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "false")
    visit.wait_for_other_music(visit.button("New solo").click)
    again = visit.page.evaluate(TAKE_PICTURE)
    assert [x for x in before if x[0] < 110] == [x for x in again if x[0] < 110]
    visit.wait_for_other_music(visit.button("Undo").click)
    assert visit.page.evaluate(TAKE_PICTURE) == after
    assert visit.faults == []


def test_changes_are_played_while_they_are_typed(browser: Browser, page_url: str) -> None:
    context = browser.new_context()
    visit = Visit(context.new_page(), page_url).open("?changes=C7")
    field = visit.page.get_by_role("textbox", name="Your chord changes")
    field.click()
    visit.page.keyboard.press("Control+a")
    visit.wait_for_other_music(lambda: visit.page.keyboard.type("| Fm7 | Bb7 |"))
    expect(visit.page.get_by_text("2 bars in 4/4, 2 chords")).to_be_visible()
    visit.page.keyboard.type(" Hxx | Qq |")
    complaint = visit.page.locator(".stAlert")
    expect(complaint).to_contain_text("Bar 3")
    expect(complaint).to_contain_text("Bar 4")
    expect(field).to_be_focused()
    assert visit.faults == []
    context.close()
