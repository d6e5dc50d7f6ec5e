"""Training settings and progress as plain data, without Keras."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jazzlstm.encoding.sequences import Hiding


@dataclass(frozen=True, slots=True)
class Dropout:
    """Dropout rates. The mask of a sequence is the same at every step, unless it is said otherwise."""

    inputs: float = 0.0
    """Rate for the input features."""
    between: float = 0.0
    """Rate for the outputs of each LSTM layer."""
    recurrent: float = 0.0
    """Rate for the hidden state that an LSTM layer reads."""
    hidden: float = 0.0
    """Rate for the hidden layers before the softmaxes; a mask for every event."""


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How to train."""

    epochs: int = 60
    batch: int = 32
    """Sequences of a batch."""
    learning_rate: float = 2e-3
    """The learning rate of AdamW after the warmup."""
    weight_decay: float = 0.0
    """The weight decay of AdamW in each step."""
    dropout: Dropout = field(default_factory=Dropout)
    hiding: Hiding = field(default_factory=Hiding)
    held_out: float = 0.1
    """Share of the tunes in the validation set."""
    test: float = 0.0
    """Share of the tunes in the test set, which training never reads."""
    patience: int = 12
    """Epochs without a lower validation loss after which training stops."""
    averaging: float = 0.0
    """Momentum of the exponential moving average of the weights, which is kept; 0 keeps the last weights."""
    base_share: float = 0.0
    """Weight of the base in the mean of base weights and trained weights that is kept.

    A network fine-tuned on a style forgets the rest; the mean has most of the style and forgets
    little. Source: Wortsman et al., Robust fine-tuning of zero-shot models (2022).
    """
    teaching: float = 0.5
    """Weight of the teachers in the targets, if there are any (``distillation.py``)."""
    seed: int = 0

    @property
    def shares(self) -> tuple[float, float, float]:
        """Shares of the tunes: train set, validation set, test set."""
        return 1.0 - self.held_out - self.test, self.held_out, self.test


@dataclass(frozen=True, slots=True)
class Progress:
    """A run after an epoch; losses in nats an event."""

    epoch: int
    epochs: int
    loss: float
    held_out_loss: float
    seconds: float
    """Since the run started or resumed."""
    resumed_at: int = 0
    """The epoch of the checkpoint that the run resumed from."""
    history: tuple[Mapping[str, float], ...] = ()
    """Every epoch so far, with those before a resumption: epoch, loss and held_out_loss."""

    @property
    def seconds_left(self) -> float:
        return self.seconds / max(1, self.epoch - self.resumed_at) * (self.epochs - self.epoch)
