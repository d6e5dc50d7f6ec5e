"""The seed that the page opens with: rank seeds by the first bars of their take.

    python -m benchmarks.first_seed [--seeds 200] [--best 8] [--tune jazz-blues] [--player NAME]

Every visitor hears this solo first. Choose it again when the default network changes: a good one
begins within the first bar, has rests but no long ones, many different pitches, and chord tones on
the beat. Listen to the best before you set ``opens_with`` in ``jazzlstm/generation/settings.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jazzlstm.generation.settings import Settings
from jazzlstm.music import Take
from jazzlstm.services import play as studio
from jazzlstm.services.models import DEFAULT_MODEL, open_model
from jazzlstm.ui.widget_state import DEFAULTS
from tools.command import command, print_table

USUAL_NOTES = 6.6
"""Notes a bar in the solos of the Weimar Jazz Database."""
USUAL_LENGTHS = 5
"""Different note lengths in an excerpt."""
LATEST_ENTRY = 2.0
"""Beats until the first note."""
LONGEST_REST = 3.0
SHORTEST_REST = 0.5
"""Beats: bounds of the longest rest."""
FEWEST_PITCHES = 9
CHORD_TONE_WEIGHT = 2.0
FAULT_WEIGHT = 2.0
DENSITY_WEIGHT = 0.5
LENGTHS_WEIGHT = 0.25
OFFSET = 0.5
"""Weights of the score; a take with a fault scores below 0."""
TAKES_AT_ONCE = 50
"""A batch that fits the limit of takes."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Properties of the first bars of a take."""

    seed: int
    entry: float
    """Beats until the first note."""
    notes: float
    """Notes a bar."""
    longest_rest: float
    """Beats."""
    chord_tones: float
    """Share of the notes on the beat that are chord tones."""
    pitches: int
    """Different pitches."""
    lengths: int
    """Different note lengths."""

    @property
    def score(self) -> float:
        """Higher is better; below 0 is unsuitable."""
        faults = sum(
            (
                self.entry > LATEST_ENTRY,
                self.longest_rest > LONGEST_REST,
                self.longest_rest < SHORTEST_REST,
                self.pitches < FEWEST_PITCHES,
            )
        )
        deviation = DENSITY_WEIGHT * abs(self.notes - USUAL_NOTES)
        deviation += LENGTHS_WEIGHT * abs(self.lengths - USUAL_LENGTHS)
        return CHORD_TONE_WEIGHT * self.chord_tones - deviation + OFFSET - FAULT_WEIGHT * faults


def describe(take: Take, beats: float, *, closing: bool = False) -> Excerpt:
    """Properties of the first ``beats`` of a take; with ``closing``, the silence after it is no rest."""
    notes, chart = take.solo.notes, take.solo.chart
    if not notes:
        return Excerpt(take.seed, beats, 0.0, beats, 0.0, 0, 0)
    starts = [note.start for note in notes] + [beats] * (not closing)
    ends = [0.0, *(note.end for note in notes)][: len(starts)]
    on_beat = [note for note in notes if note.start % 1 == 0]
    chord_tones = [note.pitch % 12 in chart.chord_at(note.start).tone_classes for note in on_beat]
    return Excerpt(
        take.seed,
        notes[0].start,
        len(notes) / (beats / chart.metre.bar_beats),
        max(start - end for start, end in zip(starts, ends, strict=True)),
        float(np.mean(chord_tones)) if chord_tones else 0.0,
        len({note.pitch for note in notes}),
        len({note.duration for note in notes}),
    )


def rank_seeds(settings: Settings, seeds: int) -> list[Excerpt]:
    """Excerpts of the seeds 1, 2, ..., best first."""
    network = open_model(DEFAULT_MODEL)
    found: list[Excerpt] = []
    for first in range(1, seeds + 1, TAKES_AT_ONCE):
        batch = replace(settings, seed=first, takes=min(TAKES_AT_ONCE, seeds + 1 - first), band=False)
        takes = [each.take for each in studio.play(network, batch)]
        found += [describe(take, settings.beats, closing=settings.closing) for take in takes]
    return sorted(found, key=lambda each: -each.score)


def main() -> None:
    """Print the best seeds."""
    parser = command(__doc__, quick="")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--best", type=int, default=8)
    parser.add_argument("--tune", default=DEFAULTS["tune"])
    parser.add_argument("--player", default=DEFAULTS["player"])
    options = parser.parse_args()
    settings = Settings(**{**DEFAULTS, "tune": options.tune, "player": options.player, "takes": 1})
    ranked = rank_seeds(settings, options.seeds)
    rows = [
        [
            str(each.seed), f"{each.score:.2f}", f"{each.entry:.2f}", f"{each.notes:.1f}",
            f"{each.longest_rest:.1f}", f"{each.chord_tones:.0%}", str(each.pitches),
        ]
        for each in ranked[: options.best]
    ]  # fmt: skip
    heads = [
        "seed",
        "score",
        "entry (beats)",
        "notes a bar",
        "longest rest",
        "chord tones on the beat",
        "pitches",
    ]
    print_table(f"Seeds for {settings.tune}", heads, rows)
    suitable = np.mean([each.score > 0 for each in ranked])
    print(f"{suitable:.0%} of {options.seeds} seeds score above 0.")


if __name__ == "__main__":
    main()
