"""The command ``serve``: what it refuses, and the page in two processes behind nginx."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Thread

import psutil
import pytest

from jazzlstm.cli import main
from jazzlstm.cli.nginx import COOKIE
from tests.cli.test_nginx import NGINX
from tests.event_loop import run
from tests.processes import SECONDS, wait_until_ended
from tools.page_client import PageClient
from tools.page_server import free_port

ROOT = Path(__file__).resolve().parents[2]
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["serve", *arguments]) == 2
    return capsys.readouterr().err


@needs_nginx
def test_a_port_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port} (Address already in use)" in refusal(
            capsys, f"--port={port}"
        )


@pytest.mark.parametrize("count", ["0", "-1", "65"])
def test_an_impossible_number_of_processes_is_refused(capsys: pytest.CaptureFixture[str], count: str) -> None:
    assert "--processes is 1 to 64" in refusal(capsys, "--processes", count)


def test_without_nginx_the_message_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert "nginx is not installed" in refusal(capsys)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str], Queue[str]]]:
    """Port and process of ``serve`` with two page processes, and the lines that it prints."""
    port, lines = free_port(), Queue[str]()
    command = [sys.executable, "-m", "jazzlstm", "serve", "--processes=2", f"--port={port}"]
    environment = {**os.environ, "JAZZLSTM_STORE": str(tmp_path / "store")}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        reader = Thread(target=lambda out: [*map(lines.put, out)], args=(process.stdout,), daemon=True)
        reader.start()
        assert "2 processes" in lines.get(timeout=SECONDS)
        try:
            yield port, process, lines
        finally:
            process.terminate()
            reader.join(SECONDS)  # before its pipe is closed


@needs_nginx
@pytest.mark.slow
def test_a_session_stays_with_its_process_and_another_one_replaces_it(
    served: tuple[int, subprocess.Popen[str], Queue[str]],
) -> None:
    port, process, lines = served
    children = psutil.Process(process.pid).children(recursive=True)
    pages = {page_port(child): child for child in psutil.Process(process.pid).children() if page_port(child)}
    assert len(pages) == 2

    async def visit() -> set[str]:
        found = set()
        for _ in range(2):
            async with PageClient(port) as visitor:
                await visitor.open()
                await visitor.new_solo()
                await visitor.whole_solo()  # from the process that has the session
                found.add(process_of(visitor))
        return found

    assert run(visit()) == {"1", "2"}
    next(iter(pages.values())).kill()
    assert {*run(visit())} <= {"1", "2"}  # while it starts again
    assert "was started again" in lines.get(timeout=SECONDS)
    process.send_signal(signal.SIGINT)
    assert process.wait(SECONDS) == 0
    wait_until_ended(*children)


def page_port(process: psutil.Process) -> str:
    """The port of a page process; "" of another one."""
    found = re.search(r"--server\.port=(\d+)", " ".join(process.cmdline()))
    return found[1] if found else ""


def process_of(visitor: PageClient) -> str:
    """The number of the process in a visitor's cookie."""
    found = re.search(rf"{COOKIE}=(\d+)", visitor.cookies)
    assert found
    return found[1]
