"""Style of a player: does conditioning on a name make the network sound like that player?

    python benchmarks/player_style.py --wjazzd wjazzd.db [--quick] [--model weimar] [--habits 1] [--manner 2]

For the ten players with most notes, prints two confusion matrices: of their own solos, each
compared with profiles that exclude it, and of generated solos over the same charts for all.
Then the likelihood of solos outside the training set under the name of their player, under
other names and under none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.evaluation.generated_solos import choose_models
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command, print_table
from tools.player_recognition import (
    Confusion,
    classify,
    forecast_by_name,
    imitate,
    players_with_most_notes,
)

BEATS = 128.0
"""Length of a generated solo."""
TAKES = 4
"""Generated solos for each player and chart."""
CHARTS = 6
CHARTS_QUICK = 3


def main() -> None:
    """Print the matrices and the likelihoods."""
    parser = command(__doc__, quick="fewer charts, no likelihoods", corpus=True)
    for flag in ("--manner", "--habits", "--judge", "--restate"):
        parser.add_argument(flag, type=float, default=SETTINGS[flag[2:]].default, metavar="F")
    options = parser.parse_args()
    given = {name: getattr(options, name) for name in ("manner", "habits", "judge", "restate")}
    settings = Settings(beats=BEATS, takes=TAKES, seed=1, **given)
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    names = players_with_most_notes(solos, network)
    own = {name: [solo for solo in solos if solo.performer == name] for name in names}
    print_confusion("Recorded solos", classify(own, own))
    charts = choose_models(solos, CHARTS_QUICK if options.quick else CHARTS, np.random.default_rng(1))
    print_confusion("Generated solos", classify(own, imitate(network, charts, names, settings)))
    if options.quick:
        return
    unseen = [solo for part in ("validation", "test") for solo in solos_of_part(network, solos, part)]
    found = forecast_by_name(network, unseen, names)
    rows = [
        ["more likely under their player's name than under none", f"{found.own_beats_no_name:.0%}"],
        ["more likely than under the other names on average", f"{found.own_beats_the_others:.0%}"],
        [f"most likely of all {len(names)} names under their player's", f"{found.own_is_best:.0%}"],
        ["gain by the name, nats a note", f"{found.gain:.3f}"],
    ]
    print_table(f"{len(found.owners)} solos on tunes outside the training set", ["", ""], rows)


def print_confusion(title: str, confusion: Confusion) -> None:
    """Print the matrix: a row for each player, a column for each player recognised, by initials."""
    initials = ["".join(word[0] for word in name.split()) for name in confusion.players]
    rows = [
        [name, *map(str, counts)]
        for name, counts in zip(confusion.players, confusion.counts.tolist(), strict=True)
    ]
    print_table(
        f"{title}: {confusion.accuracy:.0%} recognised, chance {1 / len(initials):.0%}", ["", *initials], rows
    )


if __name__ == "__main__":
    main()
