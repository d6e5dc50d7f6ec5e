from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from jazzlstm.band.comping import Comper, CompingState, CompingStyle, leads_to_minor, play_comping
from jazzlstm.band.form import lay_out
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.music import Change, Chart, Note
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.tunes import tune_chart

CHART = tune_chart("jazz-blues")
PIANO = CompingStyle("swing")


def comp(
    solo: tuple[Note, ...] = (), seed: int = 0, style: CompingStyle = PIANO, beats: float = 96, text: str = ""
) -> dict[float, list[Note]]:
    """Notes by the beat on which they begin."""
    chart = parse_chart(text) if text else CHART
    hits: dict[float, list[Note]] = defaultdict(list)
    for note in play_comping(lay_out(chart, beats), style, solo, BarRandomness(seed)):
        hits[note.start].append(note)
    return hits


def line(first: float, last: float) -> tuple[Note, ...]:
    """Eighth notes without a rest."""
    return tuple(Note(beat / 2, 0.5, 67) for beat in range(int(first * 2), int(last * 2)))


def test_comping_is_sparser_under_a_busy_soloist() -> None:
    busy = sum(len(comp(line(0, 96), seed)) for seed in range(6))
    alone = sum(len(comp((), seed)) for seed in range(6))
    assert busy < 0.85 * alone


def test_most_hits_fall_into_the_rests_of_the_soloist() -> None:
    solo = tuple(note for note in line(0, 96) if note.start % 4 < 2)
    hits = [beat for seed in range(8) for beat in comp(solo, seed)]
    in_the_gap = sum(beat % 4 >= 2 for beat in hits)
    assert in_the_gap > 0.55 * len(hits)


def test_a_seed_determines_the_comping() -> None:
    assert comp(seed=1) == comp(seed=1)
    assert comp(seed=1).keys() != comp(seed=2).keys()


def test_rhythms_vary_from_bar_to_bar() -> None:
    hits = comp(beats=192)
    bars = {tuple(beat % 4 for beat in hits if beat // 4 == bar) for bar in range(48)}
    assert len(bars) >= 8


def test_a_hit_an_eighth_before_a_change_plays_the_next_chord() -> None:
    hits = comp(text="| Dm7 | Abm7 |", beats=128)
    early = [notes for beat, notes in hits.items() if beat % 8 == 3.5]
    assert early
    for notes in early:
        assert {note.pitch % 12 for note in notes} <= {11, 3, 6, 10, 1}  # B Eb Gb Bb, in fourths Db


def test_no_chord_sounds_into_the_next() -> None:
    for seed in range(4):
        for beat, notes in comp(seed=seed, text="| Dm7 | Abm7 | F#7 | Bb7 |", beats=64).items():
            until = next(change for change in range(4, 72, 4) if change > beat + 0.5)
            assert max(note.end for note in notes) <= until + 1e-6


def test_a_ballad_plays_every_chord_where_it_enters() -> None:
    hits = comp(
        style=CompingStyle("ballad"), text="| Ebmaj7 C7b9 | Fm7 Bb7 | Gm7 Gbdim7 | Fm7 Bb7 |", beats=64
    )
    assert all(any(abs(beat - start) <= 0.5 for beat in hits) for start in range(0, 64, 2))


def test_a_ballad_plays_a_chord_where_it_enters_even_if_a_hit_follows_later() -> None:
    for seed in range(40):
        hits = comp(seed=seed, style=CompingStyle("ballad"), text="| Fm7 Bb7 |", beats=4)
        assert all(any(abs(beat - start) <= 0.5 for beat in hits) for start in (0, 2))


def test_a_ballad_plays_chords_of_half_a_beat_one_at_a_time() -> None:
    """A chart of bars of one eighth."""
    for seed in range(8):
        for beat, notes in comp(
            seed=seed, style=CompingStyle("ballad"), text="1/8 | Dm7 | Abm7 | F#7 |", beats=9
        ).items():
            assert beat % 0.5 == 0
            assert len(notes) == 4
            assert all(note.end <= beat + 0.5 for note in notes)


def test_a_hit_on_an_off_beat_change_plays_that_chord() -> None:
    chart = parse_chart("| Dm7 |")
    changes = [(0.0, "Dm7"), (3.5, "Abm7"), (4.0, "F#7")]
    chart = Chart(tuple(Change(beat, parse_chord(name)) for beat, name in changes), 8.0, chart.metres)
    late = [
        {
            note.pitch % 12
            for note in play_comping(lay_out(chart, 8), PIANO, (), BarRandomness(seed))
            if note.start == 3.5
        }
        for seed in range(40)
    ]
    assert any(late)
    assert all(classes <= {11, 3, 6, 10, 1} for classes in late)  # B Eb Gb Bb, in fourths Db


def test_a_guitar_strums_each_beat_from_low_to_high() -> None:
    hits = play_comping(
        lay_out(CHART, 16), CompingStyle("four-to-the-bar", "shells", True), (), BarRandomness(0)
    )
    beats = sorted({round(note.start) for note in hits})
    assert beats == list(range(16))
    first = [note for note in hits if note.start < 0.5]
    assert len(first) == 3
    assert [note.start for note in first] == sorted(note.start for note in first)


def test_comping_is_silent_without_a_chord() -> None:
    hits = comp(text="| C7 | N.C. | % | F7 |", beats=64)
    assert not [beat for beat in hits if 4 <= beat % 16 < 11]


@pytest.mark.parametrize(
    ("chord", "following", "minor"), [("G7", "Cm7", True), ("G7", "Cmaj7", False), ("G7", "Dm7", False)]
)
def test_a_root_that_falls_a_fifth_to_a_minor_chord_leads_to_minor(
    chord: str, following: str, minor: bool
) -> None:
    assert leads_to_minor(parse_chord(chord), parse_chord(following)) is minor


def test_fast_bars_have_fewer_chords_and_slow_ones_more() -> None:
    def hits(tempo: float) -> float:
        bars = lay_out(CHART, 96)
        counts = []
        for seed in range(8):
            comper, state = Comper(PIANO, BarRandomness(seed), tempo), CompingState()
            for index in range(len(bars)):
                notes, state = comper.play(bars[index : index + 3], SoloistActivity(()), state)
                counts.append(len({note.start for note in notes}))
        return float(np.mean(counts))

    assert hits(60) > 1.1 * hits(140)
    assert hits(320) < 0.85 * hits(140)
