"""A hall full of musicians: sessions over real WebSockets, each wanting a new solo every five seconds.

    python benchmarks/load.py [5 10 20 ...] [--seconds 60] [--quick]

For each number a fresh page is started on this machine, and nothing else is ever spoken
to. Musicians come within the first period, one after the other, and think in between: who still waits
when the next solo is due asks for it as soon as the sound is there. Told are seconds
from the wish to the whole packet (a browser decodes it in some tens of milliseconds more),
errors, and memory of the page and its booths. Musicians run on the same processors.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

import psutil
from websockets.exceptions import WebSocketException

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.page import server, wait_for
from benchmarks.timing import Curve, Result, Table, show
from tools.command import command
from tools.page_client import PageClient, PageError

PERIOD = 5.0
"""Seconds from one wish to the next."""
MOST_MUSICIANS, MOST_SECONDS = 200, 900.0
PATIENCE = 60.0


@dataclass
class Evening:
    """What came of so many musicians."""

    musicians: int
    waits: list[float] = field(default_factory=list)
    """Seconds from a wish to its sound, one for each solo."""
    troubles: list[str] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """Megabytes: of the page as it starts, when all have come, at the end."""
    kilobytes: float = 0.0
    """Sent for a solo."""
    busy: dict[str, float] = field(default_factory=dict)
    """Processors kept busy by the page, by its booths, and by the musicians themselves."""

    @property
    def late(self) -> float:
        """The wait that one solo in twenty exceeds."""
        return quantiles(self.waits, n=20)[-1] if len(self.waits) > 1 else max(self.waits, default=0.0)


async def visit(port: int, number: int, evening: Evening, until: float) -> None:
    """One musician, from arrival to the end."""
    await asyncio.sleep(number * PERIOD / evening.musicians)
    try:
        async with PageClient(port) as musician:
            await musician.open(PATIENCE)
            before = musician.received
            due = time.monotonic() + PERIOD
            solos = 0
            while due < until:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                wished = time.monotonic()
                await musician.new_solo(PATIENCE)
                evening.waits.append(time.monotonic() - wished)
                solos, due = solos + 1, max(due + PERIOD, time.monotonic())
            evening.kilobytes = (musician.received - before) / max(solos, 1) / 1000
    except (PageError, OSError, WebSocketException) as exc:
        evening.troubles.append(f"{type(exc).__name__}: {exc}")


def household(pid: int) -> dict[str, list[psutil.Process]]:
    """The page's process, those that it started, and our own."""
    page = psutil.Process(pid)
    return {"page": [page], "booths": page.children(recursive=True), "musicians": [psutil.Process()]}


def used(processes: Sequence[psutil.Process]) -> float:
    """Seconds of processor so far."""
    return float(sum(sum(each.cpu_times()[:2]) for each in processes))


def megabytes(pid: int) -> float:
    """Resident memory of the page and of what it started."""
    found = household(pid)
    return float(sum(each.memory_info().rss for each in found["page"] + found["booths"])) / 2**20


async def play_evening(pid: int, port: int, musicians: int, lasting: float) -> Evening:
    """All of them at once, for so many seconds."""
    evening = Evening(musicians)
    async with PageClient(port) as first:  # models are read and booths opened before anyone counts
        await first.open(PATIENCE)
    evening.memory.append(megabytes(pid))
    people = household(pid)
    start, before = time.monotonic(), {name: used(each) for name, each in people.items()}
    until = start + lasting
    visits = [asyncio.create_task(visit(port, each, evening, until)) for each in range(musicians)]
    await asyncio.sleep(min(lasting, 2 * PERIOD))
    evening.memory.append(megabytes(pid))
    await asyncio.gather(*visits)
    took = time.monotonic() - start
    evening.busy = {name: (used(each) - before[name]) / took for name, each in people.items()}
    evening.memory.append(megabytes(pid))
    return evening


def hold(musicians: int, lasting: float) -> Evening:
    """An evening on a page of its own."""
    musicians, lasting = min(musicians, MOST_MUSICIANS), min(lasting, MOST_SECONDS)
    with server() as (process, url):
        wait_for(url)
        port = urlsplit(url).port
        assert port
        return asyncio.run(play_evening(process.pid, port, musicians, lasting))


def measure(*, quick: bool) -> Iterator[Result]:
    """Few to many."""
    yield from tell(
        [hold(each, 30.0 if quick else 120.0) for each in ((2, 5, 10) if quick else (5, 10, 20, 50))]
    )


def tell(evenings: Sequence[Evening]) -> Iterator[Result]:
    """One table, and what grows with the musicians."""
    head = ["musicians", "solos", "median s", "95 % within s", "errors", "MB, start / all there / end"]
    head += ["kB a solo", "processors: page / booths / musicians"]
    rows = [
        [
            f"{each.musicians}",
            f"{len(each.waits)}",
            f"{median(each.waits or [0]):.2f}",
            f"{each.late:.2f}",
            f"{len(each.troubles)}",
            " / ".join(f"{value:.0f}" for value in each.memory),
            f"{each.kilobytes:,.0f}",
            " / ".join(f"{value:.2f}" for value in each.busy.values()),
        ]
        for each in evenings
    ]
    yield Table(f"Musicians who want a new solo every {PERIOD:g} s", head, rows)
    waits = {float(each.musicians): each.waits for each in evenings if each.waits}
    yield Curve("Wish to sound, under load", "musicians", "seconds", waits)
    memory = {float(each.musicians): each.memory[-1:] for each in evenings}
    yield Curve("Memory of the page and its booths", "sessions", "MB", memory)


def main() -> None:
    """Measure and print."""
    parser = command(__doc__, quick="few, and not for long")
    parser.add_argument("musicians", nargs="*", type=int, help="how many, one evening each")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each evening")
    options = parser.parse_args()
    if not options.musicians:
        show(measure(quick=options.quick))
        return
    evenings = [hold(each, options.seconds) for each in options.musicians]
    show(tell(evenings))
    for trouble in sorted({trouble for each in evenings for trouble in each.troubles}):
        print(trouble)


if __name__ == "__main__":
    main()
