"""Memory of a live session of an hour, in compressed time: of the server, and of the browser.

    python -m benchmarks.live_memory [--bars 3600] [--seconds 240] [--tempo 400] [--quick]

Server: a session at 240 beats a minute asks for its bars as fast as they come, trades fours and turns a
control every 50 bars; an hour has 3,600 bars. Browser: the page plays live at 400 beats a minute, which is
100 bars a minute, and a control is turned at each reading. Prints megabytes of this process; and of the
page's JavaScript after a collection, with the number of its elements, of its server's processes, and how
many bars have come too late so far. The browser keeps the last 128 bars: then its memory should stop
growing. An hour in real time: ``--bars 0 --seconds 3600 --tempo 160``.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Page, Request, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.load import megabytes
from benchmarks.timing import Result, Table, show
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import DEFAULT_MODEL, open_model
from jazzlstm.ui.play import live
from jazzlstm.ui.play.packet import unpack
from jazzlstm.ui.play.paths import LIVE_PATH
from tools.command import command, open_chromium
from tools.page_server import server, wait_for

BARS, BARS_QUICK = 3600, 400
SECONDS, SECONDS_QUICK = 240.0, 30.0
ROWS = 8
"""Readings of the memory; in a long session one a minute."""
TEMPO = 400
"""Beats a minute of the session in the browser."""
BETWEEN = 50
"""Bars from one control to the next."""
QUESTION = [0, 240, 65, 90, 480, 240, 67, 90, 480, 240, 70, 90, 480, 480, 72, 90]
QUERY = "?tune=jazz-blues&tempo=320&beats=8&takes=1"
MEGABYTE = 2**20


def measure_server(bars: int) -> Iterator[tuple[int, float]]:
    """Bars so far, and megabytes of this process."""
    network = open_model(DEFAULT_MODEL)
    settings = [Settings(tune="jazz-blues", tempo=240.0, temperature=heat) for heat in (1.0, 1.2)]
    names = [live.offer(network, each) for each in settings]
    live.REQUESTS_A_SECOND = 1e9
    session = _ask({"settings": names[0], "session": "", "bars": 4, "trade": {"bars": 4, "first": True}})
    for bar in range(4, bars, 4):
        request = {"settings": names[bar // BETWEEN % 2], "session": session, "from": bar, "bars": 4}
        if bar % 8 == 4:  # the turn of the musician has ended
            first = QUESTION[0] + 960 * 4 * (bar - 4)
            request["heard"] = {"from": bar - 4, "notes": [first, *QUESTION[1:]]}
        if bar % BETWEEN < 4:
            request["change"] = True
        _ask(request)
        if bar % (bars // ROWS // 4 * 4) == 0:
            gc.collect()
            yield bar, psutil.Process().memory_info().rss / MEGABYTE


def _ask(request: dict[str, object]) -> str:
    return str(unpack(live.answer(request))[0]["session"])


class LateBars:
    """Counts the requests of the page that do not begin where the one before ended: bars that were late."""

    def __init__(self, page: Page) -> None:
        self.count, self._end = 0, 0
        page.on("request", self._look)

    def _look(self, request: Request) -> None:
        asked = json.loads(request.post_data or "{}") if request.url.endswith(LIVE_PATH) else {}
        if "bars" not in asked:
            return
        first = asked.get("from", 0)
        is_act = not {"change", "trade", "heard", "soFar"}.isdisjoint(asked)
        self.count += not is_act and first != self._end
        self._end = first + asked["bars"]


def measure_browser(page: Page, server: int, seconds: float, tempo: int) -> Iterator[list[str]]:
    """Rows: bars so far, megabytes of JavaScript, elements, megabytes of the server, late bars so far."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    late = LateBars(page)
    page.get_by_text("Practice", exact=True).click()
    page.get_by_label("Playback tempo").fill(str(tempo))
    page.get_by_label("Playback tempo").press("Enter")
    page.get_by_role("button", name="Live", exact=True).click()
    page.locator('.player[data-state="playing"]').wait_for(timeout=60_000)
    rows = max(ROWS, int(seconds / 60))
    for row in range(rows):
        page.wait_for_timeout(1000 * seconds / rows)
        page.get_by_role("slider", name="Temperature").first.press("ArrowLeft" if row % 2 else "ArrowRight")
        devtools.send("HeapProfiler.collectGarbage")
        found = {each["name"]: each["value"] for each in devtools.send("Performance.getMetrics")["metrics"]}
        beat = float(page.locator(".player").get_attribute("data-beat") or 0)
        figures = [found["JSHeapUsedSize"] / MEGABYTE, found["Nodes"], megabytes(server)]
        yield [f"{beat / 4:.0f}", *(f"{figure:.1f}" for figure in figures), str(late.count)]


def main() -> None:
    """Print both tables."""
    parser = command(__doc__, quick="shorter")
    parser.add_argument("--bars", type=int, help="of the session on the server; 0 for none")
    parser.add_argument("--seconds", type=float, help="of the session in the browser; 0 for none")
    parser.add_argument("--tempo", type=int, default=TEMPO, help="beats a minute in the browser")
    options = parser.parse_args()
    bars = (BARS_QUICK if options.quick else BARS) if options.bars is None else options.bars
    seconds = (SECONDS_QUICK if options.quick else SECONDS) if options.seconds is None else options.seconds
    show(_tables(bars, seconds, options.tempo))


def _tables(bars: int, seconds: float, tempo: int) -> Iterator[Result]:
    if bars:
        start = time.monotonic()
        rows = [[str(bar), f"{used:.1f}"] for bar, used in measure_server(bars)]
        title = f"Server: a session of {bars} bars in {time.monotonic() - start:.0f} seconds"
        yield Table(title, ["bars", "MB of the process"], rows)
    if seconds:
        with server() as (process, url), sync_playwright() as playwright:
            wait_for(url)
            browser = open_chromium(playwright)
            page = browser.new_page()
            page.goto(f"{url}/{QUERY}")
            page.locator(".player[data-duration]").wait_for(timeout=60_000)
            found = list(measure_browser(page, process.pid, seconds, tempo))
            browser.close()
        head = ["bars", "MB of JavaScript", "elements", "MB of the server", "late"]
        yield Table(f"Browser, live at {tempo} beats a minute", head, found)


if __name__ == "__main__":
    main()
