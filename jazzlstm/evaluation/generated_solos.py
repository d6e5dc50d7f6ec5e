"""Solos generated over the charts of human ones, for comparison.

Each has the chart, length and tempo of its human solo, and is conditioned on the same player,
instrument and style, if the network was trained with them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.generation.ranking import choose_take
from jazzlstm.generation.settings import BEST_OF, LONGEST_SOLO, Settings
from jazzlstm.generation.side_by_side import Request, improvise_each
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.theory.instruments import INSTRUMENTS


@dataclass(frozen=True, slots=True)
class SamplingOptions:
    """How solos are sampled for an evaluation."""

    temperature: float = 1.0
    top_p: float = Settings().top_p
    seed: int = 1
    """The seed of the first solo; each later solo adds 1."""
    best_of: int = 1
    """Rank so many takes for each solo."""
    judge: float = 0.0
    restate: float = 0.0
    habits: float = 0.0
    closing: bool = False

    def __post_init__(self) -> None:
        Settings(
            temperature=self.temperature,
            top_p=self.top_p,
            seed=self.seed,
            judge=self.judge,
            restate=self.restate,
            habits=self.habits,
        )  # raises for a value out of range
        BEST_OF.check(self.best_of)


def choose_models(solos: Sequence[Solo], number: int, rng: np.random.Generator) -> list[Solo]:
    """Up to ``number`` different human solos, drawn from those that are short enough to play over."""
    fit = [i for i, solo in enumerate(solos) if solo.notes and solo.end <= LONGEST_SOLO]
    return [solos[fit[i]] for i in sorted(rng.permutation(len(fit))[:number])]


def play_like(network: Network, human: Sequence[Solo], options: SamplingOptions) -> list[Solo]:
    """A generated solo for each of ``human``, in the same order."""
    seeds = [options.seed + i * options.best_of for i in range(len(human))]
    requests = [_request(network, *each, options) for each in zip(human, seeds, strict=True)]
    return [choose_take(takes, network).solo for takes in improvise_each(network, requests)]


def _request(network: Network, human: Solo, seed: int, options: SamplingOptions) -> Request:
    conditioning = network.conditioning
    settings = Settings(
        beats=max(1.0, float(math.ceil(human.end))),
        temperature=options.temperature,
        rhythm_temperature=options.temperature,
        top_p=options.top_p,
        judge=options.judge,
        restate=options.restate,
        habits=options.habits,
        closing=options.closing,
        seed=seed,
        takes=options.best_of,
        player=human.performer if human.performer in conditioning.players else "",
        instrument=human.instrument if human.instrument in conditioning.instruments else "",
        style=human.style if human.style in conditioning.styles else "",
    )
    return Request(human.chart, settings, human.tempo, INSTRUMENTS.get(human.instrument))
