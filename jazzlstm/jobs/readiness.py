"""Whether a training can start: its libraries are needed where the worker is."""

from __future__ import annotations

import os

from jazzlstm.model.training_libraries import what_is_missing

ADDRESS_VARIABLE = "DASK_SCHEDULER_ADDRESS"
WANTED_VARIABLE = "JAZZLSTM_CLUSTER_WANTED"
"""A file: once it exists, the cluster of this machine starts at that address, see ``shared_cluster.py``."""


def why_not_yet() -> str:
    """Why a training cannot start, and the remedy; "" if it can.

    The worker of a local cluster has the libraries of this process; those of another cluster have their own.
    """
    is_elsewhere = os.environ.get(ADDRESS_VARIABLE) and not os.environ.get(WANTED_VARIABLE)
    return "" if is_elsewhere else what_is_missing()
