"""Told from people, or not? Classifiers learn to tell people's solos from the network's.

    python benchmarks/turing.py --wjazzd wjazzd.db [--quick] [--takes FOLDER] [--seeds 3] [--solos N]

Takes are improvised over the chords of slices of people's solos. Two kinds of classifier read excerpts of
64 events: a linear one on n-grams, and a small convolutional one. They are trained on the tunes that the
network was trained on, and tested on its test tunes. An area under the curve of 0.5 means that they cannot
tell, of 1 that they always can.

*Best of four* are takes that a judge chooses among four. It is fitted here, on one half of the training
tunes; the classifiers are trained on the other half, once on plain takes, once on chosen ones.

Sanity checks: ``classic`` is told more easily than the default model, and people are not told from people.
With ``--takes``, a folder, takes are kept there, and an interrupted run continues.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import print_table
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.model.judge import Excerpts, Judge, linear_score
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.services.play import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.classifiers import TwoSets, area_under_curve, fit_convolution, fit_judge, fit_linear, shortened
from tools.command import command
from tools.slices import Slice, all_takes, excerpts_of, slices_of

TAKES = 8
"""Takes over each slice: two choices of best of four."""
BEST_OF = 4
SLICES_TO_TRAIN, SLICES_TO_TEST = 2, 4
"""Of each solo."""
PEOPLE_APART = 32.0
"""Beats from slice to slice of people's solos to train on: they overlap."""
SHORTEST = 24
"""Events of the shortest excerpt that the judge is fitted on."""
SHARE_QUICK = 0.1
OTHER_MODEL = "classic"


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of the split by tune."""

    people: Excerpts
    takes: list[list[Solo]]
    """Of each slice."""

    @property
    def plain(self) -> Excerpts:
        """The excerpts of all takes."""
        return excerpts_of([solo for solos in self.takes for solo in solos])

    def chosen(self, judge: Judge) -> Excerpts:
        """The excerpts of the best of every four takes."""
        groups = [solos[i : i + BEST_OF] for solos in self.takes for i in range(0, len(solos), BEST_OF)]
        return excerpts_of([max(group, key=judge.log_odds) for group in groups])


def main() -> None:
    """Train, test and print."""
    parser = command(__doc__, quick="a tenth of the solos, one seed", corpus=True)
    parser.add_argument("--takes", type=Path, metavar="FOLDER", help="keep the takes in this folder")
    parser.add_argument("--seeds", type=int, default=3, help="how often the convolutional one is trained")
    parser.add_argument("--solos", type=int, default=10_000, help="at most so many solos to train on")
    options = parser.parse_args()
    network = open_model(options.model)
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    parts = {part: solos_of_part(network, solos, part) for part in ("train", "validation", "test")}
    order = np.random.default_rng(5).permutation(len(parts["train"]))
    train = [parts["train"][i] for i in order][: options.solos]
    if options.quick:
        train, parts = _tenth(train), {name: _tenth(part) for name, part in parts.items()}
    of = _Reader(network, options.takes)
    judging, training = of.part(train[::2], SLICES_TO_TRAIN), of.part(train[1::2], SLICES_TO_TRAIN)
    validation, test = (of.part(parts[name], SLICES_TO_TEST) for name in ("validation", "test"))
    judge = fit_judge(_shortened(judging), _shortened(validation), seed=0)
    seeds = range(1 if options.quick else options.seeds)
    print_told(training, test, judge, seeds)
    print_sanity(train[1::2], parts["test"], training, test, options.takes)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Slices and takes of one network."""

    network: Network
    store: Path | None

    def part(self, solos: Sequence[Solo], slices: int) -> Part:
        """People's excerpts, and takes over ``slices`` slices of each solo."""
        given: list[Slice] = slices_of(solos, slices)
        people = slices_of(solos, 1000, PEOPLE_APART) if slices == SLICES_TO_TRAIN else given
        return Part(
            excerpts_of([each.solo for each in people]), all_takes(self.network, given, TAKES, self.store)
        )


def print_told(training: Part, test: Part, judge: Judge, seeds: Sequence[int]) -> None:
    """How well people are told from plain takes, and from chosen ones."""
    plain, chosen = test.plain, test.chosen(judge)
    rows = []
    for name, generated in (("plain takes", training.plain), ("best of four", training.chosen(judge))):
        weights = fit_linear(training.people, generated)
        scores = [linear_score(weights, each) for each in (test.people, plain, chosen)]
        rows.append([f"linear, trained on {name}", *_areas(scores)])
        for seed in seeds:
            judged = _convolved(training.people, generated, seed)
            scores = [judged.convolve(each) for each in (test.people, plain, chosen)]
            rows.append([f"convolutional, seed {seed}, trained on {name}", *_areas(scores)])
    title = (
        f"{len(test.people)} excerpts of people, {len(plain)} of plain takes, {len(chosen)} of best of four"
    )
    print_table(title, ["area under the curve", "plain takes", "best of four"], rows)


def print_sanity(
    train: Sequence[Solo], tested: Sequence[Solo], training: Part, test: Part, store: Path | None
) -> None:
    """People told from ``classic``, and from people."""
    other = _Reader(open_model(OTHER_MODEL), store)
    rows = []
    for name, taught, generated in (
        (OTHER_MODEL, other.part(train[:60], 1).plain, other.part(tested, 1).plain),
        ("people", _half(train, 1), _half(tested, 1)),
    ):
        human = (training.people, test.people) if name == OTHER_MODEL else (_half(train, 0), _half(tested, 0))
        weights, judged = fit_linear(human[0], taught), _convolved(human[0], taught, 0)
        for kind, scores in (
            ("linear", [linear_score(weights, each) for each in (human[1], generated)]),
            ("convolutional", [judged.convolve(each) for each in (human[1], generated)]),
        ):
            rows.append([f"people from {name}, {kind}", *_areas(scores)])
    print_table("Sanity", ["area under the curve", ""], rows)


def _convolved(human: Excerpts, generated: Excerpts, seed: int) -> Judge:
    """A judge of which only the convolutional classifier counts."""
    weights = fit_convolution(human, generated, seed)
    return Judge(linear=np.zeros(0, np.float32), **weights, mixture=np.array([0, 1, 0], np.float32))


def _areas(scores: Sequence[np.ndarray]) -> list[str]:
    human, *others = scores
    return [f"{area_under_curve(human, other):.2f}" for other in others]


def _shortened(part: Part) -> TwoSets:
    """The excerpts of a part, each also in a shorter form, since takes are short."""
    rng = np.random.default_rng(1)
    human, generated = (
        np.concatenate([each, shortened(each, SHORTEST, rng)]) for each in (part.people, part.plain)
    )
    return TwoSets(human, generated)


def _half(solos: Sequence[Solo], which: int) -> Excerpts:
    """People's excerpts of every second solo."""
    return excerpts_of([each.solo for each in slices_of(solos[which::2], 1000)])


def _tenth(solos: Sequence[Solo]) -> list[Solo]:
    return list(solos[: max(4, int(len(solos) * SHARE_QUICK))])


if __name__ == "__main__":
    main()
