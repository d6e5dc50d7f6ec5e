"""A first start: ``make app`` in a fresh clone with an empty home folder, until the first sound.

    python benchmarks/fresh_clone.py [--python python3.13]

Clones the last commit into a temporary folder. pip has no cache there, so most of the time depends
on the network connection. Prints seconds until the page answers, until headless Chromium has the first
sound ready, and until the libraries of training are there, which come while the page plays; the sizes of the
downloads (measured by a second download), and the size on disk.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from benchmarks.page import first_sound
from tools.command import command, open_chromium, print_table
from tools.page_server import ROOT, free_port, wait_for
from tools.training_libraries import STAMP

KEPT_VARIABLES = ("PATH", "LANG", "SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""What the network connection needs of the environment, besides the settings of pip."""


def clean_environment(home: Path) -> dict[str, str]:
    """Environment variables of a user with the new, empty home folder ``home``."""
    home.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if name in KEPT_VARIABLES or name.startswith("PIP_")
    }
    return kept | {
        "HOME": str(home),
        "BROWSER": "true",
    }  # Streamlit opens the browser "true", which does nothing


def megabytes(folder: Path) -> float:
    """Size of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def megabytes_to_download(clone: Path, requirements: Path) -> float:
    """Download a list of requirements again; returns the size of the wheels."""
    pip = [str(clone / ".venv/bin/python"), "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-deps"]
    with tempfile.TemporaryDirectory() as wheels:
        subprocess.run([*pip, "-r", requirements, "-d", wheels], cwd=clone, check=True)  # noqa: S603 -- pip
        return megabytes(Path(wheels))


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick="")
    parser.add_argument("--python", default="", help="instead of the one that make finds")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone, home = Path(folder, "clone"), Path(folder, "home")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)  # noqa: S603, S607 -- this repository
        answered, sounded, complete = time_first_start(clone, home, options.python)
        page, training = (
            megabytes_to_download(clone, clone / ".venv" / name)
            for name in ("page-libraries.txt", "training-libraries.txt")
        )
        rows = [
            ["make app, until the page answers", f"{answered:.0f} s"],
            ["until the first sound is ready", f"{sounded:.0f} s"],
            ["until the libraries of training are installed", f"{complete:.0f} s"],
            ["downloaded by pip for the page", f"{page:.0f} MB"],
            ["downloaded by pip for training", f"{training:.0f} MB"],
            ["size of .venv on disk", f"{megabytes(clone / '.venv'):.0f} MB"],
        ]
    print_table("A fresh clone, an empty home folder", ["", ""], rows)


def time_first_start(clone: Path, home: Path, python: str) -> tuple[float, float, float]:
    """Seconds from ``make app`` to an answer of the page, the first sound, and the libraries of training."""
    port = free_port()
    url = f"http://localhost:{port}"
    make = ["make", "app", f"PORT={port}", *([f"PYTHON={python}"] if python else [])]
    start = time.perf_counter()
    environment = clean_environment(home)
    with (
        sync_playwright() as playwright,
        subprocess.Popen(make, cwd=clone, env=environment, start_new_session=True) as process,  # noqa: S603 -- the Makefile of this repository
    ):
        try:
            wait_for(url, process)
            answered = time.perf_counter() - start
            browser = open_chromium(playwright)
            first_sound(browser, url)
            sounded = time.perf_counter() - start
            browser.close()
            while not (clone / ".venv" / STAMP).exists() and process.poll() is None:
                time.sleep(0.1)
            complete = time.perf_counter() - start
        finally:
            os.killpg(process.pid, signal.SIGTERM)
    return answered, sounded, complete


if __name__ == "__main__":
    main()
