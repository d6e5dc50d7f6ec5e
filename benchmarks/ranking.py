"""The critic: its table fitted, and what it does to takes, with statistics that it doesn't look at.

    python benchmarks/ranking.py --wjazzd wjazzd.db --fit           prints the table of people.py
    python benchmarks/ranking.py --wjazzd wjazzd.db [--quick]       plain takes beside the best of 16

Over the charts of human solos on tunes that nothing was learnt from, the first 32 beats of each:
takes as they come, and the best of 16 (of other seeds, so that nothing is shared), set beside the
human ones. The rows marked * are blind: the critic uses none of them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import print_table
from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.likelihood import forecast
from jazzlstm.evaluation.overlap import compare_sets, features_of
from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.generation.human_statistics import TRAITS
from jazzlstm.generation.ranking import FEWEST_NOTES
from jazzlstm.music import Solo
from jazzlstm.services.play import open_model
from jazzlstm.services.train import solos_for, solos_of_part
from tools.command import command
from tools.fit_ranking import fit_statistics, fit_weights, nats_deviation

BEATS = 32.0
BLIND = ("scale_tones", "entropy_1_bar", "entropy_4_bars", "groove_similarity")
SEEN = ("chord_tones", "chord_tones_on_beat", "notes_per_bar", "rest_share", "unisons", "steps", "motifs")
TURNS = 2
TAKES = 2
"""Of the network's own for each human solo, to learn weights from."""
OVERLAPS = (
    "total_used_pitch",
    "total_pitch_class_histogram",
    "pitch_class_transition_matrix",
    "note_length_hist",
)
"""MGEval's features that no trait comes near; beside them the two of range and interval, which it sees."""


def main() -> None:
    """Fit or compare."""
    parser = command(__doc__, quick="fewer solos", corpus=True)
    parser.add_argument("--fit", action="store_true", help="print the table instead")
    parser.add_argument("--best-of", type=int, default=16, metavar="N")
    options = parser.parse_args()
    solos = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    number = 24 if options.quick else 120
    if options.fit:
        print_people(solos, options.model)
        print_weights(solos, options.model, 24 if options.quick else 100)
    else:
        compare(solos, options.model, options.best_of, number)


def print_people(solos: list[Solo], model: str) -> None:
    """The table as ``people.py`` has it."""
    people, network = fit_statistics(solos), open_model(model)
    unheard = solos_of_part(network, solos, "held-out") + solos_of_part(network, solos, "test")
    for name, rows in zip(TRAITS, np.round(people.traits, 3).tolist(), strict=True):
        print(f'    "{name}": {tuple(map(tuple, rows))},')
    for row in np.round(people.correlations, 2).tolist():
        print(f"    {tuple(row)},")
    print("NATS_SPREAD =", tuple(round(spread, 2) for spread in nats_deviation(forecast(network, unheard))))


def print_weights(solos: list[Solo], model: str, number: int) -> None:
    """What tells people from the network, by the solos that it learnt from."""
    network = open_model(model)
    human = heads(choose_models(solos_of_part(network, solos, "learnt"), number, np.random.default_rng(1)))
    generated = [
        solo
        for k in range(TAKES)
        for solo in play_like(network, human, SamplingOptions(seed=200_001 + k * number))
    ]
    print("WEIGHTS =", dict(zip(TRAITS, np.round(fit_weights(human, generated), 2).tolist(), strict=True)))


def compare(solos: list[Solo], model: str, best_of: int, number: int) -> None:
    """One row a statistic: human, plain and chosen, and how much of the distance is gone."""
    network = open_model(model)
    unheard = solos_of_part(network, solos, "held-out") + solos_of_part(network, solos, "test")
    human = heads(choose_models(unheard, number, np.random.default_rng(1)))
    plain, chosen = [], []
    for turn in range(TURNS):
        plain += play_like(network, human, SamplingOptions(seed=1 + 10_000 * turn))
        chosen += play_like(network, human, SamplingOptions(seed=100_001 + 10_000 * turn, best_of=best_of))
    sets = [measure_statistics(each).as_dict() for each in (human, plain, chosen)]
    rows = []
    for name in (*SEEN, *BLIND):
        theirs, ours, best = (figures[name] for figures in sets)
        left = abs(best - theirs) / abs(ours - theirs)
        rows.append(
            [name + " *" * (name in BLIND), *(f"{v:.3f}" for v in (theirs, ours, best)), f"{left:.2f}"]
        )
    for name in OVERLAPS:
        people, before, after = (
            np.stack([features_of(solo)[name] for solo in each if len(solo.notes) > 1])
            for each in (human, plain, chosen)
        )
        areas = [compare_sets(people, each)[0] for each in (before, after)]
        rows.append(
            [
                f"overlap of {name} *",
                "1.000",
                *(f"{area:.3f}" for area in areas),
                f"{(1 - areas[1]) / (1 - areas[0]):.2f}",
            ]
        )
    title = f"{len(plain)} takes of {BEATS:g} beats, {network.name}"
    print_table(title, ["", "human", "as they come", f"best of {best_of}", "distance left"], rows)


def heads(solos: list[Solo]) -> list[Solo]:
    """The first ``BEATS`` of those that are longer."""
    cut = [
        solo.with_notes(tuple(note for note in solo.notes if note.end <= BEATS))
        for solo in solos
        if solo.end > BEATS
    ]
    return [solo for solo in cut if len(solo.notes) >= FEWEST_NOTES]


if __name__ == "__main__":
    main()
