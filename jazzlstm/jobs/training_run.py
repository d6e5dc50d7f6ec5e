"""A training run of a session: a folder of files that any process may follow, stop or resume.

The request lies in the folder before the run starts, and its worker writes the progress there. So a page
may be closed and opened again, another page process may follow, and a worker that died is replaced by one
that continues from the checkpoint.

    request.json  solos.jsonl  base.safetensors   what to train, on what
    status.json                                   the progress, written after each epoch
    heartbeat                                     touched every second by the worker
    stop                                          exists once the visitor wants the run to stop
    attempt-1  attempt-2 ...                      one for each worker; all but the last must give up
    run.checkpoint                                where the next attempt continues
    sample-005.mid                                four bars by the network after five epochs

``training_worker`` does the work; ``training_jobs`` submits it to the cluster.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from jazzlstm.errors import InputError, JazzError
from jazzlstm.files import read_json, write_json, write_whole
from jazzlstm.formats.solo_file import read_solo_file
from jazzlstm.jobs.run_request import Limits, RunRequest
from jazzlstm.jobs.session_store import Session, store_time
from jazzlstm.jobs.store_clock import steady
from jazzlstm.jobs.training_pace import Workload, estimate_seconds
from jazzlstm.jobs.training_solos import TrainingSolos, parse_training_line
from jazzlstm.model.model_file import model_bytes, read_checkpoint, read_model, write_model
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

ACTIVE = ("queued", "starting", "training", "measuring", "interrupted")
"""States of a run that has not ended."""
FEWEST_NOTES = 60
"""With fewer there is not even a held-out part."""


@dataclass(frozen=True, slots=True)
class Status:
    """The progress of a run. Losses are in nats an event, times in seconds.

    ``state`` is one of ACTIVE, or "done", "stopped" or "failed".
    """

    state: str = "queued"
    message: str = ""
    method: str = "tune"
    attempt: int = 1
    resumed_at: int = 0
    """This attempt continued from the checkpoint of this epoch."""
    scheduler: str = ""
    """Id of the scheduler that has the task."""
    requested_at: float = 0.0
    """The time of the request by the store's clock, which gives the order of the queue."""
    epoch: int = 0
    epochs: int = 0
    history: tuple[Mapping[str, float], ...] = ()
    base_loss: float | None = None
    """The base network's loss on the held-out part."""
    best_epoch: int = 0
    seconds: float = 0.0
    seconds_left: float = 0.0
    estimated_seconds: float = 0.0
    """The estimate before the start."""
    solos: int = 0
    notes: int = 0
    samples: tuple[int, ...] = ()
    """The epochs after which four bars were played."""
    model: str = ""
    """File name of the trained model in the session's models."""
    figures: Mapping[str, Any] | None = None
    """The evaluation before and after the training."""

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class TrainingRun:
    """The folder of a session's latest run."""

    def __init__(self, session: Session) -> None:
        self.session, self.folder = session, session.run

    @property
    def checkpoint(self) -> Path:
        return self.folder / "run.checkpoint"

    def create(self, request: RunRequest, solos: TrainingSolos, base: Network | None) -> Status:
        """Replace the session's last run by a new one. No solo is parsed.

        Raises:
            InputError: there is nothing or too little to train on, or too much for this host.
            OutputError: the disk is full.
        """
        status = _check(request, solos, base)
        work = Workload.of(request, solos.notes, len(solos.lines), base)
        status = replace(status, estimated_seconds=estimate_seconds(work))
        shutil.rmtree(self.folder, ignore_errors=True)
        write_json(self.folder / "request.json", asdict(request))
        write_whole(self.folder / "solos.jsonl", solos.lines)
        if base and request.method == "tune":
            write_whole(self.folder / "base.safetensors", model_bytes(base))
        self.session.touch()
        self.claim(1)
        return self.write_status(status)

    def status(self) -> Status | None:
        """The progress; None if this session has trained nothing yet."""
        values = read_json(self.folder / "status.json")
        if "state" not in values:
            return None
        known = {item.name for item in fields(Status)}  # another version may have written more
        sequences = {name: tuple(values.get(name, ())) for name in ("history", "samples")}
        return Status(**{name: value for name, value in values.items() if name in known} | sequences)

    def write_status(self, status: Status) -> Status:
        """Write the progress, unless the session has been deleted.

        Raises:
            OutputError: the disk is full.
        """
        if self.session.path.is_dir():
            write_json(self.folder / "status.json", asdict(status))
        return status

    def request(self) -> RunRequest:
        """The request for the run.

        Raises:
            InputError: another version of the program wrote it.
        """
        values = read_json(self.folder / "request.json")
        try:
            return RunRequest(**values)
        except TypeError as exc:
            raise InputError("this run was started by another version: train again") from exc

    def solos(self) -> Sequence[Solo]:
        """The solos to train on; parsing them takes seconds. Those of a large corpus stay in their file.

        Raises:
            InputError: another version of the program wrote them.
        """
        try:
            return read_solo_file(self.folder / "solos.jsonl", parse_training_line)
        except OSError as exc:
            raise InputError("the solos of this run are missing: train again") from exc

    def base(self) -> Network | None:
        """The network to adapt; None for a run from scratch."""
        path = self.folder / "base.safetensors"
        return read_model(path) if path.exists() else None

    def claim(self, attempt: int) -> bool:
        """Reserve an attempt for one worker; False if another process has it."""
        try:
            (self.folder / f"attempt-{attempt}").touch(exist_ok=False)
        except OSError:
            return False
        return True

    def is_current(self, attempt: int) -> bool:
        """Whether an attempt may continue: the run exists, and no later attempt has begun."""
        current, following = (self.folder / f"attempt-{number}" for number in (attempt, attempt + 1))
        return current.exists() and not following.exists()

    def request_stop(self) -> None:
        """Make the worker stop before its next batch."""
        with contextlib.suppress(OSError):
            (self.folder / "stop").touch()

    @property
    def is_stopping(self) -> bool:
        return (self.folder / "stop").exists()

    def seconds_since_heartbeat(self) -> float:
        """Seconds since this process saw the last new heartbeat; infinite if there was none.

        A heartbeat is new if its date has changed. What the date is does not matter, so the clocks of
        machines may differ.
        """
        heartbeat = self.folder / "heartbeat"
        try:
            return steady() - _first_seen(heartbeat, heartbeat.stat().st_mtime_ns)
        except OSError:
            return float("inf")

    def sample(self, epoch: int) -> bytes:
        """The MIDI file of four bars after an epoch; empty if there is none."""
        try:
            return (self.folder / f"sample-{epoch:03}.mid").read_bytes()
        except OSError:
            return b""

    def best_so_far(self) -> Network | None:
        """The network of the best epoch in the checkpoint; None before the first checkpoint."""
        try:
            return read_checkpoint(self.checkpoint)
        except JazzError:
            return None

    def add_model(self, network: Network) -> str:
        """Add a network to the session's models; returns its file name.

        Raises:
            OutputError: the disk is full.
        """
        path = self.session.next_model_path()
        write_model(path, network)
        return path.name

    def finish(self, status: Status, state: str, message: str) -> Status:
        """End a run that has no worker: keep the best network so far, and delete working files.

        Raises:
            OutputError: the disk is full.
        """
        best = self.best_so_far()
        if best and not status.model:
            name = self.add_model(replace(best, card=replace(best.card, name=self.request().name)))
            status = replace(status, model=name)
        self.clear_working_files()
        return self.write_status(replace(status, state=state, message=message, seconds_left=0.0))

    def clear_working_files(self) -> None:
        """Delete what only a running training needs."""
        for path in [self.checkpoint, self.folder / "stop", *self.folder.glob(".writing-*")]:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


@lru_cache(maxsize=1000)
def _first_seen(heartbeat: Path, date_ns: int) -> float:
    """When this process first saw a heartbeat with that date, by the steady clock."""
    return steady()


def _check(request: RunRequest, solos: TrainingSolos, base: Network | None) -> Status:
    """The status of a new run, if it can be trained here."""
    limits, count = Limits.of_this_host(), len(solos.lines)
    if not count or solos.notes < FEWEST_NOTES:
        raise InputError(
            f"{solos.notes} notes in {count} solos are too few to train on: add files until there are"
            f" at least {FEWEST_NOTES} notes, or better a few thousand"
        )
    if solos.notes > limits.notes:
        raise InputError(
            f"{solos.notes:,} notes are more than the limit of {limits.notes:,}: exclude some solos"
        )
    if request.method == "tune" and base is None:
        raise InputError("there is no base network to adapt: choose a model, or train from scratch")
    return Status(method=request.method, requested_at=store_time(), solos=count, notes=solos.notes)
