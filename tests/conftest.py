"""Fixtures of several test files: untrained networks, a session store, Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.jobs.session_store import STORE_VARIABLE
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from tools.random_network import random_network


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that drives a browser, and each that starts a cluster as slow."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "store" in fixtures:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """A function that makes an untrained network: its weights are drawn by a seed."""

    def make(
        config: ModelConfig | None = None, conditioning: Conditioning | None = None, seed: int = 0
    ) -> Network:
        return random_network(config or ModelConfig(8, 1, 3, 6, 16), conditioning, seed=seed)

    return make


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A session store for the tests of one file; its workers end with the file."""
    from jazzlstm.jobs import cluster  # imports Dask, which most tests do not need

    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(folder))
        patch.delenv(cluster.ADDRESS_VARIABLE, raising=False)
        yield folder
        cluster.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of the system, or the one that ``make test`` names in CHROMIUM."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox"]
    return (
        browser_type_launch_args | {"args": arguments} | ({"executable_path": chromium} if chromium else {})
    )
