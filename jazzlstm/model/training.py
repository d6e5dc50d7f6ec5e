"""Teaching a network: from scratch, or from a base network that is to learn a new style.

    solos ─split by tune─▶ training part ─▶ sequences ─▶ Keras fit ─▶ best weights ─▶ Network
                        └▶ held-out part ─▶ loss after each epoch ──────┘ (early stopping)

The loss is the mean over events of -ln P(pitch value) - ln P(length value): nats
an event, whose exponential is the joint perplexity. The weights that are kept
are those of the epoch with the lowest held-out loss. A checkpoint, written whole
or not at all after each epoch, lets a killed run go on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning, conditioning_of
from jazzlstm.encoding.sequences import (
    Batch,
    EncodedSolo,
    count_batches,
    draw_batches,
    encode_solo,
    split_by_tune,
)
from jazzlstm.errors import TrainingError
from jazzlstm.model.checkpoints import RunState, fingerprint_of, read_state, write_checkpoint
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.copy_detection import build_copy_index, join_copy_indexes
from jazzlstm.model.distillation import Teachers, arguments, played
from jazzlstm.model.keras_model import KerasNetwork, build_network
from jazzlstm.model.model_card import ModelCard, TrainingRecord
from jazzlstm.model.model_file import LARGEST_FILE, describe_sizes
from jazzlstm.model.network import Network
from jazzlstm.model.training_plan import Progress, TrainingPlan
from jazzlstm.music import Solo

FEWEST_EVENTS = 32
"""Fewer notes and rests than these are too few to learn anything from."""


def train(
    solos: Sequence[Solo],
    config: ModelConfig | None = None,
    plan: TrainingPlan | None = None,
    *,
    base: Network | None = None,
    teachers: Sequence[Network] = (),
    held_out: Sequence[Solo] | None = None,
    on_base: Callable[[float], None] | None = None,
    on_epoch: Callable[[Progress], bool | None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    checkpoint: Path | None = None,
) -> Network:
    """A network that has learnt ``solos``, in 4/4 or any other metre.

    ``base`` gives sizes, cast and first weights; ``teachers`` have learnt the same
    solos and say how good other choices were. ``held_out`` replaces the split of
    ``solos``. ``on_base`` is told the base's held-out loss, the line to beat;
    ``on_epoch`` is told the progress and stops the run by returning False;
    ``should_stop`` is asked before each batch. The best weights so far are kept,
    the base's own if nothing better was found.

    Raises:
        TrainingError: too few notes to learn from, teachers of another corpus, or a loss that is no
            longer a number.
    """
    plan = plan or TrainingPlan()
    _set_up_keras(plan.seed)
    config = base.config if base else config or ModelConfig()
    conditioning = (
        base.conditioning if base else conditioning_of(solos) if config.condition_units else Conditioning()
    )
    if held_out is None:
        solos, held_out = split_by_tune(solos, plan.shares)[:2]
    learnt, kept = _encode(solos, conditioning, end_is_known=True), _encode(held_out, conditioning)
    _check_enough(learnt, kept)
    network = _first_network(config, conditioning, plan, base)
    taught_by = Teachers(teachers, conditioning, plan.teaching)
    trainer = _Trainer(network, taught_by, plan, learnt, kept, should_stop or (lambda: False))
    if checkpoint and checkpoint.exists():
        trainer.resume(checkpoint)
    if base:
        trainer.start_from_base(base, on_base or (lambda loss: None))
    trainer.run(on_epoch or (lambda progress: None), checkpoint)
    marks = build_copy_index([solo for solo in solos if solo.notes])
    return Network(
        config,
        conditioning,
        trainer.state.best_weights or network.weights(),
        _card(trainer, teachers),
        join_copy_indexes(base.copy_index, marks) if base else marks,
    )


def _set_up_keras(seed: int) -> None:
    """Its seed, and one thread an operation: a step's products are too small to share."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with suppress(RuntimeError):  # it has begun already, with what was asked for then
            if not tf.config.threading.get_intra_op_parallelism_threads():
                tf.config.threading.set_intra_op_parallelism_threads(1)
    keras.utils.set_random_seed(seed % 2**32)


def _card(trainer: _Trainer, teachers: Sequence[Network]) -> ModelCard:
    """The model card's record of a training."""
    plan, state = trainer.plan, trainer.state
    record = TrainingRecord(
        plan=asdict(plan),
        shares=plan.shares,
        solos=len(trainer.learnt),
        held_out_solos=len(trainer.kept),
        teachers=tuple(teacher.name for teacher in teachers),
    )
    return ModelCard(
        training=record,
        history=tuple(state.history),
        best_epoch=state.best_epoch,
        base_loss=state.base_loss,
    )


def _encode(
    solos: Sequence[Solo], conditioning: Conditioning, *, end_is_known: bool = False
) -> list[EncodedSolo]:
    encoded = (encode_solo(solo, conditioning, end_is_known=end_is_known) for solo in solos)
    return [solo for solo in encoded if len(solo.events)]


def _check_enough(learnt: Sequence[EncodedSolo], kept: Sequence[EncodedSolo]) -> None:
    events = sum(len(solo.events) for solo in learnt)
    if events < FEWEST_EVENTS or not kept:
        raise TrainingError(
            f"{events} notes and rests in {len(learnt)} solos to learn from and {len(kept)} solos to check"
            " with are too few: add solos (two different tunes at least, better twenty)"
        )


def _first_network(
    config: ModelConfig, conditioning: Conditioning, plan: TrainingPlan, base: Network | None
) -> KerasNetwork:
    """With the base's weights or random ones; raises TrainingError for one that no model file would hold."""
    weights = config.count_weights(conditioning)
    if 4 * weights > LARGEST_FILE:
        raise TrainingError(
            f"{config.layers} layers of {config.units} units make a model file of {4 * weights >> 20} MB;"
            f" {LARGEST_FILE >> 20} MB is the most: choose fewer units or layers"
        )
    network = build_network(config, conditioning, plan.dropout)
    if base:
        network.load(base.weights)
    return network


class _Trainer:
    """One run, a batch at a time, so that it can stop between two batches."""

    def __init__(
        self,
        network: KerasNetwork,
        teachers: Teachers,
        plan: TrainingPlan,
        learnt: Sequence[EncodedSolo],
        kept: Sequence[EncodedSolo],
        should_stop: Callable[[], bool],
    ) -> None:
        self.network, self.teachers, self.plan = network, teachers, plan
        self.learnt, self.kept = learnt, kept
        self.should_stop = should_stop
        self.state = RunState()
        self.model = network.training
        self.fingerprint = fingerprint_of(plan, _all_that_makes_a_run(network, teachers, [*learnt, *kept]))
        self.first_weights = _copies(self.model.trainable_variables)
        self.optimizer = self._optimizer()
        self.model.compile(optimizer=self.optimizer, loss={"pitch": _nats(), "length": _nats()})
        self.optimizer.build(self.model.trainable_variables)

    def _optimizer(self) -> keras.optimizers.Optimizer:
        plan, steps = self.plan, self.network.config.sequence_length
        updates = plan.epochs * count_batches(self.learnt, steps=steps, batch=plan.batch)
        warmup = min(200, updates // 10)
        rate = keras.optimizers.schedules.CosineDecay(
            plan.learning_rate / 10,
            decay_steps=max(1, updates - warmup),
            alpha=0.1,
            warmup_target=plan.learning_rate,
            warmup_steps=warmup,
        )
        return keras.optimizers.AdamW(
            rate,
            weight_decay=plan.weight_decay,
            clipnorm=1.0,
            use_ema=plan.averaging > 0,
            ema_momentum=plan.averaging or 0.99,
        )

    def start_from_base(self, base: Network, on_base: Callable[[float], None]) -> None:
        """Measure the base first, what is learnt has to be better; not when stopped before that."""
        state = self.state
        if state.base_loss is None and not self.should_stop():
            state.base_loss = state.best = self.held_out_loss()
            state.best_weights = dict(base.weights)
        if state.base_loss is not None:
            on_base(state.base_loss)

    def run(self, on_epoch: Callable[[Progress], bool | None], checkpoint: Path | None) -> None:
        """Epochs until the plan is done, patience is at its end, or somebody says stop."""
        started, resumed_at = time.monotonic(), self.state.epoch
        while not self._is_done() and not self.should_stop():
            loss = self._learn()
            if loss is None:
                break
            with self._as_kept():
                held_out_loss = self.held_out_loss()
                if self.state.is_best_with(loss, held_out_loss):
                    self.state.best_weights = self.network.weights()
            if checkpoint:
                self._save(checkpoint)
            progress = Progress(
                self.state.epoch,
                self.plan.epochs,
                loss,
                held_out_loss,
                seconds=time.monotonic() - started,
                resumed_at=resumed_at,
                history=tuple(self.state.history),
            )
            if on_epoch(progress) is False:
                break

    def _is_done(self) -> bool:
        state, plan = self.state, self.plan
        return state.epoch >= plan.epochs or state.epoch - state.best_epoch >= plan.patience

    def _learn(self) -> float | None:
        """One epoch; the mean loss, or None when stopped on the way."""
        rng = np.random.default_rng([self.plan.seed, self.state.epoch])
        total = weight = 0.0
        for batch in self._batches(self.learnt, rng):
            if self.should_stop():
                return None
            self.model.reset_metrics()
            targets = self.teachers.targets(batch)
            logs = self.model.train_on_batch(arguments(batch), targets, _weights(batch), return_dict=True)
            total += float(logs["loss"]) * float(batch.weight.sum())
            weight += float(batch.weight.sum())
        return _finite(total / weight)

    def held_out_loss(self) -> float:
        """Nats an event on the held-out solos, cut into sequences."""
        total = weight = 0.0
        for batch in self._batches(self.kept, None):
            self.model.reset_metrics()
            targets = played(batch)
            logs = self.model.test_on_batch(arguments(batch), targets, _weights(batch), return_dict=True)
            total += float(logs["loss"]) * float(batch.weight.sum())
            weight += float(batch.weight.sum())
        return _finite(total / weight)

    def _batches(self, solos: Sequence[EncodedSolo], rng: np.random.Generator | None) -> Iterator[Batch]:
        return draw_batches(
            solos,
            conditioning=self.network.conditioning,
            steps=self.network.config.sequence_length,
            batch=self.plan.batch,
            rng=rng,
            hiding=self.plan.hiding,
        )

    @contextmanager
    def _as_kept(self) -> Iterator[None]:
        """Within, the model plays with the weights that would be kept: averaged, mixed with the base's."""
        if keras.backend.backend() == "jax":  # between batches JAX keeps the weights to itself
            self.model.jax_state_sync()
        if not self.plan.averaging and not self.plan.base_share:
            yield
            return
        variables = self.model.trainable_variables
        own = _copies(variables)
        if self.plan.averaging:
            self.optimizer.finalize_variable_values(variables)
        kept = _copies(variables)  # a copy each: JAX gives the optimizer's own arrays away
        share = np.float32(self.plan.base_share)
        _assign(
            variables, [new + share * (old - new) for new, old in zip(kept, self.first_weights, strict=True)]
        )
        yield
        _assign(variables, own)

    def _variables(self) -> dict[str, keras.Variable]:
        own = {f"model.{i}": variable for i, variable in enumerate(self.model.variables)}
        return own | {f"optimizer.{i}": variable for i, variable in enumerate(self.optimizer.variables)}

    def _save(self, path: Path) -> None:
        variables = {name: np.asarray(variable.numpy()) for name, variable in self._variables().items()}
        sizes = describe_sizes(self.network.config, self.network.conditioning)
        write_checkpoint(path, self.state, variables, self.fingerprint, sizes)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint of this very run; one of another run is not used, and overwritten."""
        found = read_state(path, self.fingerprint)
        if found:
            arrays, self.state = found
            for name, variable in self._variables().items():
                variable.assign(arrays[name])


def _copies(variables: Sequence[keras.Variable]) -> list[NDArray[np.float32]]:
    return [np.array(variable.numpy()) for variable in variables]


def _assign(variables: Sequence[keras.Variable], values: Sequence[NDArray[np.float32]]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _nats() -> keras.losses.Loss:
    return keras.losses.CategoricalCrossentropy(reduction="mean_with_sample_weight")


def _weights(batch: Batch) -> dict[str, NDArray[np.float32]]:
    return {"pitch": batch.weight, "length": batch.weight}


def _all_that_makes_a_run(
    network: KerasNetwork, teachers: Teachers, solos: Sequence[EncodedSolo]
) -> Iterator[NDArray[Any]]:
    for each in (network, *teachers.networks):
        yield from each.weights().values()
    for solo in solos:
        yield solo.features
        yield solo.condition


def _finite(loss: float) -> float:
    if not np.isfinite(loss):
        raise TrainingError("the loss is no longer a number: train again with a lower learning rate")
    return loss
