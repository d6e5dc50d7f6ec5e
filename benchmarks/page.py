"""The page in headless Chromium: how long a listener waits, and what it costs the server.

    python benchmarks/page.py [--solos 50] [--quick] [--training]

From the start of the server to the first sound ready; from a slider's release to
the new sound ready, 20 beats with band; memory of the server after so many solos.
With ``--training`` the same once more while the default network is taught the sample corpus beside it.
"Ready" is when the browser has decoded the sound and would play it. CHROMIUM
names the browser, or else the one on the path is taken.
"""

from __future__ import annotations

import compileall
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.timing import print_table
from tools.command import command, open_chromium

ROOT = Path(__file__).resolve().parents[1]
READY = (
    "document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot?.querySelector('.player')"
)
WAIT_FOR_OTHER = f"""(before) => new Promise((done) => {{
  const start = performance.now();
  const look = () => {{
    const id = {READY}?.dataset.id;
    if (id && id !== before) done(performance.now() - start);
    else setTimeout(look, 4);
  }};
  look();
}})"""


@contextmanager
def server() -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The page on a free port; yields at once, before it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true"]
    quiet = subprocess.DEVNULL
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(ROOT / "jazzlstm", quiet=2)  # as on every start of a page but the first
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet) as process:  # noqa: S603 -- this Python
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Until the server answers; it is given up when ``process``, which is to start it, has ended."""
    while process is None or process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310 -- our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    sys.exit(f"the page was not started: exit code {process.returncode}")


def first_sound(browser: Browser, url: str) -> Page:
    """A page whose first sound is ready."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_function(f"{READY}?.dataset.duration", timeout=60_000)
    return page


def release_to_sound(page: Page, times: int) -> list[float]:
    """Milliseconds from releasing the temperature slider to the new sound, each time to another value."""
    slider = page.get_by_role("slider", name="Temperature").first
    slider.focus()
    found = []
    for i in range(times):
        before = page.evaluate(f"{READY}.dataset.id")
        page.keyboard.press("ArrowRight" if i % 16 < 8 else "ArrowLeft")
        found.append(float(page.evaluate(WAIT_FOR_OTHER, before)))
        page.wait_for_timeout(150)
        if i % 8 == 7:  # other seeds, or the values would come round and be answered from memory
            before = page.evaluate(f"{READY}.dataset.id")
            page.get_by_role("button", name="New solo").click()
            page.evaluate(WAIT_FOR_OTHER, before)
            slider.focus()
    return found


@contextmanager
def training() -> Iterator[None]:
    """Within, a worker beside the page teaches the default the sample corpus, past its first epoch."""
    from jazzlstm.formats.corpus import read_corpus
    from jazzlstm.jobs import cluster
    from jazzlstm.jobs import training_jobs as jobs
    from jazzlstm.jobs.run_request import RunRequest
    from jazzlstm.jobs.session_store import STORE_VARIABLE, create_session
    from jazzlstm.jobs.training_solos import TrainingSolos
    from jazzlstm.services import play as studio

    with tempfile.TemporaryDirectory() as store:
        os.environ[STORE_VARIABLE] = store
        session = create_session()
        solos = TrainingSolos.of(read_corpus([ROOT / "data" / "solos"]).solos)
        jobs.start_run(session, RunRequest(epochs=200), solos, studio.open_model(studio.DEFAULT_MODEL))
        while (status := jobs.follow(session)) and status.is_active and not status.epoch:
            time.sleep(0.5)
        yield
        still = jobs.follow(session)
        cluster.close()
    if still is None or still.state != "training":
        sys.exit("the training ended before the page was measured beside it: measure fewer solos")


def memory(pid: int) -> str:
    """Resident megabytes of the page's process, and of those that play for it."""
    page = psutil.Process(pid)
    booths = sum(each.memory_info().rss for each in page.children(recursive=True))
    return f"{page.memory_info().rss / 2**20:.0f} MB + {booths / 2**20:.0f} MB"


def told(name: str, waits: list[float]) -> list[list[str]]:
    """The median, and what one wait in twenty exceeds."""
    late = quantiles(waits, n=20)[-1]
    return [[name, f"{median(waits):.0f} ms"], ["the same, 95th percentile", f"{late:.0f} ms"]]


def main() -> None:
    """Measure and print."""
    parser = command(__doc__, quick="eight solos only")
    parser.add_argument("--solos", type=int, default=50)
    parser.add_argument("--training", action="store_true", help="again beside a training")
    options = parser.parse_args()
    solos = 8 if options.quick else max(8, options.solos)
    with sync_playwright() as playwright, server() as (process, url):
        start = time.perf_counter()
        browser = open_chromium(playwright)
        wait_for(url)
        page = first_sound(browser, url)
        opened = time.perf_counter() - start
        fresh = memory(process.pid)
        start = time.perf_counter()
        first_sound(browser, url).close()
        again = time.perf_counter() - start
        waits, remembered = [], []
        for done in range(0, solos, 50):
            waits += release_to_sound(page, min(50, solos - done))
            remembered.append([f"after {len(waits)} more", memory(process.pid)])
            print(*remembered[-1], file=sys.stderr, flush=True)  # a long evening shows where it is
        rows = [
            ["server and browser start to first sound ready", f"{opened:.2f} s"],
            ["a second visitor, to first sound ready", f"{again:.2f} s"],
            *told(f"slider release to sound ready, median of {solos}", waits),
            ["memory of the page + of its booths, after the first solo", fresh],
            *remembered,
        ]
        if options.training:
            with training():
                beside = release_to_sound(page, solos)
            rows += told("beside a training, median", beside)
            rows.append(["times as long", f"{median(beside) / median(waits):.2f}"])
        browser.close()
    print_table("The page in headless Chromium", ["", ""], rows)


if __name__ == "__main__":
    main()
