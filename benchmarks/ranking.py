"""Ranking of takes: fit its statistics and weights, and measure its effect on generated solos.

    python benchmarks/ranking.py --wjazzd wjazzd.db --fit        prints the table of human_statistics.py
    python benchmarks/ranking.py --wjazzd wjazzd.db [--quick]    single takes against the best of 16

Charts are those of human solos outside the training set, the first 32 beats of each. Single takes
and chosen takes have different seeds. The ranking does not use the statistics marked *.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.likelihood import forecast
from jazzlstm.evaluation.overlap import compare_sets, features_of
from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.human_statistics import TRAITS
from jazzlstm.generation.ranking import FEWEST_NOTES
from jazzlstm.model.network import Network
from jazzlstm.music import Solo
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command, print_table
from tools.fit_ranking import fit_statistics, fit_weights, nats_deviation

BEATS = 32.0
"""Length of the excerpts."""
INDEPENDENT_STATISTICS = ("scale_tones", "entropy_1_bar", "entropy_4_bars", "groove_similarity")
"""Statistics that the ranking does not use."""
RANKED_STATISTICS = (
    "chord_tones", "chord_tones_on_beat", "notes_per_bar", "rest_share", "unisons", "steps", "motifs",
)  # fmt: skip
"""Statistics that are traits of the ranking."""
OVERLAPS = (
    "total_used_pitch",
    "total_pitch_class_histogram",
    "pitch_class_transition_matrix",
    "note_length_hist",
)
"""MGEval features that are not close to any trait."""
SETS = 2
"""Generated solos for each human solo, in the comparison."""
SETS_TO_FIT = 2
"""Generated solos for each human solo, to fit the weights."""
SINGLE_SEED = 1
CHOSEN_SEED = 100_001
FIT_SEED = 200_001
SEEDS_BETWEEN = 10_000
"""First seeds, far enough apart that no two sets share a take."""
SOLOS = 120
SOLOS_TO_FIT = 100
SOLOS_QUICK = 24


@dataclass(frozen=True)
class Excerpts:
    """Human excerpts, and generated ones over the same charts."""

    human: list[Solo]
    single: list[Solo]
    """Without ranking."""
    chosen: list[Solo]
    """The best of several."""


def main() -> None:
    """Fit or compare."""
    parser = command(__doc__, quick="fewer solos", corpus=True)
    parser.add_argument("--fit", action="store_true", help="print the fitted table instead")
    parser.add_argument("--best-of", type=int, default=16, metavar="N")
    options = parser.parse_args()
    solos, network = (
        list(solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)),
        open_model(options.model),
    )
    if options.fit:
        print_statistics(solos, network)
        print_weights(solos, network, SOLOS_QUICK if options.quick else SOLOS_TO_FIT)
        return
    excerpts = generate(solos, network, options.best_of, SOLOS_QUICK if options.quick else SOLOS)
    title = f"{len(excerpts.single)} takes of {BEATS:g} beats, {network.name}"
    head = ["", "human", "single takes", f"best of {options.best_of}", "remaining distance"]
    print_table(title, head, [*statistic_rows(excerpts), *overlap_rows(excerpts)])


def print_statistics(solos: list[Solo], network: Network) -> None:
    """Print the constants of ``human_statistics.py`` but the weights."""
    statistics = fit_statistics(solos)
    for name, rows in zip(TRAITS, np.round(statistics.traits, 3).tolist(), strict=True):
        print(f'    "{name}": {tuple(map(tuple, rows))},')
    for row in np.round(statistics.correlations, 2).tolist():
        print(f"    {tuple(row)},")
    deviations = nats_deviation(forecast(network, unseen(solos, network)))
    print("NATS_SPREAD =", tuple(round(deviation, 2) for deviation in deviations))


def print_weights(solos: list[Solo], network: Network, number: int) -> None:
    """Print the weights that separate human from generated solos, fitted on the training set."""
    train_set = solos_of_part(network, solos, "train")
    human = first_beats(choose_models(train_set, number, np.random.default_rng(1)))
    generated = [
        solo
        for k in range(SETS_TO_FIT)
        for solo in play_like(network, human, SamplingOptions(seed=FIT_SEED + k * number))
    ]
    print("WEIGHTS =", dict(zip(TRAITS, np.round(fit_weights(human, generated), 2).tolist(), strict=True)))


def generate(solos: list[Solo], network: Network, best_of: int, number: int) -> Excerpts:
    """Single and chosen takes over the charts of ``number`` human solos."""
    human = first_beats(choose_models(unseen(solos, network), number, np.random.default_rng(1)))
    single, chosen = [], []
    for k in range(SETS):
        offset = SEEDS_BETWEEN * k
        single += play_like(network, human, SamplingOptions(seed=SINGLE_SEED + offset))
        chosen += play_like(network, human, SamplingOptions(seed=CHOSEN_SEED + offset, best_of=best_of))
    return Excerpts(human, single, chosen)


def statistic_rows(excerpts: Excerpts) -> Iterator[list[str]]:
    """A row for each statistic: its three values, and the ratio of the distances to the human value."""
    sets = (excerpts.human, excerpts.single, excerpts.chosen)
    figures = [measure_statistics(each).as_dict() for each in sets]
    for name in (*RANKED_STATISTICS, *INDEPENDENT_STATISTICS):
        human, single, chosen = (each[name] for each in figures)
        remaining = abs(chosen - human) / abs(single - human)
        title = name + " *" * (name in INDEPENDENT_STATISTICS)
        yield [title, *(f"{value:.3f}" for value in (human, single, chosen)), f"{remaining:.2f}"]


def overlap_rows(excerpts: Excerpts) -> Iterator[list[str]]:
    """A row for each feature of MGEval: its overlap with the human excerpts."""
    for name in OVERLAPS:
        human, single, chosen = (
            np.stack([features_of(solo)[name] for solo in each if len(solo.notes) > 1])
            for each in (excerpts.human, excerpts.single, excerpts.chosen)
        )
        before, after = (compare_sets(human, each)[0] for each in (single, chosen))
        remaining = (1 - after) / (1 - before)
        yield [f"overlap of {name} *", "1.000", f"{before:.3f}", f"{after:.3f}", f"{remaining:.2f}"]


def unseen(solos: list[Solo], network: Network) -> list[Solo]:
    """Solos on tunes outside the training set."""
    return [solo for part in ("validation", "test") for solo in solos_of_part(network, solos, part)]


def first_beats(solos: list[Solo]) -> list[Solo]:
    """The first ``BEATS`` of each longer solo, if they hold enough notes to rank."""
    cut = [
        solo.with_notes(tuple(note for note in solo.notes if note.end <= BEATS))
        for solo in solos
        if solo.end > BEATS
    ]
    return [solo for solo in cut if len(solo.notes) >= FEWEST_NOTES]


if __name__ == "__main__":
    main()
