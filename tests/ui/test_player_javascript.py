"""The player's modules in a browser: unit tests, and the joined module under a strict policy."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from jazzlstm.ui.player_script import ENTRY, FOLDER, join_modules

ROOT = Path(__file__).resolve().parents[2]
TESTS = Path(__file__).with_name("javascript")
RUN = """async ([library, file, name]) => {
  const { runTest } = await import(library);
  return runTest(file, name);
}"""
TICK = """async (module) => {
  const { startTicking } = await import(module);
  await new Promise((done) => startTicking(done));
  return "ticked";
}"""
JOINED = "/joined.js"
POLICIES = {
    "/strict.html": "default-src 'none'; script-src 'self' blob:",
    "/without-workers.html": "default-src 'none'; script-src 'self' blob:; worker-src 'none'",
}
"""Pages that allow scripts of the server and from Blob addresses, which Streamlit needs, and nothing else."""


def names_in(file: Path) -> list[str]:
    return re.findall(r'^test\("([^"]+)"', file.read_text(encoding="utf-8"), re.MULTILINE)


CASES = [(file.name, name) for file in sorted(TESTS.glob("*.test.js")) for name in names_in(file)]


class Files(SimpleHTTPRequestHandler):
    """Serves the repository's files, and two pages made up for these tests."""

    extensions_map: dict[str, str] = {".js": "text/javascript", ".html": "text/html"}

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def end_headers(self) -> None:
        if self.path in POLICIES:
            self.send_header("Content-Security-Policy", POLICIES[self.path])
        super().end_headers()

    def do_GET(self) -> None:
        made_up = {"/": "", JOINED: join_modules(FOLDER, ENTRY), **dict.fromkeys(POLICIES, "<!doctype html>")}
        if self.path not in made_up:
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path) if self.path != "/" else "text/html")
        self.end_headers()
        self.wfile.write(made_up[self.path].encode())
        return None


@pytest.fixture(scope="module")
def files_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(ROOT)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def tab(browser: Browser, files_url: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(files_url)
    yield page
    page.close()


def run_test(tab: Page, file: str, name: str) -> str:
    """What failed in a test; "" if nothing did."""
    library = f"/{TESTS.relative_to(ROOT).as_posix()}/check.js"
    failure: str = tab.evaluate(RUN, [library, file, name])
    return failure


@pytest.mark.parametrize(("file", "name"), CASES, ids=[f"{file}: {name}" for file, name in CASES])
def test_javascript(tab: Page, file: str, name: str) -> None:
    failure = run_test(tab, file, name)
    assert not failure, failure


def test_every_test_in_a_file_is_listed() -> None:
    for file in TESTS.glob("*.test.js"):
        assert len(names_in(file)) == len(re.findall(r"\btest\(", file.read_text(encoding="utf-8"))), (
            file.name
        )


@pytest.mark.parametrize("name", names_in(TESTS / "broken.js"))
def test_a_failing_check_is_reported(tab: Page, name: str) -> None:
    assert run_test(tab, "broken.js", name)


def test_an_unknown_test_is_reported(tab: Page) -> None:
    assert "no test" in run_test(tab, "loops.test.js", "no such test")


@pytest.mark.parametrize("path", POLICIES)
def test_a_strict_security_policy_is_enough(browser: Browser, files_url: str, path: str) -> None:
    page = browser.new_page()
    page.goto(files_url + path)
    assert page.evaluate(f"async () => typeof (await import('{JOINED}')).default") == "function"
    ticker = f"/{FOLDER.relative_to(ROOT).as_posix()}/ticker.js"
    assert page.evaluate(TICK, ticker) == "ticked"  # from a worker, or without one
    page.close()
