"""Memory of the page over five hundred solos in one session.

    python -m benchmarks.session_memory [--solos 500]

Every solo differs and has a band. The client fetches the sound as a browser does; no browser
runs, because it needs more memory than the page. Prints resident megabytes of the page and of
its synthesizer workers.
"""

from __future__ import annotations

import asyncio
import sys
from urllib.parse import urlsplit

from benchmarks.page import memory
from tools.command import command, print_table
from tools.page_client import PageClient
from tools.page_server import server, wait_for

SOLOS_BETWEEN = 50
"""From one reading of the memory to the next."""


async def play_session(port: int, pid: int, solos: int) -> list[list[str]]:
    """Rows of (solos so far, memory)."""
    rows = []
    async with PageClient(port) as client:
        await client.open()
        rows.append(["1", memory(pid)])
        for number in range(2, solos + 1):
            await client.new_solo()
            if number % SOLOS_BETWEEN == 0:
                rows.append([str(number), memory(pid)])
                print(*rows[-1], file=sys.stderr, flush=True)
    return rows


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="")
    parser.add_argument("--solos", type=int, default=500)
    solos = parser.parse_args().solos
    with server() as (process, url):
        wait_for(url)
        rows = asyncio.run(play_session(urlsplit(url).port or 0, process.pid, solos))
    print_table("Resident memory: page + synthesizer workers", ["solos", ""], rows)


if __name__ == "__main__":
    main()
