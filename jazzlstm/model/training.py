"""Training: solos to a network, with random weights or from a base network.

    solos ─split by tune─▶ train set ─▶ sequences ─▶ Trainer ─▶ best weights ─▶ Network
                        └▶ validation set ─▶ loss after each epoch ─┘ (early stopping)

The loss is the mean over events of -ln P(pitch value) - ln P(length value): nats an event. Its
exponential is the joint perplexity. The weights of the epoch with the lowest validation loss are kept.
A checkpoint after each epoch, written whole or not at all, lets a killed run continue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import keras

from jazzlstm.encoding.conditioning import Conditioning, conditioning_of
from jazzlstm.encoding.sequences import EncodedSolo, encode_solos
from jazzlstm.encoding.split import split_by_tune
from jazzlstm.errors import TrainingError
from jazzlstm.model.config import ModelConfig
from jazzlstm.model.copy_detection import build_copy_index, join_copy_indexes
from jazzlstm.model.distillation import Teachers
from jazzlstm.model.keras_model import KerasNetwork, build_network
from jazzlstm.model.model_card import ModelCard, TrainingRecord
from jazzlstm.model.model_file import LARGEST_FILE, MEGABYTE
from jazzlstm.model.network import Network
from jazzlstm.model.solo_store import store_solos
from jazzlstm.model.trainer import EncodedCorpus, Trainer
from jazzlstm.model.training_plan import Progress, TrainingPlan
from jazzlstm.music import Solo

FEWEST_EVENTS = 32
"""Fewer notes and rests are too few to train on."""
BYTES_A_WEIGHT = 4
"""A model file holds float32."""


@dataclass(frozen=True, slots=True)
class TrainingControl:
    """Callbacks of a run for progress and stopping, and its checkpoint."""

    on_base: Callable[[float], None] = lambda loss: None
    """Called with the validation loss of the base before training, the loss to beat."""
    on_epoch: Callable[[Progress], bool | None] = lambda progress: None
    """Called after each epoch; False stops the run."""
    should_stop: Callable[[], bool] = lambda: False
    """Called before each batch."""
    checkpoint: Path | None = None


def train(
    solos: Sequence[Solo],
    start: ModelConfig | Network,
    plan: TrainingPlan,
    *,
    teachers: Sequence[Network] = (),
    validation_set: Sequence[Solo] | None = None,
    control: TrainingControl | None = None,
) -> Network:
    """A network trained on ``solos``, in any metre.

    ``start``: the sizes of a new network, or a base that gives sizes, conditioning and first weights.
    ``teachers`` were trained on the same solos (``distillation.py``). Without ``validation_set`` the
    solos are split by tune. If no epoch beats the base, its weights are kept.

    Raises:
        TrainingError: too few notes, too large a network, teachers of another corpus, or a loss that
            is not finite.
    """
    control = control or TrainingControl()
    _set_up_keras(plan.seed)
    base = start if isinstance(start, Network) else None
    config = start.config if isinstance(start, Network) else start
    conditioning = base.conditioning if base else _conditioning(config, solos)
    if validation_set is None:
        solos, validation_set = split_by_tune(solos, plan.shares)[:2]
    folder = control.checkpoint.parent if control.checkpoint else None
    corpus = _encode_corpus(solos, validation_set, conditioning, folder)
    trainer = Trainer(
        _first_network(config, conditioning, plan, base),
        Teachers(teachers, conditioning, plan.teaching),
        plan,
        corpus,
        control.should_stop,
    )
    _run(trainer, base, control)
    copy_index = build_copy_index(solos)
    if base:
        copy_index = join_copy_indexes(base.copy_index, copy_index)
    judge, habits = (base.judge, base.habits) if base else (None, None)
    return Network(
        config, conditioning, trainer.best_weights(), _card(trainer, teachers), copy_index, judge, habits
    )


def _run(trainer: Trainer, base: Network | None, control: TrainingControl) -> None:
    """Train, from the checkpoint if there is one."""
    if control.checkpoint and control.checkpoint.exists():
        trainer.resume(control.checkpoint)
    if base:
        trainer.start_from_base(base, control.on_base)
    trainer.run(control.on_epoch, control.checkpoint)


def _set_up_keras(seed: int) -> None:
    """Seed Keras, and give an operation one thread: the products of a step are too small to share."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with suppress(RuntimeError):  # TensorFlow runs already, with its earlier setting
            if not tf.config.threading.get_intra_op_parallelism_threads():
                tf.config.threading.set_intra_op_parallelism_threads(1)
    keras.utils.set_random_seed(seed % 2**32)


def _conditioning(config: ModelConfig, solos: Sequence[Solo]) -> Conditioning:
    return conditioning_of(solos) if config.condition_units else Conditioning()


def _encode_corpus(
    train_set: Sequence[Solo],
    validation_set: Sequence[Solo],
    conditioning: Conditioning,
    folder: Path | None,
) -> EncodedCorpus:
    """Both parts as arrays; most of a large corpus is in a file in ``folder``.

    Raises:
        TrainingError: they are too small to train on.
    """
    corpus = EncodedCorpus(
        store_solos(_encode(train_set, conditioning, end_is_known=True), folder),
        store_solos(_encode(validation_set, conditioning), folder),
    )
    events = sum(len(solo) for solo in corpus.train_set)
    if events < FEWEST_EVENTS or not corpus.validation_set:
        raise TrainingError(
            f"{events} notes and rests in {len(corpus.train_set)} solos for training and"
            f" {len(corpus.validation_set)} solos for validation are too few: add solos"
            " of at least two different tunes, better of twenty",
            reason="too few notes",
        )
    return corpus


def _encode(
    solos: Sequence[Solo], conditioning: Conditioning, *, end_is_known: bool = False
) -> Iterator[EncodedSolo]:
    encoded = encode_solos(solos, conditioning, end_is_known=end_is_known)
    return (solo for solo in encoded if len(solo))


def _first_network(
    config: ModelConfig, conditioning: Conditioning, plan: TrainingPlan, base: Network | None
) -> KerasNetwork:
    """A network with the base's weights or random ones.

    Raises:
        TrainingError: its model file would be too large to be read.
    """
    size = BYTES_A_WEIGHT * config.count_weights(conditioning)
    if size > LARGEST_FILE:
        raise TrainingError(
            f"{config.layers} layers of {config.units} units make a model file of {size // MEGABYTE} MB,"
            f" more than the limit of {LARGEST_FILE // MEGABYTE} MB: choose fewer units or layers",
            reason="too large",
        )
    network = build_network(config, conditioning, plan.dropout)
    if base:
        network.load(base.weights)
    return network


def _card(trainer: Trainer, teachers: Sequence[Network]) -> ModelCard:
    """The model card's record of a training."""
    plan, state = trainer.plan, trainer.state
    record = TrainingRecord(
        plan=asdict(plan),
        shares=plan.shares,
        solos=len(trainer.corpus.train_set),
        held_out_solos=len(trainer.corpus.validation_set),
        teachers=tuple(teacher.name for teacher in teachers),
    )
    return ModelCard(
        training=record,
        history=tuple(state.history),
        best_epoch=state.best_epoch,
        base_loss=state.base_loss,
    )
