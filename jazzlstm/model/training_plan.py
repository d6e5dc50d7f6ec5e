"""How to train, and how a training stands, as plain data: neither needs Keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jazzlstm.encoding.sequences import Hiding


@dataclass(frozen=True, slots=True)
class Dropout:
    """Shares of values silenced while training; one draw lasts a whole sequence."""

    inputs: float = 0.0
    between: float = 0.0
    recurrent: float = 0.0
    hidden: float = 0.0
    """Of the hidden layers before the softmaxes; drawn for every event."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train. Rates are per step of Adam, dropout and hiding are shares."""

    epochs: int = 60
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 0.0
    dropout: Dropout = field(default_factory=Dropout)
    hiding: Hiding = field(default_factory=Hiding)
    held_out: float = 0.1
    """Share of the tunes that the held-out loss is measured on."""
    test: float = 0.0
    """Share of the tunes that training never looks at, to be measured with afterwards."""
    patience: int = 12
    """Epochs without a better held-out loss after which training stops."""
    averaging: float = 0.0
    """Momentum of the running average of weights that is kept instead of the last; 0 keeps the last."""
    base_share: float = 0.0
    """How much of the base stays in the weights that are kept, on the way from it to what was learnt.

    A network taught a style forgets the rest; half-way it has most of the style and has
    forgotten little. Source: Wortsman et al., Robust fine-tuning of zero-shot models (2022).
    """
    teaching: float = 0.5
    """How much teachers have to say, where there are any (``distillation.py``)."""
    seed: int = 0

    @property
    def shares(self) -> tuple[float, float, float]:
        """Of the tunes: learnt from, held out, kept for a test."""
        return 1.0 - self.held_out - self.test, self.held_out, self.test


@dataclass(frozen=True, slots=True)
class Progress:
    """How a run stands after an epoch; losses in nats an event."""

    epoch: int
    epochs: int
    loss: float
    held_out_loss: float
    seconds: float
    """Since the start of this run, of a resumed one since it went on."""
    resumed_at: int = 0
    """The epoch that a checkpoint had reached."""
    history: tuple[Mapping[str, float], ...] = ()
    """Every epoch so far, those before a resumption too: epoch, loss and held_out_loss."""

    @property
    def seconds_left(self) -> float:
        return self.seconds / max(1, self.epoch - self.resumed_at) * (self.epochs - self.epoch)
