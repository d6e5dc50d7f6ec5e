"""Training on the cluster: a run brought to a worker, followed, stopped, resumed.

    queued ──▶ starting, training, measuring ──▶ done, stopped or failed
      ▲                    │
      └──── worker lost ───┘     a new life, from the checkpoint;
                                 "interrupted" while there is no worker

How a run stands lies in its locker (``runs``), so any page process can follow it.
Whoever follows sees to it that it goes on: when its worker is lost, the first to
notice claims the next life and sends it again, to whatever cluster there is then.
A run that comes no further in a new life than in the last is given up.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import replace

from distributed import Client, Future, fire_and_forget
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from jazzlstm.errors import JazzError, OutputError, TrainingError
from jazzlstm.jobs.cluster import TRAINING, connection
from jazzlstm.jobs.session_store import Session, all_sessions
from jazzlstm.jobs.training_run import Status, TrainingOrder, TrainingRun
from jazzlstm.jobs.training_worker import carry_out
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

LOST_AFTER_SECONDS = 15.0
"""Without a sign of life for so long, whoever works on a run is taken for dead."""
MOST_LIVES = 5


def start_run(
    session: Session, order: TrainingOrder, solos: Sequence[Solo], base: Network | None = None
) -> Status:
    """Put a training in the queue.

    Raises:
        InputError: nothing to learn from, or too much.
        TrainingError: this session trains already, or no worker can be reached.
    """
    run = TrainingRun(session)
    current = run.status()
    if current and current.is_active:
        raise TrainingError("a training of this session is under way: wait for it, or stop it first")
    client = connection.get_with_workers()
    status = run.begin(order, solos, base)
    return _submit(client, run, status)


def follow(session: Session) -> Status | None:
    """How the session's run stands; one whose worker was lost goes on from its checkpoint."""
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
    run.ask_to_stop()
    future = connection.futures.get(session.number)
    nobody_works = run.silence() > LOST_AFTER_SECONDS
    if status.state in ("queued", "interrupted") and nobody_works:
        run.claim(status.life + 1)  # whoever wakes up now finds that it is over
        if future is not None:
            with contextlib.suppress(Exception):  # the scheduler may be gone
                future.cancel()
        has_learnt = bool(status.epoch)
        message = "stopped; the best so far is kept" if has_learnt else "stopped before anything was learnt"
        run.conclude(status, "stopped", message)


def delete(session: Session) -> None:
    """Stop what runs, and clear the locker."""
    stop_run(session)
    session.delete()


def place_in_queue(session: Session) -> int:
    """0 when it is this session's turn, else how many runs come before it."""
    status = TrainingRun(session).status()
    if status is None or status.state != "queued":
        return 0
    waiting = [TrainingRun(other).status() for other in all_sessions()]
    return 1 + sum(
        1
        for other in waiting
        if other is not None and other.state == "queued"
        if other.scheduler == status.scheduler and other.asked < status.asked
    )


def _submit(client: Client, run: TrainingRun, status: Status) -> Status:
    status = run.tell(replace(status, state="queued", scheduler=str(client.scheduler_info()["id"])))
    future = client.submit(
        carry_out,
        str(run.session.path),
        status.life,
        resources={TRAINING: 1},
        pure=False,
        key=f"run-{secrets.token_hex(8)}",  # the locker's number is nobody's business
    )
    fire_and_forget(future)
    connection.futures[run.session.number] = future
    return status


def _after(run: TrainingRun, future: Future) -> Status | None:
    """The task is over: its status is the last word, unless the worker could not write it."""
    connection.futures.pop(run.session.number, None)
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


def _resume(run: TrainingRun, status: Status, why: str) -> Status:
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
        client = connection.get_with_workers()
    except JazzError:
        waiting = f"{why}; the run goes on from epoch {status.epoch} when there is a worker again, or stop it"
        return run.tell(replace(status, state="interrupted", message=waiting))
    if not run.claim(status.life + 1):
        return run.status() or status  # another page was faster
    message = f"{why}; going on from epoch {status.epoch}" if status.epoch else f"{why}; starting again"
    began = replace(status, life=status.life + 1, life_began_at=status.epoch, message=message)
    return _submit(client, run, began)


def _fail(run: TrainingRun, status: Status, message: str) -> Status:
    """The end, told; should the disk be full, at least to whoever asks now."""
    try:
        return run.conclude(status, "failed", message)
    except OutputError:
        return replace(status, state="failed", message=message)


def _is_lost(run: TrainingRun, status: Status, future: Future | None) -> bool:
    """Whether nobody works on a run, or waits to."""
    if run.silence() < LOST_AFTER_SECONDS:
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
