"""The player: what sounds, and what moves with it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Worker, expect

from tests.ui.visit import Visit

FRAMES = """async (speed) => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const player = host.shadowRoot.querySelector('.player');
  const { when, offset, context } = heard.started;
  const late = [];
  for (let i = 0; i < 30; i += 1) {
    await new Promise(requestAnimationFrame);
    const heardNow = (offset + context.currentTime - when - (context.outputLatency || 0)) * (speed ?? 1);
    late.push(heardNow - Number(player.dataset.position));
  }
  return late;
}"""
"""Seconds of the music that the playhead is behind what is heard, frame by frame, at a speed."""
STEP_BACK = """async (act) => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const root = host.shadowRoot;
  const { dataset } = root.querySelector('.player');
  root.querySelector(act).click();
  const before = dataset.id;
  let position = Number(dataset.position);
  let furthest = 0;
  for (let after = 0; after < 20; after += dataset.id === before ? 0 : 1) {
    await new Promise(requestAnimationFrame);
    furthest = Math.max(furthest, position - Number(dataset.position));
    position = Number(dataset.position);
  }
  return furthest;
}"""
"""The longest way back, in seconds, from one frame to the next while other music comes."""
TAIL = 5.5
"""Seconds for the band's last chord and what rings after it."""


def test_a_slider_moves_and_sound_of_the_right_length_plays(visit: Visit) -> None:
    visit.open()
    slider = visit.page.get_by_role("slider", name="Length")
    slider.focus()
    visit.wait_for_other_music(lambda: slider.press("ArrowRight"))
    visit.play()
    tempo = float(visit.page.get_by_role("slider", name="Tempo").input_value())
    seconds = 24 * 60 / tempo
    assert seconds <= visit.number("duration") <= seconds + TAIL
    lengths = visit.page.evaluate("heard.buffers")
    assert len(lengths) == 2  # the solo and the band
    assert all(abs(length - visit.number("duration")) < 0.01 for length in lengths)
    assert visit.loudest() > 0.02
    assert visit.faults == []


def test_playing_loads_neither_tensorflow_nor_libraries_of_downloads(
    visit: Visit, server: subprocess.Popen[bytes], maps_of: Callable[[int], set[str]]
) -> None:
    visit.open()
    libraries = maps_of(server.pid)
    assert "numpy" in libraries  # the list of libraries works
    assert libraries.isdisjoint({"tensorflow", "keras", "jax", "jaxlib", "matplotlib", "music21"})


def test_a_change_while_playing_continues_at_the_same_place(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(1200)
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert visit.number("position") > 1.2
    assert visit.loudest() > 0.02
    assert visit.page.evaluate(STEP_BACK, ".take:nth-child(3)") < 0.02
    expect(visit.page.get_by_role("radio", name="Take 3")).to_be_checked()


def test_the_playhead_stands_where_the_sound_is(visit: Visit) -> None:
    visit.open()
    for beats in range(2):  # from the beginning, then from a later beat
        for _ in range(beats):
            visit.page.keyboard.press("ArrowRight")
        visit.play()
        visit.page.wait_for_timeout(700)
        late = visit.page.evaluate(FRAMES)
        assert len(late) == 30
        assert max(map(abs, late)) < 0.05
        visit.button("Pause").click()
        visit.player.focus()


def test_a_click_seeks_and_home_returns_to_the_start(visit: Visit) -> None:
    visit.open()
    box = visit.page.locator(".roll").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    middle = 10 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(middle, abs=0.05)
    visit.button("Back to the start").click()
    assert visit.number("position") == 0


def test_the_band_counts_in_and_bar_one_lights_when_the_solo_begins(visit: Visit) -> None:
    visit.open("?count_in=1&intro=1&tempo=150&band=1")
    beat, place, now = 0.4, visit.page.locator(".now-bar"), visit.page.locator(".now-chord")
    visit.player.focus()
    expect(place).to_have_text("count-in")
    expect(now).to_have_text("")
    for _ in range(5):
        visit.page.keyboard.press("ArrowRight")
    expect(place).to_have_text("intro")
    assert now.inner_text()
    assert visit.page.locator(".chord.lit").count() == 0
    box = visit.page.locator(".ruler").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + 0.1 * box["width"], box["y"] + 10)
    assert visit.number("position") == pytest.approx(8 * beat, abs=0.01)
    expect(place).to_have_text("bar 1")
    assert visit.page.locator(".chord.lit").count() == 1
    visit.button("Back to the start").click()
    assert visit.number("position") == 0
    visit.play()
    visit.page.wait_for_timeout(500)
    assert visit.loudest() > 0.02  # the sticks
    assert max(map(abs, visit.page.evaluate(FRAMES))) < 0.05
    visit.page.keyboard.press("]")
    visit.page.keyboard.press("[")
    assert visit.page.evaluate("heard.started.offset") == pytest.approx(8 * beat, abs=0.02)  # bar one, looped
    visit.page.wait_for_timeout(1500)
    assert 8 * beat <= visit.number("position") <= 12 * beat
    assert visit.faults == []


def test_bars_dragged_over_are_looped_without_a_gap(visit: Visit) -> None:
    visit.open()
    visit.drag_over_bars(0.5, 0.9)
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    visit.play()
    seconds = 4 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    visit.page.wait_for_timeout(round(seconds * 1000) + 600)
    assert 0 <= visit.number("position") <= seconds
    assert visit.loudest() > 0.02
    assert len(visit.page.evaluate("heard.buffers")) == 2  # never started anew


def test_muting_both_stems_is_silence(visit: Visit) -> None:
    visit.open().play()
    visit.button("Mute solo").click()
    assert visit.loudest() > 0.01
    visit.button("Mute band").click()
    visit.page.wait_for_timeout(200)
    assert visit.loudest() < 0.001


def test_a_level_at_nothing_is_silence(visit: Visit) -> None:
    visit.open().play()
    visit.button("Mute solo").click()
    level = visit.page.get_by_label("Level of the band")
    level.fill("0")
    visit.page.wait_for_timeout(200)
    assert visit.loudest() < 0.001
    level.fill("1")
    visit.page.wait_for_timeout(200)
    assert visit.loudest() > 0.01


def test_slower_is_longer_at_the_same_pitch(visit: Visit) -> None:
    visit.open()
    visit.page.get_by_label("Playback speed").select_option("50%")
    visit.play()
    lengths = visit.page.evaluate("heard.buffers")
    assert lengths[0] == pytest.approx(2 * visit.number("duration"), abs=0.1)
    assert visit.loudest() > 0.02
    assert visit.faults == []


def test_the_speed_changes_while_playing_and_the_place_stays(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(600)
    before = visit.number("position")
    workers: list[Worker] = []
    visit.page.on("worker", lambda worker: workers.append(worker))
    visit.page.get_by_label("Playback speed").select_option("50%")
    visit.page.wait_for_function("heard.buffers.length === 4")  # solo and band, anew
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert len(workers) == 2  # the page itself stays free
    visit.page.wait_for_timeout(400)
    assert visit.number("position") > before
    assert max(map(abs, visit.page.evaluate(FRAMES, 0.5))) < 0.05
    assert visit.loudest() > 0.02
    assert visit.faults == []


def test_the_keyboard_alone_plays_loops_and_mutes(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.page.keyboard.press("l")
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    visit.page.keyboard.press("s")
    expect(visit.button("Mute solo")).to_have_attribute("aria-pressed", "true")
    visit.page.keyboard.press("Space")
    expect(visit.player).to_have_attribute("data-state", "ready")
    visit.page.keyboard.press("Home")
    visit.page.keyboard.press("ArrowRight")
    beat = 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(beat, abs=0.01)


def test_keys_that_a_level_does_not_use_control_the_player(visit: Visit) -> None:
    visit.open()
    level = visit.page.get_by_label("Level of the band")
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


def test_a_missing_sound_device_is_reported(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    visit.page.add_init_script(
        "Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });"
        "AudioContext.prototype.resume = () => new Promise((done) => { window.plugIn = done; });"
    )
    visit.open()
    remark = visit.page.locator(".remark")
    said = remark.text_content()
    visit.button("Play").click()
    expect(remark).to_have_attribute("data-fault", "device")
    visit.page.evaluate("plugIn()")
    expect(visit.player).to_have_attribute("data-state", "playing")
    expect(remark).to_have_text(said or "")
    assert visit.faults == []
