"""The player: what sounds, and what moves with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.opened import heard, open_page
from tests.ui.visit import READY_MS, Visit

FRAMES = """async ([first, rate]) => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const { dataset } = host.shadowRoot.querySelector('.player');
  const when = Math.min(...heard.starts.map((start) => start.when));
  const late = [];
  for (let i = 0; i < 30; i += 1) {
    await new Promise(requestAnimationFrame);
    const sounding = heard.context.currentTime - (heard.context.outputLatency || 0);
    late.push(first + (sounding - when) * rate - Number(dataset.beat));
  }
  return late;
}"""
"""Beats that the playhead is behind what is heard, frame by frame. The first stroke is on beat `first`."""
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
ROLES = ("solo", "comping", "bass", "drums")
TAIL = 5.5
"""Seconds for the band's last chord and what rings after it."""


def first_stroke(header: dict[str, Any], beat: float) -> float:
    """The beat of the first note that starts when play begins at ``beat``."""
    spans = [(note[0], note[0] + note[1]) for part in header["parts"] for note in part["notes"]]
    sounding = [end for start, end in spans if start < beat < end - 0.25]
    return beat if sounding else min(start for start, _ in spans if start >= beat)


def beats_behind(visit: Visit, header: dict[str, Any], beat: float, tempo: float = 0) -> float:
    """The largest distance of the playhead from what is heard, in beats; play began at ``beat``."""
    late = visit.page.evaluate(FRAMES, [first_stroke(header, beat), (tempo or header["tempo"]) / 60])
    assert len(late) == 30
    return float(max(map(abs, late)))


@pytest.fixture(scope="module")
def opening(model_folder: Path) -> dict[str, Any]:
    """The header of the packet that the page opens with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAZZLSTM_MODELS", str(model_folder))
        return heard(open_page())


def test_a_slider_moves_and_sound_of_the_right_length_plays(visit: Visit) -> None:
    visit.open()
    slider = visit.page.get_by_role("slider", name="Length")
    slider.focus()
    visit.wait_for_other_music(lambda: slider.press("ArrowRight"))
    visit.play()
    tempo = float(visit.page.get_by_role("slider", name="Tempo").input_value())
    seconds = 24 * 60 / tempo
    assert seconds <= visit.number("duration") <= seconds + TAIL
    assert visit.loudest() > 0.02
    assert visit.faults == []


@pytest.mark.parametrize("role", ROLES)
def test_every_player_is_heard_alone(visit: Visit, role: str) -> None:
    visit.open("?takes=1&beats=32")
    visit.control(role, "only").click()
    visit.play()
    assert max(visit.loudest(role) for _ in range(4)) > 0.01
    assert all(visit.loudest(other) < 0.001 for other in ROLES if other != role)
    visit.control(role, "only").click()


def test_playing_loads_neither_tensorflow_nor_libraries_of_downloads(
    new_context: Callable[..., BrowserContext],
    fresh_server: tuple[int, str],
    maps_of: Callable[[int], set[str]],
) -> None:
    pid, url = fresh_server
    Visit(new_context().new_page(), url).open()
    libraries = maps_of(pid)
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


def test_the_cards_of_the_other_takes_follow_the_first_sound(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.open("?takes=3&beats=8&seed=4711")
    for number in (1, 2, 3):
        expect(visit.page.get_by_role("radio", name=f"Take {number}")).to_contain_text(
            " notes", timeout=READY_MS
        )
    assert sum("/jazzlstm/takes/" in url for url in asked) == 1
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 3").click)
    expect(visit.page.get_by_role("radio", name="Take 1")).to_contain_text(" notes")
    assert visit.faults == []


def test_the_playhead_stands_where_the_sound_is(visit: Visit, opening: dict[str, Any]) -> None:
    visit.open()
    for beat in range(2):  # from the beginning, and from a beat chosen with the keyboard
        for _ in range(beat):
            visit.page.keyboard.press("ArrowRight")
        visit.page.evaluate("heard.starts = []")
        visit.play()
        visit.page.wait_for_timeout(700)
        assert beats_behind(visit, opening, beat) < 0.1
        visit.button("Pause").click()
        visit.player.focus()
        visit.page.keyboard.press("Home")


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
    assert visit.page.evaluate(FRAMES, [-8, 1 / beat])[-1] == pytest.approx(0, abs=0.15)
    visit.page.keyboard.press("]")
    visit.page.keyboard.press("[")  # bar one, looped
    visit.page.wait_for_timeout(1500)
    assert 8 * beat <= visit.number("position") <= 12 * beat
    assert visit.faults == []


def test_bars_dragged_over_are_looped_without_a_gap(visit: Visit) -> None:
    visit.open()
    visit.drag_over_bars(0.5, 0.9)
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    visit.page.evaluate("heard.starts = []")
    visit.play()
    seconds = 4 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    visit.page.wait_for_timeout(round(3 * seconds * 1000) + 600)
    assert 0 <= visit.number("position") <= seconds
    assert visit.loudest() > 0.02
    whens = sorted(start["when"] for start in visit.page.evaluate("heard.starts"))
    second = [when for when in whens if seconds <= when - whens[0] - 0.2 < 2 * seconds]
    third = [when for when in whens if 2 * seconds <= when - whens[0] - 0.2 < 3 * seconds]
    assert len(second) > 4
    assert third == pytest.approx([when + seconds for when in second], abs=1e-4)  # the same, exactly in time


def test_a_bar_is_counted_before_a_loop(visit: Visit) -> None:
    visit.open()
    expect(visit.button("Count-in")).to_be_hidden()
    visit.drag_over_bars(1.5, 1.9)
    visit.button("Count-in").click()
    visit.page.evaluate("heard.starts = []")
    visit.play()
    beat = 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("beat") == pytest.approx(4, abs=0.1)
    visit.page.wait_for_timeout(round(5.5 * beat * 1000))
    whens = visit.page.evaluate("[...new Set(heard.starts.map(({ when }) => when))].sort((a, b) => a - b)")
    assert [when - whens[0] for when in whens[:4]] == pytest.approx([0, beat, 2 * beat, 3 * beat], abs=1e-3)
    assert 4 <= visit.number("beat") <= 8


def test_muting_everybody_is_silence(visit: Visit) -> None:
    visit.open().play()
    visit.player.focus()
    visit.page.keyboard.press("s")
    visit.page.wait_for_timeout(200)
    assert visit.loudest("solo") < 0.001
    assert visit.loudest() > 0.01
    visit.page.keyboard.press("b")
    for role in ROLES:
        expect(visit.control(role, "mute")).to_have_attribute("aria-pressed", "true")
    visit.page.wait_for_timeout(800)  # the room falls silent
    assert visit.loudest() < 0.001
    visit.page.keyboard.press("b")
    for role in ROLES:
        expect(visit.control(role, "mute")).to_have_attribute("aria-pressed", str(role == "solo").lower())


def test_a_fader_at_nothing_is_silence(visit: Visit) -> None:
    visit.open().play()
    fader = visit.control("drums", "input")
    fader.fill("0")
    visit.page.wait_for_timeout(200)
    assert visit.loudest("drums") < 0.001
    fader.fill("1")
    visit.page.wait_for_timeout(200)
    assert visit.loudest("drums") > 0.01


def test_the_mixer_stays_as_it_is_when_another_solo_comes(visit: Visit) -> None:
    visit.open()
    visit.control("bass", "mute").click()
    visit.play()
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    visit.page.wait_for_timeout(200)
    assert visit.loudest("bass") < 0.001
    expect(visit.control("bass", "mute")).to_have_attribute("aria-pressed", "true")


def test_slower_is_longer_at_the_same_pitch(visit: Visit) -> None:
    visit.open()
    lengths, rates = [], []
    for tempo in ("140", "70"):
        visit.tempo.fill(tempo)
        visit.tempo.press("Enter")
        lengths.append(visit.number("duration"))
        visit.page.evaluate("heard.starts = []")
        visit.play()
        visit.page.wait_for_function("heard.starts.length > 10")
        rates.append([start["rate"] for start in visit.page.evaluate("heard.starts")][:8])
        visit.button("Pause").click()
        visit.button("Back to the start").click()
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.01)
    assert sorted(rates[0]) == sorted(rates[1])
    assert visit.faults == []


def test_the_tempo_changes_while_playing_and_the_place_stays(visit: Visit, opening: dict[str, Any]) -> None:
    visit.open()
    visit.page.evaluate("heard.starts = []")
    visit.play()
    visit.page.wait_for_timeout(600)
    before = visit.number("beat")
    visit.tempo.fill("320")
    visit.tempo.press("Enter")
    visit.page.wait_for_timeout(400)
    assert before < visit.number("beat") < before + 4
    visit.tempo.fill("60")
    visit.tempo.press("Enter")
    visit.page.wait_for_timeout(400)
    steps = visit.page.evaluate(FRAMES, [0, 1])
    assert max(steps) - min(steps) < 0.06  # one beat a second
    assert visit.loudest() > 0.02
    assert visit.faults == []


def test_a_tempo_that_makes_no_sense_is_the_tempo_of_the_solo(visit: Visit) -> None:
    visit.open()
    own = visit.tempo.input_value()
    for wrong in ("", "3", "1000"):
        visit.tempo.fill(wrong)
        visit.tempo.press("Enter")
        assert visit.tempo.input_value() == own
    visit.tempo.fill("90")
    visit.tempo.press("Enter")
    slider = visit.page.get_by_role("slider", name="Tempo")
    slider.focus()
    visit.wait_for_other_music(lambda: slider.press("ArrowRight"))
    assert visit.tempo.input_value() == slider.input_value()  # the page's tempo is the later wish


def test_a_page_that_slept_goes_on_at_the_right_place(visit: Visit, opening: dict[str, Any]) -> None:
    visit.open()
    visit.page.evaluate("heard.starts = []")
    visit.play()
    visit.page.wait_for_timeout(300)
    visit.page.evaluate("for (const end = performance.now() + 1500; performance.now() < end;);")
    visit.page.wait_for_timeout(400)
    assert beats_behind(visit, opening, 0) < 0.1
    assert visit.loudest() > 0.02
    assert visit.faults == []


def test_the_end_is_shown_at_once_and_what_is_over_costs_nothing(visit: Visit) -> None:
    visit.open("?beats=4&tempo=320&takes=1")
    visit.play()
    expect(visit.player).to_have_attribute("data-state", "ready", timeout=8000)
    assert visit.number("position") == 0
    visit.page.wait_for_function("heard.context.state === 'suspended'", timeout=8000)
    visit.play()
    assert visit.loudest() > 0.02
    visit.button("Pause").click()
    visit.page.wait_for_function("heard.context.state === 'suspended'", timeout=8000)


def test_a_long_solo_plays_from_its_last_bar(visit: Visit) -> None:
    visit.open("?beats=256&takes=1")
    visit.player.focus()
    visit.page.keyboard.press("End")
    assert visit.number("beat") == 252
    visit.play()
    assert visit.loudest() > 0.02
    assert visit.faults == []


@pytest.mark.parametrize("fails", ["lost", "damaged"])
def test_instruments_that_do_not_load_are_reported_and_the_next_solo_tries_again(
    new_context: Callable[..., BrowserContext], page_url: str, fails: str
) -> None:
    visit = Visit(new_context().new_page(), page_url)
    visit.page.route(
        "**/jazzlstm/banks/**",
        lambda route: route.abort() if fails == "lost" else route.fulfill(body=b"no bank"),
    )
    visit.page.goto(page_url)
    remark = visit.page.locator(".remark")
    expect(remark).to_have_attribute("data-fault", "sound", timeout=READY_MS)
    expect(remark).to_be_visible()
    expect(visit.button("Download")).to_be_enabled()
    visit.page.unroute("**/jazzlstm/banks/**")
    visit.page.get_by_role("button", name="New solo").first.click()
    expect(visit.player).to_have_attribute("data-state", "ready", timeout=READY_MS)
    expect(remark).not_to_have_attribute("data-fault", "sound")
    visit.play()
    assert visit.loudest() > 0.02


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
