"""The player in headless Chromium: what is heard, seen and touched."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from jazzlstm.events import REST
from jazzlstm.openings import LETTERS, OPEN
from jazzlstm.ui.downloads import FILES, MORE_FILES

LISTEN = """
window.heard = { buffers: [], analyser: null, printed: 0 };
window.print = () => (top.heard.printed = document.body.textContent.length);
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, offset) {
  heard.buffers.push(this.buffer.duration);
  heard.started = { when, offset, context: this.context };
  return start.call(this, when, offset);
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
FRAMES = """async () => {
  const host = document.querySelector('[data-testid="stBidiComponentIsolated"]');
  const player = host.shadowRoot.querySelector('.player');
  const { when, offset, context } = heard.started;
  const late = [];
  for (let i = 0; i < 30; i += 1) {
    await new Promise(requestAnimationFrame);
    const heardNow = offset + context.currentTime - when - (context.outputLatency || 0);
    late.push(heardNow - Number(player.dataset.position));
  }
  return late;
}"""
"""Seconds that the playhead is behind what is heard, frame by frame."""

TAKE_PICTURE = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const rows = root.querySelectorAll('.take[aria-checked="true"] rect');
  return [...rows].map((row) => [Number(row.getAttribute("x")), Number(row.getAttribute("width"))]);
}"""
"""Start and width, in tenths of a beat, of the notes of the take that is picked."""

TAP_NOTE = """() => {
  const root = document.querySelector('[data-testid="stBidiComponentIsolated"]').shadowRoot;
  const roll = root.querySelector(".roll");
  const { left, top, width, height } = roll.getBoundingClientRect();
  for (let y = 4; y < height; y += 4)
    for (let x = 4; x < width; x += 8) {
      const at = { clientX: left + x, clientY: top + y, pointerType: "touch", bubbles: true, composed: true };
      for (const kind of ["pointerdown", "pointerup"]) roll.dispatchEvent(new PointerEvent(kind, at));
      if (!root.querySelector(".insight").hidden) return;
    }
}"""
"""Touches the roll here and there until a note answers."""

READY_MS = 30_000
TAIL = 5.5
"""Seconds for the band's last chord and what rings after it."""


class Visit:
    """One visit to the page, and what went wrong in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.first = ""
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
        """The page with its first solo; loaded only if another plays: that costs seconds."""
        self.faults.clear()
        if self.first and not query and self.player.get_attribute("data-id") == self.first:
            self.calm_down()
            return self
        self.page.goto(f"{self.url}/{query}")
        self.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
        self.first = "" if query else self.player.get_attribute("data-id") or ""
        return self

    def calm_down(self) -> None:
        """Everything in the player as it was when the page was opened."""
        if self.player.get_attribute("data-state") == "playing":
            self.button("Pause").click()
        for name, usual in (
            ("Sheet music", "false"),
            ("Loop", "false"),
            ("Mute solo", "false"),
            ("Mute band", "false"),
        ):
            if self.button(name).get_attribute("aria-pressed") != usual:
                self.button(name).click()
        if self.button("Network’s view").get_attribute("aria-pressed") != "true":
            self.button("Network’s view").click()
        self.page.get_by_label("Playback speed").select_option("100%")
        self.player.focus()
        for key in ("Escape", "Home"):
            self.page.keyboard.press(key)
        self.page.mouse.move(1, 1)
        self.page.locator(".head").scroll_into_view_if_needed()
        self.page.evaluate("heard.buffers = []")

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


@pytest.fixture(scope="module")
def visit(browser: Browser, page_url: str) -> Iterator[Visit]:
    """One visit for all tests: each opens the page, which is loaded again only where it has to be."""
    context = browser.new_context()
    context.set_default_timeout(READY_MS)
    yield Visit(context.new_page(), page_url)
    context.close()


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


def test_playing_loads_neither_tensorflow_nor_what_only_downloads_need(
    visit: Visit, server: subprocess.Popen[bytes], maps_of: Callable[[int], set[str]]
) -> None:
    visit.open()
    libraries = maps_of(server.pid)
    assert "numpy" in libraries  # the look-up works
    assert libraries.isdisjoint({"tensorflow", "keras", "jax", "jaxlib", "matplotlib", "music21"})


def test_other_takes_are_picked_and_undone(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    assert "take=2" in visit.page.url
    visit.wait_for_other_music(visit.button("Undo").click)
    assert visit.player.get_attribute("data-id") == first
    assert visit.faults == []


def test_a_solo_that_was_kept_comes_back(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    visit.button("Keep").click()
    kept = visit.page.get_by_role("group", name="Solos kept").get_by_role("button", name="A ")
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
    visit.page.get_by_text("Solos played before").click()
    cards = visit.page.get_by_role("group", name="Solos played before").get_by_role("button")
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


def test_a_change_while_playing_goes_on_from_the_same_place(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(1200)
    visit.wait_for_other_music(visit.page.get_by_role("radio", name="Take 2").click)
    expect(visit.player).to_have_attribute("data-state", "playing")
    assert visit.number("position") > 1.2
    assert visit.loudest() > 0.02


def test_the_playhead_stands_where_the_sound_is(visit: Visit) -> None:
    visit.open()
    for beats in range(2):  # it starts at the beginning, and where somebody has gone
        for _ in range(beats):
            visit.page.keyboard.press("ArrowRight")
        visit.play()
        visit.page.wait_for_timeout(700)
        late = visit.page.evaluate(FRAMES)
        assert len(late) == 30
        assert max(map(abs, late)) < 0.05
        visit.button("Pause").click()
        visit.player.focus()


def test_a_click_seeks_and_home_goes_back(visit: Visit) -> None:
    visit.open()
    box = visit.page.locator(".roll").bounding_box()
    assert box
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    middle = 10 * 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(middle, abs=0.05)
    visit.button("Back to the start").click()
    assert visit.number("position") == 0


def test_bars_dragged_over_are_looped_without_a_gap(visit: Visit) -> None:
    visit.open()
    box = visit.page.locator(".ruler").bounding_box()
    assert box
    bar = box["width"] / 5
    visit.page.mouse.move(box["x"] + 0.5 * bar, box["y"] + 10)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 0.9 * bar, box["y"] + 10, steps=4)
    visit.page.mouse.up()
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


def test_bars_are_looped_from_the_keyboard(visit: Visit) -> None:
    visit.open()
    visit.player.focus()
    for key in ("Shift+ArrowRight", "[", "Shift+ArrowRight", "]"):
        visit.page.keyboard.press(key)
    expect(visit.button("Loop")).to_have_attribute("aria-pressed", "true")
    expect(visit.button("Keep bars 1–3")).to_be_enabled()
    visit.page.keyboard.press("End")
    beat = 60 / float(visit.page.get_by_role("slider", name="Tempo").input_value())
    assert visit.number("position") == pytest.approx(16 * beat, abs=0.01)


def point_at_a_note(visit: Visit) -> Locator:
    """Move the pointer until a note answers; returns the box of alternatives."""
    box = visit.page.locator(".roll").bounding_box()
    assert box
    insight = visit.page.locator(".insight")
    for x in range(40, int(box["width"]), 9):
        for y in range(10, int(box["height"]), 12):
            visit.page.mouse.move(box["x"] + x, box["y"] + y)
            if insight.is_visible():
                return insight
    raise AssertionError("no note answered the pointer")


def test_pointing_at_a_note_tells_what_else_was_likely(visit: Visit) -> None:
    visit.open()
    insight = point_at_a_note(visit)
    assert insight.locator("li").count() == 5
    assert "%" in insight.inner_text()


def test_an_alternative_is_taken_and_improvised_on(visit: Visit) -> None:
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
    expect(visit.page.locator(".given")).to_be_visible()
    link = parse_qs(urlsplit(visit.page.url).query)
    value = LETTERS.index(link["opening"][0][-2])
    assert link["opening"][0].endswith(OPEN)
    assert (value == REST) == (name == "rest")
    visit.wait_for_other_music(visit.button("Let go").click)
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


def test_bars_that_were_marked_are_kept_and_the_rest_is_improvised_anew(visit: Visit) -> None:
    visit.open()
    before = visit.page.evaluate(TAKE_PICTURE)
    expect(visit.button("Keep these bars")).to_be_disabled()
    box = visit.page.locator(".ruler").bounding_box()
    assert box
    bar = box["width"] / 5
    visit.page.mouse.move(box["x"] + 0.5 * bar, box["y"] + 10)
    visit.page.mouse.down()
    visit.page.mouse.move(box["x"] + 2.5 * bar, box["y"] + 10, steps=4)
    visit.page.mouse.up()
    visit.wait_for_other_music(visit.button("Keep bars 1–3").click)
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


def test_zooming_shows_fewer_bars_and_the_network_s_view_can_be_put_away(visit: Visit) -> None:
    visit.open()
    content = visit.page.locator(".content")
    before = content.bounding_box()
    visit.button("Show fewer bars").click()
    after = content.bounding_box()
    assert before and after
    assert after["width"] > 1.5 * before["width"]
    visit.button("Show more bars").click()
    heat = visit.button("Network’s view")
    heat.click()
    expect(heat).to_have_attribute("aria-pressed", "false")
    assert visit.faults == []


def test_sheet_music_lights_the_note_that_sounds(visit: Visit) -> None:
    visit.open()
    visit.button("Sheet music").click()
    pane = visit.page.locator(".music-stand")
    expect(pane).to_have_attribute("data-notes", re.compile(r"[1-9]"), timeout=READY_MS)
    expect(pane.locator("g.harm").first).to_contain_text("F7")
    visit.page.get_by_label("Written for").select_option("E♭ instruments")
    expect(pane.locator("g.harm").first).to_contain_text("D7")
    visit.play()
    expect(pane.locator("g.note.lit").first).to_be_visible()
    visit.button("Print, or save as PDF").click()
    assert visit.page.evaluate("heard.printed") > 20
    with visit.page.expect_download() as download:
        visit.page.locator(".stDownloadButton").filter(has_text="Sheet music, PDF").get_by_role(
            "button"
        ).click()
    assert download.value.suggested_filename == "jazz-blues_seed127_e-flat.pdf"
    visit.page.get_by_label("Written for").select_option("Concert pitch")
    expect(pane.locator("g.harm").first).to_contain_text("F7")
    visit.button("Sheet music").click()
    expect(visit.page.locator(".stage")).to_be_visible()
    assert visit.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_player_wears_the_theme_of_the_page(browser: Browser, page_url: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    visit = Visit(context.new_page(), page_url).open()
    assert visit.player.get_attribute("data-theme") == scheme
    context.close()


def test_a_phone_has_no_sideways_scrolling(browser: Browser, page_url: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    visit = Visit(context.new_page(), page_url).open()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert visit.player.bounding_box()["width"] <= 390  # type: ignore[index]  # it is on the page
    visit.page.locator(".play").tap()
    expect(visit.player).to_have_attribute("data-state", "playing")
    visit.page.locator(".play").tap()
    visit.page.evaluate(TAP_NOTE)
    choice = visit.page.locator(".insight").get_by_role("button").first
    visit.wait_for_other_music(choice.tap)
    expect(visit.page.locator(".given")).to_be_visible()
    visit.wait_for_other_music(visit.button("Another solo").tap)
    assert visit.faults == []
    context.close()


def test_changes_are_read_and_played_while_they_are_typed(browser: Browser, page_url: str) -> None:
    context = browser.new_context()
    visit = Visit(context.new_page(), page_url).open("?changes=C7")
    field = visit.page.get_by_role("textbox", name="Changes")
    field.click()
    visit.page.keyboard.press("Control+a")
    visit.wait_for_other_music(lambda: visit.page.keyboard.type("| Fm7 | Bb7 |"))
    expect(visit.page.get_by_text("2 bars in 4/4, 2 changes: all read.")).to_be_visible()
    visit.page.keyboard.type(" Hxx | Qq |")
    complaint = visit.page.locator(".stAlert")
    expect(complaint).to_contain_text("Bar 3")
    expect(complaint).to_contain_text("Bar 4")
    expect(field).to_be_focused()
    assert visit.faults == []
    context.close()


def test_every_file_can_be_taken_away_and_tells_tune_and_seed(visit: Visit) -> None:
    visit.open()
    buttons = visit.page.locator(".stDownloadButton")
    names = []
    for number in range(len(FILES + MORE_FILES)):
        if number == len(FILES):
            visit.page.get_by_role("button", name=re.compile("^More")).click()
        with visit.page.expect_download() as download:
            buttons.nth(number).get_by_role("button").click()
        names.append(download.value.suggested_filename)
        assert download.value.path().stat().st_size > 100
    visit.page.keyboard.press("Escape")
    assert names == [f"jazz-blues_seed127{file.ending}" for file in FILES + MORE_FILES]
    assert visit.faults == []


def test_the_other_pages_open_without_a_fault_and_the_music_is_there_again(visit: Visit) -> None:
    visit.open()
    first = visit.player.get_attribute("data-id")
    for name, seen in (("How it works", "Step"), ("Train your own", "Try the sample corpus")):
        visit.page.get_by_role("link", name=name).click()
        expect(visit.page.get_by_text(seen, exact=True).first).to_be_visible(timeout=READY_MS)
    visit.page.get_by_role("link", name="Play").click()
    expect(visit.player).to_have_attribute("data-id", first or "", timeout=READY_MS)
    assert visit.hosts <= {"127.0.0.1", ""}
    assert visit.faults == []


def test_nothing_leaves_the_machine(visit: Visit) -> None:
    visit.open().play()
    visit.page.wait_for_timeout(500)
    assert visit.hosts <= {"127.0.0.1", ""}  # "": blob: and data: addresses
    assert visit.faults == []
