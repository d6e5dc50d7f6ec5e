"""Whether a training can start: its libraries are needed where the worker is."""

from __future__ import annotations

import os

from jazzlstm.model.training_libraries import what_is_missing

ADDRESS_VARIABLE = "DASK_SCHEDULER_ADDRESS"


def why_not_yet() -> str:
    """Why a training cannot start, and the remedy; "" if it can.

    The worker of a local cluster has the libraries of this process; those of another cluster have their own.
    """
    return "" if os.environ.get(ADDRESS_VARIABLE) else what_is_missing()
