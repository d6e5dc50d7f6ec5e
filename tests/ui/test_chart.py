"""The chart: bars as they are written, heard, looped, changed and printed."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Locator, expect

from tests.ui.visit import READY_MS, Visit

SONG = "[A] |: Dm7 G7 | Cmaj7 |1. Em7 A7 :|2. C6 |\n[B] | Fm7 | Bb7 | C6 | G7 |"
PRINTED = """() => {
  dispatchEvent(new Event("beforeprint"));
  const sheet = document.querySelector(".jazz-print");
  const words = sheet.innerText || sheet.textContent;
  dispatchEvent(new Event("afterprint"));
  return [words, document.querySelectorAll(".jazz-print").length];
}"""


def open_chart(visit: Visit) -> Locator:
    """The written bars of the song."""
    visit.open(f"?changes={quote(SONG)}&beats=20&takes=1")
    visit.button("Chart").click()
    bars = visit.page.locator(".written-bar")
    expect(bars).to_have_count(8)
    return bars


def test_the_chart_is_as_it_was_typed_and_a_click_plays_from_a_bar(visit: Visit) -> None:
    bars = open_chart(visit)
    assert [bar.locator(".section").inner_text() for bar in bars.all()] == ["A", *[""] * 3, "B", *[""] * 3]
    expect(bars.nth(2).locator(".ending")).to_have_text("1.")
    bars.nth(2).click()
    assert visit.number("beat") == 8
    expect(bars.nth(2)).to_have_attribute("aria-current", "true")
    expect(bars.nth(5)).to_be_disabled()  # the solo has five bars
    visit.play()
    expect(bars.nth(0)).to_have_attribute("aria-current", "true")  # the repeat
    assert visit.faults == []


def test_bars_of_the_chart_are_looped_by_dragging(visit: Visit) -> None:
    bars = open_chart(visit)
    bars.nth(0).hover()
    visit.page.mouse.down()
    bars.nth(1).hover()
    visit.page.mouse.up()
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    expect(visit.button("Lock bars 1–2")).to_be_enabled()


def test_print_shows_the_chart_and_not_the_controls(visit: Visit) -> None:
    open_chart(visit)
    words, left = visit.page.evaluate(PRINTED)
    assert "maj7" in words
    assert "Mute" not in words
    assert left == 0


def test_a_bar_is_changed_in_written_pitch_and_a_wrong_chord_is_told_beside_it(visit: Visit) -> None:
    bars = open_chart(visit)
    visit.page.get_by_label("I read").select_option("B♭ instruments")
    expect(bars.nth(1)).to_contain_text("Dmaj7")
    visit.button("Edit bars").click()
    bars.nth(1).click()
    field = visit.page.get_by_role("textbox", name="Chords of bar 2")
    expect(field).to_have_value("Dmaj7")
    field.fill("Xq7")
    field.press("Enter")
    expect(visit.page.locator(".bar-fault")).to_contain_text("Xq7", timeout=READY_MS)
    expect(field).to_have_value("Xq7")
    visit.page.get_by_text("Explain the settings").click()
    expect(visit.page.get_by_text("Pitches: low").first).to_be_visible(timeout=READY_MS)
    expect(visit.page.locator(".bar-fault")).to_contain_text("Xq7")
    visit.page.get_by_text("Explain the settings").click()
    field.fill("Bm7 E7")

    def confirm() -> None:
        field.press("Enter")

    visit.wait_for_other_music(confirm)
    expect(bars.nth(1)).to_contain_text("Bm7")
    expect(field).to_be_hidden()
    text = visit.page.get_by_role("textbox", name="Your chord changes").input_value()
    assert "| Am7 D7 |" in text
    assert ":|" in text
    visit.page.get_by_label("I read").select_option("Concert pitch")
    assert visit.faults == []
