"""The program of a local cluster: a Dask scheduler and one worker, until the page ends.

The program reports ``{"address": ...}`` when both are ready.
"""

from __future__ import annotations

import os

import dask
from distributed import LocalCluster

from jazzlstm.workers.child import Channel

MEMORY_VARIABLE = "JAZZLSTM_WORKER_MEMORY"
DEFAULT_MEMORY = "4GB"
"""A worker that takes more is stopped. TensorFlow alone takes 0.7 GB."""
WORKER_THREADS = 2
"""One trains while the other reads files."""
TRAINING = "training"
"""The resource of a worker that a training takes: one at a time."""
NICENESS = 5
"""The page goes first."""


def main() -> None:
    """Start the cluster and keep it until the parent closes the pipe."""
    channel = Channel()
    with local_cluster() as cluster:
        channel.serve(ready={"address": cluster.scheduler_address})


def local_cluster(port: int = 0) -> LocalCluster:
    """A scheduler on this port, or on any free one, and one worker, for a ``with`` statement."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    # A training whose worker died is resumed by training_jobs: Dask must not start it again.
    dask.config.set({"distributed.scheduler.allowed-failures": 0})
    return LocalCluster(
        n_workers=1,
        threads_per_worker=WORKER_THREADS,
        processes=True,
        memory_limit=os.environ.get(MEMORY_VARIABLE, DEFAULT_MEMORY),
        resources={TRAINING: 1},
        host="127.0.0.1",
        scheduler_port=port,
        dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # any free port: other clusters may run here
        silence_logs="ERROR",
    )


if __name__ == "__main__":
    main()
