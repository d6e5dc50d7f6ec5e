"""What several test files share: networks that learnt nothing, a store, the browser of browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.encoding.features import Conditioning
from jazzlstm.jobs.session_store import STORE_VARIABLE
from jazzlstm.model.config import ModelConfig, Network
from tools.drawn import drawn_network


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """Networks with weights drawn by a seed: nothing is learnt, and all of the arithmetic is there."""

    def make(
        config: ModelConfig | None = None, conditioning: Conditioning | None = None, seed: int = 0
    ) -> Network:
        return drawn_network(config or ModelConfig(8, 1, 3, 6, 16), conditioning, seed=seed)

    return make


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store for one file whose lockers are trained in, and at the end no worker left."""
    from jazzlstm.jobs import cluster  # brings in Dask, which most files do without

    folder = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(folder))
        patch.delenv(cluster.ADDRESS_VARIABLE, raising=False)
        yield folder
        cluster.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium as the system has it; ``make test`` names one in CHROMIUM, and installs it where it can."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--no-sandbox"]
    return (
        browser_type_launch_args | {"args": arguments} | ({"executable_path": chromium} if chromium else {})
    )
