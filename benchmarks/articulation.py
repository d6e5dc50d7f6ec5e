"""How notes are bound and let go: people's, and the same lines written on the grid and played by us.

    python benchmarks/articulation.py --wjazzd wjazzd.db [--solos 40] [--quick]

Above, how much of the time until the next note a note sounds, by what follows it. Below, how
long the last note before a rest sounds, in beats; there also what the network writes, over
the charts of some solos and as their players.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import print_table
from jazzlstm.band.expression import express
from jazzlstm.band.form import lay_out
from jazzlstm.band.note_context import length_class
from jazzlstm.encoding.events import SHORTEST_REST, decode_events, encode_notes
from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo
from jazzlstm.services.play import open_model
from jazzlstm.services.train import solos_for
from jazzlstm.theory.instruments import INSTRUMENTS
from tools.command import command
from tools.recordings import Recording, read_recordings

Found = dict[str, list[float]]
RESTED = 1.25
"""Beats to the next note from which there is a rest between."""
OFF_BEAT = (0.4, 0.8)
"""Places within a beat that count as its off-beat, swung or not."""


def written(solo: Solo) -> tuple[Note, ...]:
    """The solo as the network would have written it."""
    events = encode_notes(solo.notes)
    return decode_events(events.pitch_values, events.length_values)


def played(solo: Solo, seed: int) -> tuple[Note, ...]:
    """The same, as we play it."""
    player = INSTRUMENTS.get(solo.instrument, INSTRUMENTS["ts"])
    return express(written(solo), lay_out(solo.chart, solo.end + 1), player, np.random.default_rng(seed))


def bound(notes: Sequence[Note], paper: Sequence[Note]) -> Iterator[tuple[str, float]]:
    """What follows an eighth that leads on to the next note, and the share of its time that it sounds."""
    for note, (sheet, following) in zip(notes, pairwise(paper), strict=False):
        room = following.start - sheet.start
        if room < sheet.duration + 0.01 and length_class(room) == "eighth":
            yield from _named(
                following.pitch - sheet.pitch, sheet.start, following.start, note.duration / room
            )


def bound_by_people(recording: Recording) -> Iterator[tuple[str, float]]:
    """The same of a recording, in seconds."""
    for note, following in pairwise(recording.notes):
        room = recording.written(following) - recording.written(note)
        gap = room - note.duration / note.beat_seconds
        if gap < SHORTEST_REST / TICKS_PER_BEAT and length_class(room) == "eighth" and room > 0:
            share = note.duration / max(0.03, following.onset - note.onset)
            yield from _named(following.pitch - note.pitch, note.in_bar, following.in_bar, min(1.0, share))


def _named(interval: float, start: float, following: float, share: float) -> Iterator[tuple[str, float]]:
    wide = abs(interval)
    yield "the same" if not wide else "a step" if wide < 3 else "a third" if wide < 5 else "a leap", share
    here, there = _place(start), _place(following)
    if here and there and here != there:
        yield f"an eighth {here}, and the next", share


def _place(beat: float) -> str:
    phase = beat % 1
    return "on the beat" if phase < 0.05 else "off it" if OFF_BEAT[0] < phase < OFF_BEAT[1] else ""


def let_go(notes: Sequence[Note]) -> Iterator[tuple[str, float]]:
    """Where the last note before a rest stands, and how many beats it sounds."""
    for note, following in pairwise(notes):
        place = _place(note.start)
        if place and following.start - note.start >= RESTED:
            yield place, note.duration


def _row(name: str, columns: Sequence[Found]) -> list[str]:
    cells = [[f"{value:.2f}" for value in np.percentile(found[name], (10, 50, 90))] for found in columns]
    return [name, *(" ".join(cell) for cell in cells), str(len(columns[0][name]))]


def _gather(pairs: Iterator[tuple[str, float]]) -> Found:
    found: Found = defaultdict(list)
    for name, value in pairs:
        found[name].append(value)
    return found


def main() -> None:
    """Both tables."""
    parser = command(__doc__, quick="four solos of the network's", corpus=True)
    parser.add_argument("--solos", type=int, default=40, help="how many the network plays")
    options = parser.parse_args()
    people = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    paper = [written(solo) for solo in people]
    ours = [played(solo, seed) for seed, solo in enumerate(people)]
    chosen = choose_models(people, 4 if options.quick else options.solos, np.random.default_rng(1))
    network = [written(solo) for solo in play_like(open_model(options.model), chosen, SamplingOptions())]
    columns = [
        _gather(pair for recording in read_recordings(options.wjazzd) for pair in bound_by_people(recording)),
        _gather(pair for notes, sheet in zip(ours, paper, strict=True) for pair in bound(notes, sheet)),
    ]
    rows = [_row(name, columns) for name in sorted(columns[0])]
    quantiles = "10, 50, 90 %"
    print_table(
        f"Share of its time that an eighth sounds ({quantiles})", ["", "people", "ours", "notes"], rows
    )
    print()
    theirs = [solo.notes for solo in people]
    columns = [
        _gather(pair for notes in lines for pair in let_go(notes)) for lines in (theirs, ours, network)
    ]
    rows = [_row(name, columns) for name in sorted(columns[0])]
    head = ["", "people", "ours", "the network", "notes"]
    print_table(f"Beats that the last note before a rest sounds ({quantiles})", head, rows)


if __name__ == "__main__":
    main()
