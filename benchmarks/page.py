"""The page in headless Chromium: waiting times, and memory of the server.

    python benchmarks/page.py [--solos 50] [--quick] [--training]

- From the start of the server to the first sound ready.
- From the release of a slider to the new sound ready, 20 beats with band.
- Memory of the server and of the browser after the solos.
- With ``--lengths``, the second for five bars, one chorus and five choruses of 32 bars, and the bytes and
  processor seconds of a whole solo.
- With ``--training``, the second again while the default network is trained on the sample corpus.

A sound is ready when the browser has decoded it. The browser is the path in the variable
CHROMIUM, else the one on PATH.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
from playwright.sync_api import Browser, Page, Playwright, Response, WebSocket, sync_playwright

from jazzlstm.ui.play.paths import REST_PATH
from tools.command import command, open_chromium, print_table
from tools.page_server import READY, ROOT, server, wait_for

TIMEOUT_MILLISECONDS = 60_000
FEWEST_SOLOS = 8
SOLOS_BETWEEN = 50
"""From one reading of the memory to the next."""
STEPS_OF_SLIDER = 8
"""Key presses in one direction; afterwards another seed is set, because the values return and are cached."""
LENGTHS = {
    "20 beats": "tune=rhythm-changes&takes=1&beats=20",
    "a chorus of 32 bars": "tune=rhythm-changes&takes=1&beats=128",
    "five choruses of 32 bars": "tune=rhythm-changes&takes=1&beats=640",
}
"""Links by the length of their solo."""
WHOLE_SOLOS = 5
WHOLE = f"""(before) => {{
  const {{ id, until }} = {READY}?.dataset ?? {{}};
  return id && id !== before && until >= {READY}.dataset.length;
}}"""
"""JavaScript: whether another solo than ``before`` has come as a whole."""
SETTLE_MILLISECONDS = 150
"""Between two measurements."""
WAIT_FOR_OTHER = f"""(before) => new Promise((done) => {{
  const start = performance.now();
  const look = () => {{
    const id = {READY}?.dataset.id;
    if (id && id !== before) done(performance.now() - start);
    else setTimeout(look, 4);
  }};
  look();
}})"""
"""JavaScript: milliseconds until the player holds another solo than ``before``."""


def first_sound(browser: Browser, url: str) -> Page:
    """Open the page and wait until the first sound is ready."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_function(f"{READY}?.dataset.duration", timeout=TIMEOUT_MILLISECONDS)
    return page


def release_to_sound(page: Page, times: int) -> list[float]:
    """Milliseconds from the release of the temperature slider to the new sound, for each change."""
    slider = page.get_by_role("slider", name="Temperature").first
    slider.focus()
    waits = []
    for i in range(times):
        before = page.evaluate(f"{READY}.dataset.id")
        page.keyboard.press("ArrowRight" if i % (2 * STEPS_OF_SLIDER) < STEPS_OF_SLIDER else "ArrowLeft")
        waits.append(float(page.evaluate(WAIT_FOR_OTHER, before)))
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        if i % STEPS_OF_SLIDER == STEPS_OF_SLIDER - 1:
            before = page.evaluate(f"{READY}.dataset.id")
            page.get_by_role("button", name="New solo").click()
            page.evaluate(WAIT_FOR_OTHER, before)
            slider.focus()
    return waits


@contextmanager
def training() -> Iterator[None]:
    """A context in which a worker trains the default network on the sample corpus, past the first epoch."""
    from jazzlstm.formats.corpus import read_corpus
    from jazzlstm.jobs import cluster
    from jazzlstm.jobs import training_jobs as jobs
    from jazzlstm.jobs.run_request import RunRequest
    from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
    from jazzlstm.jobs.training_solos import TrainingSolos
    from jazzlstm.services.models import DEFAULT_MODEL, open_model

    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        session = create_session()
        solos = TrainingSolos.of(read_corpus([ROOT / "data" / "solos"]).solos)
        jobs.start_run(session, RunRequest(epochs=200), solos, open_model(DEFAULT_MODEL))
        while (status := jobs.follow(session)) and status.is_active and not status.epoch:
            time.sleep(0.5)
        yield
        still = jobs.follow(session)
        cluster.close()
    if still is None or still.state != "training":
        sys.exit("the training ended before the measurement did: lower --solos")


def memory(pid: int) -> str:
    """Resident megabytes of the page's process and of its synthesizer workers, as text."""
    page = psutil.Process(pid)
    workers = sum(each.memory_info().rss for each in page.children(recursive=True))
    return f"{page.memory_info().rss / 2**20:.0f} MB + {workers / 2**20:.0f} MB"


def browser_memory() -> str:
    """Megabytes that the processes of the browser have to themselves, as text; 0 where it is not known."""
    found = [each for each in psutil.Process().children(recursive=True) if "chrom" in each.name()]
    return f"{sum(each.memory_full_info().uss for each in found) / 2**20:.0f} MB"


def measure_lengths(browser: Browser, url: str, pid: int, solos: int) -> list[list[str]]:
    """Rows for solos of each of ``LENGTHS``: slider to sound, and the cost of a whole solo."""
    rows = []
    for name, query in LENGTHS.items():
        page = browser.new_page()
        frames = frames_of(page)
        page.goto(f"{url}/?{query}")
        page.wait_for_function(f"{READY}?.dataset.duration", timeout=TIMEOUT_MILLISECONDS)
        rows += wait_rows(f"slider release to sound ready, {name}", release_to_sound(page, solos))
        page.wait_for_timeout(SETTLE_MILLISECONDS)
        frames.clear()
        figures = whole_solos(page, psutil.Process(pid))
        figures["kilobytes of the WebSocket, uncompressed"] = sum(frames) / WHOLE_SOLOS / 1000
        rows += [[f"{what}, {name}", f"{figure:.2f}"] for what, figure in figures.items()]
        page.close()
    return rows


def frames_of(page: Page) -> list[int]:
    """The sizes of the messages that the WebSocket of a page will receive, in bytes."""
    sizes: list[int] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: sizes.append(len(payload)))

    page.on("websocket", follow)
    return sizes


def whole_solos(page: Page, process: psutil.Process) -> dict[str, float]:
    """The cost of a whole solo: the median processor seconds of the server, the mean kilobytes."""
    cost: list[float] = []
    received: list[Response] = []
    page.on("response", lambda response: received.append(response))  # Playwright takes no built-in function
    for _ in range(WHOLE_SOLOS):
        before, start = page.evaluate(f"{READY}.dataset.id"), sum(process.cpu_times()[:2])
        page.get_by_role("button", name="New solo").first.click()
        page.wait_for_function(WHOLE, arg=before, timeout=TIMEOUT_MILLISECONDS)
        cost.append(sum(process.cpu_times()[:2]) - start)
    sizes = [int(each.headers.get("content-length", 0)) for each in received if REST_PATH in each.url]
    return {
        "processor seconds of the page for a whole solo": median(cost),
        "kilobytes of the later bars, compressed": sum(sizes) / WHOLE_SOLOS / 1000,
    }


def wait_rows(name: str, waits: list[float]) -> list[list[str]]:
    """Rows of the median and the 95th percentile."""
    percentile = quantiles(waits, n=20)[-1]
    return [
        [f"{name}, median", f"{median(waits):.0f} ms"],
        [f"{name}, 95th percentile", f"{percentile:.0f} ms"],
    ]


def measure_page(playwright: Playwright, url: str, pid: int, options: Namespace) -> list[list[str]]:
    """Rows of the table; the server of ``url`` has just been started."""
    solos = FEWEST_SOLOS if options.quick else max(FEWEST_SOLOS, options.solos)
    start = time.perf_counter()
    browser = open_chromium(playwright)
    wait_for(url)
    page = first_sound(browser, url)
    rows = [["server and browser start to first sound ready", f"{time.perf_counter() - start:.2f} s"]]
    before = f"{memory(pid)}, {browser_memory()}"
    start = time.perf_counter()
    first_sound(browser, url).close()
    rows.append(["second visitor, to first sound ready", f"{time.perf_counter() - start:.2f} s"])
    waits, later = [], []
    for done in range(0, solos, SOLOS_BETWEEN):
        waits += release_to_sound(page, min(SOLOS_BETWEEN, solos - done))
        later.append([f"after {len(waits)} more", f"{memory(pid)}, {browser_memory()}"])
        print(*later[-1], file=sys.stderr, flush=True)
    rows += wait_rows(f"slider release to sound ready, {solos} solos", waits)
    rows += [["memory of page + its workers, and of the browser, after the first solo", before], *later]
    if options.training:
        with training():
            beside = release_to_sound(page, solos)
        rows += wait_rows("the same during a training", beside)
        rows.append(["ratio of the medians", f"{median(beside) / median(waits):.2f}"])
    if options.lengths:
        rows += measure_lengths(browser, url, pid, solos)
    browser.close()
    return rows


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick=f"{FEWEST_SOLOS} solos")
    parser.add_argument("--solos", type=int, default=50)
    parser.add_argument(
        "--lengths", action="store_true", help="measure solos of five bars to five choruses too"
    )
    parser.add_argument("--training", action="store_true", help="measure during a training too")
    options = parser.parse_args()
    with sync_playwright() as playwright, server() as (process, url):
        rows = measure_page(playwright, url, process.pid, options)
    print_table("The page in headless Chromium", ["", ""], rows)


if __name__ == "__main__":
    main()
