"""Live sessions: how soon the bars come, and how soon a control is heard.

    python benchmarks/live.py [1 5 10 ...] [--seconds 60] [--quick]

Each session plays at 240 beats a minute, asks for four bars whenever fewer than five are ahead, and turns a
control at random moments, as ``ui/player/live.js`` does: the change acts at the first bar line that is far
enough for an answer. Measured: milliseconds from a request to its bars, the share of controls that came in
at that line, and bars from the control to the line. A new page on this machine serves each number of
sessions; the clients run on the same processors. Not measured: the browser, and Streamlit's way of a control.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.load import cpu_seconds, megabytes
from benchmarks.page import server, wait_for
from benchmarks.timing import Result, Table, show
from jazzlstm.ui.play.packet import unpack
from jazzlstm.ui.play.paths import LIVE_PATH
from tools.command import command
from tools.page_client import PageClient

QUERY = "tune=jazz-blues&tempo=240&takes=1&beats=8"
BAR_SECONDS = 1.0
"""Four beats at 240 a minute."""
REACH_SECONDS = 0.6
"""From a control to the first bar line at which it can act: ``LATENCY`` and ``SWITCH`` of ``live.js``."""
LATEST_SECONDS = 0.05
"""Before the bar line, after which an answer is late."""
BARS = 4
CONTROL_SECONDS = (2.0, 6.0)
"""From one control to the next."""
SESSIONS, SESSIONS_QUICK = (1, 5, 10, 15), (1, 3)
SECONDS, SECONDS_QUICK = 60.0, 10.0


@dataclass
class LiveResult:
    """Measurements with one number of sessions."""

    sessions: int
    answers: list[float] = field(default_factory=list)
    """Milliseconds from a request to its bars."""
    bars: list[float] = field(default_factory=list)
    """From a control to the bar line at which it acted."""
    late: int = 0
    """Controls whose answer came after their bar line."""
    dry: int = 0
    """Times when the music would have had to wait."""
    megabytes: float = 0.0
    cores: float = 0.0


class Session:
    """One listener."""

    def __init__(self, port: int, settings: str, seed: int, result: LiveResult) -> None:
        self._url, self._settings = f"http://127.0.0.1:{port}{LIVE_PATH}", settings
        self._random, self._result = random.Random(seed), result  # noqa: S311 -- no secret
        self._session, self._bars, self._start = "", 0, 0.0

    async def run(self, until: float) -> None:
        header = await self._ask(0)
        self._session, self._bars, self._start = header["session"], BARS, time.monotonic()
        due = time.monotonic() + self._random.uniform(*CONTROL_SECONDS)
        while (now := time.monotonic()) < until:
            place = (now - self._start) / BAR_SECONDS
            if now >= due:
                due = now + self._random.uniform(*CONTROL_SECONDS)
                await self._turn(place)
            elif self._bars - int(place) <= BARS:
                self._result.dry += place > self._bars
                await self._ask(self._bars)
                self._bars += BARS
            else:
                await asyncio.sleep(0.1)

    async def _turn(self, place: float) -> None:
        bar = min(self._bars, int(place + REACH_SECONDS / BAR_SECONDS) + 1)
        await self._ask(bar, change=True)
        self._bars = bar + BARS
        line = self._start + bar * BAR_SECONDS
        self._result.late += time.monotonic() > line - LATEST_SECONDS
        self._result.bars.append(bar - place)

    async def _ask(self, first: int, **more: object) -> dict[str, Any]:
        body = {"settings": self._settings, "session": self._session, "from": first, "bars": BARS, **more}
        start = time.monotonic()
        answer = await asyncio.to_thread(self._post, json.dumps(body).encode())
        self._result.answers.append(1000 * (time.monotonic() - start))
        return unpack(answer)[0]

    def _post(self, body: bytes) -> bytes:
        request = urllib.request.Request(self._url, body)  # noqa: S310 -- the server of this measurement
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return bytes(answer.read())


async def run_sessions(pid: int, port: int, sessions: int, duration: float) -> LiveResult:
    """All sessions at the same time, for ``duration`` seconds."""
    result = LiveResult(sessions)
    async with PageClient(port, QUERY) as client:
        await client.open()
        settings = unpack(client.packet)[0]["live"]
        page = [psutil.Process(pid)]
        start, before = time.monotonic(), cpu_seconds(page)
        listeners = [Session(port, settings, seed, result) for seed in range(sessions)]
        await asyncio.gather(*(each.run(start + duration) for each in listeners))
    result.cores = (cpu_seconds(page) - before) / (time.monotonic() - start)
    result.megabytes = megabytes(pid)
    return result


def measure_live(sessions: int, duration: float) -> LiveResult:
    """Run the sessions on a new page."""
    with server() as (process, url):
        wait_for(url)
        port = urlsplit(url).port
        assert port
        return asyncio.run(run_sessions(process.pid, port, sessions, duration))


def summarise(results: Sequence[LiveResult]) -> Iterator[Result]:
    """A table: one row a number of sessions."""
    head = ["sessions", "requests", "answer ms: median / 95 %", "controls", "late", "bars: median / 95 %"]
    head += ["waits", "MB", "cores of the page"]
    rows = [
        [
            f"{each.sessions}",
            f"{len(each.answers)}",
            _median_and_95(each.answers, ".0f"),
            f"{len(each.bars)}",
            f"{each.late}",
            _median_and_95(each.bars, ".2f"),
            f"{each.dry}",
            f"{each.megabytes:.0f}",
            f"{each.cores:.2f}",
        ]
        for each in results
    ]
    yield Table("Live sessions at 240 beats a minute", head, rows)


def _median_and_95(values: Sequence[float], form: str) -> str:
    if len(values) < 2:
        return "-"
    return f"{median(values):{form}} / {quantiles(values, n=20)[-1]:{form}}"


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="fewer sessions, shorter")
    parser.add_argument("sessions", nargs="*", type=int, help="numbers of sessions to measure")
    parser.add_argument("--seconds", type=float, help="duration for each number of sessions")
    options = parser.parse_args()
    sessions = options.sessions or (SESSIONS_QUICK if options.quick else SESSIONS)
    seconds = options.seconds or (SECONDS_QUICK if options.quick else SECONDS)
    show(summarise([measure_live(each, seconds) for each in sessions]))


if __name__ == "__main__":
    main()
