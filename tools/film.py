"""The moving picture of the page in the README: the roll over what the network saw, then the sheet music.

    python -m tools.film [--out docs/playing.webp]

The page plays in headless Chromium by a clock that is set for each picture, so that a slow
machine makes as smooth a film as a fast one. CHROMIUM names the browser, or else the one on
the path is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.page import READY, ROOT, server, wait_for
from tools.command import command, open_chromium

SIZE = (1180, 740)
SHOWN = (1062, 666)
"""Pixels in the film."""
FRAMES_A_SECOND = 10
SECONDS = 4.0
"""Of the roll, and as long of the sheet music after it."""
QUALITY = 60
FILM_CLOCK = """
window.filmed = 0;
Object.defineProperty(BaseAudioContext.prototype, "currentTime", { get: () => window.filmed });
Object.defineProperty(AudioContext.prototype, "outputLatency", { get: () => 0 });
AudioBufferSourceNode.prototype.start = () => {};
"""
SET_CLOCK = """async (seconds) => {
  window.filmed = seconds;
  for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
}"""


def shoot(page: Page) -> Iterator[Image.Image]:
    """The pictures, one after the other."""
    page.get_by_role("button", name="Play", exact=True).click()
    for number in range(round(2 * SECONDS * FRAMES_A_SECOND)):
        page.evaluate(SET_CLOCK, number / FRAMES_A_SECOND)
        if number == round(SECONDS * FRAMES_A_SECOND):
            page.get_by_role("button", name="Sheet music", exact=True).click()
            page.locator(".music-stand[data-notes]").wait_for(timeout=60_000)
            page.mouse.move(SIZE[0] - 5, 5)
            page.wait_for_timeout(400)
        yield Image.open(BytesIO(page.screenshot())).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)


def main() -> None:
    """Make it."""
    parser = command(__doc__, quick="")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "playing.webp", help="the file")
    path = parser.parse_args().out
    with sync_playwright() as playwright, server() as (_, url):
        browser = open_chromium(playwright)
        wait_for(url)
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.add_init_script(FILM_CLOCK)
        page.goto(url)
        page.wait_for_function(f"{READY}?.dataset.duration", timeout=120_000)
        page.wait_for_timeout(800)  # fonts
        first, *others = shoot(page)
        browser.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=round(1000 / FRAMES_A_SECOND),
        loop=0,
        quality=QUALITY,
        method=6,
    )
    print(f"{path}: {1 + len(others)} pictures, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
