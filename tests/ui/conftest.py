"""The page for tests: a folder of untrained models, and a server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner import script_runner
from streamlit.testing.v1 import AppTest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from tests.ui.opened import heard, open_page
from tests.ui.visit import HEAR_COPIES, READY_MS, Visit
from tools.page_server import free_port

ROOT = Path(__file__).resolve().parents[2]
CAST = Conditioning(players=("Ann Alto", "Tom Tenor"), instruments=("as", "ts"), styles=("COOL",))


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory, make_network: Callable[..., Network]) -> Path:
    """A folder with two models, named as those that ship."""
    folder = tmp_path_factory.mktemp("models")
    for seed, name in enumerate(("weimar", "classic")):
        write_model(folder / f"{name}.safetensors", make_network(ModelConfig(16, 1, 3, 8, 16), CAST, seed))
    return folder


@pytest.fixture(scope="session", autouse=True)
def packages() -> Iterator[None]:
    """Streamlit looks for components in the installed packages once, and not for each ``AppTest``.

    After each run, Streamlit clears the session of Keras if that is imported, and collects all garbage. The
    page imports no Keras, but other tests of the process do: their graphs made a run ten times as long.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture
def models(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models folder of the page during this test."""
    monkeypatch.setenv("JAZZLSTM_MODELS", str(model_folder))
    return model_folder


@pytest.fixture
def page(models: Path) -> AppTest:
    """The page without a browser."""
    return open_page()


@pytest.fixture(scope="session")
def opening(model_folder: Path) -> dict[str, Any]:
    """The header of the packet that the page opens with."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAZZLSTM_MODELS", str(model_folder))
        return heard(open_page(beats="20"))


@contextmanager
def start_server(port: int, models: Path, store: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The page as ``make app`` starts it, with its own session store."""
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.address=127.0.0.1"]
    command += [f"--server.port={port}", "--server.headless=true"]
    environment = {**os.environ, "JAZZLSTM_MODELS": str(models), "JAZZLSTM_STORE": str(store)}
    environment.pop("DASK_SCHEDULER_ADDRESS", None)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield process
        finally:
            process.terminate()
            process.wait(120)


@pytest.fixture(scope="session")
def port() -> int:
    """A free port for the server of the session."""
    return free_port()


@pytest.fixture(scope="session")
def server(
    port: int, model_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[subprocess.Popen[bytes]]:
    """The server that most tests share."""
    with start_server(port, model_folder, tmp_path_factory.mktemp("store")) as process:
        yield process


@pytest.fixture
def fresh_server(model_folder: Path, tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A server that no other test uses: its process number and its address."""
    port = free_port()
    with start_server(port, model_folder, tmp_path) as process:
        yield process.pid, f"http://127.0.0.1:{port}"


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 -- the server above
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer at {url} in 120 s")


@pytest.fixture(scope="session")
def page_url(server: subprocess.Popen[bytes], port: int) -> str:
    return f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def maps_of() -> Callable[[int], set[str]]:
    """The libraries that a process and its children have mapped into memory (Linux)."""

    def libraries(pid: int) -> set[str]:
        pids = [pid]
        for each in pids:
            children = Path(f"/proc/{each}/task/{each}/children")
            pids += [int(child) for child in children.read_text().split()]
        text = "".join(Path(f"/proc/{each}/maps").read_text() for each in pids)
        return set(re.findall(r"site-packages/(\w+)/", text))

    return libraries


@pytest.fixture(scope="module")
def visit_of_file(lasting_visit: Visit) -> Iterator[Visit]:
    """The music ends with a file: in a loop it would play on, and take a processor from other tests."""
    yield lasting_visit
    lasting_visit.button("Pause").evaluate_all("buttons => buttons.forEach((button) => button.click())")


@pytest.fixture
def visit(visit_of_file: Visit, request: pytest.FixtureRequest) -> Visit:
    """One visit for all tests; the page is loaded again only if a test changed it, or failed."""
    if request.node.execution_count > 1:
        visit_of_file.first = ("", "")
    return visit_of_file


@pytest.fixture(scope="session")
def lasting_visit(browser: Browser, page_url: str) -> Iterator[Visit]:
    context = browser.new_context()
    context.set_default_timeout(READY_MS)
    yield Visit(context.new_page(), page_url)
    context.close()


@pytest.fixture(scope="session")
def lasting_session(browser: Browser, page_url: str) -> Iterator[Visit]:
    context = browser.new_context(accept_downloads=True)
    context.set_default_timeout(READY_MS)
    page = context.new_page()
    page.add_init_script(HEAR_COPIES)
    yield Visit(page, page_url)
    context.close()


@pytest.fixture
def session(lasting_session: Visit, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A visit at 240 bpm that has stored nothing, and whose clipboard can be read.

    The tests share a page: it opens faster where the page's scripts are compiled already.
    """
    visit = lasting_session
    if request.node.execution_count > 1:
        visit.forget()  # nothing of the first attempt stays, however it ended
    visit.open("?tune=jazz-blues&tempo=240&beats=8&takes=1")
    yield visit
    faults = [*visit.faults]
    visit.forget()  # music that plays on takes a processor from the tests after it
    assert faults == []
