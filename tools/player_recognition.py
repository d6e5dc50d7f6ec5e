"""Conditioning on a player, measured by two experiments with the players of most notes in a corpus.

*Classification.* A solo becomes a profile: frequencies of intervals and lengths, register, and the
traits of ranking. An imitation is assigned to the player with the nearest mean profile, in standard
deviations within players, each number weighted by how much it differs between players. Human
solos, each excluded from its own player's mean, give the upper bound.

*Likelihood.* Held-out solos are forecast under the name of each player, and under no name, without
instrument and style. A solo should be likeliest under the name of its own player.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, encode_notes
from jazzlstm.errors import InputError
from jazzlstm.evaluation.likelihood import forecast
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.ranking import measure_traits
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.theory.instruments import INSTRUMENTS

PLAYERS = 10
FEWEST_NOTES = 20
"""Notes that a solo needs for a profile."""
WIDEST_INTERVAL = 12
"""Semitones; wider intervals count as this one."""
NO_NAME = ""
DEFAULT_INSTRUMENT = "ts"
SMALLEST_DEVIATION = 1e-3
"""Lower bound of standard deviations, which are divisors."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """Confusion matrix of a classification by player."""

    players: tuple[str, ...]
    counts: NDArray[np.int64]
    """(players, assigned players)."""

    @property
    def accuracy(self) -> float:
        """Share of correct assignments; chance is one over the number of players."""
        return float(np.trace(self.counts) / self.counts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class NameLikelihoods:
    """Likelihood of each solo under each name."""

    players: tuple[str, ...]
    owners: NDArray[np.int64]
    """Index of each solo's player, (solos,)."""
    nats: Floats
    """Nats a note, (solos, players + 1); the last column is without a name."""

    @property
    def own_is_best(self) -> float:
        """Share of solos that are likeliest under their own name."""
        return float(np.mean(self.nats[:, :-1].argmin(axis=1) == self.owners))

    @property
    def own_beats_no_name(self) -> float:
        """Share of solos that are likelier under their own name than under none."""
        return float(np.mean(self._own < self.nats[:, -1]))

    @property
    def own_beats_the_others(self) -> float:
        """Share of solos that are likelier under their own name than under the mean of the others."""
        others = (self.nats[:, :-1].sum(axis=1) - self._own) / (len(self.players) - 1)
        return float(np.mean(self._own < others))

    @property
    def gain(self) -> float:
        """Mean gain from the own name, in nats a note."""
        return float(np.mean(self.nats[:, -1] - self._own))

    @property
    def _own(self) -> Floats:
        own: Floats = self.nats[np.arange(len(self.owners)), self.owners]
        return own


def players_with_most_notes(solos: Sequence[Solo], network: Network, number: int = PLAYERS) -> list[str]:
    """The network's players with most notes in ``solos``, most first.

    Raises:
        InputError: fewer than two.
    """
    notes: Counter[str] = Counter()
    for solo in solos:
        if solo.performer in network.conditioning.players:
            notes[solo.performer] += len(solo.notes)
    names = [name for name, _ in notes.most_common(number)]
    if len(names) < 2:
        raise InputError(
            "the corpus has solos of fewer than two of the network's players: choose a larger corpus"
        )
    return names


def imitate(
    network: Network, charts: Sequence[Solo], names: Sequence[str], given: Settings
) -> dict[str, list[Solo]]:
    """By name, solos over each of ``charts`` with these settings, on the player's usual instrument.

    ``given.seed`` is that of the first solo; each later one adds 1.
    """
    usual = network.card.usual_instruments
    imitations: dict[str, list[Solo]] = {}
    seed = given.seed
    for name in names:
        voice = INSTRUMENTS.get(usual.get(name, ""), INSTRUMENTS[DEFAULT_INSTRUMENT])
        imitations[name] = []
        for over in charts:
            settings = replace(given, seed=seed, player=name)
            improvised = improvise(network, over.chart, settings, tempo=over.tempo, instrument=voice)
            imitations[name] += [take.solo for take in improvised]
            seed += given.takes
    return imitations


def classify(own: Mapping[str, Sequence[Solo]], solos: Mapping[str, Sequence[Solo]]) -> Confusion:
    """Assign each of ``solos`` to a player; a solo that is among ``own`` is excluded from its mean."""
    names = tuple(own)
    profiles = {name: {id(solo): profile(solo) for solo in _with_profile(own[name])} for name in names}
    deviation = _deviation_within(list(profiles.values()))
    weight = np.var([_mean_without(each, 0) for each in profiles.values()], axis=0) / deviation**2
    counts = np.zeros((len(names), len(names)), np.int64)
    for row, name in enumerate(names):
        for solo in _with_profile(solos[name]):
            means = [_mean_without(profiles[player], id(solo)) for player in names]
            here = profile(solo)
            distances = [float(np.sum(weight * ((here - mean) / deviation) ** 2)) for mean in means]
            counts[row, int(np.argmin(distances))] += 1
    return Confusion(names, counts)


def forecast_by_name(network: Network, solos: Sequence[Solo], names: Sequence[str]) -> NameLikelihoods:
    """Likelihood of the solos by ``names`` under each name and under none.

    Raises:
        InputError: no solo is by one of them.
    """
    known = [
        replace(solo, instrument="", style="") for solo in solos if solo.performer in names and solo.notes
    ]
    if not known:
        raise InputError("no held-out solo is by one of these players: choose a larger corpus")
    columns = []
    for name in (*names, NO_NAME):
        order = sorted(range(len(known)), key=lambda i: len(encode_notes(known[i].notes)))
        forecasts = forecast(network, [replace(known[i], performer=name) for i in order])
        nats = np.empty(len(known))
        nats[order] = [item.nats.sum() / item.solo.events.notes for item in forecasts]
        columns.append(nats)
    owners = np.array([list(names).index(solo.performer) for solo in known])
    return NameLikelihoods(tuple(names), owners, np.stack(columns, axis=1))


def profile(solo: Solo) -> Floats:
    """Numbers that describe a solo and do not depend on its length, (numbers,)."""
    steps = np.clip(np.diff([note.pitch for note in solo.notes]), -WIDEST_INTERVAL, WIDEST_INTERVAL)
    intervals = np.bincount(steps + WIDEST_INTERVAL, minlength=2 * WIDEST_INTERVAL + 1) / len(steps)
    lengths = np.bincount(encode_notes(solo.notes).length_values, minlength=LENGTH_VALUES)
    register = np.percentile([note.pitch for note in solo.notes], (5, 50, 95)) / 12
    return np.concatenate(
        [np.sqrt(intervals), np.sqrt(lengths / lengths.sum()), register, np.nan_to_num(measure_traits(solo))]
    )


def _with_profile(solos: Sequence[Solo]) -> list[Solo]:
    return [solo for solo in solos if len(solo.notes) >= FEWEST_NOTES]


def _mean_without(profiles: Mapping[int, Floats], excluded: int) -> Floats:
    mean: Floats = np.mean([each for key, each in profiles.items() if key != excluded], axis=0)
    return mean


def _deviation_within(players: Sequence[Mapping[int, Floats]]) -> Floats:
    """Standard deviation of profiles around the mean of their player, (numbers,)."""
    off = [each - np.mean(list(solos.values()), axis=0) for solos in players for each in solos.values()]
    deviation: Floats = np.maximum(np.std(off, axis=0), SMALLEST_DEVIATION)
    return deviation
