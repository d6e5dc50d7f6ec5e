"""Processor time of the browser while the band plays, by thread, and after a pause.

    python benchmarks/playing.py [--seconds 10] [--tempo 140] [--trace FILE]

Headless Chromium on Linux plays one chorus of the default tune. The figures are per cent of one core:
"AudioOutputDevice" renders the sound, "CrRendererMain" runs the page, the others paint it. Without a
graphics card Chromium also paints with the processor. ``--trace`` writes a trace of some seconds for
chrome://tracing.
"""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
from playwright.sync_api import Browser, sync_playwright

from benchmarks.page import first_sound
from tools.command import command, open_chromium, print_table
from tools.page_server import server, wait_for

SETTLE_MILLISECONDS = 3000
TRACED_MILLISECONDS = 3000
LEAST_SHARE = 0.3
"""Per cent; threads below are added up."""


def thread_seconds() -> Counter[str]:
    """Processor seconds of every thread of the browser so far, by name."""
    seconds: Counter[str] = Counter()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, OSError):
            if not process.name().startswith(("chrom", "headless")):
                continue
            for thread in process.threads():
                name = Path(f"/proc/{process.pid}/task/{thread.id}/comm").read_text().strip()
                seconds[name] += thread.user_time + thread.system_time
    return seconds


def shares(before: Counter[str], seconds: float) -> dict[str, float]:
    """Per cent of a core by thread since ``before``, the largest first, and the sum."""
    spent = {name: 100 * (now - before[name]) / seconds for name, now in thread_seconds().items()}
    large = {name: share for name, share in spent.items() if share >= LEAST_SHARE}
    rest = sum(spent.values()) - sum(large.values())
    ordered = dict(sorted(large.items(), key=lambda pair: -pair[1]))
    return {"all": sum(spent.values()), **ordered, "others": rest}


def measure(browser: Browser, url: str, seconds: float, trace: str) -> list[list[str]]:
    """Rows of what runs and its share."""
    page = first_sound(browser, url)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    rows = []
    for what, button in (("playing", "Play"), ("paused", "Pause")):
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        before = thread_seconds()
        page.wait_for_timeout(1000 * seconds)
        rows += [[what, name, f"{share:.1f}"] for name, share in shares(before, seconds).items()]
        if trace and what == "playing":
            browser.start_tracing(page=page, path=trace)
            page.wait_for_timeout(TRACED_MILLISECONDS)
            browser.stop_tracing()
    return rows


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to measure each")
    parser.add_argument("--tempo", type=int, default=140)
    parser.add_argument("--trace", default="", metavar="FILE")
    options = parser.parse_args()
    query = f"?tune=jazz-blues&takes=1&beats=144&tempo={options.tempo}"
    with sync_playwright() as playwright, server() as (process, url):
        wait_for(url, process)
        browser = open_chromium(playwright)
        rows = measure(browser, f"{url}/{query}", options.seconds, options.trace)
        browser.close()
    print_table("Processor of the browser, per cent of a core", ["", "thread", "%"], rows)


if __name__ == "__main__":
    main()
