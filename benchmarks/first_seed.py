"""What the page should open with: seeds, by how well their first take would greet a listener.

    python -m benchmarks.first_seed [--seeds 200] [--best 8] [--tune jazz-blues] [--player NAME]

The page opens with the same solo for everybody, so it is chosen, and has to be chosen
anew when the network changes. A good greeting begins within the first bar, says
something in each bar, breathes, moves about, and is at home in the chords. Listen to the
best before taking one: ``opens_with`` in ``jazzlstm/generation/settings.py`` names it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from benchmarks.timing import print_table
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Take
from jazzlstm.services import play as studio
from jazzlstm.ui.widget_state import DEFAULTS
from tools.command import command

USUAL_NOTES = 6.6
"""A bar, in the solos of the Weimar Jazz Database."""
TAKES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the first bars of a take are like."""

    seed: int
    entry: float
    """Beats until the first note."""
    notes: float
    """A bar."""
    longest_rest: float
    """Beats."""
    at_home: float
    """Share of the notes on the beat that are chord tones."""
    pitches: int
    """How many different ones."""
    lengths: int

    @property
    def score(self) -> float:
        """Higher is better; below 0 it should not greet anybody."""
        faults = (
            (self.entry > 2.0) + (self.longest_rest > 3.0) + (self.longest_rest < 0.5) + (self.pitches < 9)
        )
        shape = abs(self.notes - USUAL_NOTES) / 2 + abs(self.lengths - 5) / 4
        return 2 * self.at_home - shape + 0.5 - 2 * faults


def greeting_of(take: Take, beats: float) -> Greeting:
    """Look at a take as a listener hears it first."""
    notes, chart = take.solo.notes, take.solo.chart
    if not notes:
        return Greeting(take.seed, beats, 0.0, beats, 0.0, 0, 0)
    ends = [0.0, *(note.end for note in notes)]
    starts = [*(note.start for note in notes), beats]
    on_beat = [note for note in notes if note.start % 1 == 0]
    home = [note.pitch % 12 in chart.chord_at(note.start).tone_classes for note in on_beat]
    return Greeting(
        take.seed,
        notes[0].start,
        len(notes) / (beats / chart.metre.bar_beats),
        max(start - end for start, end in zip(starts, ends, strict=True)),
        float(np.mean(home)) if home else 0.0,
        len({note.pitch for note in notes}),
        len({note.duration for note in notes}),
    )


def greetings(settings: Settings, seeds: int) -> list[Greeting]:
    """The greetings of seeds 1, 2, ..., the best first."""
    network = studio.open_model(studio.DEFAULT_MODEL)
    found: list[Greeting] = []
    for first in range(1, seeds + 1, TAKES_AT_ONCE):
        asked = replace(settings, seed=first, takes=min(TAKES_AT_ONCE, seeds + 1 - first), band=False)
        found += [greeting_of(each.take, settings.beats) for each in studio.play(network, asked)]
    return sorted(found, key=lambda each: -each.score)


def main() -> None:
    """Measure and print."""
    parser = command(__doc__, quick="")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--best", type=int, default=8)
    parser.add_argument("--tune", default=DEFAULTS["tune"])
    parser.add_argument("--player", default=DEFAULTS["player"])
    options = parser.parse_args()
    settings = Settings(**{**DEFAULTS, "tune": options.tune, "player": options.player, "takes": 1})
    ranked = greetings(settings, options.seeds)
    rows = [
        [
            str(each.seed), f"{each.score:.2f}", f"{each.entry:.2f}", f"{each.notes:.1f}",
            f"{each.longest_rest:.1f}", f"{each.at_home:.0%}", str(each.pitches),
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
    print_table(f"What to open {settings.tune} with", heads, rows)
    fit = np.mean([each.score > 0 for each in ranked])
    print(f"{fit:.0%} of {options.seeds} seeds would do.")


if __name__ == "__main__":
    main()
