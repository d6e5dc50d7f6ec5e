"""One training run: epochs of batches, validation, early stopping, checkpoints.

The run is driven batch by batch instead of by ``keras.Model.fit``, so that it can stop between two
batches and continue from a checkpoint with the same result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.encoding.sequences import Batch, TrainingSolo, count_batches, count_sequences, draw_batches
from jazzlstm.errors import TrainingError
from jazzlstm.model.checkpoints import RunState, fingerprint_of, read_state, write_checkpoint
from jazzlstm.model.distillation import Teachers, model_inputs, one_hot_targets
from jazzlstm.model.keras_model import KerasNetwork
from jazzlstm.model.model_file import describe_sizes
from jazzlstm.model.network import Network, Weights
from jazzlstm.model.training_plan import Progress, TrainingPlan

MOST_WARMUP_STEPS = 200
"""Optimizer steps of rising learning rate; a tenth of a short run."""
FIRST_RATE = 0.1
"""Learning rate at the first step, as a part of the plan's."""
LAST_RATE = 0.1
"""Learning rate at the last step, as a part of the plan's."""
LARGEST_GRADIENT = 1.0
"""Norm to which the gradient of a variable is clipped."""


@dataclass(frozen=True, slots=True)
class EncodedCorpus:
    """Solos as the network reads them."""

    train_set: Sequence[TrainingSolo]
    validation_set: Sequence[TrainingSolo]


class Trainer:
    """One run. ``should_stop`` is called before each batch."""

    def __init__(
        self,
        network: KerasNetwork,
        teachers: Teachers,
        plan: TrainingPlan,
        corpus: EncodedCorpus,
        should_stop: Callable[[], bool],
    ) -> None:
        self.network, self.teachers, self.plan, self.corpus = network, teachers, plan, corpus
        self.should_stop = should_stop
        self.state = RunState()
        self.model = network.training
        sequences = count_sequences(corpus.validation_set, steps=network.config.sequence_length)
        self.validation_batch = min(plan.batch, sequences)  # a few bars fill no batch
        self.fingerprint = fingerprint_of(plan, _arrays_of_run(network, teachers, corpus))
        self.first_weights = _copies(self.model.trainable_variables)
        self.optimizer = self._optimizer()
        self.model.compile(optimizer=self.optimizer, loss={"pitch": _nats(), "length": _nats()})
        self.optimizer.build(self.model.trainable_variables)
        self._create_loss_variables()

    def _optimizer(self) -> keras.optimizers.Optimizer:
        """AdamW with a warmup, a cosine decay and an average of the weights."""
        plan, steps = self.plan, self.network.config.sequence_length
        updates = plan.epochs * count_batches(self.corpus.train_set, steps=steps, batch=plan.batch)
        warmup = min(MOST_WARMUP_STEPS, updates // 10)
        rate = keras.optimizers.schedules.CosineDecay(
            plan.learning_rate * FIRST_RATE,
            decay_steps=max(1, updates - warmup),
            alpha=LAST_RATE,
            warmup_target=plan.learning_rate,
            warmup_steps=warmup,
        )
        return keras.optimizers.AdamW(
            rate,
            weight_decay=plan.weight_decay,
            clipnorm=LARGEST_GRADIENT,
            use_ema=plan.averaging > 0,
            ema_momentum=plan.averaging or 0.99,  # 0 is refused even where it is not used
        )

    def _create_loss_variables(self) -> None:
        """Let Keras create the variables of the losses; TensorFlow traces a step that creates them twice."""
        one_event = {"pitch": np.ones((1, 1, PITCH_VALUES)), "length": np.ones((1, 1, LENGTH_VALUES))}
        self.model.compute_loss(y=one_event, y_pred=one_event)

    def best_weights(self) -> Weights:
        """The weights of the best epoch, or the first ones if there was none."""
        return self.state.best_weights or self.network.weights()

    def start_from_base(self, base: Network, on_base: Callable[[float], None]) -> None:
        """Measure the loss of the base, which an epoch must improve; skipped if the run is stopped."""
        state = self.state
        if state.base_loss is None and not self.should_stop():
            state.base_loss = state.best = self.validation_loss()
            state.best_weights = dict(base.weights)
        if state.base_loss is not None:
            on_base(state.base_loss)

    def run(self, on_epoch: Callable[[Progress], bool | None], checkpoint: Path | None) -> None:
        """Train until the plan is done, patience runs out, or the run is stopped."""
        started, resumed_at = time.monotonic(), self.state.epoch
        while not self._is_done() and not self.should_stop():
            loss = self._train_epoch()
            if loss is None:
                break
            with self._ema_weights():
                validation_loss = self.validation_loss()
                if self.state.is_best_with(loss, validation_loss):
                    self.state.best_weights = self.network.weights()
            if checkpoint:
                self._save(checkpoint)
            progress = Progress(
                self.state.epoch,
                self.plan.epochs,
                loss,
                validation_loss,
                seconds=time.monotonic() - started,
                resumed_at=resumed_at,
                history=tuple(self.state.history),
            )
            if on_epoch(progress) is False:
                break

    def _is_done(self) -> bool:
        state, plan = self.state, self.plan
        return state.epoch >= plan.epochs or state.epoch - state.best_epoch >= plan.patience

    def _train_epoch(self) -> float | None:
        """One epoch; the mean loss, or None if it was stopped."""
        rng = np.random.default_rng([self.plan.seed, self.state.epoch])
        total = weight = 0.0
        for batch in self._batches(self.corpus.train_set, rng, self.plan.batch):
            if self.should_stop():
                return None
            self.model.reset_metrics()
            logs = self.model.train_on_batch(
                model_inputs(batch), self.teachers.targets(batch), _weights(batch), return_dict=True
            )
            total += float(logs["loss"]) * float(batch.weight.sum())
            weight += float(batch.weight.sum())
        return _finite(total / weight)

    def validation_loss(self) -> float:
        """Nats an event on the validation set, cut into sequences."""
        total = weight = 0.0
        for batch in self._batches(self.corpus.validation_set, None, self.validation_batch):
            self.model.reset_metrics()
            logs = self.model.test_on_batch(
                model_inputs(batch), one_hot_targets(batch), _weights(batch), return_dict=True
            )
            total += float(logs["loss"]) * float(batch.weight.sum())
            weight += float(batch.weight.sum())
        return _finite(total / weight)

    def _batches(
        self, solos: Sequence[TrainingSolo], rng: np.random.Generator | None, size: int
    ) -> Iterator[Batch]:
        return draw_batches(
            solos,
            conditioning=self.network.conditioning,
            steps=self.network.config.sequence_length,
            batch=size,
            rng=rng,
            hiding=self.plan.hiding,
        )

    @contextmanager
    def _ema_weights(self) -> Iterator[None]:
        """Within, the model has the weights that are kept: averaged, and mixed with the base's."""
        if keras.backend.backend() == "jax":  # JAX holds the weights itself between batches
            self.model.jax_state_sync()
        if not self.plan.averaging and not self.plan.base_share:
            yield
            return
        variables = self.model.trainable_variables
        own = _copies(variables)
        if self.plan.averaging:
            self.optimizer.finalize_variable_values(variables)
        averaged = _copies(variables)  # copies: JAX may reuse the optimizer's own arrays
        share = np.float32(self.plan.base_share)
        mixed = [new + share * (old - new) for new, old in zip(averaged, self.first_weights, strict=True)]
        _assign(variables, mixed)
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
        """Continue from a checkpoint of this run. One of another run is ignored, and overwritten later."""
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


def _arrays_of_run(
    network: KerasNetwork, teachers: Teachers, corpus: EncodedCorpus
) -> Iterator[NDArray[Any]]:
    """Everything beside the plan that the result of a run depends on."""
    for each in (network, *teachers.networks):
        yield from each.weights().values()
    for solo in [*corpus.train_set, *corpus.validation_set]:
        yield from solo.identity()


def _finite(loss: float) -> float:
    if not np.isfinite(loss):
        raise TrainingError(
            "the loss is not finite: train again with a lower learning rate", reason="diverged"
        )
    return loss
