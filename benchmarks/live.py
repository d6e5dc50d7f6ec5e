"""Live sessions: how soon the bars come, and how soon a control is heard.

    python benchmarks/live.py [1 5 10 ...] [--seconds 60] [--quick] [--trade] [--processes 2]

Each session plays at 240 beats a minute, asks for four bars whenever fewer than eight are ahead, and turns a
control at random moments, as ``ui/player/live.js`` does: the change acts at the first bar line that is far
enough for an answer. Measured: milliseconds from a request to its bars, the share of controls that came in
at that line, and bars from the control to the line. With ``--trade`` each musician trades fours instead, and
plays eighth notes: they are sent before each bar line of a turn, for the band, and twice at its end, for the
answer, as ``ui/player/liveturns.js`` does. A new page on this machine serves each number of
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.load import cpu_seconds, megabytes, processes_of
from benchmarks.timing import Result, Table, show
from jazzlstm.services.live_rows import TICKS
from jazzlstm.ui.play.packet import unpack
from jazzlstm.ui.play.paths import LIVE_PATH
from tools.command import command
from tools.page_client import PageClient
from tools.page_server import server, wait_for

QUERY = "tune=jazz-blues&tempo=240&takes=1&beats=8"
BAR_SECONDS = 1.0
"""Four beats at 240 a minute."""
REACH_SECONDS = 0.6
"""From a control to the first bar line at which it can act: ``LATENCY`` and ``SWITCH`` of ``live.js``."""
LATEST_SECONDS = 0.05
"""Before the bar line, after which an answer is late."""
BARS = 4
AHEAD_BARS = 7
"""That are asked for before they sound, at this tempo."""
TURN = 4
"""Bars of musician and network by turns."""
ANSWER_SECONDS = 0.85
"""Before the end of a turn, when it is sent for the first time."""
LOOK_SECONDS = 0.1
"""That the band is sent what was played before the latest moment."""
BAND_BARS = AHEAD_BARS + 1
"""That are asked for with the former."""
EIGHTH = TICKS // 2
CONTROL_SECONDS = (2.0, 6.0)
"""From one control to the next."""
SESSIONS, SESSIONS_QUICK = (1, 5, 10, 15), (1, 3)
SECONDS, SECONDS_QUICK = 60.0, 10.0


@dataclass
class LiveResult:
    """Measurements with one number of sessions."""

    sessions: int
    answers: list[float] = field(default_factory=list)
    """Milliseconds from a request to its bars; those of what was played are in ``band`` and ``turns``."""
    band: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    bars: list[float] = field(default_factory=list)
    """From a control, or from what was played, to the bar line at which it acted."""
    late: int = 0
    """Those whose answer came after their bar line."""
    dry: int = 0
    """Times when the music would have had to wait."""
    megabytes: float = 0.0
    cores: float = 0.0


class Session:
    """One listener."""

    def __init__(self, port: int, page: PageClient, seed: int, result: LiveResult) -> None:
        self._url, self._cookies = f"http://127.0.0.1:{port}{LIVE_PATH}", page.cookies
        self._settings = unpack(page.packet)[0]["live"]
        self._random, self._result = random.Random(seed), result  # noqa: S311 -- no secret
        self._session, self._bars, self._sent, self._start, self._due = "", 0, -1, 0.0, 0.0
        self._took = 0.0
        """Seconds, for the last answer."""

    async def run(self, until: float, *, trades: bool) -> None:
        trade = {"trade": {"bars": TURN, "first": True}} if trades else {}
        if trades:  # their turns do not end at the same time
            await asyncio.sleep(self._random.uniform(0, 2 * TURN * BAR_SECONDS))
        header = await self._ask(0, self._result.answers, **trade)
        self._session, self._bars, self._start = header["session"], BARS, time.monotonic()
        self._due = time.monotonic() + self._random.uniform(*CONTROL_SECONDS)
        while time.monotonic() < until:
            place = self._place()
            if await (self._play(place) if trades else self._control(place)):
                continue
            if self._bars - int(place) <= AHEAD_BARS:
                self._result.dry += place > self._bars
                await self._ask(self._bars, self._result.answers)
                self._bars += BARS
            else:
                await asyncio.sleep(0.05)

    def _place(self) -> float:
        """Bars since the beginning."""
        return (time.monotonic() - self._start) / BAR_SECONDS

    async def _control(self, place: float) -> bool:
        """Turn a control, if it is time."""
        if time.monotonic() < self._due:
            return False
        self._due = time.monotonic() + self._random.uniform(*CONTROL_SECONDS)
        bar = min(self._bars, int(place + REACH_SECONDS / BAR_SECONDS) + 1)
        await self._act(bar, self._result.answers, change=True)
        return True

    async def _play(self, place: float) -> bool:
        """Send what was played so far, or the whole turn, if it is time."""
        bar = int(place) + 1
        is_end = bar % TURN == 0
        due = ANSWER_SECONDS if is_end else self._latest() + LOOK_SECONDS
        is_own = int(place) // TURN % 2 == 0
        if not is_own or bar == self._sent or (bar - place) * BAR_SECONDS > due:
            return False
        self._sent = bar
        if not is_end:
            first = max(bar - bar % TURN, bar - 2)
            so_far = {"from": first, "until": round(4 * place * TICKS), "notes": self._notes(first)}
            await self._act(bar, self._result.band, BAND_BARS, soFar=so_far)
            return True
        first = bar - TURN
        await self._act(bar, self._result.turns, heard={"from": first, "notes": self._notes(first)})
        left = (bar - self._place()) * BAR_SECONDS - self._latest()
        if left > 0:
            await asyncio.sleep(left)
            await self._act(bar, self._result.turns, heard={"from": first, "notes": self._notes(first)})
        return True

    def _latest(self) -> float:
        """Seconds before a bar line at which an answer can still come in time: ``Turns.latest``."""
        return min(0.45, max(0.2, 0.1 + 1.5 * self._took))

    def _notes(self, first: int) -> list[int]:
        """Eighth notes from a bar up to now, as ``services/live_record.py`` writes them."""
        notes = [(8 * first * EIGHTH, EIGHTH, 60 + first % 12, 90)]
        notes += [(EIGHTH, EIGHTH, 60 + i * 5 % 17, 90) for i in range(1, int(8 * (self._place() - first)))]
        return [number for note in notes for number in note]

    async def _act(self, bar: int, times: list[float], bars: int = BARS, **what: object) -> None:
        """Send something that acts at a bar line."""
        place = self._place()
        await self._ask(bar, times, bars=bars, **what)
        self._bars = bar + bars
        line = self._start + bar * BAR_SECONDS
        self._result.late += time.monotonic() > line - LATEST_SECONDS
        self._result.bars.append(bar - place)

    async def _ask(self, first: int, times: list[float], **more: object) -> dict[str, Any]:
        body = {"settings": self._settings, "session": self._session, "from": first, "bars": BARS, **more}
        start = time.monotonic()
        answer = await asyncio.to_thread(self._post, json.dumps(body).encode())
        self._took = time.monotonic() - start
        times.append(1000 * self._took)
        return unpack(answer)[0]

    def _post(self, body: bytes) -> bytes:
        request = urllib.request.Request(self._url, body, {"Cookie": self._cookies})  # noqa: S310 -- the server of this measurement
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return bytes(answer.read())


async def run_sessions(pid: int, port: int, sessions: int, duration: float, *, trades: bool) -> LiveResult:
    """All sessions at the same time, for ``duration`` seconds."""
    result = LiveResult(sessions)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(sessions))
    page = processes_of(pid)["page"]
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(PageClient(port, QUERY)) for _ in page]
        for client in clients:
            await client.open()
        start, before = time.monotonic(), cpu_seconds(page)
        listeners = [Session(port, clients[i % len(page)], i, result) for i in range(sessions)]
        await asyncio.gather(*(each.run(start + duration, trades=trades) for each in listeners))
    result.cores = (cpu_seconds(page) - before) / (time.monotonic() - start)
    result.megabytes = megabytes(pid)
    return result


def measure_live(sessions: int, duration: float, processes: int = 1, *, trades: bool) -> LiveResult:
    """Run the sessions on a new page, or on several page processes behind nginx."""
    with server(processes) as (process, url):
        wait_for(url)
        port = urlsplit(url).port
        assert port
        return asyncio.run(run_sessions(process.pid, port, sessions, duration, trades=trades))


def summarise(results: Sequence[LiveResult]) -> Iterator[Result]:
    """A table: one row a number of sessions."""
    head = ["sessions", "requests", "answer ms: median / 95 %", "for the band", "to a turn"]
    head += ["sent", "late", "bars: median / 95 %"]
    head += ["waits", "MB", "cores of the page"]
    rows = [
        [
            f"{each.sessions}",
            f"{len(each.answers) + len(each.band) + len(each.turns)}",
            *(_median_and_95(times, ".0f") for times in (each.answers, each.band, each.turns)),
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
    parser.add_argument("--processes", type=int, default=1, help="page processes (default: 1, without nginx)")
    parser.add_argument("--trade", action="store_true", help="musicians who trade fours and play")
    options = parser.parse_args()
    sessions = options.sessions or (SESSIONS_QUICK if options.quick else SESSIONS)
    seconds = options.seconds or (SECONDS_QUICK if options.quick else SECONDS)
    show(
        summarise([measure_live(each, seconds, options.processes, trades=options.trade) for each in sessions])
    )


if __name__ == "__main__":
    main()
