"""Pictures of the page in the README: desktop and phone, light and dark.

    python -m tools.screenshot [--out docs]

Starts the page in headless Chromium (variable CHROMIUM, else the one on PATH) and plays for
two seconds, so that a note is highlighted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tools.command import command, open_chromium
from tools.page_server import READY, ROOT, server, wait_for

SIZES = {"page": (1440, 930), "phone": (390, 844)}
"""Pixels of the window, by the beginning of the file name."""
DEVICE_PIXELS = 1.5
"""Pixels of the picture for each pixel of the window."""
FONT_MILLISECONDS = 800
"""Time for fonts to load."""
PLAYED_MILLISECONDS = 2000


def take_picture(
    browser: Browser, url: str, path: Path, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    """Write a picture of the page while it plays its first solo."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        has_touch=width < height,
        device_scale_factor=DEVICE_PIXELS,
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(f"{READY}?.dataset.duration", timeout=60_000)
    page.wait_for_timeout(FONT_MILLISECONDS)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(PLAYED_MILLISECONDS)
    page.mouse.move(width - 5, 5)
    page.wait_for_timeout(200)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")
    context.close()


def main() -> None:
    """Write all pictures."""
    parser = command(__doc__, quick="")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder of the pictures (docs)")
    options = parser.parse_args()
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    with sync_playwright() as playwright, server() as (_, url):
        browser = open_chromium(playwright)
        wait_for(url)
        for name, size in SIZES.items():
            for scheme in schemes:
                take_picture(browser, url, options.out / f"{name}-{scheme}.png", size, scheme)
        browser.close()


if __name__ == "__main__":
    main()
