"""In the manner of: are the ten players with most notes told apart, in their own solos and in ours?

    python benchmarks/player_style.py --wjazzd wjazzd.db [--quick] [--model weimar]

Prints who was recognised in each player's own solos (each left out of what it is compared with) and
in the network's imitations over the same charts for all; and how well solos that the network hasn't
learnt from are foreseen under their own player's name.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import print_table
from jazzlstm.evaluation.generated_solos import choose_models
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.services.play import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command
from tools.player_recognition import (
    Confusion,
    classify,
    forecast_by_name,
    imitate,
    players_with_most_notes,
)

BEATS = 128.0
TAKES = 4


def main() -> None:
    """Recognise, then foresee."""
    options = command(__doc__, quick="fewer charts, and nothing foreseen", corpus=True).parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    names = players_with_most_notes(solos, network)
    own = {name: [solo for solo in solos if solo.performer == name] for name in names}
    print_confusion("their own solos", classify(own, own))
    charts = choose_models(solos, 3 if options.quick else 6, np.random.default_rng(1))
    print_confusion("ours, by name", classify(own, imitate(network, charts, names, BEATS, TAKES, 1)))
    if options.quick:
        return
    unheard = solos_of_part(network, solos, "held-out") + solos_of_part(network, solos, "test")
    found = forecast_by_name(network, unheard, names)
    print(f"{len(found.owners)} solos on tunes that nothing was learnt from, foreseen")
    print(f"  better under their own name than under none     {found.own_beats_no_name:.0%}")
    print(f"  better than under the others' on average        {found.own_beats_the_others:.0%}")
    print(f"  best of all {len(names)} under their own                  {found.own_is_best:.0%}")
    print(f"  the name is worth, nats a note                  {found.gain:.3f}")


def print_confusion(title: str, confusion: Confusion) -> None:
    """Rows: who was meant; columns: who was recognised, by the letters of the name."""
    letters = ["".join(word[0] for word in name.split()) for name in confusion.players]
    rows = [
        [name, *map(str, counts)]
        for name, counts in zip(confusion.players, confusion.counts.tolist(), strict=True)
    ]
    print_table(
        f"{title}: {confusion.accuracy:.0%} recognised, chance {1 / len(letters):.0%}", ["", *letters], rows
    )


if __name__ == "__main__":
    main()
