"""The effect of a training: the base network compared with the network trained from it.

Three questions: is the likelihood of the validation set higher, are generated solos more like the
corpus, and are they copies? For the second and third, both networks play over the same charts of the
corpus from the same seeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from statistics import median
from typing import Any

import numpy as np

from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.evaluation.likelihood import measure_likelihood
from jazzlstm.evaluation.originality import CorpusIndex
from jazzlstm.evaluation.statistics import measure_statistics
from jazzlstm.model.network import Network
from jazzlstm.music import Solo

MOST_HELD_OUT = 48
"""Solos of the validation set that are measured; more would take too long."""
MOST_PLAYED = 12
"""Solos that each network generates."""
LONGEST_PLAYED = 64.0
"""Beats of a generated solo."""
MOST_INDEXED = 1000
"""Solos of the corpus that are searched for copies, and of each part that charts are chosen from."""
FIGURES = (
    "notes_per_bar",
    "steps",
    "unisons",
    "chord_tones",
    "scale_tones",
    "entropy_4_bars",
    "groove_similarity",
)
"""Statistics that are compared."""


def compare(
    base: Network | None,
    network: Network,
    train_set: Sequence[Solo],
    validation_set: Sequence[Solo],
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Figures "before" (of the base, if any), "after", and of the "corpus"; empty if stopped.

    Of a network: ``held_out`` (likelihood), ``statistics``, and ``copies`` (longest runs of notes
    shared with the corpus). "nearer" lists the statistics that moved towards the corpus.
    """
    few = [*validation_set[:MOST_INDEXED], *train_set[:MOST_INDEXED]]
    models = choose_models(few, MOST_PLAYED, np.random.default_rng(0))
    models = [shortened(solo) for solo in models]
    index = CorpusIndex(tuple(islice(chain(train_set, validation_set), MOST_INDEXED)))
    figures: dict[str, Any] = {"corpus": {"statistics": _statistics(models)}}
    for name, each in (("before", base), ("after", network)):
        if should_stop():
            return {}
        if each is not None:
            played = play_like(each, models, SamplingOptions())
            figures[name] = {
                "held_out": measure_likelihood(each, validation_set[:MOST_HELD_OUT]).as_dict(),
                "statistics": _statistics(played),
                "copies": _copies(index, played),
            }
    if base is not None:
        figures["nearer"] = nearer(figures)
    return figures


def shortened(solo: Solo) -> Solo:
    """The first ``LONGEST_PLAYED`` beats of a solo, or its first note."""
    return solo.with_notes(tuple(note for note in solo.notes if note.end <= LONGEST_PLAYED) or solo.notes[:1])


def nearer(figures: Mapping[str, Any]) -> list[str]:
    """The statistics that are nearer to the corpus after training."""
    corpus, before, after = (figures[name]["statistics"] for name in ("corpus", "before", "after"))
    return [
        name
        for name in corpus
        if name in before and abs(after[name] - corpus[name]) < abs(before[name] - corpus[name])
    ]


def _statistics(solos: Sequence[Solo]) -> dict[str, float]:
    """The figures that are defined: a corpus without chords has no chord tones."""
    found = measure_statistics(solos).as_dict()
    return {name: found[name] for name in FIGURES if math.isfinite(found.get(name, math.nan))}


def _copies(index: CorpusIndex, played: Sequence[Solo]) -> dict[str, Any]:
    """The longest runs of intervals shared with the corpus, whatever their rhythm."""
    runs = [index.longest_run(solo) for solo in played]
    longest = max(runs, key=lambda run: run.notes)
    return {
        "longest": longest.notes,
        "median": median(run.notes for run in runs),
        "title": longest.title,
        "bar": longest.bar,
    }
