"""The picture of the page in the README, and others to look at.

    python -m benchmarks.screenshot [--out docs/page.png] [--all DIR]

Starts the page, plays for two seconds, so that a note is lit, and takes the picture: 1360
pixels wide, light. With ``--all``, also wide and phone, light and dark, into a folder.
CHROMIUM names the browser, or else the one on the path is taken.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from benchmarks.page import READY, ROOT, server, wait_for

WIDE, PHONE = (1360, 900), (390, 844)
PLAYED_MS = 2000


def take_picture(
    browser: Browser, url: str, path: Path, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    """A picture of the page as it opens, its player playing."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, has_touch=width < height
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(f"{READY}?.dataset.duration", timeout=60_000)
    page.wait_for_timeout(800)  # fonts
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(PLAYED_MS)
    page.mouse.move(width - 5, 5)
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    context.close()


def main() -> None:
    """Take the picture, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "page.png")
    parser.add_argument("--all", type=Path, metavar="DIR", help="more pictures, into this folder")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    with sync_playwright() as playwright, server() as (_, url):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        wait_for(url)
        take_picture(browser, url, options.out, WIDE, "light")
        print(f"{options.out}: {options.out.stat().st_size / 1000:.0f} kB")
        if options.all:
            for name, size in (("wide", WIDE), ("phone", PHONE)):
                for scheme in schemes:
                    take_picture(browser, url, options.all / f"{name}-{scheme}.png", size, scheme)
        browser.close()


if __name__ == "__main__":
    main()
