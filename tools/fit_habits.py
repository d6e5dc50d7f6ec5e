"""Fit the habits of a model's players on their solos and the model's own, and write them into the model file.

    python -m tools.fit_habits --wjazzd wjazzd.db --model weimar [--takes FOLDER] [--out FILE]

It compares the training solos of each player with what the model improvises under the name over slices of
them. The weights of the network are written as they are, so links keep their solos.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, encode_notes
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.habits import MIDI_PITCHES, SHAPES, Habits
from jazzlstm.model.model_file import write_model
from jazzlstm.music import Solo
from jazzlstm.services.models import models_folder, open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command
from tools.slices import TakesStore, slices_of

TAKES = 4
"""Takes over each slice."""
SLICES = 2
"""Of each solo."""
DOUBT = 200.0
"""Events in the network's shares that are added to a player's: of few solos little is learnt."""
STRONGEST = 1.5
"""Nats, either way."""
BLUR = np.exp(-0.5 * (np.arange(-6, 7) / 2.5) ** 2)
"""Neighbouring pitches count, too: a register has no gaps."""

Floats = NDArray[np.float64]


def main() -> None:
    """Improvise, count, and write."""
    parser = command(__doc__, quick="", corpus=True)
    parser.add_argument("--takes", type=Path, metavar="FOLDER", help="keep the takes in this folder")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the model file (that of the model)")
    options = parser.parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    store = TakesStore(network, TAKES, options.takes)
    theirs: dict[str, list[Solo]] = defaultdict(list)
    ours: dict[str, list[Solo]] = defaultdict(list)
    for solo in solos_of_part(network, solos, "train"):
        theirs[solo.performer].append(solo)
        for given in slices_of([solo], SLICES):
            ours[solo.performer] += store.takes_over(given)
    habits = habits_of(network.conditioning.players, theirs, ours)
    out = options.out or models_folder() / f"{network.name}.safetensors"
    write_model(out, replace(network, habits=habits))


def habits_of(
    players: Sequence[str], theirs: Mapping[str, Sequence[Solo]], ours: Mapping[str, Sequence[Solo]]
) -> Habits:
    """The habits of each player; zeros for one without solos or without takes."""
    rows = [_nats_of(theirs.get(player, ()), ours.get(player, ())) for player in players]
    stacked = {name: np.stack([row[name] for row in rows]).astype(np.float32) for name in SHAPES}
    return Habits(**stacked)


def _nats_of(theirs: Sequence[Solo], ours: Sequence[Solo]) -> dict[str, Floats]:
    if not theirs or not ours:
        return {name: np.zeros(shape) for name, shape in SHAPES.items()}
    played, imitated = counts_of(theirs), counts_of(ours)
    return {name: nats_between(played[name], imitated[name]) for name in SHAPES}


def counts_of(solos: Sequence[Solo]) -> dict[str, Floats]:
    """How often each value occurs in solos, by the names and shapes of ``SHAPES``."""
    events = [encode_notes(solo.notes) for solo in solos]
    values, lengths = (
        np.concatenate([getattr(each, name) for each in events]) for name in ("pitch_values", "length_values")
    )
    pitches = np.bincount([note.pitch for solo in solos for note in solo.notes], minlength=MIDI_PITCHES)
    by_kind = [lengths[values != REST], lengths[values == REST]]
    return {
        "pitch_values": np.bincount(values, minlength=PITCH_VALUES).astype(float),
        "lengths": np.stack([np.bincount(each, minlength=LENGTH_VALUES) for each in by_kind]).astype(float),
        "pitches": np.convolve(pitches, BLUR / BLUR.sum(), "same"),
    }


def nats_between(theirs: Floats, ours: Floats) -> Floats:
    """The logarithm of a player's shares less that of ours, along the last axis."""
    share = (ours + 0.5) / (ours + 0.5).sum(axis=-1, keepdims=True)
    wanted = (theirs + DOUBT * share) / (theirs.sum(axis=-1, keepdims=True) + DOUBT)
    nats: Floats = np.clip(np.log(wanted / share), -STRONGEST, STRONGEST)
    return nats


if __name__ == "__main__":
    main()
