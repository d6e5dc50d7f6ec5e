"""Whose manner is nearest: the likelihood of a solo under the name of each player of the network.

The network reads the same events once for each name. The name with the highest likelihood is only worth
saying if it does not hang on a few bars: the bars are drawn again with replacement (bootstrap), and the
name has to win nearly always. ``benchmarks/nearest_player.py`` measures how often it is right.

Source: B. Efron, R. Tibshirani, "An Introduction to the Bootstrap" (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST, Events
from jazzlstm.encoding.history_features import BAR_TICKS
from jazzlstm.encoding.sequences import EncodedSolo, encode_solo
from jazzlstm.evaluation.likelihood import Turn, forecast_encoded
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

FEWEST_BARS = 12
"""With notes: a chorus of blues."""
FEWEST_NOTES = 40
MOST_EVENTS = 600
"""The last ones are read; a step of 76 names takes 3 ms of processor."""
DRAWS = 1000
"""Of the bootstrap."""
SURE = 0.9
"""Share of the draws that a name has to win."""


@dataclass(frozen=True, slots=True)
class NearestPlayer:
    """The name that wins most draws, and the next one."""

    player: str
    wins: float
    """Share of the draws, 0 to 1."""
    second: str
    """The next one; "" if no other name wins a draw."""

    @property
    def is_sure(self) -> bool:
        """Whether the name is worth saying."""
        return self.wins >= SURE


def find_nearest_player(network: Network, solo: Solo, turn: Turn = nullcontext) -> NearestPlayer | None:
    """Whose manner is nearest; None for less than a chorus, or a network that knows fewer than two names.

    Who plays, on which instrument and in which style, is hidden from the network.
    """
    players = network.conditioning.players
    encoded = _last_events(encode_solo(solo, network.conditioning))
    bars = encoded.events.onsets // BAR_TICKS
    with_notes = np.unique(bars[encoded.events.pitch_values != REST])
    if len(players) < 2 or encoded.events.notes < FEWEST_NOTES or len(with_notes) < FEWEST_BARS:
        return None
    under = [replace(encoded, condition=network.conditioning.row(name)) for name in players]
    nats = np.array([item.nats.sum(axis=1) for item in forecast_encoded(network, under, turn)])
    return draw_nearest(players, sum_by_bar(nats, bars))


def _last_events(solo: EncodedSolo) -> EncodedSolo:
    last = slice(-MOST_EVENTS, None)
    events = solo.events
    return replace(
        solo,
        events=Events(
            events.pitch_values[last],
            events.length_values[last],
            events.onsets[last],
            events.references[last],
        ),
        features=solo.features[last],
    )


def sum_by_bar(nats: NDArray[np.float64], bars: NDArray[np.int64]) -> NDArray[np.float64]:
    """Nats of events (players, events) to nats of bars (players, bars)."""
    firsts = np.flatnonzero(np.diff(bars, prepend=bars[0] - 1))
    return np.add.reduceat(nats, firsts, axis=1)


def draw_nearest(players: Sequence[str], nats: NDArray[np.float64]) -> NearestPlayer:
    """The winner of most draws, from the nats of each bar (players, bars). The draws are always the same."""
    bars = nats.shape[1]
    drawn = np.random.default_rng(0).multinomial(bars, np.full(bars, 1 / bars), DRAWS)  # (draws, bars)
    winners = np.bincount((nats @ drawn.T).argmin(axis=0), minlength=len(players))
    best, second = np.argsort(-winners, kind="stable")[:2]
    return NearestPlayer(
        players[best], float(winners[best] / DRAWS), players[second] if winners[second] else ""
    )
