"""How the network was trained, from the training record in its model file."""

from __future__ import annotations

from math import exp, isfinite, log, nan

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.model.network import Network
from jazzlstm.ui.explain.pictures import draw_losses
from jazzlstm.ui.explain.steps import Card

LOSS = "loss"
HELD_OUT_LOSS = "held_out_loss"
"""Keys of an epoch in the history."""


def describe_training(network: Network) -> list[Card]:
    """What training does, and the loss of this network by epoch if its file has it."""
    return [_what_it_does(network), *_how_it_went(network)]


def _what_it_does(network: Network) -> Card:
    training = network.card.training
    solos = f"{training.solos} solos" if training.solos else "solos"
    held_out = f"{training.held_out_solos} other solos" if training.held_out_solos else "other solos"
    base = network.card.base
    first = f"start as those of {base}" if base else "are random at first, and so are the probabilities"
    text = (
        f"This network has {network.parameters:,} weights: the numbers with which it computes probabilities"
        f" from its inputs. They {first}. In training the network reads {solos} of human players, and"
        " computes probabilities before each note or rest. The lower the probability of what the player did,"
        " the higher the loss. Then each weight is changed a little, in the direction that lowers the loss,"
        " again and again. This method is called gradient descent. One pass through the solos is an epoch. On"
        f" {held_out} the loss is only measured: these held-out solos show whether the network learns jazz,"
        " or only memorises its training solos."
    )
    return Card("9  Training", text, "")


def _how_it_went(network: Network) -> list[Card]:
    history, best = network.card.history, network.card.best_epoch
    training = [epoch.get(LOSS, nan) for epoch in history]
    held_out = [epoch.get(HELD_OUT_LOSS, nan) for epoch in history]
    if not any(map(isfinite, training)):
        return []
    text = (
        "The loss is the average of −log p, in nats (natural logarithm), where p is the probability that the"
        " network gave to what the player did next. Equal probabilities for all"
        f" {PITCH_VALUES} pitch values and all {LENGTH_VALUES} lengths would be a loss of"
        f" {log(PITCH_VALUES * LENGTH_VALUES):.2f}."
    )
    if 1 <= best <= len(held_out) and isfinite(held_out[best - 1]):
        loss = held_out[best - 1]
        text += (
            f" The weights of epoch {best} were kept (dot). Its loss on held-out solos is {loss:.2f}: each"
            f" event is as uncertain as a choice among {exp(loss):.0f} equally likely pairs of pitch and"
            " length."
        )
    return [Card("The loss of this network", text, draw_losses(training, held_out, best))]
