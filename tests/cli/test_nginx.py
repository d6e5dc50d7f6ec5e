"""The nginx in front of page processes: real nginx, and two small servers in their place."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from jazzlstm.cli.nginx import COOKIE, configuration
from tools.page_server import free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/local/bin:/usr/bin:/opt/homebrew/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")
SECONDS = 60.0
DOCUMENT = {"Accept": "text/html,*/*"}


class Answer(BaseHTTPRequestHandler):
    """Answers with the port of the server, and what the proxy tells of the visitor."""

    def do_GET(self) -> None:
        told = (self.headers["X-Forwarded-For"], self.headers["X-Forwarded-Proto"], self.headers["Host"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(" ".join([str(self.server.server_port), *told]).encode())  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def serving() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def servers() -> Iterator[list[ThreadingHTTPServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serving()) for _ in range(2)]


@pytest.fixture
def url(servers: list[ThreadingHTTPServer], tmp_path: Path) -> Iterator[str]:
    """The address of an nginx in front of the servers."""
    port = free_port()
    file = tmp_path / "nginx.conf"
    ports = [server.server_port for server in servers]
    file.write_text(configuration(tmp_path, f"127.0.0.1:{port}", ports), encoding="utf-8")
    command = [str(NGINX), "-e", "stderr", "-p", str(tmp_path), "-c", str(file)]
    with subprocess.Popen(command) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("nginx does not listen")


def get(url: str, **headers: str) -> tuple[list[str], str]:
    """What the server answered, and the cookie that nginx set."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=SECONDS) as answer:  # noqa: S310 -- this test's own
        return answer.read().decode().split(), (answer.headers["Set-Cookie"] or "").partition(";")[0]


def test_new_visitors_take_turns_and_stay_with_their_process(url: str) -> None:
    visits = [get(url, **DOCUMENT) for _ in range(4)]
    first, second, *_ = processes = [answer[0] for answer, _ in visits]
    assert processes == [first, second, first, second]
    assert first != second
    for answer, cookie in visits:
        assert [get(url, Cookie=cookie) for _ in range(3)] == [(answer, "")] * 3


def test_requests_without_a_cookie_go_by_address_and_browser(url: str) -> None:
    names = map(str, range(40))  # of eight, all go to one process in one of a hundred tests
    processes = {name: {get(url, **{"User-Agent": name})[0][0] for _ in range(2)} for name in names}
    assert {len(found) for found in processes.values()} == {1}
    assert len(set.union(*processes.values())) == 2


def test_another_process_answers_for_one_that_has_ended(url: str, servers: list[ThreadingHTTPServer]) -> None:
    ended, other = servers
    ended.shutdown()
    ended.server_close()
    answer, cookie = get(url, Cookie=f"{COOKIE}=1")
    assert answer[0] == str(other.server_port)
    assert cookie == f"{COOKIE}=2"
    assert {get(url, **DOCUMENT)[0][0] for _ in range(4)} == {str(other.server_port)}


def test_an_unknown_cookie_is_replaced(url: str) -> None:
    for value in ("3", "", "process1", "1 2"):
        _, cookie = get(url, Cookie=f"{COOKIE}={value}", **DOCUMENT)
        assert cookie in (f"{COOKIE}=1", f"{COOKIE}=2")


def test_the_page_is_told_address_protocol_and_host(url: str) -> None:
    host = url.split("/")[2]
    assert get(url)[0][1:] == ["127.0.0.1", "http", host]
    outer = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https", "Host": "jazz.example"}
    assert get(url, **outer)[0][1:] == ["192.0.2.7,", "127.0.0.1", "https", "jazz.example"]
