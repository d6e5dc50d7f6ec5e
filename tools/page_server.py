"""A server of the page on this machine, for benchmarks, pictures and tests."""

from __future__ import annotations

import compileall
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READY = (
    "document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot?.querySelector('.player')"
)
"""JavaScript: the element of the player. It has data-id, the solo, and data-duration once sound is ready."""


def free_port() -> int:
    """A TCP port that no process uses.

    It is below 32768, where Linux begins to hand out ports: until the server listens, seconds later, another
    process might be given a higher one.
    """
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def server(processes: int = 1) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start the page on a free port; yields the process and the address before the page answers.

    Several processes are those of ``jazzlstm serve``, behind nginx.
    """
    port = free_port()
    command = [sys.executable, "-m", "jazzlstm.ui.run", "streamlit_app.py", f"--server.port={port}"]
    command += ["--server.address=127.0.0.1", "--server.headless=true"]
    if processes > 1:
        command = [sys.executable, "-m", "jazzlstm", "serve", f"--processes={processes}", f"--port={port}"]
    quiet = subprocess.DEVNULL
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(ROOT / "jazzlstm", quiet=2)  # every start but the first finds compiled files
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet) as process:  # noqa: S603 -- this Python
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until the server answers; exits if ``process``, which starts it, ends before."""
    while process is None or process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310 -- a server of this program
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    sys.exit(f"the page did not start: exit code {process.returncode}; run make app to see why")
