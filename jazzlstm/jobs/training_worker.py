"""The worker's side of a run: train as requested, write the progress, stop when asked.

A run may have several attempts: when its worker is lost, another one continues from the checkpoint, and
the first gives up as soon as it notices. An error becomes the message of the run's status, and the best
network so far is kept. Keras is imported here when a run begins, so that only workers load it.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import logging
import math
import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazzlstm.errors import JazzError
from jazzlstm.files import write_whole
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.held_out import Split, split_solos
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_pace import Workload, record_pace
from jazzlstm.jobs.training_run import Status, TrainingRun
from jazzlstm.model import training_libraries
from jazzlstm.model.model_card import describe_training
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.solos import choose

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress

log = logging.getLogger(__name__)

DISK_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
HEARTBEAT_SECONDS = 1.0
"""Between two heartbeats: a lost worker is noticed after 15 of them."""
SAMPLE = Settings(tune="ii-V-I", beats=16, seed=7)
"""Four bars that the visitor hears after some epochs: always the same chords and seed, to compare."""
SAMPLES_A_RUN = 10
"""About this many samples, however many epochs there are."""
STOPPED = "stopped; the best network so far is kept"
STOPPED_EARLY = "stopped before the end of the first epoch: nothing was learned; let it run for an epoch"


def run_training(folder: str, attempt: int) -> str:
    """Train as requested in a session's folder; a task of a Dask worker. Returns "", or the error."""
    run = TrainingRun(Session(Path(folder)))
    status = run.status()
    if status is None or not run.is_current(attempt):
        return ""
    with _heartbeats(run, attempt):
        reason = _Attempt(run, replace(status, attempt=attempt)).run_to_end()
    if not run.is_current(attempt) and not (run.folder / "request.json").exists():
        shutil.rmtree(run.session.path, ignore_errors=True)  # files written after the session was deleted
    return reason


class _Superseded(Exception):  # noqa: N818 -- not an error: the visitor, or another attempt, ended this one
    """The run was deleted, or has a later attempt."""


class _Attempt:
    """One attempt at a run."""

    def __init__(self, run: TrainingRun, status: Status) -> None:
        self.run, self.status = run, status
        self.seconds_before = status.seconds
        self.started = time.monotonic()
        self.first_epoch_at = 0.0

    def run_to_end(self) -> str:
        """Train and evaluate; returns "", or why it failed, which is the status' message too."""
        try:
            self.request = self.run.request()
            self.work = Workload.of(self.request, self.status.notes, self.status.solos, self.run.base())
            self._train()
        except _Superseded:
            pass
        except Exception as exc:  # whatever it is, the visitor learns of it
            log.warning("a run failed", exc_info=True)
            return self._fail(_message(exc))
        return ""

    def _train(self) -> None:
        self._write(state="starting", message="")
        if self.run.is_stopping:
            self._end("")
            return
        training_libraries.check()
        load_libraries()
        from jazzlstm.model.training import TrainingControl, train

        recipe, base = self.request.recipe(), self.run.base()
        solos = self.run.solos()
        in_metre = [i for i, solo in enumerate(solos) if solo.is_four_four or not recipe.four_four_only]
        usable = choose(solos, in_metre)
        split = split_solos(usable, recipe.plan.held_out, recipe.plan.shares)
        self._write(epochs=recipe.plan.epochs)
        network = train(
            split.train_set,
            base or recipe.config,
            recipe.plan,
            validation_set=split.validation_set,
            control=TrainingControl(
                on_base=lambda loss: self._write(base_loss=loss),
                on_epoch=self._on_epoch,
                should_stop=self._should_stop,
                checkpoint=self.run.checkpoint,
            ),
        )
        if not self.run.is_current(self.status.attempt):
            raise _Superseded
        if not network.card.history:
            self._end("")
            return
        card = describe_training(network.card, self.request.name, solos, base.card if base else None)
        self._keep(replace(network, card=card), base, split)

    def _keep(self, network: Network, base: Network | None, split: Split) -> None:
        """Write the model before the evaluation, which may fail; evaluate unless the run is stopping."""
        name = self.run.add_model(network)
        if not self.run.is_stopping:
            self._write(state="measuring", model=name, best_epoch=network.card.best_epoch)
            self._evaluate(network, name, base, split)
        self._end(name)

    def _evaluate(self, network: Network, name: str, base: Network | None, split: Split) -> None:
        from jazzlstm.evaluation.logit_bias_fit import fit_logit_bias, with_logit_bias
        from jazzlstm.evaluation.training_effect import compare

        if self.request.recipe().fits_logit_bias and not self._should_stop():
            network = with_logit_bias(network, fit_logit_bias(network, split.train_set))
        figures = compare(base, network, split.train_set, split.validation_set, should_stop=self._should_stop)
        if figures:
            metrics = {"held_out": figures["after"]["held_out"]}
            network = replace(network, card=replace(network.card, metrics=metrics))
        write_model(self.run.session.models / name, network)
        self.status = replace(self.status, figures=figures or None)

    def _end(self, model: str) -> None:
        """End the run with a model, or with none if not even one epoch was finished."""
        state = "done" if model and not self.run.is_stopping else "stopped"
        message = self._reason(model)
        self._write(state=state, message=message, model=model, seconds_left=0.0)
        if state == "done" and self.status.attempt == 1:
            record_pace(self._seconds(), self.work.until(self.status.epoch))
        self.run.clear_working_files()

    def _reason(self, model: str) -> str:
        """Why a run ended before its last epoch; "" if it did not."""
        if self.run.is_stopping:
            return STOPPED if model else STOPPED_EARLY
        if not self._is_late():
            return ""
        limit = f"the limit of {self.request.minutes:g} minutes was reached"
        if model:
            return f"{limit}; the best network so far is kept"
        return f"{limit} before the end of the first epoch: nothing was learned; use fewer notes or units"

    def _fail(self, message: str) -> str:
        """End the run with the best network so far; returns the message."""
        try:
            if self.run.is_current(self.status.attempt):
                self.run.finish(self.status, "failed", message)
        except JazzError:  # the status cannot be written; the page gets the message from the task
            self.run.clear_working_files()
        return message

    def _on_epoch(self, progress: Progress) -> None:
        samples = self.status.samples
        if progress.epoch in sample_epochs(progress.epochs) and self._play_sample(progress.epoch):
            samples = (*samples, progress.epoch)
        self._write(
            state="training",
            epoch=progress.epoch,
            epochs=progress.epochs,
            history=progress.history,
            samples=samples,
            best_epoch=min(progress.history, key=lambda epoch: epoch["held_out_loss"])["epoch"],
            seconds_left=self._seconds_left(progress),
        )

    def _seconds_left(self, progress: Progress) -> float:
        """Seconds until the end of the run; the first epoch takes longer, because it is compiled."""
        done, left = progress.epoch - progress.resumed_at, progress.epochs - progress.epoch
        pace = self._seconds() / (self.work.until(progress.epoch).seconds - self.work.tail)
        if done <= 1:
            self.first_epoch_at = time.monotonic()
            return pace * (self.work.epoch_seconds * left + self.work.tail)
        each = (time.monotonic() - self.first_epoch_at) / (done - 1)
        return each * left + pace * self.work.tail

    def _play_sample(self, epoch: int) -> bool:
        """Write four bars by the best network so far; False if there are none. A run goes on without."""
        from jazzlstm.services import play

        network = self.run.best_so_far()
        if network is None:
            return False
        try:
            midi = play.play(network, SAMPLE)[0].midi()
        except JazzError:
            log.warning("no sample after epoch %d", epoch, exc_info=True)
            return False
        write_whole(self.run.folder / f"sample-{epoch:03}.mid", midi)
        return True

    def _should_stop(self) -> bool:
        return self.run.is_stopping or not self.run.is_current(self.status.attempt) or self._is_late()

    def _seconds(self) -> float:
        """Seconds that the run has taken, in all its attempts."""
        return self.seconds_before + time.monotonic() - self.started

    def _is_late(self) -> bool:
        return self._seconds() > 60 * self.request.minutes

    def _write(self, **changes: Any) -> None:  # noqa: ANN401 -- fields of Status, of several types
        if not self.run.is_current(self.status.attempt):
            raise _Superseded
        self.status = self.run.write_status(replace(self.status, seconds=self._seconds(), **changes))


def sample_epochs(epochs: int) -> tuple[int, ...]:
    """The epochs after which four bars are played: the first, and then about ten at equal distances."""
    step = max(2, math.ceil(epochs / SAMPLES_A_RUN))
    return (1, *range(step, epochs + 1, step))


def load_libraries() -> None:
    """Load Keras and its backend, which takes seconds, before a training needs them; a task of a worker."""
    if not training_libraries.what_is_missing():
        use_fastest_backend()
        training_libraries.load()


def use_fastest_backend() -> None:
    """Let Keras use JAX where it is installed: it trains faster. KERAS_BACKEND overrules this."""
    if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("jax"):
        os.environ["KERAS_BACKEND"] = "jax"


def _message(exc: Exception) -> str:
    """The error and its remedy, for a visitor who cannot read the log."""
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in DISK_FULL:
            return "the disk is full; the best network so far is kept: make room and train again"
        cause = cause.__cause__
    if isinstance(exc, JazzError):
        return str(exc)
    if isinstance(exc, MemoryError):
        return "memory was short; the best network so far is kept: train with fewer units or fewer notes"
    error = f"{type(exc).__name__}: {exc}"
    return f"the training failed ({error}); the best network so far is kept, and the log has the details"


@contextlib.contextmanager
def _heartbeats(run: TrainingRun, attempt: int) -> Iterator[None]:
    """Touch the run's heartbeat every second, whatever the worker is doing meanwhile."""
    done = threading.Event()

    def beat() -> None:
        while run.is_current(attempt):
            with contextlib.suppress(OSError):
                (run.folder / "heartbeat").touch()
            if done.wait(HEARTBEAT_SECONDS):
                return

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
