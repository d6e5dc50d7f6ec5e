"""Solos of the network's own over the charts of human ones: like set beside like.

Each plays the same chart from the same place, as long and as fast as the human solo did, as
the same player on the same instrument in the same style, as far as the network knows them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import choose_take
from jazzlstm.generation.settings import BEST_OF, LONGEST_SOLO, Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.theory.instruments import INSTRUMENTS


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How the network plays when it is measured."""

    temperature: float = 1.0
    top_p: float = Settings().top_p
    seed: int = 1
    """Of the first solo; each after it has the next."""
    best_of: int = 1
    """Offer the best of so many takes, each time."""

    def __post_init__(self) -> None:
        Settings(temperature=self.temperature, top_p=self.top_p, seed=self.seed)  # says what is out of range
        BEST_OF.check(self.best_of)


def choose_models(solos: Sequence[Solo], number: int, rng: np.random.Generator) -> list[Solo]:
    """``number`` human solos that are short enough to be played, none twice; all if there are not as many."""
    fit = [solo for solo in solos if solo.notes and solo.end <= LONGEST_SOLO]
    return [fit[i] for i in sorted(rng.permutation(len(fit))[:number])]


def play_like(network: Network, human: Sequence[Solo], manner: SamplingOptions) -> list[Solo]:
    """A solo of the network's for each of ``human``, in the same order."""
    return [_play(network, solo, manner, manner.seed + i * manner.best_of) for i, solo in enumerate(human)]


def _play(network: Network, human: Solo, manner: SamplingOptions, seed: int) -> Solo:
    conditioning, instrument = network.conditioning, INSTRUMENTS.get(human.instrument)
    settings = Settings(
        beats=max(1.0, float(math.ceil(human.end))),
        temperature=manner.temperature,
        rhythm_temperature=manner.temperature,
        top_p=manner.top_p,
        seed=seed,
        takes=manner.best_of,
        player=human.performer if human.performer in conditioning.players else "",
        instrument=human.instrument if human.instrument in conditioning.instruments else "",
        style=human.style if human.style in conditioning.styles else "",
    )
    takes = improvise(network, human.chart, settings, tempo=human.tempo, instrument=instrument)
    return choose_take(takes, network).solo
