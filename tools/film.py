"""The animation of the page in the README: the piano roll plays, then the sheet music.

    python -m tools.film [--out docs/playing.webp]

The page runs in headless Chromium (variable CHROMIUM, else the one on PATH). Its audio clock
is set for each frame, so the animation is smooth on slow machines too.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.command import command, open_chromium
from tools.page_server import READY, ROOT, server, wait_for

PAGE_SIZE = (1180, 790)
FRAME_SIZE = (1062, 711)
"""Pixels."""
FRAMES_PER_SECOND = 10
SECONDS = 4.0
"""Of the piano roll; the sheet music follows for as long."""
QUALITY = 60
"""Of WebP, 0 to 100."""
FONT_MILLISECONDS = 800
"""Time for fonts to load."""
FILM_CLOCK = """
window.filmed = 0;
Object.defineProperty(BaseAudioContext.prototype, "currentTime", { get: () => window.filmed });
Object.defineProperty(AudioContext.prototype, "outputLatency", { get: () => 0 });
for (const node of [AudioBufferSourceNode, AudioScheduledSourceNode]) {
  node.prototype.start = node.prototype.stop = () => {};
}
"""
SET_CLOCK = """async (seconds) => {
  window.filmed = seconds;
  for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
}"""


def frames(page: Page) -> Iterator[Image.Image]:
    """The frames, in order."""
    page.get_by_role("button", name="Play", exact=True).click()
    for number in range(round(2 * SECONDS * FRAMES_PER_SECOND)):
        page.evaluate(SET_CLOCK, number / FRAMES_PER_SECOND)
        if number == round(SECONDS * FRAMES_PER_SECOND):
            page.keyboard.press("n")  # sheet music; a click on its button would scroll the page
            page.locator(".music-stand[data-notes]").wait_for(timeout=60_000)
            page.mouse.move(PAGE_SIZE[0] - 5, 5)
            page.wait_for_timeout(400)
        yield (
            Image.open(BytesIO(page.screenshot())).convert("RGB").resize(FRAME_SIZE, Image.Resampling.LANCZOS)
        )


def main() -> None:
    """Write the animation."""
    parser = command(__doc__, quick="")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "playing.webp", help="the file")
    path = parser.parse_args().out
    with sync_playwright() as playwright, server() as (_, url):
        browser = open_chromium(playwright)
        wait_for(url)
        page = browser.new_page(viewport={"width": PAGE_SIZE[0], "height": PAGE_SIZE[1]})
        page.add_init_script(FILM_CLOCK)
        page.goto(url)
        page.wait_for_function(f"{READY}?.dataset.duration", timeout=120_000)
        page.wait_for_timeout(FONT_MILLISECONDS)
        first, *others = frames(page)
        browser.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=round(1000 / FRAMES_PER_SECOND),
        loop=0,
        quality=QUALITY,
        method=6,
    )
    print(f"{path}: {1 + len(others)} frames, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
