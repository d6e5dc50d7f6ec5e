from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazzlstm.band.form import FormBar, lay_out
from jazzlstm.band.swing import band_time, off_beat, solo_time
from jazzlstm.band.timefeel import TimeFeel, apply_time_feel
from jazzlstm.music import Note
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.feels import FEELS

BARS = lay_out(parse_chart("| C7 | F7 |"), 8)
SWING = TimeFeel(off_beat=2 / 3)


def starts_of(notes: list[Note], feel: TimeFeel = SWING, seed: int = 0) -> list[float]:
    return [note.start for note in in_time(notes, feel, seed=seed)]


def in_time(
    notes: list[Note], feel: TimeFeel = SWING, bars: tuple[FormBar, ...] = BARS, seed: int = 0
) -> list[Note]:
    """The notes as played, bar by bar."""
    rng = np.random.default_rng(seed)
    return [
        note
        for bar in bars
        for note in apply_time_feel(
            [note for note in notes if bar.start <= note.start < bar.end], bar, feel, 120, rng
        )
    ]


def test_swung_eighths_are_moved_to_the_off_beat_position() -> None:
    notes = [Note(0, 0.5, 60), Note(0.5, 0.5, 62), Note(1, 0.5, 64)]
    assert starts_of(notes) == pytest.approx([0, 2 / 3, 1])


def test_a_swung_eighth_lasts_until_the_next() -> None:
    first, second = in_time([Note(0, 0.5, 60), Note(0.5, 0.5, 62)])
    assert first.end == pytest.approx(second.start)
    assert second.end == pytest.approx(1.0)


def test_triplets_and_sixteenths_are_played_as_written() -> None:
    triplet = [Note(k / 3, 1 / 3, 60 + k) for k in range(3)]
    sixteenths = [Note(1 + k / 4, 0.25, 60 + k) for k in range(4)]
    assert starts_of(triplet + sixteenths) == pytest.approx([0, 1 / 3, 2 / 3, 1, 1.25, 1.5, 1.75])


def test_dotted_metres_do_not_swing() -> None:
    bars = lay_out(parse_chart("6/8 | C7 |"), 3)
    notes = [Note(k / 2, 0.5, 60) for k in range(6)]
    played = in_time(notes, bars=bars)
    assert [note.start for note in played] == pytest.approx([0, 0.5, 1, 1.5, 2, 2.5])


def test_drift_stays_within_two_standard_deviations() -> None:
    notes = [Note(k / 2, 0.4, 60) for k in range(16)]
    still = starts_of(notes)
    moved = starts_of(notes, TimeFeel(2 / 3, drift_seconds=0.007))
    deviations = [abs(a - b) * 60 / 120 for a, b in zip(still, moved, strict=True)]
    assert 0 < max(deviations) <= 0.0141


def test_swing_is_two_to_one_in_medium_tempo_and_straighter_in_fast_tempos() -> None:
    ratios = [off_beat(FEELS["swing"], tempo) for tempo in (120, 150, 180, 220, 260, 300)]
    assert ratios[1] / (1 - ratios[1]) == pytest.approx(2.0, abs=0.15)
    assert ratios[-1] < 0.57
    assert ratios[-1] < ratios[-2] < ratios[-3] < ratios[-4]


def test_bossa_and_funk_are_straight() -> None:
    assert off_beat(FEELS["bossa"], 130) == off_beat(FEELS["funk"], 100) == 0.5


def test_the_soloist_is_late_on_the_beat_and_together_with_the_ride_off_it() -> None:
    solo, band = solo_time(FEELS["swing"], 150), band_time(FEELS["swing"], 150)
    assert 0.03 < solo.late_on_beat * 60 / 150 < 0.05  # seconds
    assert band.late_on_beat == 0
    assert solo.off_beat + solo.late_off_beat == band.off_beat


@pytest.mark.parametrize("feel", sorted(FEELS))
@pytest.mark.parametrize("tempo", [40, 66, 120, 200, 320])
def test_a_soloist_is_late_by_fifty_milliseconds_at_most(feel: str, tempo: float) -> None:
    time = solo_time(FEELS[feel], tempo)
    assert max(time.late_on_beat, time.late_off_beat) * 60 / tempo <= 0.0501  # seconds


def test_eighths_of_the_soloist_are_straighter_than_the_drummers() -> None:
    solo, band = solo_time(FEELS["swing"], 150), band_time(FEELS["swing"], 150)
    long = solo.off_beat - solo.late_on_beat
    assert long / (1 - long) < 0.75 * band.off_beat / (1 - band.off_beat)


@given(
    st.lists(st.tuples(st.integers(0, 95), st.integers(1, 24)), min_size=1, max_size=40),
    st.floats(0.5, 0.75),
)
def test_time_feel_keeps_all_notes_and_their_order(raw: list[tuple[int, int]], late: float) -> None:
    notes = [Note(start / 12, length / 12, 60 + k % 24) for k, (start, length) in enumerate(sorted(raw))]
    played = in_time(notes, TimeFeel(late))
    assert sorted(note.pitch for note in played) == sorted(note.pitch for note in notes)
    assert all(note.duration > 0 for note in played)
    before = {note.pitch: note.start for note in notes}
    order = [before[note.pitch] for note in played]
    if len({note.pitch for note in notes}) == len(notes):
        assert order == sorted(order)


def test_a_drummers_eighths_swing_beside_triplets() -> None:
    notes = [Note(0.5, 0.2, 51), Note(1 / 3, 0.2, 38), Note(2 / 3, 0.2, 38)]
    assert starts_of(notes, TimeFeel(0.65, mixes=True)) == pytest.approx([1 / 3, 0.65, 2 / 3])
    assert starts_of(notes, TimeFeel(0.65)) == pytest.approx([1 / 3, 0.5, 2 / 3])
