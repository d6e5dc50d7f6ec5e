"""Markers, and fixtures of several packages: untrained networks, a session store, Chromium."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from jazzlstm.audio.disk_cache import CACHE_VARIABLE
from jazzlstm.audio.soundfont import BUNDLED, SOUNDFONT_VARIABLE
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.jobs.readiness import ADDRESS_VARIABLE
from jazzlstm.jobs.session_store import STORE_VARIABLE
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from tools.random_network import random_network

SLOW_FIXTURES = {"store", "model_folder"}
"""Fixtures of tests that start a cluster, or run the page."""
SLOW_FILE = "\npytestmark = pytest.mark.slow\n"
"""The line that marks all tests of a file as slow."""
BROWSERS = {"browser", "browser_type", "firefox"}
"""Fixtures of tests that start a browser."""
QUICK_EXAMPLES = 20
"""Of Hypothesis, which tries 100 otherwise."""
HEADLESS_SHELL = "chromium-headless-shell"
"""Chromium without the interface of a window: pages open faster. It has no microphone."""
WHOLE_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_configure(config: pytest.Config) -> None:
    """Every run of Hypothesis tries the same examples, and none has a deadline: the machine may be busy.

    With ``-m "not slow"``, it tries fewer, and with ``--hypothesis-profile=search`` others at every run.
    Every machine plays with the bundled SoundFont, whatever is installed.
    """
    os.environ[SOUNDFONT_VARIABLE] = BUNDLED
    os.environ[CACHE_VARIABLE] = str(Path(tempfile.gettempdir()) / "jazzlstm-tests-sound")
    settings.register_profile("whole", deadline=None, derandomize=True)
    settings.register_profile("quick", max_examples=QUICK_EXAMPLES, deadline=None, derandomize=True)
    settings.register_profile("search", deadline=None, derandomize=False)
    settings.load_profile("quick" if "not slow" in config.getoption("markexpr") else "whole")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``-m "not slow"``, do not import slow files: the import of TensorFlow takes seconds."""
    if collection_path.suffix == ".py" and "not slow" in config.getoption("markexpr"):
        return SLOW_FILE in collection_path.read_text(encoding="utf-8") or None
    return None


@pytest.hookimpl(wrapper=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> Generator[None, int, int]:
    """Three processes for two cores if the page is tested: its tests wait half of their time."""
    cores = yield
    return cores if "not browser" in config.getoption("markexpr") else -(-3 * cores // 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests as ``browser`` or ``slow`` by their fixtures; files with such tests come first.

    Processes take whole files in this order, and the many short ones at the end keep all of them busy.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & BROWSERS:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))  # sound on a busy machine
        if fixtures & SLOW_FIXTURES:
            item.add_marker(pytest.mark.slow)
    long = {
        item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("slow")
    }
    items.sort(key=lambda item: item.path not in long)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave the modules and tests, which stay, out of garbage collection.

    AppTest collects garbage after each run of the page. Going through TensorFlow's objects takes as long as
    the run.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was not run, and what was run again, in red: pytest itself only counts it."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.write_line(f"RUN AGAIN after a failure: {report.nodeid}", red=True, bold=True)
        terminalreporter.write_line(str(report.longrepr)[-1500:])
    for report in terminalreporter.getreports("skipped"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"NOT RUN: {report.nodeid}: {reason}", red=True, bold=True)


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """A function that makes a network with random weights."""

    def make(
        config: ModelConfig | None = None, conditioning: Conditioning | None = None, seed: int = 0
    ) -> Network:
        return random_network(config or ModelConfig(8, 1, 3, 6, 16), conditioning, seed=seed)

    return make


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A session store for the tests of one file; the cluster ends with the file."""
    from jazzlstm.jobs import cluster  # imports Dask, which most tests do not need

    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(folder))
        patch.delenv(ADDRESS_VARIABLE, raising=False)
        patch.setattr(cluster.connection, "failed_at", -cluster.RETRY_SECONDS)  # of the file before
        yield folder
        cluster.close()


def find_program(*names: str) -> str:
    """The path of the first of these programs that is on PATH; "" if there is none."""
    return next(filter(None, map(shutil.which, names)), "")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Arguments for Playwright: the Chromium in the variable CHROMIUM, else one on PATH."""
    chromium = os.environ.get("CHROMIUM") or find_program(HEADLESS_SHELL, *WHOLE_CHROMIUM)
    path = {"executable_path": chromium} if chromium else {}
    return {**browser_type_launch_args, "args": ["--no-sandbox"], **path}
