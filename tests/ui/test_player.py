"""The player in headless Chromium: what is heard, seen and touched."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

LISTEN = """
window.heard = { buffers: [], analyser: null };
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
  heard.buffers.push(this.buffer.duration);
  return start.apply(this, when);
};
const connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    heard.analyser = this.context.createAnalyser();
    connect.call(this, heard.analyser);
  }
  return connect.call(this, to, ...rest);
};
"""
"""Notes what is started, and puts an ear where sound leaves the page."""

LOUDEST = """async () => {
  const samples = new Float32Array(2048);
  let loudest = 0;
  for (let i = 0; i < 20; i += 1) {
    heard.analyser?.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
    await new Promise((done) => setTimeout(done, 50));
  }
  return loudest;
}"""
READY_MS = 30_000
TAIL = 5.5
"""Seconds for the band's last chord and what rings after it."""


class Visit:
    """One visit to the page, and what went wrong in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).hostname or ""))
        page.add_init_script(LISTEN)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def open(self, query: str = "") -> Visit:
        self.page.goto(f"{self.url}/{query}")
        self.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
        return self

    @property
    def player(self) -> Locator:
        return self.page.locator(".player")

    def number(self, name: str) -> float:
        return float(self.player.get_attribute(f"data-{name}") or "nan")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def play(self) -> None:
        self.button("Play").click()
        expect(self.player).to_have_attribute("data-state", "playing")

    def loudest(self) -> float:
        """The highest sample that leaves the page within a second."""
        return float(self.page.evaluate(LOUDEST))

    def wait_for_other_music(self, act: Callable[[], object]) -> None:
        before = self.player.get_attribute("data-id")
        act()
        expect(self.player).not_to_have_attribute("data-id", before or "", timeout=READY_MS)


@pytest.fixture
def visit(page: Page, page_url: str) -> Visit:
    return Visit(page, page_url)


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


def test_nothing_leaves_the_machine(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(500)
    assert visit.hosts <= {"127.0.0.1", ""}  # "": blob: and data: addresses
    assert visit.faults == []


def test_the_server_never_loads_tensorflow(
    visit: Visit, server: subprocess.Popen[bytes], maps_of: Callable[[int], set[str]]
) -> None:
    visit.open()
    libraries = maps_of(server.pid)
    assert "numpy" in libraries  # the look-up works
    assert libraries.isdisjoint({"tensorflow", "keras", "jax", "jaxlib", "matplotlib", "music21"})
