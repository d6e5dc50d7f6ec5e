"""A training on a corpus that is larger than memory: peak memory and time.

    python benchmarks/large_corpus.py [SOLOS] [--cluster]

The solos are random walks over blues and rhythm changes. The recipe ``classic`` is trained for an epoch,
as the page does: on its own local worker, or with ``--cluster`` on a Dask cluster of two workers, each with
4 GB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import overload

import numpy as np
import psutil
from distributed import Client

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.errors import TrainingError
from jazzlstm.formats.solo_json import solo_as_json
from jazzlstm.jobs import training_jobs
from jazzlstm.jobs.cluster import close
from jazzlstm.jobs.corpus_files import as_line
from jazzlstm.jobs.readiness import ADDRESS_VARIABLE
from jazzlstm.jobs.run_request import NOTES_VARIABLE, RunRequest
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.jobs.training_run import Status
from jazzlstm.jobs.training_solos import TrainingSolos, training_line
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart
from tools.command import command, print_table

ROOT = Path(__file__).resolve().parents[1]
SOLOS = 5000
SOLOS_QUICK = 50
NOTES = 300
"""Of a solo."""
TUNES = ("blues", "minor-blues", "rhythm-changes")
PORT = 18786
START_SECONDS = 300.0
"""That the workers of a cluster have to start."""
WORKERS = 2
MOST_MINUTES = 24 * 60
POLL_SECONDS = 0.5


class Walks(Sequence[bytes]):
    """Lines of a training, each made when it is read."""

    def __init__(self, number: int, notes: int) -> None:
        self.number, self.notes = number, notes

    def __len__(self) -> int:
        return self.number

    @overload
    def __getitem__(self, at: int) -> bytes: ...

    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...

    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            return [self[i] for i in range(self.number)[at]]
        if at >= self.number:
            raise IndexError(at)
        return training_line(as_line(solo_as_json(random_walk(at, self.notes))))


def random_walk(seed: int, notes: int) -> Solo:
    """A random walk with rests and three lengths of notes."""
    rng = np.random.default_rng(seed)
    lengths = rng.choice([0.5, 1.0, 1 / 3], notes, p=[0.7, 0.1, 0.2])
    starts = np.cumsum(lengths + (rng.random(notes) < 0.1)) - lengths
    pitches = 55 + np.abs(np.cumsum(rng.integers(-4, 5, notes))) % 25
    values = zip(starts.tolist(), lengths.tolist(), pitches.tolist(), strict=True)
    walk = tuple(Note(start, length, pitch) for start, length, pitch in values)
    return Solo(walk, tune_chart(TUNES[seed % len(TUNES)]), 160.0, f"Walk {seed}", f"Player {seed % 40}")


@contextmanager
def dask_cluster() -> Iterator[None]:
    """A scheduler and two workers in processes of their own, as docs/scaling.md starts them."""
    address = f"tcp://127.0.0.1:{PORT}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    dask = [sys.executable, "-m", "dask"]
    worker = [*dask, "worker", address, "--nthreads", "2", "--memory-limit", "4GB", "--no-dashboard"]
    scheduler = [*dask, "scheduler", "--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard"]
    commands = [scheduler, *[worker] * WORKERS]
    with tempfile.TemporaryDirectory() as folder:
        started = [
            subprocess.Popen(each, env=environment, cwd=folder, stderr=subprocess.DEVNULL)  # noqa: S603 -- this Python
            for each in commands
        ]
        os.environ[ADDRESS_VARIABLE] = address
        try:
            with Client(address, timeout=START_SECONDS, set_as_default=False) as client:
                client.wait_for_workers(WORKERS, timeout=START_SECONDS)
            yield
        finally:
            close()
            for process in reversed(started):
                process.terminate()
                process.wait()


def start(session: Session, walks: Walks, units: int | None) -> Status:
    """Submit a training, as soon as the cluster has a worker."""
    request = RunRequest(method="classic", epochs=1, units=units, minutes=MOST_MINUTES)
    solos, until = TrainingSolos(walks, walks.notes * walks.number), time.monotonic() + START_SECONDS
    while True:
        try:
            return training_jobs.start_run(session, request, solos)
        except TrainingError:
            if time.monotonic() > until:
                raise
            time.sleep(POLL_SECONDS)


def train(walks: Walks, units: int | None) -> tuple[Status, dict[str, float], Counter[str]]:
    """Train an epoch: the last status, minutes to the end of each state, and the peak memory in MB."""
    session, begun = create_session(), time.perf_counter()
    status, peak, minutes = start(session, walks, units), Counter[str](), dict[str, float]()
    while status.is_active:
        peak |= memory()
        minutes[status.state] = (time.perf_counter() - begun) / 60
        time.sleep(POLL_SECONDS)
        status = training_jobs.follow(session) or status
    return status, minutes, peak


def memory() -> Counter[str]:
    """Resident megabytes of this process and of the largest of the others, of each kind."""
    found, own = Counter[str](), psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        with suppress(psutil.Error):
            words = " ".join(process.cmdline())
            kind = (
                "this process" if process == own else "scheduler" if "dask scheduler" in words else "worker"
            )
            found[kind] = max(found[kind], process.memory_info().rss >> 20)
    return found


def main() -> None:
    """Print the table."""
    parser = command(__doc__, quick=f"{SOLOS_QUICK} solos")
    parser.add_argument("solos", nargs="?", type=int, default=SOLOS)
    parser.add_argument("--notes", type=int, default=NOTES, help="of a solo")
    parser.add_argument("--units", type=int, help="of the network; 64 without it")
    parser.add_argument("--cluster", action="store_true", help=f"a Dask cluster of {WORKERS} workers")
    parser.add_argument("--folder", type=Path, help="where the files are; they take 0.4 kB a note")
    options = parser.parse_args()
    walks = Walks(SOLOS_QUICK if options.quick else options.solos, options.notes)
    os.environ[NOTES_VARIABLE] = str(walks.notes * walks.number)
    with tempfile.TemporaryDirectory(dir=options.folder) as store:
        os.environ[STORE_VARIABLE] = store
        with dask_cluster() if options.cluster else nullcontext():
            status, minutes, peak = train(walks, options.units)
            close()
    rows = [
        ["state, epochs", f"{status.state}{status.message and ': '}{status.message}, {status.epoch}"],
        ["minutes to the end of each part", ", ".join(f"{name} {m:.1f}" for name, m in minutes.items())],
        ["peak memory, MB", ", ".join(f"{name} {size:,}" for name, size in peak.items())],
        ["losses", str([dict(epoch) for epoch in status.history])],
    ]
    where = f"a Dask cluster of {WORKERS} workers" if options.cluster else "one machine"
    print_table(f"An epoch of {walks.number:,} solos of {walks.notes} notes on {where}", ["", ""], rows)


if __name__ == "__main__":
    main()
