"""From nothing to music: ``make app`` in a fresh clone, with an empty home, until the first sound.

    python benchmarks/fresh_clone.py [--python python3.13]

What is committed is cloned into a temporary folder; pip finds no cache there and fetches all it needs,
so most of the time hangs on the connection. Told are seconds until the page answers and until headless
Chromium has the first sound ready; what pip fetches (once more, for that); what it takes on the disk.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import sync_playwright

from benchmarks.page import ROOT, first_sound, wait_for
from benchmarks.timing import print_table

KEPT = ("PATH", "LANG", "SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
"""Of the environment, beside pip's own settings: the way to the network."""


def empty_home(home: Path) -> dict[str, str]:
    """The environment of somebody who has just arrived."""
    home.mkdir()
    kept = {name: words for name, words in os.environ.items() if name in KEPT or name.startswith("PIP_")}
    return kept | {"HOME": str(home), "BROWSER": "true"}  # streamlit opens "a browser" that does nothing


def megabytes(folder: Path) -> float:
    """Of all files below a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def fetch(clone: Path, home: Path) -> Path:
    """The folder into which all that is required was fetched once more, as it travels."""
    wheels = home / "wheels"
    pip = [str(clone / ".venv/bin/python"), "-m", "pip", "download", "--quiet", "--no-cache-dir", "--no-deps"]
    subprocess.run([*pip, "-r", "requirements.txt", "-d", wheels], cwd=clone, check=True)  # noqa: S603 -- pip
    return wheels


def main() -> None:
    """Clone, make, listen, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default="", help="which one, if not the one that make finds")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        clone, home = Path(folder, "clone"), Path(folder, "home")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)  # noqa: S603, S607 -- what is committed
        make = ["make", "app", f"PORT={port}", *([f"PYTHON={options.python}"] if options.python else [])]
        start = time.perf_counter()
        with subprocess.Popen(make, cwd=clone, env=empty_home(home), start_new_session=True) as process:  # noqa: S603 -- as a stranger does
            try:
                wait_for(f"http://localhost:{port}", process)
                answered = time.perf_counter() - start
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                first_sound(browser, f"http://localhost:{port}")
                heard = time.perf_counter() - start
                browser.close()
            finally:
                os.killpg(process.pid, signal.SIGTERM)
        wheels = fetch(clone, home)
        rows = [
            ["make app, until the page answers", f"{answered:.0f} s"],
            ["until the first sound is ready", f"{heard:.0f} s"],
            ["fetched by pip", f"{megabytes(wheels):.0f} MB"],
            ["on the disk, .venv", f"{megabytes(clone / '.venv'):.0f} MB"],
        ]
    print_table("A fresh clone, an empty home", ["", ""], rows)


if __name__ == "__main__":
    main()
