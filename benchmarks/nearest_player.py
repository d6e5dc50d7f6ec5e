"""Whose manner is nearest: how often a name is said over solos of known players, and how often it is right.

    python benchmarks/nearest_player.py --wjazzd wjazzd.db [--quick] [--model weimar]

The solos are on tunes outside the training set, by players of whom the network knows other solos. Takes a
second or two of processor a solo.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.evaluation.nearest_player import FEWEST_BARS, SURE, NearestPlayer, find_nearest_player
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command, print_table

QUICK_SOLOS = 15


def main() -> None:
    """Print the shares."""
    options = command(__doc__, quick=f"{QUICK_SOLOS} solos", corpus=True).parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    unseen = [solo for part in ("validation", "test") for solo in solos_of_part(network, solos, part)]
    known = [solo for solo in unseen if solo.performer in network.conditioning.players]
    known = known[:QUICK_SOLOS] if options.quick else known
    found = [(solo.performer, find_nearest_player(network, solo)) for solo in known]
    asked = [(name, nearest) for name, nearest in found if nearest]
    said = [(name, nearest) for name, nearest in asked if nearest.is_sure]
    names = len(network.conditioning.players)
    rows = [
        [f"of {FEWEST_BARS} bars or more", f"{len(asked)}"],
        [f"nearest of {names} names is the player's", _share(asked)],
        [f"a name is said: it wins {SURE:.0%} of the draws", f"{len(said)}"],
        ["the name that is said is the player's", _share(said)],
    ]
    print_table(f"{len(found)} solos on tunes outside the training set", ["", ""], rows)


def _share(found: Sequence[tuple[str, NearestPlayer]]) -> str:
    right = sum(nearest.player == name for name, nearest in found)
    return f"{right} of {len(found)}"


if __name__ == "__main__":
    main()
