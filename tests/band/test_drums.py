from __future__ import annotations

from itertools import pairwise

import numpy as np

from jazzlstm.band.drums import count_in, final_hit, play_drums
from jazzlstm.band.form import Form, lay_out
from jazzlstm.band.grooves import (
    BRUSH_SWIRL,
    CLOSED_HAT,
    CRASH,
    CROSS_STICK,
    FILLS,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    PEDAL_HAT,
    RIDE,
    SNARE,
    VELOCITIES,
)
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.music import Note
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.tunes import tune_chart

BLUES = tune_chart("jazz-blues")
LINE = tuple(Note(float(beat), 1.0, 67) for beat in range(256))
"""A solo in quarters, of medium density."""


def drum(
    style: str = "swing",
    beats: float = 48,
    tempo: float = 140,
    seed: int = 0,
    text: str = "",
    solo: tuple[Note, ...] = LINE,
) -> tuple[Note, ...]:
    chart = parse_chart(text) if text else BLUES
    return play_drums(lay_out(chart, beats), style, tempo, solo, BarRandomness(seed))


def starts(notes: tuple[Note, ...], key: int) -> list[float]:
    return [note.start for note in notes if note.pitch == key]


def test_the_hi_hat_closes_on_two_and_four() -> None:
    assert starts(drum(), PEDAL_HAT) == [float(beat) for beat in range(1, 48, 2)]


def test_the_ride_plays_every_beat_outside_fills() -> None:
    on_beat = {start for start in starts(drum(), RIDE) if start % 1 == 0}
    assert len(on_beat) >= 40


def test_skip_notes_vary_from_bar_to_bar() -> None:
    ride = starts(drum(beats=128), RIDE)
    bars = {tuple(start % 4 for start in ride if start // 4 == bar) for bar in range(32)}
    assert len(bars) >= 5


def test_the_bass_drum_is_soft() -> None:
    quiet = [note.velocity for note in drum() if note.pitch == KICK and note.start % 1 == 0]
    ride = [note.velocity for note in drum() if note.pitch == RIDE]
    assert np.median(quiet) < 0.7 * VELOCITIES[KICK]
    assert np.median(quiet) < 0.6 * np.median(ride)


def test_fast_tempos_have_fewer_bass_drum_strokes_and_skip_notes() -> None:
    slow, fast = drum(beats=128), drum(beats=128, tempo=300)
    assert len(starts(fast, KICK)) < 0.5 * len(starts(slow, KICK))
    assert len(starts(fast, RIDE)) < len(starts(slow, RIDE))


def test_fills_are_at_the_ends_of_sections_only() -> None:
    chart = tune_chart("rhythm-changes")
    toms = {HIGH_TOM, MID_TOM, LOW_TOM}
    bars = set()
    for seed in range(6):
        notes = play_drums(lay_out(chart, chart.beats), "swing", 180, (), BarRandomness(seed))
        bars |= {int(note.start // 4) for note in notes if note.pitch in toms}
    assert bars
    assert bars <= {7, 15, 23, 31}


def test_the_snare_comments_in_some_bars() -> None:
    bars = {int(start // 4) for start in starts(drum(beats=128), SNARE)}
    assert 6 <= len(bars) <= 26


def test_comments_are_rarer_under_a_busy_soloist_than_without_one() -> None:
    busy = tuple(Note(beat / 2, 0.5, 67) for beat in range(512))
    comments = {
        name: sum(len(starts(drum(beats=192, seed=seed, solo=solo), SNARE)) for seed in range(6))
        for name, solo in (("busy", busy), ("resting", ()))
    }
    assert comments["busy"] < 0.5 * comments["resting"]


def test_most_snare_comments_fall_into_the_rests_of_the_soloist() -> None:
    solo = tuple(Note(beat / 2, 0.5, 67) for beat in range(512) if beat % 8 < 4)
    hits = [hit for seed in range(8) for hit in starts(drum(beats=192, seed=seed, solo=solo), SNARE)]
    assert sum(hit % 4 >= 1.9 for hit in hits) > 0.65 * len(hits)


def test_every_fill_begins_on_its_first_pulse() -> None:
    assert all(text.split()[0][-1] == "1" for fills in FILLS.values() for _, text in fills)


def test_fills_are_rarer_under_a_busy_soloist() -> None:
    def fills(solo: tuple[Note, ...]) -> int:
        toms = {HIGH_TOM, MID_TOM, LOW_TOM}
        notes = [drum(beats=192, seed=seed, solo=solo) for seed in range(20)]
        return sum(len({int(note.start // 4) for note in each if note.pitch in toms}) for each in notes)

    busy = tuple(Note(beat / 2, 0.5, 67) for beat in range(512))
    assert fills(busy) < 0.6 * fills(())


def test_a_change_of_the_solo_in_one_bar_leaves_the_time_of_the_others() -> None:
    other = tuple(note for note in LINE if not 16 <= note.start < 24)
    times = [
        [note for note in drum(solo=solo) if note.pitch == RIDE and not 12 <= note.start < 32]
        for solo in (LINE, other)
    ]
    assert times[0] == times[1]


def test_ballads_are_played_with_brushes() -> None:
    notes = drum("brushes")
    assert starts(notes, BRUSH_SWIRL)
    assert not starts(notes, CLOSED_HAT)


def test_bossa_has_a_clave_of_two_bars() -> None:
    clicks = starts(drum("bossa", beats=256, text="| Cm7 | % | % | % |"), CROSS_STICK)
    pairs = [tuple(click - 8 * n for click in clicks if 8 * n <= click < 8 * n + 8) for n in range(32)]
    assert pairs.count((0.0, 1.5, 3.0, 5.0, 6.5)) >= 8


def test_no_drum_has_two_strokes_at_once() -> None:
    for style in ("swing", "waltz", "brushes", "bossa", "funk", "even"):
        notes = drum(style)
        assert len({(note.start, note.pitch) for note in notes}) == len(notes)


def test_a_count_in_of_two_bars_has_two_clicks_then_four() -> None:
    form = Form(BLUES, 8, count_in=2)
    clicks = [note.start for bar in range(2) for note in count_in(form.bar(bar))]
    assert clicks == [0, 2, 4, 5, 6, 7]


def test_the_ending_has_cymbal_and_bass_drum() -> None:
    hit = final_hit(20.0, "swing", 1.0, np.random.default_rng(0))
    assert {note.pitch for note in hit} == {CRASH, KICK}
    assert {note.start for note in hit} == {20.0}


def strokes_a_second(notes: tuple[Note, ...], tempo: float) -> float:
    """The fastest two strokes after each other of the hands, ride apart."""
    hands = sorted({note.start for note in notes if note.pitch in (SNARE, HIGH_TOM, MID_TOM, LOW_TOM)})
    return 1 / (min(b - a for a, b in pairwise(hands)) * 60 / tempo)


def test_comments_and_fills_at_320_can_be_played_by_two_hands() -> None:
    chart = tune_chart("rhythm-changes")
    for seed in range(20):
        notes = play_drums(lay_out(chart, 256), "swing", 320, (), BarRandomness(seed))
        assert strokes_a_second(notes, 320) < 13
    toms = {HIGH_TOM, MID_TOM, LOW_TOM}
    fills = [
        note
        for seed in range(20)
        for note in play_drums(lay_out(chart, 256), "swing", 320, (), BarRandomness(seed))
        if note.pitch in toms
    ]
    assert fills
    assert all(note.start % 0.5 == 0 for note in fills)


def test_at_320_the_ride_is_mostly_quarters_and_the_bass_drum_does_not_feather() -> None:
    notes = drum(beats=256, tempo=320)
    rides = starts(notes, RIDE)
    assert sum(start % 1 == 0 for start in rides) > 0.8 * len(rides)
    assert not [note for note in notes if note.pitch == KICK and note.start % 1 == 0 and note.velocity < 38]


def test_a_comment_is_often_taken_up_in_the_next_bar() -> None:
    pairs = same = 0
    for seed in range(12):
        notes = drum(beats=384, seed=seed, solo=())
        figures = [
            tuple(start - 4 * bar for start in starts(notes, SNARE) if 4 * bar <= start < 4 * bar + 4)
            for bar in range(96)
        ]
        for one, other in pairwise(figures):
            if one and other:
                pairs += 1
                same += one == other
    assert same / pairs > 0.35
