"""A long evening at the page: one musician, five hundred solos, and what the page's memory comes to.

    python -m benchmarks.session_memory [--solos 500]

Every solo is another one, with band, and its sound is fetched as a browser does; a browser itself is
left out, for it costs more than the page. Told are resident megabytes of the page and of its booths.
"""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

from benchmarks.page import memory, server, wait_for
from benchmarks.timing import print_table
from tools.command import command
from tools.page_client import PageClient

EVERY = 50
"""Solos from one look at the memory to the next."""


async def evening(port: int, pid: int, solos: int) -> list[list[str]]:
    """Play them all; returns what was seen on the way."""
    seen = []
    async with PageClient(port) as musician:
        await musician.open()
        seen.append(["1", memory(pid)])
        for number in range(2, solos + 1):
            await musician.new_solo()
            if number % EVERY == 0:
                seen.append([str(number), memory(pid)])
                print(*seen[-1], file=sys.stderr, flush=True)
    return seen


def main() -> None:
    """Measure and print."""
    parser = command(__doc__, quick="")
    parser.add_argument("--solos", type=int, default=500)
    solos = parser.parse_args().solos
    with server() as (process, url):
        wait_for(url)
        seen = asyncio.run(evening(urlsplit(url).port or 0, process.pid, solos))
    print_table("Resident memory of the page + its booths", ["solos", ""], seen)


if __name__ == "__main__":
    main()
