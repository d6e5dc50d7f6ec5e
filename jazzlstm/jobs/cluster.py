"""The connection to the Dask cluster that does the work which would block the page.

    page ── Client ──▶ scheduler ──▶ worker ── writes ──▶ session store ◀── reads ── page

Dask assigns tasks to workers. Requests, progress and results are files in the session
store, which page and workers share. So no result stays in a worker's memory, futures are released at
once, and neither a lost scheduler nor a closed page loses anything.

Without ``DASK_SCHEDULER_ADDRESS`` a local cluster is started when it is first needed: a scheduler and one
worker in processes of their own, which end with the page. With it, an existing cluster is used; TLS and
the like are configured as Dask documents it (``DASK_DISTRIBUTED__COMM__TLS__...``, or its YAML files).
The page processes of ``jazzlstm serve`` share one, which starts when one of them first needs it.

Trainings are submitted by ``training_jobs``, files to read by ``reading_jobs``.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import threading
import time
from pathlib import Path

from distributed import Client, Future, Worker, WorkerPlugin

from jazzlstm.errors import TrainingError
from jazzlstm.jobs.local_cluster import TRAINING
from jazzlstm.jobs.readiness import ADDRESS_VARIABLE, WANTED_VARIABLE
from jazzlstm.workers.process import START_SECONDS, WorkerError, WorkerProcess

PROGRAM = Path(__file__).with_name("local_cluster.py")
CONNECT_SECONDS = 5
"""For a cluster that somebody else has started, and may have ended."""
CLOSE_SECONDS = 2
PATIENCE_SECONDS = 10.0
"""The time that a local cluster has to end its worker."""
RETRY_SECONDS = 5.0
"""Between two attempts to connect: each of them blocks a page for ``CONNECT_SECONDS``."""


class WorkerSetup(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
    """Gives each worker of a cluster the resource for one training."""

    name = "jazzlstm"

    async def setup(self, worker: Worker) -> None:
        """Dask calls this for each worker, also for one that comes later."""
        await worker.set_resources(**{TRAINING: 1})


class ClusterConnection:
    """The connection of this process to a scheduler: made when first needed, and again after a loss."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.client: Client | None = None
        self.cluster: WorkerProcess | None = None
        """The local cluster, if this process started one."""
        self.address = ""
        self.futures: dict[str, Future] = {}
        """The training task of each session that this process submitted, by the session's number."""
        self.preparation: Future | None = None
        """The task that loads the libraries of a training; a new worker does it again."""
        self.failed_at = -RETRY_SECONDS

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
            if time.monotonic() - self.failed_at < RETRY_SECONDS:
                raise TrainingError(
                    "the training cluster cannot be reached: wait a few seconds, the page tries again"
                )
            try:
                return self._connect(wanted)
            except TrainingError:
                self.failed_at = time.monotonic()
                raise

    def get_with_workers(self) -> Client:
        """A client of a scheduler that has a worker for a training.

        A task that needs a resource which no worker has would wait for ever, even when a worker comes and
        gets the resource later. So it must not be submitted before.

        Raises:
            TrainingError: there is no scheduler, or no worker.
        """
        client = self.get()
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        if not any(TRAINING in worker["resources"] for worker in workers):
            raise TrainingError(
                "the training cluster has no worker at the moment: start one, or try again later"
            )
        return client

    def close(self) -> None:
        """Disconnect, and end the local cluster if this process started one."""
        with self.lock:
            client, self.client, self.address = self.client, None, ""
            self.preparation = None
            cluster, self.cluster = self.cluster, None
            self.futures.clear()
            if client is not None:
                with contextlib.suppress(Exception):  # a lost scheduler raises errors of many kinds
                    client.close(timeout=CLOSE_SECONDS)
            if cluster is not None:
                cluster.close()

    def _connect(self, wanted: str) -> Client:
        address = wanted or self._start_cluster()
        shared = os.environ.get(WANTED_VARIABLE) if wanted else None
        timeout = CONNECT_SECONDS if wanted and not shared else START_SECONDS
        try:
            if shared:
                Path(shared).touch()
            client = Client(address, timeout=timeout, set_as_default=False, heartbeat_interval="1s")
            if shared:
                client.wait_for_workers(1, timeout=timeout)
            client.register_plugin(WorkerSetup())
        except (OSError, TimeoutError, ValueError) as exc:
            raise TrainingError(
                f"the training cluster at {address} cannot be reached: start its scheduler, or correct"
                f" {ADDRESS_VARIABLE}"
            ) from exc
        self.client, self.address = client, address
        return client

    def _start_cluster(self) -> str:
        """Start a local cluster; returns its address."""
        try:
            self.cluster = WorkerProcess(PROGRAM, patience=PATIENCE_SECONDS, stderr=None)
        except WorkerError as exc:
            raise TrainingError(
                f"the training worker cannot be started ({exc}): free some memory and disk space"
            ) from exc
        return str(self.cluster.ready["address"])


connection = ClusterConnection()


def close() -> None:
    """End the workers that this process started; their trainings can be resumed later."""
    connection.close()


atexit.register(close)
