"""The cluster: who does the work that would hold up the page, and how the page finds them.

    page ── Client ──▶ scheduler ──▶ worker ── writes ──▶ the locker ◀── reads ── page

Dask only says who does what and when. What is done, and how it stands, lies in
the session's locker (``runs``, ``sessions``), which page and workers both see: so
no result has to be held in a worker's memory, futures are let go at once, and a
lost scheduler or a page that is closed takes nothing with it.

Without ``DASK_SCHEDULER_ADDRESS`` a scheduler and one worker are started on this
machine when first needed. They run in processes of their own, politely
(``nice``), and end with the page, however it ends: the scheduler's process waits
on a pipe whose other end the page holds.

With it, an existing cluster is used; TLS and the like are set as Dask documents
(``DASK_DISTRIBUTED__COMM__TLS__...``, or its YAML files).

What is sent there: trainings by ``jobs``, files to be read by ``journeys``.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import dask
from distributed import Client, Future, LocalCluster, Worker, WorkerPlugin

from jazzlstm.errors import TrainingError

ADDRESS_VARIABLE = "DASK_SCHEDULER_ADDRESS"
MEMORY_VARIABLE = "JAZZLSTM_WORKER_MEMORY"
DEFAULT_MEMORY = "4GB"
"""A worker that takes more is stopped; TensorFlow alone takes 0.7."""
WORKER_THREADS = 2
"""One to train, one to read: a corpus is read while somebody trains."""
TRAINING = "training"
"""The resource a run takes; each worker has one."""
POLITENESS = 5
CONNECT_SECONDS = 5
START_SECONDS = 60
RETRY_SECONDS = 5.0

dask.config.set({"distributed.scheduler.allowed-failures": 0})  # a killed run is resumed by us, not repeated


class WorkerSetup(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
    """What each worker is told when it meets us: one training at a time."""

    name = "jazzlstm"

    async def setup(self, worker: Worker) -> None:
        """Give the worker the one thing that a run takes."""
        await worker.set_resources(**{TRAINING: 1})


class _Connection:
    """The one connection of this process to a scheduler, made when first needed and again when lost."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.client: Client | None = None
        self.cluster: subprocess.Popen[str] | None = None
        self.address = ""
        self.futures: dict[str, Future] = {}
        self.tried = 0.0

    def get(self) -> Client:
        """A client that is connected.

        Raises:
            TrainingError: no scheduler can be reached or started.
        """
        with self.lock:
            wanted = os.environ.get(ADDRESS_VARIABLE, "")
            if self.client is not None and self.client.status == "running" and wanted in ("", self.address):
                return self.client
            self.close()
            if time.monotonic() - self.tried < RETRY_SECONDS:
                raise TrainingError("the training cluster cannot be reached; trying again in a few seconds")
            try:
                return self._connect(wanted)
            except TrainingError:
                self.tried = time.monotonic()
                raise

    def get_with_workers(self) -> Client:
        """A client of a scheduler that has a worker for a run.

        A task that no worker can take when it arrives would lie there even after one has come
        and been told by ``WorkerSetup`` that it can: so none is sent before.

        Raises:
            TrainingError: there is no scheduler, or no worker.
        """
        client = self.get()
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        if not any(TRAINING in worker["resources"] for worker in workers):
            raise TrainingError("the training cluster has no worker at the moment: start one, or wait for it")
        return client

    def _connect(self, wanted: str) -> Client:
        address = wanted or self._start_cluster()
        try:
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, heartbeat_interval="1s")
            client.register_plugin(WorkerSetup())
        except (OSError, TimeoutError, ValueError) as exc:
            raise TrainingError(
                f"the training cluster at {address} cannot be reached: start its scheduler, or correct"
                f" {ADDRESS_VARIABLE}"
            ) from exc
        self.client, self.address = client, address
        return client

    def _start_cluster(self) -> str:
        """A scheduler and a worker beside this process; returns their address."""
        here = Path(__file__).resolve().parents[2]
        path = os.pathsep.join(filter(None, [str(here), os.environ.get("PYTHONPATH", "")]))
        self.cluster = subprocess.Popen(  # noqa: S603 -- this very Python, and this module
            [sys.executable, "-m", "jazzlstm.jobs.cluster"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        lines: list[str] = []
        reader = threading.Thread(target=lambda: lines.append(_first_line(self.cluster)), daemon=True)
        reader.start()
        reader.join(START_SECONDS)
        if not lines or not lines[0]:
            self._stop_cluster()
            raise TrainingError("the training worker could not be started: is there memory and disk enough?")
        return str(json.loads(lines[0]))

    def close(self) -> None:
        """Let go of the scheduler, and end the one that was started here."""
        with self.lock:
            client, self.client, self.address = self.client, None, ""
            self.futures.clear()
            if client is not None:
                with contextlib.suppress(Exception):  # it may be gone, in more ways than can be listed
                    client.close(timeout=2)
            self._stop_cluster()

    def _stop_cluster(self) -> None:
        cluster, self.cluster = self.cluster, None
        if cluster is None:
            return
        with contextlib.suppress(OSError):
            if cluster.stdin:
                cluster.stdin.close()  # the word to end
        try:
            cluster.wait(10)
        except subprocess.TimeoutExpired:
            cluster.kill()
            cluster.wait()
        if cluster.stdout:
            cluster.stdout.close()


connection = _Connection()


def close() -> None:
    """End the workers that this process started; a run of theirs can be resumed later."""
    connection.close()


atexit.register(close)


def serve() -> None:
    """The scheduler and the worker of this machine, until stdin is closed: then whoever asked has gone."""
    os.nice(POLITENESS)
    memory = os.environ.get(MEMORY_VARIABLE, DEFAULT_MEMORY)
    with LocalCluster(
        n_workers=1,
        threads_per_worker=WORKER_THREADS,
        processes=True,
        memory_limit=memory,
        resources={TRAINING: 1},
        host="127.0.0.1",
        dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # any port: others may have clusters too
        silence_logs="ERROR",
    ) as cluster:
        sys.stdout.write(json.dumps(cluster.scheduler_address) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _first_line(process: subprocess.Popen[str] | None) -> str:
    return process.stdout.readline() if process and process.stdout else ""


if __name__ == "__main__":
    serve()
