"""The page that a command starts ends with Ctrl-C: without a message, and with all its processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.processes import wait_until_ended
from tools.page_server import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0


def wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            return socket.create_connection(("localhost", port)).close()
        except OSError:
            assert time.monotonic() < until, "the page does not listen"
            time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [["jazzlstm.ui.run", "streamlit_app.py", "--server.address=localhost"], ["jazzlstm", "page"]],
    ids=["make app", "page"],
)
def test_ctrl_c_ends_the_page_without_a_message(command: list[str], tmp_path: Path) -> None:
    port = free_port()
    option = f"--port={port}" if "page" in command else f"--server.port={port}"
    environment = {**os.environ, "STREAMLIT_SERVER_HEADLESS": "true", "BROWSER": "true"}
    environment["JAZZLSTM_STORE"] = str(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", *command, option],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        wait_for(port)
        started = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        said = process.communicate(timeout=SECONDS)[1]
    assert (process.returncode, said) == (0, b"")
    wait_until_ended(*started)


INTERRUPTED = """
import signal, sys, uvicorn
from jazzlstm.ui import run

def interrupted(server, sockets=None):
    served = server.serve(sockets)  # as uvicorn's own: a coroutine that is not yet awaited
    signal.raise_signal(signal.SIGINT)

uvicorn.Server.run = interrupted
run.main()
"""


@pytest.mark.slow
def test_ctrl_c_before_the_server_begins_has_no_message_either() -> None:
    command = [sys.executable, "-c", INTERRUPTED, "streamlit_app.py"]
    command += ["--server.address=localhost", "--server.headless=true", f"--server.port={free_port()}"]
    ended = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
