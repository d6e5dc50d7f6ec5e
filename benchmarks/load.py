"""Load: sessions over WebSockets, each asking for a new solo every five seconds.

    python benchmarks/load.py [5 10 20 ...] [--seconds 60] [--processes 2] [--quick]

A new page on this machine, or several page processes behind nginx, serve each number of sessions.
Sessions open one after another within the first period. A session whose solo is late asks for the next one
as soon as the sound has arrived. Measured: seconds from a request to the complete packet (a browser adds some
tens of milliseconds to decode it), errors, and memory of the pages and their synthesizer workers. The
clients run on the same processors.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psutil
from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Curve, Result, Table, show
from tools.command import command
from tools.page_client import PageClient, PageError
from tools.page_server import server, wait_for

PERIOD_SECONDS = 5.0
"""From one request of a session to its next."""
MOST_SESSIONS = 200
MOST_SECONDS = 900.0
"""Limits of the command line: more than one machine can serve."""
TIMEOUT_SECONDS = 60.0
REQUESTS_AT_ONCE = 4
"""Of one session: each takes a thread of this process."""
SESSIONS = (5, 10, 20, 50)
SECONDS = 120.0
SESSIONS_QUICK = (2, 5, 10)
SECONDS_QUICK = 30.0

Processes = Mapping[str, Sequence[psutil.Process]]


@dataclass
class LoadResult:
    """Measurements with one number of sessions."""

    sessions: int
    waits: list[float] = field(default_factory=list)
    """Seconds from a request to its sound, one for each solo."""
    errors: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes of the page and its workers: at the start, with all sessions open, at the end."""
    kilobytes: float = 0.0
    """Received for a solo."""
    cores: dict[str, float] = field(default_factory=dict)
    """Processor seconds a second: of the page, its synthesizer workers, and the clients."""

    @property
    def percentile_95(self) -> float:
        """The wait that one request in twenty exceeds, seconds."""
        return quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else max(self.waits, default=0.0)


async def run_session(port: int, number: int, result: LoadResult, until: float) -> None:
    """Open one session, request solos until the time ``until``, and add the measurements to ``result``."""
    await asyncio.sleep(number * PERIOD_SECONDS / result.sessions)
    try:
        async with PageClient(port) as client:
            await client.open(TIMEOUT_SECONDS)
            before = client.received
            due = time.monotonic() + PERIOD_SECONDS
            solos = 0
            while due < until:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                requested = time.monotonic()
                await client.new_solo(TIMEOUT_SECONDS)
                result.waits.append(time.monotonic() - requested)
                solos, due = solos + 1, max(due + PERIOD_SECONDS, time.monotonic())
            result.kilobytes = (client.received - before) / max(solos, 1) / 1000
    except (PageError, OSError, WebSocketException) as exc:
        result.errors.append(f"{type(exc).__name__}: {exc}")


def processes_of(pid: int) -> Processes:
    """The page's process or processes, those it started, nginx, and this process with the clients."""
    page = psutil.Process(pid)
    below = page.children(recursive=True)
    pages = [each for each in below if "streamlit" in each.cmdline()] or [page]
    proxies = [each for each in below if each.name() == "nginx"]
    workers = [each for each in below if each not in pages + proxies]
    return {"page": pages, "workers": workers, "nginx": proxies, "clients": [psutil.Process()]}


def cpu_seconds(processes: Sequence[psutil.Process]) -> float:
    """Processor time of the processes so far."""
    return float(sum(sum(each.cpu_times()[:2]) for each in processes))


def megabytes(pid: int) -> float:
    """Resident memory of the page and its workers."""
    found = processes_of(pid)
    return float(sum(each.memory_info().rss for each in [*found["page"], *found["workers"]])) / 2**20


async def run_sessions(pid: int, port: int, sessions: int, duration: float) -> LoadResult:
    """Run all sessions at the same time for ``duration`` seconds."""
    result = LoadResult(sessions)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(REQUESTS_AT_ONCE * sessions))
    for _ in processes_of(pid)["page"]:  # models are read and workers started before the measurement
        async with PageClient(port) as first:
            await first.open(TIMEOUT_SECONDS)
    result.memory.append(megabytes(pid))
    processes = processes_of(pid)
    start, before = time.monotonic(), {name: cpu_seconds(each) for name, each in processes.items()}
    until = start + duration
    tasks = [asyncio.create_task(run_session(port, each, result, until)) for each in range(sessions)]
    await asyncio.sleep(min(duration, 2 * PERIOD_SECONDS))
    result.memory.append(megabytes(pid))
    await asyncio.gather(*tasks)
    elapsed = time.monotonic() - start
    result.cores = {name: (cpu_seconds(each) - before[name]) / elapsed for name, each in processes.items()}
    result.memory.append(megabytes(pid))
    return result


def measure_load(sessions: int, duration: float, processes: int = 1) -> LoadResult:
    """Run the sessions on a new page."""
    sessions, duration = min(sessions, MOST_SESSIONS), min(duration, MOST_SECONDS)
    with server(processes) as (process, url):
        wait_for(url)
        port = urlsplit(url).port
        assert port
        return asyncio.run(run_sessions(process.pid, port, sessions, duration))


def measure(*, quick: bool) -> Iterator[Result]:
    """Measure few to many sessions."""
    duration = SECONDS_QUICK if quick else SECONDS
    yield from summarise([measure_load(each, duration) for each in (SESSIONS_QUICK if quick else SESSIONS)])


def summarise(results: Sequence[LoadResult]) -> Iterator[Result]:
    """A table, and curves of waiting time and memory against sessions."""
    head = ["sessions", "solos", "median s", "95th percentile s", "errors", "MB: start / all open / end"]
    head += ["kB a solo", "cores: page / synthesizer workers / nginx / clients"]
    rows = [
        [
            f"{each.sessions}",
            f"{len(each.waits)}",
            f"{median(each.waits or [0]):.2f}",
            f"{each.percentile_95:.2f}",
            f"{len(each.errors)}",
            " / ".join(f"{value:.0f}" for value in each.memory),
            f"{each.kilobytes:,.0f}",
            " / ".join(f"{value:.2f}" for value in each.cores.values()),
        ]
        for each in results
    ]
    yield Table(f"Sessions that request a new solo every {PERIOD_SECONDS:g} s", head, rows)
    waits = {float(each.sessions): each.waits for each in results if each.waits}
    yield Curve("Request to sound, under load", "sessions", "seconds", waits)
    memory = {float(each.sessions): each.memory[-1:] for each in results}
    yield Curve("Memory: page and synthesizer workers", "sessions", "MB", memory)


def main() -> None:
    """Print the tables and the errors."""
    parser = command(__doc__, quick="fewer sessions, shorter")
    parser.add_argument("sessions", nargs="*", type=int, help="numbers of sessions to measure")
    parser.add_argument("--seconds", type=float, default=60.0, help="duration for each number of sessions")
    parser.add_argument("--processes", type=int, default=1, help="page processes (default: 1, without nginx)")
    options = parser.parse_args()
    if not options.sessions:
        show(measure(quick=options.quick))
        return
    results = [measure_load(each, options.seconds, options.processes) for each in options.sessions]
    show(summarise(results))
    for error in sorted({error for each in results for error in each.errors}):
        print(error)


if __name__ == "__main__":
    main()
