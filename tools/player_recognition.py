"""In the manner of: can one hear who it is meant to be?

Two questions, put to the players with most notes in a corpus.

*Is each player's imitation nearest to that player?* A solo becomes a profile: how often each
interval and each length occurs, its register, and the critic's traits. Each player's own solos
make a mean and, all players together, a spread within players; an imitation belongs to the player
whose mean is nearest in units of that spread, numbers that tell players apart counting more. Human
solos themselves, each left out of its own player's mean, show what can be told at all.

*Does the network foresee a player's solos best under the player's own name?* Solos that it has not
learnt from are forecast under each of the names, and under none. Instrument and style are left out
of both, so that nothing but the name can help.
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
WIDEST_INTERVAL = 12
NO_NAME = ""
LEAST_SPREAD = 1e-3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """Who was meant, who was recognised: counts (players, players)."""

    players: tuple[str, ...]
    counts: NDArray[np.int64]

    @property
    def hits(self) -> float:
        """The share that was recognised; chance is one over the number of players."""
        return float(np.trace(self.counts) / self.counts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """Nats a note of each solo under each name, (solos, names); the last name is nobody's."""

    players: tuple[str, ...]
    owners: NDArray[np.int64]
    nats: Floats

    @property
    def own_is_best(self) -> float:
        """The share of solos that no other name foresees better."""
        return float(np.mean(self.nats[:, :-1].argmin(axis=1) == self.owners))

    @property
    def own_beats_nobody(self) -> float:
        return float(np.mean(self._own < self.nats[:, -1]))

    @property
    def own_beats_the_others(self) -> float:
        """The share of solos foreseen better under their own name than under the others' on average."""
        others = (self.nats[:, :-1].sum(axis=1) - self._own) / (len(self.players) - 1)
        return float(np.mean(self._own < others))

    @property
    def gain(self) -> float:
        """Nats a note that the name is worth: nobody's less one's own, mean over solos."""
        return float(np.mean(self.nats[:, -1] - self._own))

    @property
    def _own(self) -> Floats:
        own: Floats = self.nats[np.arange(len(self.owners)), self.owners]
        return own


def players_with_most_notes(solos: Sequence[Solo], network: Network, number: int = PLAYERS) -> list[str]:
    """The names, most notes first, among those that the network knows.

    Raises:
        InputError: there are not two of them.
    """
    notes: Counter[str] = Counter()
    for solo in solos:
        if solo.performer in network.conditioning.players:
            notes[solo.performer] += len(solo.notes)
    names = [name for name, _ in notes.most_common(number)]
    if len(names) < 2:
        raise InputError("manners need solos by two players at least that the network knows by name")
    return names


def imitate(
    network: Network, charts: Sequence[Solo], names: Sequence[str], beats: float, takes: int, seed: int
) -> dict[str, list[Solo]]:
    """By each name, ``takes`` solos over each of ``charts``, all on the player's usual instrument."""
    usual = network.card.usual_instruments
    imitations: dict[str, list[Solo]] = {}
    for name in names:
        voice = INSTRUMENTS.get(usual.get(name, ""), INSTRUMENTS["ts"])
        imitations[name] = []
        for given in charts:
            settings = Settings(beats=beats, seed=seed, player=name, takes=takes)
            improvised = improvise(network, given.chart, settings, tempo=given.tempo, instrument=voice)
            imitations[name] += [take.solo for take in improvised]
            seed += takes
    return imitations


def recognise(own: Mapping[str, Sequence[Solo]], asked: Mapping[str, Sequence[Solo]]) -> Confusion:
    """Whose mean profile each of ``asked`` is nearest to; a solo that is among ``own`` is left out of it."""
    names = tuple(own)
    profiles = {name: {id(solo): profile(solo) for solo in _told(own[name])} for name in names}
    spread = _spread_within(list(profiles.values()))
    weight = np.var([_mean_without(solos, 0) for solos in profiles.values()], axis=0) / spread**2
    counts = np.zeros((len(names), len(names)), np.int64)
    for row, name in enumerate(names):
        for solo in _told(asked[name]):
            means = [_mean_without(profiles[player], id(solo)) for player in names]
            here = profile(solo)
            off = [float(np.sum(weight * ((here - mean) / spread) ** 2)) for mean in means]
            counts[row, int(np.argmin(off))] += 1
    return Confusion(names, counts)


def foresee_under_names(network: Network, solos: Sequence[Solo], names: Sequence[str]) -> Names:
    """Forecast each of ``solos`` by one of ``names`` under all of them and under none.

    Raises:
        InputError: none of the solos is by any of them.
    """
    known = [
        replace(solo, instrument="", style="") for solo in solos if solo.performer in names and solo.notes
    ]
    if not known:
        raise InputError("none of the solos kept from training is by one of these players")
    columns = []
    for name in (*names, NO_NAME):
        order = sorted(range(len(known)), key=lambda i: len(encode_notes(known[i].notes)))
        said = forecast(network, [replace(known[i], performer=name) for i in order])
        nats = np.empty(len(known))
        nats[order] = [item.nats.sum() / item.solo.events.notes for item in said]
        columns.append(nats)
    owners = np.array([list(names).index(solo.performer) for solo in known])
    return Names(tuple(names), owners, np.stack(columns, axis=1))


def profile(solo: Solo) -> Floats:
    """What a solo is like, in numbers that don't hang on its length: (numbers,)."""
    steps = np.clip(np.diff([note.pitch for note in solo.notes]), -WIDEST_INTERVAL, WIDEST_INTERVAL)
    intervals = np.bincount(steps + WIDEST_INTERVAL, minlength=2 * WIDEST_INTERVAL + 1) / len(steps)
    lengths = np.bincount(encode_notes(solo.notes).length_values, minlength=LENGTH_VALUES)
    register = np.percentile([note.pitch for note in solo.notes], (5, 50, 95)) / 12
    return np.concatenate(
        [np.sqrt(intervals), np.sqrt(lengths / lengths.sum()), register, np.nan_to_num(measure_traits(solo))]
    )


def _told(solos: Sequence[Solo]) -> list[Solo]:
    return [solo for solo in solos if len(solo.notes) >= FEWEST_NOTES]


def _mean_without(profiles: Mapping[int, Floats], left_out: int) -> Floats:
    mean: Floats = np.mean([each for key, each in profiles.items() if key != left_out], axis=0)
    return mean


def _spread_within(players: Sequence[Mapping[int, Floats]]) -> Floats:
    off = [each - np.mean(list(solos.values()), axis=0) for solos in players for each in solos.values()]
    spread: Floats = np.maximum(np.std(off, axis=0), LEAST_SPREAD)
    return spread
