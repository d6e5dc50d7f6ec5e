"""The player by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ui.visit import Visit


def test_the_keyboard_alone_plays_loops_and_mutes(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.page.keyboard.press("l")
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    visit.page.keyboard.press("s")
    expect(visit.control("solo", "mute")).to_have_attribute("aria-pressed", "true")
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "ready")
    visit.page.keyboard.press("Home")
    visit.page.keyboard.press("ArrowRight")
    beat = 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(beat, abs=0.01)


def test_keys_that_a_level_does_not_use_control_the_player(visit: Visit) -> None:
    visit.open()
    level = visit.control("bass", "input")
    level.focus()
    visit.page.keyboard.press("ArrowLeft")
    assert level.input_value() == "0.99"
    assert visit.number("position") == 0
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "playing")
    level.fill("1")
    assert visit.faults == []


def test_bars_are_looped_from_the_keyboard(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    for key in ("Shift+ArrowRight", "[", "Shift+ArrowRight", "]"):
        visit.page.keyboard.press(key)
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    expect(visit.button("Lock bars 1–3")).to_be_enabled()
    visit.page.keyboard.press("End")
    beat = 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(16 * beat, abs=0.01)


FIELDS = """(player) => {
  const host = document.createElement("div");
  host.className = "fields";
  host.attachShadow({ mode: "open" }).innerHTML =
    '<textarea></textarea><div class="free" contenteditable>x</div><input class="plain">';
  player.append(host);
}"""


def test_what_is_typed_in_a_field_is_no_shortcut(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_text("Practice", exact=True).click()
    take = visit.page.locator(".take[aria-checked=true]")
    chosen = take.inner_text()
    tempo = visit.page.get_by_label("Playback tempo")
    tempo.fill("")
    tempo.press_sequentially("123")
    assert tempo.input_value() == "123"
    visit.player.evaluate(FIELDS)
    for field in ("textarea", ".free", ".plain"):
        visit.page.locator(f".fields {field}").focus()
        visit.page.keyboard.type("l c")
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "false")
    expect(visit.player).to_have_attribute("data-state", "ready")
    assert take.inner_text() == chosen
    assert visit.faults == []


def test_space_plays_the_take_that_was_just_chosen(visit: Visit) -> None:
    visit.open()
    take = visit.page.get_by_role("radio", name="Take 2")
    visit.wait_for_other_music(take.click)
    expect(take).to_be_focused()
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "playing")
    other = visit.page.get_by_role("radio", name="Take 1")
    other.focus()
    visit.wait_for_other_music(lambda: visit.page.keyboard.press("Space"))
    expect(other).to_have_attribute("aria-checked", "true")


def test_after_new_solo_space_plays_it_from_its_beginning(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    visit.page.keyboard.press("ArrowRight")
    assert visit.number("beat") == 1
    visit.wait_for_other_music(visit.page.get_by_role("button", name="New solo").first.click)
    assert visit.number("beat") == 0
    shown = visit.player.get_attribute("data-id")
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert visit.player.get_attribute("data-id") == shown
    visit.wait_for_other_music(visit.page.get_by_role("button", name="New solo").first.click)
    assert visit.number("beat") > 0  # music that plays goes on
    assert visit.faults == []
