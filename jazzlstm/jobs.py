"""Training and corpus reading on Dask: brought to a worker, followed, resumed, stopped.

    page ── Client ──▶ scheduler ──▶ worker ── writes ──▶ the locker ◀── reads ── page

Dask only says who does what and when. What is done, and how it stands, lies in
the session's locker (``runs``, ``lockers``), which page and workers both see: so
no result has to be held in a worker's memory, futures are let go at once, and a
lost scheduler or a page that is closed takes nothing with it.

Without ``DASK_SCHEDULER_ADDRESS`` a scheduler and one worker are started on this
machine when first needed. They run in processes of their own, politely
(``nice``), and end with the page, however it ends: the scheduler's process waits
on a pipe whose other end the page holds.

With it, an existing cluster is used; TLS and the like are set as Dask documents
(``DASK_DISTRIBUTED__COMM__TLS__...``, or its YAML files).
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
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import dask
from distributed import Client, Future, LocalCluster, Worker, WorkerPlugin, fire_and_forget
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from jazzlstm.desk import leave, read_files, unpack_uploads
from jazzlstm.errors import JazzError, OutputError, TrainingError
from jazzlstm.lockers import Locker, every_locker, read_json, write_json
from jazzlstm.music import Solo
from jazzlstm.network import Network
from jazzlstm.pupil import carry_out
from jazzlstm.runs import Order, Run, Status

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
LOST_AFTER_SECONDS = 15.0
"""Without a sign of life for so long, whoever works on a run is taken for dead."""
RETRY_SECONDS = 5.0
FILES_AT_A_TIME = 25
"""Files that one task reads: few enough to be fair, many enough to be worth the journey."""
MOST_LIVES = 5

dask.config.set({"distributed.scheduler.allowed-failures": 0})  # a killed run is resumed by us, not repeated


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the reading of a corpus is: files read, files in all, and what went wrong on the way."""

    done: int
    files: int
    is_unpacking: bool = False
    message: str = ""

    @property
    def is_active(self) -> bool:
        return self.is_unpacking or self.done < self.files


class Manners(WorkerPlugin):  # type: ignore[misc]  # Dask has no types
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
        and been told by ``Manners`` that it can: so none is sent before.

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
            client.register_plugin(Manners())
        except (OSError, TimeoutError, ValueError) as exc:
            raise TrainingError(
                f"the training cluster at {address} cannot be reached: start its scheduler, or correct"
                f" {ADDRESS_VARIABLE}"
            ) from exc
        self.client, self.address = client, address
        return client

    def _start_cluster(self) -> str:
        """A scheduler and a worker beside this process; returns their address."""
        here = Path(__file__).resolve().parents[1]
        path = os.pathsep.join(filter(None, [str(here), os.environ.get("PYTHONPATH", "")]))
        self.cluster = subprocess.Popen(  # noqa: S603 -- this very Python, and this module
            [sys.executable, "-m", "jazzlstm.jobs"],
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
                with contextlib.suppress(
                    Exception
                ):  # it may be gone already, in more ways than can be listed
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


_connection = _Connection()


def close() -> None:
    """End the workers that this process started; a run of theirs can be resumed later."""
    _connection.close()


atexit.register(close)


def start_run(locker: Locker, order: Order, solos: Sequence[Solo], base: Network | None = None) -> Status:
    """Put a training in the queue.

    Raises:
        InputError: nothing to learn from, or too much.
        TrainingError: this session trains already, or no worker can be reached.
    """
    run = Run(locker)
    current = run.status()
    if current and current.is_active:
        raise TrainingError("a training of this session is under way: wait for it, or stop it first")
    client = _connection.get_with_workers()
    status = run.begin(order, solos, base)
    return _submit(client, run, status)


def follow(locker: Locker) -> Status | None:
    """How the session's run stands; one whose worker was lost goes on from its checkpoint."""
    run = Run(locker)
    status = run.status()
    if status is None or not status.is_active:
        _connection.futures.pop(locker.number, None)
        return status
    future = _connection.futures.get(locker.number)
    if future is not None and future.done():
        return _after(run, future)
    if status.state == "interrupted":
        return _resume(run, status, status.message.partition(";")[0])
    if _is_lost(run, status, future):
        return _resume(run, status, "the worker was lost")
    return status


def stop_run(locker: Locker) -> None:
    """Stop the session's run; the best network so far is kept."""
    run = Run(locker)
    status = run.status()
    if status is None or not status.is_active:
        return
    run.ask_to_stop()
    future = _connection.futures.get(locker.number)
    nobody_works = run.silence() > LOST_AFTER_SECONDS
    if status.state in ("queued", "interrupted") and nobody_works:
        run.claim(status.life + 1)  # whoever wakes up now finds that it is over
        if future is not None:
            with contextlib.suppress(Exception):  # the scheduler may be gone
                future.cancel()
        has_learnt = bool(status.epoch)
        message = "stopped; the best so far is kept" if has_learnt else "stopped before anything was learnt"
        run.conclude(status, "stopped", message)


def delete(locker: Locker) -> None:
    """Stop what runs, and clear the locker."""
    stop_run(locker)
    locker.delete()


def place_in_queue(locker: Locker) -> int:
    """0 when it is this session's turn, else how many runs come before it."""
    status = Run(locker).status()
    if status is None or status.state != "queued":
        return 0
    waiting = [Run(other).status() for other in every_locker()]
    return 1 + sum(
        1
        for other in waiting
        if other is not None and other.state == "queued"
        if other.scheduler == status.scheduler and other.asked < status.asked
    )


def _submit(client: Client, run: Run, status: Status) -> Status:
    status = run.tell(replace(status, state="queued", scheduler=str(client.scheduler_info()["id"])))
    future = client.submit(
        carry_out,
        str(run.locker.path),
        status.life,
        resources={TRAINING: 1},
        pure=False,
        key=f"run-{time.time_ns()}",  # the locker's number is nobody's business
    )
    fire_and_forget(future)
    _connection.futures[run.locker.number] = future
    return status


def _after(run: Run, future: Future) -> Status | None:
    """The task is over: its status is the last word, unless the worker could not write it."""
    _connection.futures.pop(run.locker.number, None)
    status = run.status()
    if status is None or not status.is_active:
        return status
    if future.status == "finished":
        reason = future.result()
        if status.life > 1 and not reason and run.silence() < LOST_AFTER_SECONDS:
            return status
        return _fail(run, status, reason or "the worker ended without a word: train again")
    why = "the connection to the worker was lost"
    if future.status == "error":
        error = future.exception()
        if not isinstance(error, KilledWorker | FutureCancelledError):
            return _fail(run, status, f"the training failed ({type(error).__name__}: {error}): train again")
        why = "the worker was killed, perhaps for want of memory"
    return _resume(run, status, why)


def _resume(run: Run, status: Status, why: str) -> Status:
    """A new life from the checkpoint, if the last one got anywhere."""
    if run.is_to_stop:
        return run.conclude(status, "stopped", f"{why}; the best so far is kept")
    had_begun = status.state not in ("queued", "interrupted")
    got_nowhere = had_begun and status.life > 1 and status.epoch <= status.life_began_at
    if got_nowhere or status.life >= MOST_LIVES:
        return _fail(
            run, status, f"{why}, and again after a new start: use fewer units or notes, train again"
        )
    try:
        client = _connection.get_with_workers()
    except JazzError:
        waiting = f"{why}; the run goes on from epoch {status.epoch} when there is a worker again, or stop it"
        return run.tell(replace(status, state="interrupted", message=waiting))
    if not run.claim(status.life + 1):
        return run.status() or status  # another page was faster
    message = f"{why}; going on from epoch {status.epoch}" if status.epoch else f"{why}; starting again"
    began = replace(status, life=status.life + 1, life_began_at=status.epoch, message=message)
    return _submit(client, run, began)


def _fail(run: Run, status: Status, message: str) -> Status:
    """The end, told; should the disk be full, at least to whoever asks now."""
    try:
        return run.conclude(status, "failed", message)
    except OutputError:
        return replace(status, state="failed", message=message)


def _is_lost(run: Run, status: Status, future: Future | None) -> bool:
    """Whether nobody works on a run, or waits to."""
    if run.silence() < LOST_AFTER_SECONDS:
        return False
    if status.state != "queued":
        return True
    client = _connection.client
    if client is not None and client.status == "running" and future is not None:
        return False
    try:
        return str(_connection.get().scheduler_info()["id"]) != status.scheduler
    except JazzError:
        return True


# Reading a corpus: a map over its files, each result a file in the locker.


def follow_reading(locker: Locker) -> Reading:
    """Send what lies in a locker and isn't read yet to be read, and say how far that is.

    Raises:
        TrainingError: there is something to read, and no worker can be reached.
    """
    unread, read = _numbers(locker.files) - _numbers(locker.corpus), _numbers(locker.corpus)
    zips = _numbers(locker.uploads)
    if not unread and not zips:
        _readings.pop(locker.number, None)
        return Reading(len(read), len(read), message=_said_by_unpacking(locker))
    client = _connection.get()
    journeys = _readings.setdefault(locker.number, _Journeys())
    for upload in sorted(zips - journeys.under_way(client, zipped=True)):
        journeys.send(client, locker, [upload], zipped=True)
    waiting = sorted(unread - journeys.under_way(client, zipped=False))
    for first in range(0, len(waiting), FILES_AT_A_TIME):
        journeys.send(client, locker, waiting[first : first + FILES_AT_A_TIME], zipped=False)
    return Reading(len(read), len(read | unread), bool(zips), _said_by_unpacking(locker))


def read_again(locker: Locker, file: int, track: int) -> None:
    """Read a file anew with another melody track; ``follow_reading`` sees to it."""
    path = locker.files / f"{file:06}.json"
    write_json(path, {**read_json(path), "track": track})
    (locker.corpus / f"{file:06}.json").unlink(missing_ok=True)


class _Journeys:
    """What of one locker is on its way to a worker, and how often each file has set out."""

    def __init__(self) -> None:
        self.scheduler: Client | None = None
        self.sent: list[tuple[Future, bool, frozenset[int]]] = []
        self.departures: Counter[tuple[int, bool]] = Counter()

    def under_way(self, client: Client, *, zipped: bool) -> set[int]:
        """The numbers of those that are being read, or wait to be; none after the scheduler was lost."""
        if client is not self.scheduler:
            self.scheduler, self.sent = client, []
        self.sent = [item for item in self.sent if not item[0].done()]
        return {number for _, was_zipped, numbers in self.sent if was_zipped is zipped for number in numbers}

    def send(self, client: Client, locker: Locker, numbers: Sequence[int], *, zipped: bool) -> None:
        """Off to a worker; a file whose reading killed two of them is left where it is."""
        for number in numbers:
            self.departures[number, zipped] += 1
            if self.departures[number, zipped] > 2:
                leave(locker, number, zipped=zipped)
        numbers = [number for number in numbers if self.departures[number, zipped] <= 2]
        if not numbers:
            return
        future = client.submit(
            unpack_uploads if zipped else read_files,
            str(locker.path),
            list(numbers),
            priority=-len(self.sent),  # everybody's first files before anybody's second
            pure=False,
            key=f"read-{time.time_ns()}",
        )
        fire_and_forget(future)
        self.sent.append((future, zipped, frozenset(numbers)))


_readings: dict[str, _Journeys] = {}


def _numbers(folder: Path) -> set[int]:
    return {int(path.stem) for path in folder.glob("*.json")}


def _said_by_unpacking(locker: Locker) -> str:
    return "; ".join(
        str(read_json(path).get("reason", "")) for path in sorted(locker.path.glob("unpacked-*.json"))
    )


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
        silence_logs="ERROR",
    ) as cluster:
        sys.stdout.write(json.dumps(cluster.scheduler_address) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _first_line(process: subprocess.Popen[str] | None) -> str:
    return process.stdout.readline() if process and process.stdout else ""


if __name__ == "__main__":
    serve()
