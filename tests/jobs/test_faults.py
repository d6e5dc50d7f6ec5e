"""Faults of runs on a real worker: a full disk, an error in training, a killed worker, scheduler or page."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

import jazzlstm
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.jobs import training_jobs
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import TrainingRun
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from tests.jobs.following import ENDLESS, SMALL, has_ended, is_training, loses_working_files, solos, wait_for
from tests.processes import wait_until_ended

ROOT = Path(jazzlstm.__file__).resolve().parents[1]


def worker_processes() -> list[psutil.Process]:
    """The worker process that Dask's nanny started."""
    cluster = connection.cluster
    assert cluster is not None
    children = psutil.Process(cluster.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_a_full_disk_ends_the_run_with_a_message_and_no_partial_file(session: Session) -> None:
    """The worker's files may not exceed 20 kB: too little for a checkpoint, enough for a status."""
    client = connection.get()
    client.run(_limit_files, 20_000)
    try:
        training_jobs.start_run(session, SMALL, solos())
        status = wait_for(session, has_ended)
    finally:
        client.run(_limit_files, resource.RLIM_INFINITY)
    assert (status.state, status.model) == ("failed", "")
    assert status.message
    assert loses_working_files(session)
    training_jobs.start_run(session, ENDLESS, solos())
    wait_for(session, is_training)


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_an_error_in_training_ends_the_run_with_a_message_and_the_next_run_works(
    session: Session, make_network: Callable[..., Network]
) -> None:
    order = RunRequest(method="tune", epochs=2)
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    status = TrainingRun(session).create(order, solos(), network)
    (session.run / "base.safetensors").write_bytes(b"damaged")
    training_jobs._submit(connection.get(), TrainingRun(session), status)
    status = wait_for(session, has_ended)
    assert status.state == "failed"
    assert status.message
    training_jobs.start_run(session, order, solos(), network)
    status = wait_for(session, has_ended)
    assert status.state == "done", status.message
    assert status.base_loss is not None
    assert status.figures is not None
    assert set(status.figures) >= {"before", "after"}


def test_a_killed_worker_is_replaced_and_the_run_continues_from_its_checkpoint(session: Session) -> None:
    training_jobs.start_run(session, RunRequest(method="classic", units=8, epochs=400), solos())
    wait_for(session, is_training)
    workers = worker_processes()
    assert len(workers) == 1
    before = TrainingRun(session).status()
    workers[0].kill()
    status = wait_for(session, lambda status: status.attempt == 2)
    assert status.message
    assert before is not None
    assert status.epoch >= before.epoch
    resumed = wait_for(session, lambda now: now.epoch > status.epoch)
    assert [epoch["epoch"] for epoch in resumed.history] == list(range(1, resumed.epoch + 1))
    training_jobs.stop_run(session)
    assert wait_for(session, has_ended).state == "stopped"


def test_the_worker_of_a_lost_scheduler_ends_and_the_run_continues_with_a_new_one(session: Session) -> None:
    training_jobs.start_run(session, ENDLESS, solos())
    wait_for(session, is_training)
    cluster = connection.cluster
    assert cluster is not None
    orphans = psutil.Process(cluster.pid).children(recursive=True)
    cluster.kill()
    wait_until_ended(*orphans)
    status = wait_for(session, lambda status: status.attempt == 2)
    assert status.message
    wait_for(session, lambda now: now.epoch > status.epoch)
    training_jobs.stop_run(session)
    assert wait_for(session, has_ended).state == "stopped"


def test_a_run_whose_worker_dies_twice_at_the_same_epoch_fails(session: Session) -> None:
    run = TrainingRun(session)
    status = run.create(SMALL, solos(), None)
    died = run.write_status(replace(status, state="training", attempt=2, epoch=3, resumed_at=3))
    ended_status = training_jobs._resume(run, died, "the worker was killed")
    assert ended_status.state == "failed"
    assert ended_status.message


def test_a_page_that_is_killed_leaves_no_process_behind(store: Path) -> None:
    script = (
        "from jazzlstm.jobs.cluster import connection\n"
        "if __name__ == '__main__':\n"
        "    connection.get()\n"
        "    print(connection.cluster.pid, flush=True)\n"
        "    import time; time.sleep(60)\n"
    )
    page = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert page.stdout is not None
    cluster = int(page.stdout.readline())
    processes = [cluster, *(child.pid for child in psutil.Process(cluster).children(recursive=True))]
    assert len(processes) >= 2
    os.kill(page.pid, signal.SIGKILL)
    page.wait()
    page.stdout.close()
    wait_until_ended(*processes)
