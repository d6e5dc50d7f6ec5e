"""Articulation: recorded soloists against the same solos, quantised and played by this program.

    python benchmarks/articulation.py --wjazzd wjazzd.db [--solos 40] [--quick]

First table: the share of the time to the next note that an eighth sounds, by the interval that
follows and by its place in the beat. Second table: the length in beats of the last note before
a rest, also for solos of the network over the charts and players of some recordings.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.band.expression import Register, express_solo, into_range
from jazzlstm.band.form import lay_out
from jazzlstm.band.note_context import length_class
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.encoding.events import SHORTEST_REST, decode_events, encode_notes
from jazzlstm.evaluation.generated_solos import SamplingOptions, choose_models, play_like
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo
from jazzlstm.services.models import open_model
from jazzlstm.services.train import solos_for
from jazzlstm.theory.instruments import INSTRUMENTS
from tools.command import command, print_table
from tools.recordings import Recording, read_recordings

Samples = dict[str, list[float]]
"""Measurements by name of the row."""
REST_BEATS = 1.25
"""Beats between two onsets from which a rest lies between them."""
OFF_BEAT = (0.4, 0.8)
"""Phases of the beat that count as its off-beat, swung or straight."""
ON_BEAT = 0.05
"""Phases of the beat below this count as on the beat."""
LEGATO_GAP = 0.01
"""Largest gap in written beats between two notes without a rest; absorbs rounding."""
SHORTEST_SECONDS = 0.03
"""Lower bound of the time between two recorded onsets, a divisor."""
STEP_BELOW = 3
THIRD_BELOW = 5
"""Semitones below which an interval is a step, a third."""
PERCENTILES = (10, 50, 90)
CHARTS_QUICK = 4
"""Solos of the network with ``--quick``."""


def quantise(solo: Solo) -> tuple[Note, ...]:
    """The notes of a solo as the network encodes them."""
    events = encode_notes(solo.notes)
    return decode_events(events.pitch_values, events.length_values)


def perform(solo: Solo, seed: int) -> tuple[Note, ...]:
    """The quantised solo with this program's expression."""
    player, notes = INSTRUMENTS.get(solo.instrument, INSTRUMENTS["ts"]), quantise(solo)
    within, _ = into_range(notes, range(len(notes)), player, Register())
    return express_solo(within, lay_out(solo.chart, solo.end + 1), player, BarRandomness(seed))


def sounding_shares(performed: Sequence[Note], score: Sequence[Note]) -> Iterator[tuple[str, float]]:
    """(row, share of the time to the next note that it sounds) for each eighth without a rest after it."""
    for note, (written, following) in zip(performed, pairwise(score), strict=False):
        gap = following.start - written.start
        if gap < written.duration + LEGATO_GAP and length_class(gap) == "eighth":
            yield from _rows_of(
                following.pitch - written.pitch, written.start, following.start, note.duration / gap
            )


def recorded_shares(recording: Recording) -> Iterator[tuple[str, float]]:
    """The pairs of ``sounding_shares``, measured in seconds in a recording."""
    for note, following in pairwise(recording.notes):
        gap = recording.written(following) - recording.written(note)
        rest = gap - note.duration / note.beat_seconds
        if rest < SHORTEST_REST / TICKS_PER_BEAT and length_class(gap) == "eighth" and gap > 0:
            share = note.duration / max(SHORTEST_SECONDS, following.onset - note.onset)
            yield from _rows_of(following.pitch - note.pitch, note.in_bar, following.in_bar, min(1.0, share))


def _rows_of(interval: float, start: float, following: float, share: float) -> Iterator[tuple[str, float]]:
    yield _interval_name(abs(interval)), share
    here, there = _place(start), _place(following)
    if here and there and here != there:
        yield f"an eighth {here}", share


def _interval_name(semitones: float) -> str:
    if not semitones:
        return "a repeated note"
    return "a step" if semitones < STEP_BELOW else "a third" if semitones < THIRD_BELOW else "a leap"


def _place(beat: float) -> str:
    phase = beat % 1
    return "on the beat" if phase < ON_BEAT else "off the beat" if OFF_BEAT[0] < phase < OFF_BEAT[1] else ""


def final_lengths(notes: Sequence[Note]) -> Iterator[tuple[str, float]]:
    """(place in the beat, beats) of each last note before a rest."""
    for note, following in pairwise(notes):
        place = _place(note.start)
        if place and following.start - note.start >= REST_BEATS:
            yield place, note.duration


def _collect(pairs: Iterator[tuple[str, float]]) -> Samples:
    samples: Samples = defaultdict(list)
    for name, value in pairs:
        samples[name].append(value)
    return samples


def _print_percentiles(title: str, columns: dict[str, Samples]) -> None:
    samples = list(columns.values())
    rows = []
    for name in sorted(samples[0]):
        cells = [np.percentile(each[name], PERCENTILES) for each in samples]
        texts = [" ".join(f"{value:.2f}" for value in cell) for cell in cells]
        rows.append([name, *texts, str(len(samples[0][name]))])
    shown = ", ".join(map(str, PERCENTILES))
    print_table(f"{title} ({shown} %)", ["", *columns, "notes"], rows)


def main() -> None:
    """Print both tables."""
    parser = command(__doc__, quick=f"{CHARTS_QUICK} solos of the network", corpus=True)
    parser.add_argument("--solos", type=int, default=40, help="solos of the network")
    options = parser.parse_args()
    human = solos_for(read_corpus([options.wjazzd]).solos, four_four_only=True)
    scores = [quantise(solo) for solo in human]
    performed = [perform(solo, seed) for seed, solo in enumerate(human)]
    count = CHARTS_QUICK if options.quick else options.solos
    models = choose_models(human, count, np.random.default_rng(1))
    network = [quantise(solo) for solo in play_like(open_model(options.model), models, SamplingOptions())]
    recordings = read_recordings(options.wjazzd)
    shares = {
        "recorded": _collect(pair for each in recordings for pair in recorded_shares(each)),
        "this program": _collect(
            pair
            for notes, score in zip(performed, scores, strict=True)
            for pair in sounding_shares(notes, score)
        ),
    }
    _print_percentiles("Share of the time to the next note that an eighth sounds", shares)
    print()
    solos = {"recorded": [solo.notes for solo in human], "this program": performed, "the network": network}
    lengths = {
        name: _collect(pair for notes in each for pair in final_lengths(notes))
        for name, each in solos.items()
    }
    _print_percentiles("Beats of the last note before a rest", lengths)


if __name__ == "__main__":
    main()
