"""Runs on an existing cluster, whose scheduler is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from distributed import Client

import jazzlstm
from jazzlstm.jobs import cluster, training_jobs
from jazzlstm.jobs.cluster import close, connection
from jazzlstm.jobs.readiness import ADDRESS_VARIABLE
from jazzlstm.jobs.session_store import Session, create_session
from tests.jobs.following import ENDLESS, PATIENCE, finish_reading, has_ended, is_training, solos, wait_for
from tests.processes import wait_until

ROOT = Path(jazzlstm.__file__).resolve().parents[1]


@pytest.fixture
def cluster_of_two(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[str]]:
    """A scheduler and two workers, started as Dask's manual describes; returns the scheduler's process."""
    close()
    address_file = tmp_path / "scheduler.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "dask", *arguments, "--scheduler-file", str(address_file)]
        return subprocess.Popen(command, env=environment, cwd=tmp_path, text=True, stderr=subprocess.DEVNULL)

    processes = [start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")]
    wait_until(lambda: address_file.exists() and address_file.read_text().endswith("}"))
    processes += [start("worker", "--nthreads", "2", "--no-dashboard") for _ in range(2)]
    address = json.loads(address_file.read_text())["address"]
    monkeypatch.setenv(ADDRESS_VARIABLE, address)
    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "CONNECT_SECONDS", PATIENCE)
        connection.get()
    yield processes[0]
    close()
    for process in processes:  # a worker that has lost its scheduler takes ten seconds to end by itself
        for each in [*psutil.Process(process.pid).children(recursive=True), process]:
            with suppress(psutil.NoSuchProcess):  # it has just done so
                each.kill()
        process.wait(20)


def test_two_workers_of_an_existing_cluster_train_at_once_and_its_loss_interrupts_the_run(
    session: Session, cluster_of_two: subprocess.Popen[str]
) -> None:
    other = create_session()
    try:
        training_jobs.start_run(session, ENDLESS, solos())
        training_jobs.start_run(other, ENDLESS, solos())
        session.add_files((f"words {number}.mid", b"no music") for number in range(60))
        finish_reading(session)
        wait_for(session, is_training)
        wait_for(other, is_training)
        assert connection.cluster is None
        training_jobs.stop_run(other)
        assert wait_for(other, has_ended).state == "stopped"
        cluster_of_two.kill()
        lost = wait_for(session, lambda status: status.state == "interrupted")
        assert lost.message
        training_jobs.stop_run(session)
        status = wait_for(session, has_ended)
        assert (status.state, bool(status.model)) == ("stopped", True)
    finally:
        training_jobs.delete(other)
