"""Runs on real workers: what is asked for, and what happens when things break.

One local worker serves the file, so TensorFlow is loaded as seldom as can be.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from distributed import Client

import jazzlstm
from jazzlstm import jobs, journeys
from jazzlstm.bundle import read_network
from jazzlstm.cluster import ADDRESS_VARIABLE, close, connection
from jazzlstm.errors import InputError, TrainingError
from jazzlstm.features import Cast
from jazzlstm.formats.midi import read_midi
from jazzlstm.lockers import STORE_VARIABLE, Locker, new_locker
from jazzlstm.music import Note, Solo
from jazzlstm.network import ModelConfig, Network
from jazzlstm.runs import Order, Run, Status
from jazzlstm.tunes import tune_chart

ROOT = Path(jazzlstm.__file__).resolve().parents[1]
PATIENCE = 180.0  # two trainings that start at once on one busy core take more than 90
SMALL = Order(way="classic", units=8, epochs=3)
ENDLESS = Order(way="classic", units=8, epochs=1000)


def solos(notes: int = 60) -> list[Solo]:
    """Six little walks over a blues."""
    return [Solo(walk(seed, notes), tune_chart("blues"), 140.0, title=f"tune {seed}") for seed in range(6)]


def walk(seed: int, notes: int) -> tuple[Note, ...]:
    rng, line, pitch, beat = np.random.default_rng(seed), [], 65, 0.0
    for step in rng.choice([-3, -2, -1, 1, 2, 3], notes):
        pitch = max(55, min(79, pitch + int(step)))
        line.append(Note(beat, 0.5, pitch))
        beat += 0.5
    return tuple(line)


def wait_for(locker: Locker, reached: Callable[[Status], bool], seconds: float = PATIENCE) -> Status:
    """Follow a run as the page does, until it is as far."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        status = jobs.follow(locker)
        assert status is not None
        if reached(status):
            return status
        time.sleep(0.1)
    raise AssertionError(f"after {seconds:g} s it is {status}")


def ended(status: Status) -> bool:
    return not status.is_active


def learns(status: Status) -> bool:
    return status.epoch >= 2


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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A store for this file, and at the end no worker left."""
    folder = tmp_path_factory.mktemp("store")
    folder.chmod(0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STORE_VARIABLE, str(folder))
        patch.delenv(ADDRESS_VARIABLE, raising=False)
        yield folder
        close()


@pytest.fixture
def locker(store: Path) -> Iterator[Locker]:
    locker = new_locker()
    yield locker
    jobs.delete(locker)


def leftovers(locker: Locker) -> set[str]:
    """Files of a run that only a running training needs."""
    return {path.name for path in locker.run.iterdir() if "checkpoint" in path.name or "writing" in path.name}


def test_a_run_ends_with_a_model_figures_samples_and_nothing_left_over(locker: Locker) -> None:
    jobs.start_run(locker, SMALL, solos())
    status = wait_for(locker, ended)
    assert status.state == "done", status.message
    assert [epoch["epoch"] for epoch in status.history] == [1, 2, 3]
    assert status.history[-1]["loss"] < status.history[0]["loss"]
    network = read_network(locker.models / status.model)
    assert network.name == "My style"
    assert network.config.units == 8
    assert status.figures is not None
    assert status.figures["after"]["held_out"]["notes"] > 0
    assert status.samples == (1, 2)
    sample = read_midi(Run(locker).sample(1), "sample")
    assert sample.solo.end <= 17
    assert leftovers(locker) == set()


def test_cancelling_stops_within_two_seconds_and_keeps_the_best_so_far(locker: Locker) -> None:
    jobs.start_run(locker, ENDLESS, solos())
    wait_for(locker, learns)
    began = time.monotonic()
    jobs.stop_run(locker)
    status = wait_for(locker, ended, 10)
    assert time.monotonic() - began < 2
    assert status.state == "stopped"
    assert read_network(locker.models / status.model).about["best_epoch"] >= 1
    assert leftovers(locker) == set()


def test_one_run_a_session_and_a_place_in_the_queue_for_the_next(locker: Locker) -> None:
    other, third = new_locker(), new_locker()
    try:
        jobs.start_run(locker, ENDLESS, solos())
        with pytest.raises(TrainingError, match="under way"):
            jobs.start_run(locker, SMALL, solos())
        wait_for(locker, lambda status: status.state != "queued")
        jobs.start_run(other, SMALL, solos())
        jobs.start_run(third, SMALL, solos())
        assert [jobs.place_in_queue(each) for each in (locker, other, third)] == [0, 1, 2]
        jobs.stop_run(other)
        stopped = jobs.follow(other)
        assert stopped is not None
        assert (stopped.state, stopped.message) == ("stopped", "stopped before anything was learnt")
        assert jobs.place_in_queue(third) == 1
        jobs.stop_run(locker)
        wait_for(third, lambda status: status.state != "queued")
        assert jobs.place_in_queue(third) == 0
    finally:
        jobs.delete(other)
        jobs.delete(third)


def test_a_corpus_is_read_while_somebody_trains(locker: Locker) -> None:
    jobs.start_run(locker, ENDLESS, solos())
    wait_for(locker, learns)
    locker.add_files((f"words {number}.mid", b"no music") for number in range(30))
    reading = journeys.follow_reading(locker)
    assert (reading.done, reading.files) == (0, 30)
    deadline = time.monotonic() + PATIENCE
    while journeys.follow_reading(locker).is_active and time.monotonic() < deadline:
        time.sleep(0.1)
    assert journeys.follow_reading(locker).done == 30
    status = jobs.follow(locker)
    assert status is not None
    assert status.state == "training"


def test_the_limit_of_minutes_ends_a_run_and_keeps_the_best(locker: Locker) -> None:
    jobs.start_run(locker, Order(way="classic", units=8, epochs=1000, minutes=0.05), solos())
    status = wait_for(locker, ended)
    assert (status.state, bool(status.model)) == ("done", True), status.message
    assert "limit of 0.05 minutes" in status.message


def test_too_few_notes_are_refused_before_anything_starts(locker: Locker) -> None:
    with pytest.raises(InputError, match="12 notes in 1 solos: too few"):
        jobs.start_run(locker, SMALL, [Solo(walk(1, 12), tune_chart("blues"))])
    assert jobs.follow(locker) is None


def test_a_full_disk_ends_the_run_with_a_sentence_and_no_half_file(locker: Locker) -> None:
    """Files may not grow beyond 20 kB in the worker, so a checkpoint can't be written, a status can."""
    client = connection.get()
    client.run(_limit_files, 20_000)
    try:
        jobs.start_run(locker, SMALL, solos())
        status = wait_for(locker, ended)
    finally:
        client.run(_limit_files, resource.RLIM_INFINITY)
    assert (status.state, status.model) == ("failed", "")
    assert "the disk is full" in status.message
    assert leftovers(locker) == set()
    jobs.start_run(locker, ENDLESS, solos())
    wait_for(locker, learns)


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_an_exception_in_training_is_told_in_a_sentence_and_the_next_run_works(
    locker: Locker, make_network: Callable[..., Network]
) -> None:
    order = Order(way="tune", epochs=2)
    network = make_network(ModelConfig(8, 1, 0, 8, 16), Cast(), 1)
    status = Run(locker).begin(order, solos(), network)
    (locker.run / "base.safetensors").write_bytes(b"damaged")
    jobs._submit(connection.get(), Run(locker), status)
    status = wait_for(locker, ended)
    assert status.state == "failed"
    assert "fetch or export it again" in status.message
    jobs.start_run(locker, order, solos(), network)
    status = wait_for(locker, ended)
    assert status.state == "done", status.message
    assert status.base_loss is not None
    assert status.figures is not None
    assert set(status.figures) >= {"before", "after"}


def test_deleting_a_locker_stops_its_run_and_leaves_nothing(locker: Locker, store: Path) -> None:
    jobs.start_run(locker, ENDLESS, solos())
    wait_for(locker, learns)
    jobs.delete(locker)
    another = new_locker()
    jobs.start_run(another, SMALL, solos())  # only begins when the worker is free again
    wait_for(another, lambda status: status.state != "queued")
    assert not locker.path.exists()
    jobs.delete(another)


def test_a_killed_worker_is_replaced_and_the_run_goes_on_from_its_checkpoint(locker: Locker) -> None:
    jobs.start_run(locker, Order(way="classic", units=8, epochs=400), solos())
    wait_for(locker, learns)
    workers = worker_processes()
    assert len(workers) == 1
    before = Run(locker).status()
    workers[0].kill()
    status = wait_for(locker, lambda status: status.life == 2)
    assert "worker was killed" in status.message
    assert before is not None
    assert status.epoch >= before.epoch
    resumed = wait_for(locker, lambda now: now.epoch > status.epoch)
    assert [epoch["epoch"] for epoch in resumed.history] == list(range(1, resumed.epoch + 1))
    jobs.stop_run(locker)
    assert wait_for(locker, ended).state == "stopped"


def test_a_lost_scheduler_takes_its_worker_along_and_the_run_goes_on_with_a_new_one(locker: Locker) -> None:
    jobs.start_run(locker, ENDLESS, solos())
    wait_for(locker, learns)
    cluster = connection.cluster
    assert cluster is not None
    orphans = [process.pid for process in psutil.Process(cluster.pid).children(recursive=True)]
    cluster.kill()
    assert gone(orphans)
    status = wait_for(locker, lambda status: status.life == 2)
    assert "lost" in status.message
    wait_for(locker, lambda now: now.epoch > status.epoch)
    jobs.stop_run(locker)
    assert wait_for(locker, ended).state == "stopped"


def test_a_run_that_brings_its_worker_down_twice_at_the_same_place_ends(locker: Locker) -> None:
    run = Run(locker)
    status = run.begin(SMALL, solos(), None)
    died = run.tell(replace(status, state="training", life=2, epoch=3, life_began_at=3))
    ended_status = jobs._resume(run, died, "the worker was killed")
    assert ended_status.state == "failed"
    assert "and again" in ended_status.message


def test_a_page_that_is_killed_leaves_no_process_behind(store: Path) -> None:
    script = (
        "from jazzlstm.cluster import connection\n"
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


@pytest.fixture
def cluster_of_two(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[str]]:
    """A scheduler and two plain workers, started as Dask's own manual says; gives the scheduler's process."""
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
    deadline = time.monotonic() + PATIENCE
    while not address_file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    processes += [start("worker", "--nthreads", "2", "--no-dashboard") for _ in range(2)]
    address = json.loads(address_file.read_text())["address"]
    monkeypatch.setenv(ADDRESS_VARIABLE, address)
    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    yield processes[0]
    close()
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


def test_a_scheduler_of_ones_own_with_two_workers_trains_two_at_once(
    locker: Locker, cluster_of_two: subprocess.Popen[str]
) -> None:
    other = new_locker()
    try:
        jobs.start_run(locker, ENDLESS, solos())
        jobs.start_run(other, ENDLESS, solos())
        locker.add_files((f"words {number}.mid", b"no music") for number in range(60))
        while journeys.follow_reading(locker).is_active:
            time.sleep(0.1)
        wait_for(locker, learns)
        wait_for(other, learns)
        assert connection.cluster is None
        jobs.stop_run(other)
        assert wait_for(other, ended).state == "stopped"
        cluster_of_two.kill()
        lost = wait_for(locker, lambda status: status.state in ("interrupted", "training"))
        lost = wait_for(locker, lambda status: status.state == "interrupted")
        assert "goes on from epoch" in lost.message
        jobs.stop_run(locker)
        status = wait_for(locker, ended)
        assert (status.state, bool(status.model)) == ("stopped", True)
    finally:
        jobs.delete(other)
