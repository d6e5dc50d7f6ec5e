"""The program of the local cluster that all page processes of ``jazzlstm serve`` share.

    python -m jazzlstm.jobs.shared_cluster PORT FILE

It waits for the file, which the first page process makes that wants a cluster, and starts it on the port.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from threading import Event

LOOK_SECONDS = 0.2


def main() -> None:
    """Keep the cluster until SIGTERM."""
    port, wanted = int(sys.argv[1]), Path(sys.argv[2])
    while not wanted.exists():
        time.sleep(LOOK_SECONDS)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    from jazzlstm.jobs.local_cluster import local_cluster  # Dask takes 60 MB, which many hosts never need

    with local_cluster(port):
        Event().wait()


if __name__ == "__main__":
    main()
