"""The worker's side of a run: train as an order says, tell how it goes, stop when asked.

A run may have several lives: when its worker is lost, another goes on from the
checkpoint, and the one before steps back as soon as it notices. Whatever goes
wrong becomes a sentence in the run's status; the best network so far is kept.
Keras is imported here when a run begins, so only workers ever load it.
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
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jazzlstm.encoding.sequences import split_by_tune
from jazzlstm.errors import JazzError
from jazzlstm.files import write_whole
from jazzlstm.generation.settings import Settings
from jazzlstm.jobs.session_store import Session
from jazzlstm.jobs.training_run import Status, TrainingRun, note_pace
from jazzlstm.model.model_card import describe_training
from jazzlstm.model.model_file import write_model
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

if TYPE_CHECKING:
    from jazzlstm.model.training_plan import Progress

log = logging.getLogger(__name__)

DISK_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
BEAT_SECONDS = 1.0
SAMPLE = Settings(tune="ii-V-I", beats=16, seed=7)
"""The four bars that are heard again and again while the network learns."""


def carry_out(folder: str, life: int) -> str:
    """Train as the order in a locker says; runs in a worker. Returns "" or, when it failed, why."""
    session = Session(Path(folder))
    run = TrainingRun(session)
    status = run.status()
    if status is None or not run.belongs_to(life):
        return ""
    pupil = _TrainingWorker(run, replace(status, life=life))
    with _heartbeat(run, life):
        reason = pupil.learn()
    if not run.belongs_to(life):
        pupil.leave_nothing()
    return reason


class _Stepped(Exception):  # noqa: N818 -- no error: the run went to another worker, or was deleted
    """This life is over."""


class _TrainingWorker:
    """One life of a run: what it knows, tells, and when it has to stop."""

    def __init__(self, run: TrainingRun, status: Status) -> None:
        self.run, self.status = run, status
        self.order = run.order()
        self.before = status.seconds
        self.started = time.monotonic()
        self.pace = 0.0
        """Seconds an epoch."""

    def learn(self) -> str:
        """All of it; whatever goes wrong becomes a sentence in the status."""
        try:
            self._learn()
        except _Stepped:
            pass
        except Exception as exc:
            log.warning("a run failed", exc_info=True)
            return self._fail(_sentence(exc))
        return ""

    def _learn(self) -> None:
        self._tell(state="starting", message="")
        if self.run.is_to_stop:
            self._end("stopped", None)
            return
        use_fastest_backend()
        from jazzlstm.model.training import train

        recipe, base = self.order.recipe(), self.run.base()
        solos = [solo for solo in self.run.solos() if solo.is_four_four or not recipe.four_four_only]
        learnt, held_out = part(solos, recipe.plan.held_out, recipe.plan.shares)
        self._tell(epochs=recipe.plan.epochs)
        network = train(
            learnt,
            recipe.config,
            recipe.plan,
            base=base,
            held_out=held_out,
            on_base=lambda loss: self._tell(base_loss=loss),
            on_epoch=self._on_epoch,
            should_stop=self._should_stop,
            checkpoint=self.run.checkpoint,
        )
        if not self.run.belongs_to(self.status.life):
            raise _Stepped
        self._keep(network, base, learnt, held_out)

    def _keep(
        self, network: Network, base: Network | None, learnt: Sequence[Solo], held_out: Sequence[Solo]
    ) -> None:
        """The model first, so that it is safe; then the figures, unless the user is in a hurry."""
        state = "stopped" if self.run.is_to_stop else "done"
        if not network.card.history:
            self._end(state, None)
            return
        card = describe_training(network.card, self.order.name, self.run.solos(), base.card if base else None)
        network = replace(network, card=card)
        note_pace(self.pace, 1, self.status.notes, network.parameters)
        name = self.run.keep_model(network)
        if state == "done":
            self._tell(state="measuring", model=name, best_epoch=network.card.best_epoch)
            self._measure(network, name, base, learnt, held_out)
        self._end(state, name)

    def _measure(
        self,
        network: Network,
        name: str,
        base: Network | None,
        learnt: Sequence[Solo],
        held_out: Sequence[Solo],
    ) -> None:
        from jazzlstm.evaluation.logit_bias_fit import fit_logit_bias, with_logit_bias
        from jazzlstm.evaluation.training_effect import compare

        if self.order.recipe().fits_logit_bias and not self._should_stop():
            network = with_logit_bias(network, fit_logit_bias(network, learnt))
        figures = compare(base, network, learnt, held_out, should_stop=self._should_stop)
        if figures:
            metrics = {"held_out": figures["after"]["held_out"]}
            network = replace(network, card=replace(network.card, metrics=metrics))
        write_model(self.run.session.models / name, network)
        self.status = replace(self.status, figures=figures or None)

    def _end(self, state: str, model: str | None) -> None:
        message = ""
        if state == "stopped":
            message = "stopped; the best so far is kept" if model else "stopped before anything was learnt"
        elif self._is_late():
            message = f"the limit of {self.order.minutes:g} minutes was reached; the best so far is kept"
        self.status = replace(self.status, model=model or "")
        self._tell(state=state, message=message, seconds_left=0.0)
        self.run.clear_working_files()

    def _fail(self, sentence: str) -> str:
        """The run ends; what it has learnt so far is kept if there is anything."""
        try:
            if self.run.belongs_to(self.status.life):
                self.run.conclude(self.status, "failed", sentence)
        except JazzError:  # not even that can be written; the sentence goes back with the task
            self.run.clear_working_files()
        return sentence

    def _on_epoch(self, progress: Progress) -> None:
        samples = self.status.samples
        if progress.epoch in epochs_to_hear(progress.epochs) and self._play(progress.epoch):
            samples = (*samples, progress.epoch)
        self._tell(
            state="training",
            epoch=progress.epoch,
            epochs=progress.epochs,
            history=progress.history,
            samples=samples,
            best_epoch=min(progress.history, key=lambda epoch: epoch["held_out_loss"])["epoch"],
            seconds_left=progress.seconds_left,
        )
        self.pace = progress.seconds / max(1, progress.epoch - progress.resumed_at)

    def _play(self, epoch: int) -> bool:
        """Four bars by the best network so far; a run does not end because they can't be played."""
        from jazzlstm.services import play as studio

        network = self.run.best_so_far()
        if network is None:
            return False
        try:
            midi = studio.play(network, SAMPLE)[0].midi()
        except JazzError:
            log.warning("no sample after epoch %d", epoch, exc_info=True)
            return False
        write_whole(self.run.folder / f"sample-{epoch:03}.mid", midi)
        return True

    def _should_stop(self) -> bool:
        return self.run.is_to_stop or not self.run.belongs_to(self.status.life) or self._is_late()

    def _seconds(self) -> float:
        return self.before + time.monotonic() - self.started

    def _is_late(self) -> bool:
        return self._seconds() > 60 * self.order.minutes

    def _tell(self, **changes: Any) -> None:  # noqa: ANN401 -- the fields of Status, whatever they are
        if not self.run.belongs_to(self.status.life):
            raise _Stepped
        self.status = self.run.tell(replace(self.status, seconds=self._seconds(), **changes))

    def leave_nothing(self) -> None:
        """The locker was deleted while it was written to: what came back goes too."""
        if not self.run.folder.joinpath("order.json").exists():
            shutil.rmtree(self.run.session.path, ignore_errors=True)


def part(solos: Sequence[Solo], held_out: float, shares: Sequence[float]) -> tuple[list[Solo], list[Solo]]:
    """To learn from, and to check with: by tune; of a single tune, the end of each solo is held out."""
    learnt, kept = split_by_tune(solos, shares)[:2]
    if learnt and kept:
        return list(learnt), list(kept)
    halves = [_cut(solo, held_out) for solo in solos]
    return [first for first, _ in halves], [last for _, last in halves]


def _cut(solo: Solo, held_out: float) -> tuple[Solo, Solo]:
    """A solo's beginning, and its last bars; both keep their place over the chart."""
    place = len(solo.notes) - max(1, round(len(solo.notes) * max(held_out, 0.15)))
    border = solo.notes[place].start // solo.chart.metre.bar_beats * solo.chart.metre.bar_beats
    first = tuple(note for note in solo.notes if note.start < border)
    return solo.with_notes(first), solo.with_notes(solo.notes[len(first) :])


def epochs_to_hear(epochs: int) -> tuple[int, ...]:
    """After which epochs four bars are played: often at first, about ten times in all."""
    step = max(2, math.ceil(epochs / 10))
    return (1, *range(step, epochs + 1, step))


def use_fastest_backend() -> None:
    """JAX where it is installed, which trains faster, unless KERAS_BACKEND says otherwise."""
    if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("jax"):
        os.environ["KERAS_BACKEND"] = "jax"


def _sentence(exc: Exception) -> str:
    """What went wrong, for somebody who cannot see the log."""
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in DISK_FULL:
            return "the disk is full: the run ended, the best so far is kept; make room and train again"
        cause = cause.__cause__
    if isinstance(exc, JazzError):
        return str(exc)
    if isinstance(exc, MemoryError):
        return "the memory was not enough: the run ended; train with fewer units or fewer notes"
    return f"the training failed ({type(exc).__name__}: {exc}); the best so far is kept, the log has the rest"


@contextlib.contextmanager
def _heartbeat(run: TrainingRun, life: int) -> Iterator[None]:
    """Touch ``alive`` each second while the worker is at it, whatever it is doing."""
    done = threading.Event()

    def beat() -> None:
        while run.belongs_to(life):
            with contextlib.suppress(OSError):
                (run.folder / "alive").touch()
            if done.wait(BEAT_SECONDS):
                return

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
