"""What a drummer, a bassist, a pianist and a saxophonist object to in the band, in figures.

    python benchmarks/players.py [--quick]

Averages over the solos of the sample corpus in 4/4, played as swing with several seeds, in straight beats.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise, product
from pathlib import Path
from statistics import mean, pstdev

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jazzlstm.band import BandOptions, arrange
from jazzlstm.band.drums import Drummer, DrumState
from jazzlstm.band.form import lay_out
from jazzlstm.band.grooves import KICK, PEDAL_HAT, RIDE
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.formats.corpus import read_corpus
from jazzlstm.music import BEAT_TOLERANCE, IN_ORDER, Arrangement, Chart, Note, Solo
from tools.command import command, print_table

TEMPOS = (60.0, 140.0, 200.0, 320.0)
USUAL = 140.0
BAR_BEATS = 4
SEEDS = 3
SEEDS_QUICK = 1
FASTEST_HAND_SECONDS = 0.08
SHALLOWEST_FALL = 50
"""Cents; the last step of a scoop is smaller."""
FOURTHS = ((5, 5, 4), (5, 5, 5))
"""Semitones between the voices of a chord in fourths: the "So What" chord, and stacked fourths."""


@cache
def solos() -> tuple[Solo, ...]:
    """The solos of the sample corpus in 4/4, for a tenor saxophone."""
    found = read_corpus([Path(__file__).resolve().parents[1] / "data" / "solos"]).solos
    return tuple(replace(solo, instrument="ts") for solo in found if solo.chart.metre.numerator == BAR_BEATS)


def performances(tempo: float, seeds: int, *, as_written: bool = True) -> Iterator[Arrangement]:
    """The solos with the band, each with every seed."""
    for solo, seed in product(solos(), range(seeds)):
        options = BandOptions(as_written=as_written, ending=False)
        played = replace(solo, tempo=tempo)
        yield arrange(played, beats=solo.chart.beats, feel="swing", seed=seed, options=options)


def parts_of(arrangement: Arrangement) -> Mapping[str, Sequence[Note]]:
    """The notes of each part by "solo", "bass", "drums" and "piano"."""
    names = ("solo", "bass", "drums", "piano")
    return dict(zip(names, (part.notes for part in arrangement.parts), strict=True))


def onsets(notes: Sequence[Note]) -> list[float]:
    """The beats on which notes begin, each once."""
    return sorted({round(note.start, 4) for note in notes})


def by_tempo(tempo: float, seeds: int) -> list[float]:
    """Piano chords and ride strokes a bar; in 100 bars bass notes off the beat, and strokes too fast."""
    chords = rides = skips = fast = bars = 0
    for played in performances(tempo, seeds):
        parts = parts_of(played)
        bars += int(played.chart.beats // BAR_BEATS)
        chords += len(onsets(parts["piano"]))
        rides += sum(note.pitch == RIDE for note in parts["drums"])
        skips += sum(note.start % 1 > BEAT_TOLERANCE for note in parts["bass"])
        for drum in {note.pitch for note in parts["drums"]} - {KICK, PEDAL_HAT}:
            times = [beat * 60 / tempo for beat in onsets([n for n in parts["drums"] if n.pitch == drum])]
            fast += sum(b - a < FASTEST_HAND_SECONDS for a, b in pairwise(times))
    return [chords / bars, rides / bars, 100 * skips / bars, 100 * fast / bars]


def repeated_comments(seeds: int) -> float:
    """Per cent of the pairs of bars with comments of the drummer in which the second takes up the first."""
    pairs = same = 0
    for solo, seed in product(solos(), range(seeds)):
        drummer, state, before = Drummer("swing", USUAL, BarRandomness(seed)), DrumState(), ""
        activity = SoloistActivity(solo.notes)
        for bar in lay_out(solo.chart, solo.chart.beats):
            _, state = drummer.play(bar, activity, state)
            pairs += bool(before and state.comment)
            same += bool(before and state.comment == before)
            before = state.comment
    return 100 * same / pairs


def entries(chart: Chart, bass: Sequence[Note]) -> Iterator[tuple[bool, bool]]:
    """For each chord that enters: whether on a bar line, and whether the bass plays its root."""
    pitches = {round(note.start, 4): note.pitch for note in bass}
    for change in chart.changes:
        if change.start in pitches and not change.chord.is_silent:
            yield change.start % BAR_BEATS == 0, pitches[change.start] % 12 == change.chord.bass


def figures(seeds: int) -> Iterator[tuple[str, float]]:
    """Figures at a usual tempo, by what they are."""
    yield "drums: a comment takes up the one before, % of pairs", repeated_comments(seeds)
    entered: list[tuple[bool, bool]] = []
    chords: list[list[int]] = []
    covered = solo_notes = 0
    for played in performances(USUAL, seeds):
        parts = parts_of(played)
        entered += entries(played.chart, parts["bass"])
        struck = [[*notes] for _, notes in groupby(sorted(parts["piano"], key=IN_ORDER), lambda n: n.start)]
        chords += [sorted(note.pitch for note in notes) for notes in struck]
        starts = [notes[0].start for notes in struck]
        for note in parts["solo"]:
            index = bisect_right(starts, note.start) - 1
            sounding = [each for each in struck[index] if each.end > note.start] if index >= 0 else []
            solo_notes += 1
            covered += any(each.pitch >= note.pitch for each in sounding)
    for on_line, words in ((True, "on the bar line"), (False, "within a bar")):
        roots = [root for line, root in entered if line == on_line]
        yield f"bass: the root where a chord enters {words}, %", 100 * mean(roots)
    quartal = [tuple(b - a for a, b in pairwise(pitches)) in FOURTHS for pitches in chords]
    yield "piano: voicings in fourths, % of all chords", 100 * mean(quartal)
    yield "piano: solo notes with a voice of the chord at their pitch or above, %", 100 * covered / solo_notes
    depths = [*falls(seeds)]
    yield "saxophone: depth of a fall, cents, mean", mean(depths)
    yield "saxophone: depth of a fall, cents, standard deviation", pstdev(depths)


def falls(seeds: int) -> Iterator[float]:
    """The depth of each fall of a tenor saxophone, in cents."""
    for played in performances(USUAL, seeds, as_written=False):
        cents = [bend.cents for bend in played.parts[0].bends]
        yield from (-a for a, b in pairwise([*cents, 0]) if b >= 0 and a < -SHALLOWEST_FALL)


def main() -> None:
    """Print both tables."""
    options = command(__doc__).parse_args()
    seeds = SEEDS_QUICK if options.quick else SEEDS
    rows = [[f"{tempo:g}", *(f"{each:.1f}" for each in by_tempo(tempo, seeds))] for tempo in TEMPOS]
    head = ["tempo", "chords of the piano", "ride strokes", "bass off the beat", "too fast"]
    print_table(
        "A bar of swing; bass notes off the beat, and strokes too fast for a hand in 100 bars", head, rows
    )
    print()
    print_table("At 140", ["", ""], [[name, f"{value:.0f}"] for name, value in figures(seeds)])


if __name__ == "__main__":
    main()
