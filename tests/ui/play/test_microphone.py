"""The microphone in a live session, with Chromium's fake one, which plays a file over and over."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserType, Request, expect

from tests.conftest import HEADLESS_SHELL, WHOLE_CHROMIUM, find_program
from tests.ui.visit import READY_MS, Visit

RATE = 48_000
MELODY = (62, 65, 69, 72, 70, 67)
NOTE_SECONDS = 0.25
FAKE = "--use-fake-device-for-media-stream"
QUESTION_MS = 30_000
CATCH = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  window.wanted = wanted;
  return (window.microphone = await ask(wanted));
};
"""
"""So that a test can pull the microphone out."""
PULL_OUT = "microphone.getAudioTracks()[0].dispatchEvent(new Event('ended'))"


def write_melody(path: Path) -> None:
    """One note after another, each with harmonics and a short gap after it."""
    time = np.arange(round(NOTE_SECONDS * RATE)) / RATE
    shape = np.minimum(1, np.minimum(time / 0.01, np.maximum(0, 0.21 - time) / 0.02))
    notes = [
        shape * sum(np.sin(2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * k * time) / k for k in range(1, 6))
        for pitch in MELODY
    ]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", "NONE"))
        file.writeframes((np.concatenate(notes) * 6000).astype("<i2").tobytes())


@pytest.fixture(scope="module")
def with_microphone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    path = tmp_path_factory.mktemp("microphone") / "melody.wav"
    write_melody(path)
    more = [FAKE, f"--use-file-for-fake-audio-capture={path}"]
    launch = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *more]}
    if Path(launch.get("executable_path", "")).name == HEADLESS_SHELL:
        launch["executable_path"] = find_program(*WHOLE_CHROMIUM)
        if not launch["executable_path"]:
            pytest.skip("the microphone needs a whole Chromium")
    browser = browser_type.launch(**launch)
    yield browser
    browser.close()


def enter(browser: Browser, url: str, *, allowed: bool) -> Visit:
    """The page, with the microphone chosen."""
    context = browser.new_context(permissions=["microphone"] if allowed else [])
    context.set_default_timeout(READY_MS)
    page = context.new_page()
    page.add_init_script(CATCH)
    visit = Visit(page, url).open()
    visit.page.get_by_text("Play together").click()
    visit.page.locator(".input").select_option("microphone")
    return visit


def test_the_soloist_gets_the_melody_as_a_question(with_microphone: Browser, page_url: str) -> None:
    visit = enter(with_microphone, page_url, allowed=True)
    expect(visit.page.locator(".heard")).to_contain_text("Heard")
    visit.page.locator(".trade").select_option("2")

    def asks(request: Request) -> bool:
        return request.url.endswith("/live") and "heard" in (request.post_data_json or {})

    with visit.page.expect_request(asks, timeout=QUESTION_MS) as question:
        visit.page.locator(".live").click()
    body = question.value.post_data_json or {}
    pitches = body["heard"]["notes"][2::4]
    steps = set(zip(MELODY, MELODY[1:] + MELODY[:1], strict=True))
    right = [step in steps for step in zip(pitches, pitches[1:], strict=False)]
    assert len(right) >= 4
    assert sum(right) >= 0.7 * len(right), pitches  # a busy machine drops sound
    visit.page.locator(".live").click()
    assert not visit.faults
    visit.page.context.close()


def test_a_microphone_that_is_not_allowed_is_said_and_the_music_goes_on(
    with_microphone: Browser, page_url: str
) -> None:
    visit = enter(with_microphone, page_url, allowed=False)
    words = visit.page.locator(".input-words")
    expect(words).to_have_attribute("data-fault", "input")
    expect(visit.page.locator(".input")).to_have_value("none")
    visit.play()
    assert visit.is_heard()
    visit.page.context.close()


def test_a_microphone_is_asked_for_without_filters_and_may_be_pulled_out(
    with_microphone: Browser, page_url: str
) -> None:
    visit = enter(with_microphone, page_url, allowed=True)
    visit.play()
    expect(visit.page.locator(".heard")).to_contain_text("Heard")
    assert not any(visit.page.evaluate("Object.values(wanted.audio)"))
    visit.page.evaluate(PULL_OUT)
    expect(visit.page.locator(".input-words")).to_have_attribute("data-fault", "input")
    expect(visit.page.locator(".input")).to_have_value("none")
    assert visit.is_heard()
    assert visit.page.evaluate("microphone.getAudioTracks()[0].readyState") == "ended"
    visit.page.context.close()


def test_clapping_along_ends_with_words_also_for_what_is_no_clapping(
    with_microphone: Browser, page_url: str
) -> None:
    visit = enter(with_microphone, page_url, allowed=True)
    button = visit.page.get_by_role("button", name="Measure the delay")
    words = visit.page.locator(".input-words")
    before = words.text_content() or ""
    button.click()
    expect(button).to_be_disabled()
    expect(words).not_to_have_text(before)
    during = words.text_content() or ""
    expect(button).to_be_enabled(timeout=20_000)
    assert words.text_content() not in (before, during)
    visit.page.context.close()


LOUDEST_RECORDED = """async () => {
  const player = [...document.querySelectorAll("*")].map((each) => each.shadowRoot?.querySelector(".player"))
    .find(Boolean) ?? document.querySelector(".player");
  const sound = await fetch(player.querySelector(".recorded").src).then((answer) => answer.arrayBuffer());
  const buffer = await new AudioContext().decodeAudioData(sound);
  return buffer.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}"""


def record(visit: Visit, seconds: float) -> float:
    """Record, and return the highest sample of the recording."""
    visit.button("Record").click()
    visit.page.wait_for_timeout(1000 * seconds)
    visit.button("Stop recording").click()
    expect(visit.page.locator(".recording-words")).to_contain_text("Recorded")
    return float(visit.page.evaluate(LOUDEST_RECORDED))


def test_a_recording_holds_the_microphone_even_without_the_band(
    with_microphone: Browser, page_url: str
) -> None:
    visit = enter(with_microphone, page_url, allowed=True)
    expect(visit.page.locator(".heard")).to_contain_text("Heard")
    assert record(visit, 2.5) > 0.05
    file = visit.page.locator(".recorded-file")
    with visit.page.expect_download() as download:
        file.click()
    assert download.value.path().stat().st_size > 1000
    assert not visit.faults
    visit.page.context.close()


def test_a_recording_without_microphone_holds_the_band(browser: Browser, page_url: str) -> None:
    visit = Visit(browser.new_page(), page_url).open()
    visit.page.get_by_text("Play together").click()
    visit.play()
    assert record(visit, 2.5) > 0.02
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.page.close()


def test_a_browser_that_cannot_record_is_said(browser: Browser, page_url: str) -> None:
    visit = Visit(browser.new_page(), page_url).open()
    visit.page.evaluate("delete window.MediaRecorder")
    visit.page.get_by_text("Play together").click()
    visit.button("Record").click()
    expect(visit.page.locator(".recording-words")).to_contain_text("can't record")
    visit.page.close()
