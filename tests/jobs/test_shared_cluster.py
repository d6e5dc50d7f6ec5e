"""The training cluster that the page processes of ``jazzlstm serve`` share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import jazzlstm
from jazzlstm.cli.serve import CLUSTER_VARIABLES
from jazzlstm.jobs import readiness
from jazzlstm.jobs.cluster import ClusterConnection
from jazzlstm.jobs.readiness import ADDRESS_VARIABLE, WANTED_VARIABLE
from tests.jobs.following import PATIENCE
from tests.processes import wait_until_ended
from tools.page_server import free_port

ROOT = Path(jazzlstm.__file__).resolve().parents[1]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    wanted = tmp_path / "wanted"
    port = free_port()
    monkeypatch.setenv(ADDRESS_VARIABLE, f"tcp://127.0.0.1:{port}")
    monkeypatch.setenv(WANTED_VARIABLE, str(wanted))
    command = [sys.executable, "-m", "jazzlstm.jobs.shared_cluster", str(port), str(wanted)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def test_two_pages_have_one_worker_which_starts_when_it_is_wanted(program: subprocess.Popen[bytes]) -> None:
    assert not psutil.Process(program.pid).children()
    pages = [ClusterConnection(), ClusterConnection()]
    try:
        infos = [page.get_with_workers().scheduler_info(n_workers=-1) for page in pages]
        assert len({info["id"] for info in infos}) == 1
        assert [len(info["workers"]) for info in infos] == [1, 1]
        assert [page.cluster for page in pages] == [None, None]
    finally:
        for page in pages:
            page.close()
    children = psutil.Process(program.pid).children(recursive=True)
    assert children
    program.terminate()
    assert program.wait(PATIENCE) == 0
    wait_until_ended(*children)


def test_the_variables_have_the_same_names_where_they_are_set_and_read() -> None:
    assert CLUSTER_VARIABLES == (ADDRESS_VARIABLE, WANTED_VARIABLE)


def test_a_shared_cluster_has_the_libraries_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "what_is_missing", lambda: "nothing is here")
    monkeypatch.setenv(ADDRESS_VARIABLE, "tcp://127.0.0.1:8786")
    monkeypatch.setenv(WANTED_VARIABLE, "wanted")
    assert readiness.why_not_yet() == "nothing is here"
