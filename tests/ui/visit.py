"""One visit to the page in headless Chromium; the sound that leaves the page is measured."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Locator, Page, expect

LISTEN = """
try {
  localStorage.removeItem("jazzlstm.solos"); // each test begins without solos of an earlier visit
} catch {
  // not a page of ours
}
window.heard = { starts: [], context: null, ears: {}, printed: 0 };
window.print = () => (top.heard.printed = document.body.textContent.length);
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (when, ...rest) {
  heard.starts.push({ when, rate: this.playbackRate.value });
  return start.call(this, when, ...rest);
};
const listen = (name, node) => {
  heard.ears[name] = node.context.createAnalyser();
  node.connect(heard.ears[name]);
};
addEventListener("jazz-mixer", ({ detail: mixer }) => {
  heard.context = mixer.context;
  for (const role of ["solo", "comping", "bass", "drums"]) listen(role, mixer.fader(role));
  listen("mix", mixer.output);
});
"""
"""Notes what is started, and puts an ear on each fader and where sound leaves the page."""

LEVELS = """async ([awaited, enough, seconds]) => {
  const samples = new Float32Array(2048);
  const loudest = Object.fromEntries(Object.keys(heard.ears).map((name) => [name, 0]));
  for (let i = 0; i < 20 * seconds; i += 1) {
    for (const [name, ear] of Object.entries(heard.ears)) {
      ear.getFloatTimeDomainData(samples);
      loudest[name] = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), loudest[name] ?? 0);
    }
    if (loudest[awaited] > enough) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return loudest;
}"""
"""The highest sample of each ear within some seconds, or until the awaited ear hears enough."""

HEAR_COPIES = """
window.copied = "";
if (navigator.clipboard) navigator.clipboard.writeText = async (text) => void (window.copied = text);
"""
"""Notes what is copied."""

STORED = "local_storage,indexeddb,cookies"
FIVE_BARS = "?beats=20"
READY_MS = 30_000
ROLES = ("solo", "comping", "bass", "drums")


class Visit:
    """One visit to the page; collects errors of the console and hosts that were asked."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.first = ("", "")
        """The query that was opened, and the number of its music."""
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
        """Open the page, by default with five bars; it is loaded again only for another query or solo.

        Loading takes seconds.
        """
        self.faults.clear()
        query = query or FIVE_BARS
        if self.first[0] == query and self.player.get_attribute("data-id") == self.first[1]:
            self.calm_down()
            return self
        self.page.goto(f"{self.url}/{query}")
        self.page.locator(".player[data-duration]").wait_for(timeout=READY_MS)
        self.page.get_by_label("I read").select_option("concert")
        self.first = query, self.player.get_attribute("data-id") or ""
        return self

    def forget(self) -> None:
        """Leave the page and all that it has stored; requests are no longer changed."""
        self.first = ("", "")
        self.page.unroute_all(behavior="ignoreErrors")
        self.page.goto("about:blank")
        chromium = self.page.context.new_cdp_session(self.page)
        chromium.send("Storage.clearDataForOrigin", {"origin": self.url, "storageTypes": STORED})
        chromium.detach()

    def calm_down(self) -> None:
        """Reset the player to its state when the page was opened."""
        if self.player.get_attribute("data-state") == "playing":
            self.button("Pause").click()
        pressed = self.page.locator('.mixer button[aria-pressed="true"]')
        while pressed.count():
            pressed.first.click()
        self.tempo.fill("")
        self.tempo.press("Enter")
        for name in ("Sheet music", "Chart", "Shape", "Count-in", "Loop"):
            button = self.button(name)
            if button.is_visible() and button.get_attribute("aria-pressed") != "false":
                button.click()
        if self.button("Show probabilities").get_attribute("aria-pressed") != "true":
            self.button("Show probabilities").click()
        self.player.focus()
        for key in ("Escape", "Home"):
            self.page.keyboard.press(key)
        self.page.get_by_label("I read").select_option("concert")
        self.page.mouse.move(1, 1)
        self.page.locator(".head").scroll_into_view_if_needed()
        self.page.evaluate("heard.starts = []")

    @property
    def player(self) -> Locator:
        return self.page.locator(".player")

    @property
    def tempo(self) -> Locator:
        """The field for the tempo of playback."""
        return self.page.get_by_label("Playback tempo")

    def control(self, role: str, kind: str) -> Locator:
        """Of a part in the mixer: its "mute" or "only" button, or its "input", the fader."""
        return self.page.locator(f'.channel[data-role="{role}"]').locator(
            "input" if kind == "input" else f".{kind}"
        )

    def number(self, name: str) -> float:
        return float(self.player.get_attribute(f"data-{name}") or "nan")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def play(self) -> None:
        self.button("Play").click()
        expect(self.player).to_have_attribute("data-state", "playing")

    def play_keys_live(self, keys: str) -> None:
        """Begin a live session, and play on the computer's keys until the band's turn."""
        self.page.locator(".input").select_option("keys")
        self.button("Live").click()
        expect(self.player).to_have_attribute("data-state", "playing", timeout=READY_MS)
        self.player.focus()
        for number in range(200):
            if "The band's turn" in (self.page.locator(".turn").text_content() or "") and number > len(keys):
                break
            self.page.keyboard.press(keys[number % len(keys)], delay=60)
            self.page.wait_for_timeout(60)

    def drag_over_bars(self, first: float, last: float) -> None:
        """Drag along the ruler; positions are bars from the left of the five on screen."""
        box = self.page.locator(".ruler").bounding_box()
        assert box
        bar, y = box["width"] / 5, box["y"] + 10
        self.page.mouse.move(box["x"] + first * bar, y)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + last * bar, y, steps=4)
        self.page.mouse.up()

    def levels(self) -> dict[str, float]:
        """The highest sample within a second of each part, and of what leaves the page ("mix")."""
        return dict(self.page.evaluate(LEVELS, ["", 0, 1]))

    def is_heard(self, name: str = "mix", above: float = 0.02, seconds: float = 1) -> bool:
        """Whether a sample of a part, or of what leaves the page, is higher within this time."""
        return bool(self.page.evaluate(LEVELS, [name, above, seconds]).get(name, 0) > above)

    def wait_for_other_music(self, act: Callable[[], object]) -> None:
        before = self.player.get_attribute("data-id")
        act()
        expect(self.player).not_to_have_attribute("data-id", before or "", timeout=READY_MS)
