"""Shape a solo in the browser: draw its arc, set notes that it arrives at, keep notes and bars."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from jazzlstm.generation.kept import read_kept
from tests.ui.visit import Visit

NOTES = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const rows = root.querySelectorAll('.curve-notes rect');
  return [...rows].map((row) => ["x", "y", "width"].map((name) => row.getAttribute(name)).join(" "));
}"""
"""The notes of the solo in the picture of the arc."""


def query(visit: Visit) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(visit.page.url).query).items()}


def shape(visit: Visit) -> None:
    visit.open("?beats=20&seed=7")
    visit.button("Shape").click()
    expect(visit.page.locator(".shape")).to_be_visible()
    visit.page.locator(".ruler").scroll_into_view_if_needed()


def test_an_arc_is_drawn_and_the_solo_follows(visit: Visit) -> None:
    shape(visit)
    before = visit.page.evaluate(NOTES)
    visit.page.locator(".curve").scroll_into_view_if_needed()
    box = visit.page.locator(".curve").bounding_box()
    assert box

    def draw() -> None:
        visit.page.mouse.move(box["x"] + 3, box["y"] + box["height"] - 3)
        visit.page.mouse.down()
        visit.page.mouse.move(box["x"] + box["width"] - 1, box["y"] + 2, steps=6)
        visit.page.mouse.up()

    visit.wait_for_other_music(draw)
    points = [int(point) for point in query(visit)["arc"].split(",")]
    assert points == sorted(points)
    assert points[0] < 10 and points[-1] > 90
    expect(visit.page.locator(".arc-name")).to_have_value("drawn")
    assert visit.page.evaluate(NOTES) != before
    visit.wait_for_other_music(visit.button("Undo").click)
    assert visit.page.evaluate(NOTES) == before
    expect(visit.page.locator(".arc-name")).to_have_value("")
    assert visit.faults == []


def test_an_arc_is_chosen_and_moved_by_keyboard(visit: Visit) -> None:
    shape(visit)
    visit.wait_for_other_music(lambda: visit.page.locator(".arc-name").select_option("build"))
    assert query(visit)["arc"] == "build"
    curve = visit.page.locator(".curve")
    curve.focus()
    visit.page.keyboard.press("End")
    expect(curve).to_have_attribute("aria-valuenow", "100")
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("PageDown"))
    assert query(visit)["arc"].endswith(",80")
    visit.wait_for_other_music(lambda: visit.page.locator(".arc-name").select_option(""))
    assert "arc" not in query(visit)
    assert visit.faults == []


def test_a_click_sets_a_note_that_the_line_arrives_at(visit: Visit) -> None:
    shape(visit)
    box = visit.page.locator(".roll").bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 12 / 20, box["y"] + 5
    visit.page.mouse.move(x, y)
    expect(visit.page.locator(".shape-words")).to_contain_text("bar 4, beat 1")
    visit.wait_for_other_music(lambda: visit.page.mouse.click(x, y))
    assert query(visit)["goal"].startswith("4:1 ")
    goal = visit.page.locator(".marks .goal")
    expect(goal).to_have_count(1)
    mark = goal.bounding_box()
    assert mark
    visit.wait_for_other_music(lambda: visit.page.mouse.click(mark["x"] + 5, mark["y"] + mark["height"] / 2))
    assert "goal" not in query(visit)
    assert visit.faults == []


def test_a_goal_is_set_by_keyboard(visit: Visit) -> None:
    shape(visit)
    visit.player.focus()
    for key in ("Shift+ArrowRight", "ArrowRight", "ArrowUp"):
        visit.page.keyboard.press(key)
    words = visit.page.locator(".shape-words")
    expect(words).to_contain_text("bar 2, beat 2")
    visit.page.keyboard.press("ArrowUp")
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("Enter"))
    assert query(visit)["goal"].startswith("2:2 ")
    visit.wait_for_other_music(visit.button("Remove goals").click)
    assert "goal" not in query(visit)
    assert visit.faults == []


def test_picked_notes_are_kept_and_the_rest_is_improvised_again(visit: Visit) -> None:
    shape(visit)
    before = visit.page.evaluate(NOTES)
    box = visit.page.locator(".roll").bounding_box()
    assert box
    visit.page.mouse.move(box["x"] + 2, box["y"] + 4)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 9, steps=4)
    visit.page.mouse.up()
    picked = visit.page.locator(".marks .picked").count()
    assert picked > 1
    visit.wait_for_other_music(visit.button(f"Keep {picked} notes").click)
    kept = [event for event in read_kept(query(visit)["kept"]) if event.pitch is not None]
    assert len(kept) == picked
    after = visit.page.evaluate(NOTES)
    assert before != after
    starts = [float(note.split()[0]) / 10 for note in after]
    for event in kept:
        assert min(abs(start - event.tick / 12) for start in starts) < 0.3  # it may swing
    expect(visit.page.locator(".marks .kept-span").first).to_be_visible()
    visit.wait_for_other_music(visit.button("Unlock").click)
    assert "kept" not in query(visit)
    assert visit.faults == []


def test_bars_in_the_middle_are_replaced_and_both_sides_stay(visit: Visit) -> None:
    shape(visit)
    expect(visit.button("Replace bars")).to_be_disabled()
    visit.drag_over_bars(1.5, 2.5)
    visit.wait_for_other_music(visit.button("Replace bars 2–3").click)
    kept = read_kept(query(visit)["kept"])
    assert all(event.tick < 48 or event.tick >= 144 for event in kept)
    assert any(event.tick >= 144 and event.pitch is not None for event in kept)
    assert visit.faults == []
