"""Told from people, or not? Classifiers learn to tell people's solos from the network's.

    python benchmarks/turing.py --wjazzd wjazzd.db [--quick] [--takes FOLDER] [--stored] [--seeds 3]

Takes are improvised over the chords of slices of people's solos. Two kinds of classifier read excerpts of
64 events: a linear one on n-grams, and a small convolutional one. They are trained on tunes that the network
was trained on, and tested on its test tunes. An area under the curve of 0.5 means that they cannot tell, of
1 that they always can.

*Best of four* are takes that a judge draws from four (``generation/ranking.py``). In *weighed* takes it
weighs each choice (``generation/judge_bias.py``), and figures go on like earlier ones
(``generation/restatement.py``). For this benchmark a judge is fitted on one half of the
training tunes; the classifiers are trained on the other half, once on each kind of takes.

Sanity checks: ``classic`` is told easily, people are not told from people.

With ``--takes``, a folder, takes are kept there, and an interrupted run continues; with ``--stored``, only
slices whose takes are there are used.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.judge import Excerpts, Judge
from jazzlstm.music import Solo
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.classifiers import Score, TwoSets, area_under_curve, fit_convolution, fit_judge, fit_linear
from tools.command import command, print_table
from tools.slices import EVERY, Part, TakesStore, excerpts_of, read_part, slices_of

TAKES = BEST_OF = 4
"""Takes over each slice."""
SHARE_QUICK = 0.1
OTHER_MODEL = "classic"


def main() -> None:
    """Train, test and print."""
    parser = command(__doc__, quick="a tenth of the solos, one seed", corpus=True)
    parser.add_argument("--takes", type=Path, metavar="FOLDER", help="keep the takes in this folder")
    parser.add_argument("--stored", action="store_true", help="use only slices whose takes are kept there")
    parser.add_argument("--seeds", type=int, default=3, help="how often the convolutional one is trained")
    parser.add_argument("--judge", type=float, default=1.0, help="how strongly the judge weighs each choice")
    parser.add_argument("--restate", type=float, default=1.0, help="restatement of the weighed takes")
    options = parser.parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    train, validation, test = (
        solos_of_part(network, solos, name) for name in ("train", "validation", "test")
    )
    train = [train[i] for i in np.random.default_rng(5).permutation(len(train))]
    if options.quick:
        train, validation, test = (
            part[: int(len(part) * SHARE_QUICK) + 4] for part in (train, validation, test)
        )
    store = TakesStore(network, TAKES, options.takes, options.stored)
    judge = fit_judge(read_part(train[::2], store).plain, read_part(validation, store, to_test=True).plain)
    judged = replace(store, network=replace(network, judge=judge), stored_only=False)
    weighing = replace(judged, judge=options.judge, restate=options.restate)
    training, tested = read_part(train[1::2], store), read_part(test, store, to_test=True)
    weighed = [part.improvised_by(weighing) for part in (training, tested)]
    print_statistics(tested, weighed[1], judge)
    taught, tried = kinds_of(training, weighed[0], judge), kinds_of(tested, weighed[1], judge)
    print_told(taught, tried, 1 if options.quick else options.seeds)
    print_sanity(train, test, options)


def kinds_of(plain: Part, weighed: Part, judge: Judge) -> dict[str, TwoSets]:
    """People, and each kind of takes, by name."""
    return {
        "plain takes": plain.plain,
        "best of four": plain.chosen(judge),
        "weighed": weighed.plain,
        "weighed, best of four": weighed.chosen(judge),
    }


def print_told(training: Mapping[str, TwoSets], tested: Mapping[str, TwoSets], seeds: int) -> None:
    """How well people are told from each kind of takes."""
    rows = []
    for name, taught in training.items():
        rows.append([f"linear, trained on {name}", *_areas(fit_linear(taught).judge, *tested.values())])
        for seed in range(seeds):
            areas = _areas(fit_convolution(taught, seed), *tested.values())
            rows.append([f"convolutional, seed {seed}, trained on {name}", *areas])
    numbers = ", ".join(f"{len(sets.generated)} {name}" for name, sets in tested.items())
    title = f"Excerpts: {len(tested['plain takes'].human)} people, {numbers}"
    print_table(title, ["area under the curve", *tested], rows)


def print_statistics(plain: Part, weighed: Part, judge: Judge) -> None:
    """Statistics of people and of each kind of takes; the judge sees none of them."""
    sets = {
        "people": [each.solo for each in plain.slices],
        "plain takes": [solo for solos in plain.takes for solo in solos],
        "best of four": plain.drawn(judge),
        "weighed": [solo for solos in weighed.takes for solo in solos],
        "weighed, best of four": weighed.drawn(judge),
    }
    figures = [measure_statistics(solos).as_dict() for solos in sets.values()]
    rows = [[name, *(f"{each[name]:.3f}" for each in figures)] for name in figures[0]]
    print_table("Statistics", ["", *sets], rows)


def print_sanity(train: Sequence[Solo], test: Sequence[Solo], options: Namespace) -> None:
    """People told from ``classic``, and from people."""
    store = TakesStore(open_model(OTHER_MODEL), TAKES, options.takes)
    others = [read_part(part, store).plain for part in (train[1::2], test)]
    people = [TwoSets(_people(part[::2]), _people(part[1::2])) for part in (train, test)]
    rows = []
    for name, (taught, tested) in ((OTHER_MODEL, others), ("people", people)):
        rows.append([f"people from {name}, linear", *_areas(fit_linear(taught).judge, tested)])
        rows.append([f"people from {name}, convolutional", *_areas(fit_convolution(taught, 0), tested)])
    print_table("Sanity", ["", "area under the curve"], rows)


def _people(solos: Sequence[Solo]) -> Excerpts:
    return excerpts_of([each.solo for each in slices_of(solos, EVERY)])


def _areas(score: Score, *tested: TwoSets) -> list[str]:
    return [f"{area_under_curve(score(sets.human), score(sets.generated)):.3f}" for sets in tested]


if __name__ == "__main__":
    main()
