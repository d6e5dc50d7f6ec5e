"""What a training has changed, in figures: the base network beside the one that learnt a corpus.

Three questions: does it foresee the corpus's held-out solos better; is what it
plays more like the corpus; and does it play, or copy? For the second and third
each network plays over the same charts of the corpus, from the same seeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
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
"""Held-out solos that are measured: a large corpus need not keep anybody waiting."""
MOST_PLAYED = 12
LONGEST_PLAYED = 64.0
"""Beats of each solo that is played for the comparison."""
MOST_INDEXED = 1000
"""Solos of the corpus that copying is looked for in."""
FIGURES = (
    "notes_per_bar",
    "steps",
    "unisons",
    "chord_tones",
    "scale_tones",
    "entropy_4_bars",
    "groove_similarity",
)
"""What is compared of the solos played, by its name among the statistics."""


def compare(
    base: Network | None,
    network: Network,
    learnt: Sequence[Solo],
    held_out: Sequence[Solo],
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Figures "before" (of the base, if there is one), "after" and of the "corpus"; empty when stopped.

    Of a network: ``held_out`` (likelihood), ``statistics``, and ``copies`` (longest runs
    of notes shared with the corpus). "nearer" counts the statistics that moved towards it.
    """
    models = choose_models([*held_out, *learnt], MOST_PLAYED, np.random.default_rng(0))
    models = [shortened(solo) for solo in models]
    index = CorpusIndex(tuple([*learnt, *held_out][:MOST_INDEXED]))
    figures: dict[str, Any] = {"corpus": {"statistics": _statistics(models)}}
    for name, each in (("before", base), ("after", network)):
        if should_stop():
            return {}
        if each is not None:
            played = play_like(each, models, SamplingOptions())
            figures[name] = {
                "held_out": measure_likelihood(each, held_out[:MOST_HELD_OUT]).as_dict(),
                "statistics": _statistics(played),
                "copies": _copies(index, played),
            }
    if base is not None:
        figures["nearer"] = nearer(figures)
    return figures


def shortened(solo: Solo) -> Solo:
    """The first beats of a solo."""
    return solo.with_notes(tuple(note for note in solo.notes if note.end <= LONGEST_PLAYED) or solo.notes[:1])


def nearer(figures: Mapping[str, Any]) -> list[str]:
    """The statistics in which what is played came nearer to the corpus."""
    corpus, before, after = (figures[name]["statistics"] for name in ("corpus", "before", "after"))
    return [
        name
        for name in corpus
        if name in before and abs(after[name] - corpus[name]) < abs(before[name] - corpus[name])
    ]


def _statistics(solos: Sequence[Solo]) -> dict[str, float]:
    """The figures that can be counted: a corpus without chords has no chord tones."""
    found = measure_statistics(solos).as_dict()
    return {name: found[name] for name in FIGURES if math.isfinite(found.get(name, math.nan))}


def _copies(index: CorpusIndex, played: Sequence[Solo]) -> dict[str, Any]:
    """The longest runs of intervals shared with the corpus, rhythm ignored."""
    runs = [index.longest_run(solo) for solo in played]
    longest = max(runs, key=lambda run: run.notes)
    return {
        "longest": longest.notes,
        "median": median(run.notes for run in runs),
        "title": longest.title,
        "bar": longest.bar,
    }
