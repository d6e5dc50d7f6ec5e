"""Practice: loops, tempo, transposition, keys of the passes. All is heard without a request."""

from __future__ import annotations

import re
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.playhead import FRAMES
from tests.ui.visit import READY_MS, Visit


def test_bars_dragged_over_are_looped_without_a_gap(visit: Visit) -> None:
    visit.open()
    visit.drag_over_bars(0.5, 0.9)
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    visit.page.evaluate("heard.starts = []")
    visit.play()
    seconds = 4 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    visit.page.wait_for_timeout(round(3 * seconds * 1000) + 600)
    assert 0 <= visit.number("position") <= seconds
    assert visit.is_heard()
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
    behind = visit.page.evaluate(FRAMES, [0, 1])
    assert median(behind[:10]) == pytest.approx(median(behind[-10:]), abs=0.1)  # one beat a second
    assert visit.is_heard()
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


def test_slower_is_longer_at_the_same_pitch(visit: Visit) -> None:
    visit.open("?band=0&takes=1")  # one player: its notes start in one order at any tempo
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


def started(visit: Visit) -> list[float]:
    """Playback rates of the soloist's first notes."""
    visit.page.evaluate("heard.starts = []")
    visit.play()
    visit.page.wait_for_function("heard.starts.length > 8")
    rates = [start["rate"] for start in visit.page.evaluate("heard.starts")][:8]
    visit.button("Pause").click()
    visit.button("Back to the start").click()
    return rates


def test_transposition_is_heard_without_a_request(visit: Visit) -> None:
    visit.open("?band=0&takes=1")
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.get_by_text("Practice", exact=True).click()
    semitones = visit.page.get_by_label("Transpose")
    before = started(visit)
    semitones.fill("1")
    semitones.press("Enter")
    after = started(visit)
    ratios = sorted(new / old for new, old in zip(after, before, strict=True))
    assert ratios[len(ratios) // 2] == pytest.approx(2 ** (1 / 12), abs=1e-3)
    visit.play()
    semitones.fill("-5")
    semitones.press("Enter")
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert visit.is_heard()
    for wrong in ("", "40"):
        semitones.fill(wrong)
        semitones.press("Enter")
        expect(semitones).to_have_value("-5")
    assert not [url for url in asked if not url.startswith("blob:")]  # the clock is a worker
    assert visit.faults == []


def test_each_pass_of_a_loop_is_faster_and_in_another_key(visit: Visit) -> None:
    visit.open("?tempo=320&takes=1")
    visit.drag_over_bars(0.2, 0.4)
    visit.page.get_by_text("Practice", exact=True).click()
    visit.page.get_by_label("Key of each pass").select_option("up a fourth")
    visit.page.get_by_label("Each pass faster by").fill("40")
    limit = visit.page.get_by_label("up to")
    limit.fill("390")
    limit.press("Enter")
    chord = visit.page.locator(".chord").first.inner_text()
    visit.play()
    said = visit.page.locator(".pass")
    expect(said).to_contain_text("pass 2 · 360 bpm · up 5 semitones")
    assert visit.page.locator(".chord").first.inner_text() != chord
    expect(said).to_contain_text("390 bpm")
    assert visit.is_heard()
    visit.button("Loop").click()
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "false")
    assert visit.faults == []


def test_written_pitch_is_everywhere_and_stays(
    new_context: Callable[..., BrowserContext], page_url: str
) -> None:
    visit = Visit(new_context().new_page(), page_url).open("?tune=jazz-blues&takes=1")
    chords, now = visit.page.locator(".chord"), visit.page.locator(".now-chord")
    expect(chords.first).to_have_text("F7")
    visit.page.get_by_label("I read").select_option("E♭ instruments")
    for _ in range(2):
        expect(chords.first).to_have_text("D7")
        expect(now).to_have_text("D7")
        visit.button("Chart").click()
        expect(visit.page.locator(".written-bar").first).to_contain_text("D7")
        expect(visit.page.locator(".chart-title")).to_contain_text("E♭")
        visit.page.reload()
        visit.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
    visit.page.get_by_label("I read").select_option("Concert pitch")
    expect(now).to_have_text("F7")
    assert visit.faults == []


def test_another_swing_keeps_notes_and_place_while_playing(visit: Visit) -> None:
    visit.open("?takes=1&beats=32&swing=0.5&tempo=80").play()
    picture = visit.page.locator(".picture")
    expect(picture).to_have_attribute("aria-label", re.compile("notes"))  # once it is whole
    notes = picture.get_attribute("aria-label") or ""
    visit.page.get_by_text("Advanced").click()
    swing = visit.page.get_by_role("slider", name="Swing")
    swing.focus()
    visit.wait_for_other_music(lambda: swing.press("ArrowRight"))
    expect(visit.player).to_have_attribute("data-state", "playing")
    expect(picture).to_have_attribute("aria-label", notes)
    before = visit.number("beat")
    visit.page.wait_for_timeout(1500)
    assert visit.number("beat") > before + 1
    assert visit.is_heard()
    assert visit.faults == []
