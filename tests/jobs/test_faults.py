"""Runs on a real worker, when things break: the disk, the training, a worker, the scheduler, the page."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil

import jazzlstm
from jazzlstm.encoding.features import Conditioning
from jazzlstm.jobs import training_jobs as jobs
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import TrainingOrder, TrainingRun
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.network import Network
from tests.jobs.following import ENDLESS, SMALL, ended, learns, leftovers, solos, wait_for

ROOT = Path(jazzlstm.__file__).resolve().parents[1]


def worker_processes() -> list[psutil.Process]:
    """The worker's own process: child of the nanny's, which is the cluster's."""
    cluster = connection.cluster
    assert cluster is not None
    children = psutil.Process(cluster.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def gone(pids: list[int], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids):
            return True
        time.sleep(0.1)
    return False


def test_a_full_disk_ends_the_run_with_a_sentence_and_no_half_file(session: Session) -> None:
    """Files may not grow beyond 20 kB in the worker, so a checkpoint can't be written, a status can."""
    client = connection.get()
    client.run(_limit_files, 20_000)
    try:
        jobs.start_run(session, SMALL, solos())
        status = wait_for(session, ended)
    finally:
        client.run(_limit_files, resource.RLIM_INFINITY)
    assert (status.state, status.model) == ("failed", "")
    assert "the disk is full" in status.message
    assert leftovers(session) == set()
    jobs.start_run(session, ENDLESS, solos())
    wait_for(session, learns)


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_an_exception_in_training_is_told_in_a_sentence_and_the_next_run_works(
    session: Session, make_network: Callable[..., Network]
) -> None:
    order = TrainingOrder(way="tune", epochs=2)
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Conditioning(), 1)
    status = TrainingRun(session).begin(order, solos(), network)
    (session.run / "base.safetensors").write_bytes(b"damaged")
    jobs._submit(connection.get(), TrainingRun(session), status)
    status = wait_for(session, ended)
    assert status.state == "failed"
    assert "fetch or export it again" in status.message
    jobs.start_run(session, order, solos(), network)
    status = wait_for(session, ended)
    assert status.state == "done", status.message
    assert status.base_loss is not None
    assert status.figures is not None
    assert set(status.figures) >= {"before", "after"}


def test_a_killed_worker_is_replaced_and_the_run_goes_on_from_its_checkpoint(session: Session) -> None:
    jobs.start_run(session, TrainingOrder(way="classic", units=8, epochs=400), solos())
    wait_for(session, learns)
    workers = worker_processes()
    assert len(workers) == 1
    before = TrainingRun(session).status()
    workers[0].kill()
    status = wait_for(session, lambda status: status.life == 2)
    assert "worker was killed" in status.message
    assert before is not None
    assert status.epoch >= before.epoch
    resumed = wait_for(session, lambda now: now.epoch > status.epoch)
    assert [epoch["epoch"] for epoch in resumed.history] == list(range(1, resumed.epoch + 1))
    jobs.stop_run(session)
    assert wait_for(session, ended).state == "stopped"


def test_a_lost_scheduler_takes_its_worker_along_and_the_run_goes_on_with_a_new_one(session: Session) -> None:
    jobs.start_run(session, ENDLESS, solos())
    wait_for(session, learns)
    cluster = connection.cluster
    assert cluster is not None
    orphans = [process.pid for process in psutil.Process(cluster.pid).children(recursive=True)]
    cluster.kill()
    assert gone(orphans)
    status = wait_for(session, lambda status: status.life == 2)
    assert "lost" in status.message
    wait_for(session, lambda now: now.epoch > status.epoch)
    jobs.stop_run(session)
    assert wait_for(session, ended).state == "stopped"


def test_a_run_that_brings_its_worker_down_twice_at_the_same_place_ends(session: Session) -> None:
    run = TrainingRun(session)
    status = run.begin(SMALL, solos(), None)
    died = run.tell(replace(status, state="training", life=2, epoch=3, life_began_at=3))
    ended_status = jobs._resume(run, died, "the worker was killed")
    assert ended_status.state == "failed"
    assert "and again" in ended_status.message


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
    assert gone(processes)
