"""Training runs on the cluster: submit, follow, stop, resume.

    queued ──▶ starting, training, measuring ──▶ done, stopped or failed
      ▲                    │
      └──── worker lost ───┘     a new attempt from the checkpoint;
                                 "interrupted" while there is no worker

The status of a run is a file of its session (``training_run``), so any page process can follow it. When
the worker of a run is lost, the first process that notices claims the next attempt and submits the run
again, to the scheduler of that moment. A run that gets no further in an attempt than in the one before
has failed.
"""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import replace

from distributed import Client, Future, fire_and_forget
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from jazzlstm.errors import JazzError, TrainingError
from jazzlstm.jobs.cluster import connection
from jazzlstm.jobs.local_cluster import TRAINING
from jazzlstm.jobs.readiness import why_not_yet
from jazzlstm.jobs.run_request import RunRequest
from jazzlstm.jobs.session_store import Session, all_sessions
from jazzlstm.jobs.training_run import Status, TrainingRun
from jazzlstm.jobs.training_solos import TrainingSolos
from jazzlstm.jobs.training_worker import STOPPED, STOPPED_EARLY, load_libraries, run_training
from jazzlstm.model.network import Network

LOST_AFTER_SECONDS = 15.0
"""Without a heartbeat for so long, the worker of a run is taken for lost; it beats every second."""
MOST_ATTEMPTS = 5


def prepare_worker() -> None:
    """Have a worker load the libraries of a training, once for a connection, while files are read.

    Raises:
        TrainingError: no cluster can be reached.
    """
    client = connection.get()
    if connection.preparation is None:
        connection.preparation = client.submit(load_libraries, key=f"load-{secrets.token_hex(8)}")


def start_run(
    session: Session, request: RunRequest, solos: TrainingSolos, base: Network | None = None
) -> Status:
    """Submit a training.

    Raises:
        InputError: there is nothing to train on, or too much.
        TrainingError: a training of this session is running, or there is no worker, or its libraries are
            missing.
    """
    run = TrainingRun(session)
    current = run.status()
    if current and current.is_active:
        raise TrainingError("a training is already running: wait until it ends, or stop it first")
    if missing := why_not_yet():
        raise TrainingError(missing)
    client = connection.get_with_workers()
    return _submit(client, run, run.create(request, solos, base))


def follow(session: Session) -> Status | None:
    """The status of the session's run; if its worker was lost, the run is resumed from its checkpoint."""
    run = TrainingRun(session)
    status = run.status()
    if status is None or not status.is_active:
        connection.futures.pop(session.number, None)
        return status
    future = connection.futures.get(session.number)
    if future is not None and future.done():
        return _after(run, future)
    if status.state == "interrupted":
        return _resume(run, status, status.message.partition(";")[0])
    if _is_lost(run, status, future):
        return _resume(run, status, "the worker was lost")
    return status


def stop_run(session: Session) -> None:
    """Stop the session's run; the best network so far is kept."""
    run = TrainingRun(session)
    status = run.status()
    if status is None or not status.is_active:
        return
    run.request_stop()
    future = connection.futures.get(session.number)
    has_worker = run.seconds_since_heartbeat() <= LOST_AFTER_SECONDS
    if status.state in ("queued", "interrupted") and not has_worker:
        run.claim(status.attempt + 1)  # a worker that starts now finds that its attempt is over
        if future is not None:
            with contextlib.suppress(Exception):  # a lost scheduler raises errors of many kinds
                future.cancel()
        run.finish(status, "stopped", STOPPED if status.epoch else STOPPED_EARLY)


def delete(session: Session) -> None:
    """Stop the session's run, and delete the session."""
    stop_run(session)
    session.delete()


def place_in_queue(session: Session) -> int:
    """The place of a queued run, from 1; 0 if the session's run is not queued."""
    status = TrainingRun(session).status()
    if status is None or status.state != "queued":
        return 0
    others = [TrainingRun(other).status() for other in all_sessions()]
    return 1 + sum(
        1
        for other in others
        if other is not None and other.state == "queued"
        if other.scheduler == status.scheduler and other.requested_at < status.requested_at
    )


def _submit(client: Client, run: TrainingRun, status: Status) -> Status:
    status = run.write_status(replace(status, state="queued", scheduler=str(client.scheduler_info()["id"])))
    future = client.submit(
        run_training,
        str(run.session.path),
        status.attempt,
        resources={TRAINING: 1},
        pure=False,
        key=f"run-{secrets.token_hex(8)}",  # without the session's number, which is its key
    )
    fire_and_forget(future)
    connection.futures[run.session.number] = future
    return status


def _after(run: TrainingRun, future: Future) -> Status | None:
    """The status after a task has ended: as the worker wrote it, or failed or resumed if it could not."""
    connection.futures.pop(run.session.number, None)
    status = run.status()
    if status is None or not status.is_active:
        return status
    if future.status == "finished":
        reason = future.result()
        if status.attempt > 1 and not reason and run.seconds_since_heartbeat() < LOST_AFTER_SECONDS:
            return status
        return _fail(run, status, reason or "the worker ended without a result: train again")
    why = "the connection to the worker was lost"
    if future.status == "error":
        error = future.exception()
        if not isinstance(error, KilledWorker | FutureCancelledError):
            return _fail(run, status, f"the training failed ({type(error).__name__}: {error}): train again")
        why = "the worker was killed, perhaps because memory was low"
    return _resume(run, status, why)


def _resume(run: TrainingRun, status: Status, why: str) -> Status:
    """Submit a new attempt from the checkpoint, unless the last one got no further."""
    if run.is_stopping:
        return run.finish(status, "stopped", f"{why}; the best network so far is kept")
    had_begun = status.state not in ("queued", "interrupted")
    got_no_further = had_begun and status.attempt > 1 and status.epoch <= status.resumed_at
    if got_no_further or status.attempt >= MOST_ATTEMPTS:
        return _fail(
            run, status, f"{why}; this happened several times: use fewer units or notes, and train again"
        )
    try:
        client = connection.get_with_workers()
    except JazzError:
        message = f"{why}; the training continues from epoch {status.epoch} when a worker is available"
        return run.write_status(replace(status, state="interrupted", message=message))
    if not run.claim(status.attempt + 1):
        return run.status() or status  # another page process was faster
    message = f"{why}; continuing from epoch {status.epoch}" if status.epoch else f"{why}; starting again"
    resumed = replace(status, attempt=status.attempt + 1, resumed_at=status.epoch, message=message)
    return _submit(client, run, resumed)


def _fail(run: TrainingRun, status: Status, message: str) -> Status:
    """End a run as failed; if the disk is full, only the caller learns of it."""
    try:
        return run.finish(status, "failed", message)
    except JazzError:
        return replace(status, state="failed", message=message)


def _is_lost(run: TrainingRun, status: Status, future: Future | None) -> bool:
    """Whether a run has no worker and waits for none."""
    if run.seconds_since_heartbeat() < LOST_AFTER_SECONDS:
        return False
    if status.state != "queued":
        return True
    client = connection.client
    if client is not None and client.status == "running" and future is not None:
        return False
    try:
        return str(connection.get().scheduler_info()["id"]) != status.scheduler
    except JazzError:
        return True
