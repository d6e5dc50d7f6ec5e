from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from jazzlstm.band.expression import Register, express_solo, into_range
from jazzlstm.band.form import lay_out
from jazzlstm.band.note_context import DYNAMICS_FEATURES, dynamics_features, phrase_bounds
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.music import Note
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import INSTRUMENTS, Instrument

BARS = lay_out(parse_chart("| C7 |"), 64)
TENOR = INSTRUMENTS["ts"]


def eighths(pitches: list[int], start: float = 0.0) -> list[Note]:
    return [Note(start + k / 2, 0.5, pitch) for k, pitch in enumerate(pitches)]


def played(notes: list[Note], instrument: Instrument = TENOR, seed: int = 0) -> tuple[Note, ...]:
    return express_solo(notes, BARS, instrument, BarRandomness(seed))


def ranged(notes: list[Note], instrument: Instrument = TENOR) -> list[Note]:
    return into_range(notes, range(len(notes)), instrument, Register())[0]


def loudness(notes: list[Note], seeds: int = 40) -> NDArray[np.float64]:
    """Mean velocity of each note over many renditions."""
    takes = [played(notes, seed=seed) for seed in range(seeds)]
    return np.asarray(np.mean([[note.velocity for note in take] for take in takes], axis=0))


def test_dynamics_features_have_a_column_each() -> None:
    assert dynamics_features([0, 1], [1, 1], [60, 62], [0, 1]).shape == (2, len(DYNAMICS_FEATURES))


def test_phrases_end_at_rests() -> None:
    opens, closes = phrase_bounds(np.array([0, 0.5, 2.0]), np.array([0.5, 0.5, 1.0]))
    assert opens.tolist() == [True, False, True]
    assert closes.tolist() == [False, True, True]


def test_high_notes_are_louder_than_low_ones() -> None:
    velocity = loudness(eighths(list(range(55, 75))))
    assert velocity[12:18].mean() > velocity[2:8].mean() + 3


def test_the_valley_of_a_line_is_softer_than_its_neighbours() -> None:
    velocity = loudness(eighths([67, 60, 67, 67, 67, 60, 67, 67]))
    assert velocity[1] < velocity[[0, 2, 3]].min()


def test_a_phrase_gets_softer_towards_its_end() -> None:
    velocity = loudness(eighths([65] * 16))
    assert velocity[12:].mean() < velocity[1:5].mean() - 2


def test_eighths_of_a_run_sound_for_most_of_their_time() -> None:
    sounding = played(eighths([60 + k % 7 for k in range(100)]))
    shares = [note.duration / 0.5 for note in sounding[:-1]]
    assert 0.8 < np.median(shares) < 0.93
    assert max(shares) <= 1.0


def test_quarters_are_shortened_more_often_than_eighths() -> None:
    def shortened(beats: float) -> float:
        line = [Note(k * beats, beats, 60 + k % 5) for k in range(100)]
        takes = [played(line, seed=seed) for seed in range(10)]
        return float(np.mean([note.duration < 0.7 * beats for take in takes for note in take]))

    assert shortened(1.0) > shortened(0.5) + 0.03


def test_steps_are_more_legato_than_repeated_notes() -> None:
    line = eighths([60, 60, 62, 64] * 60)
    sounding = played(line)
    repeated, step = (np.median([note.duration for note in sounding[first::4]]) for first in (0, 1))
    assert step > repeated + 0.03


def test_a_note_before_a_rest_keeps_its_written_length() -> None:
    line = [Note(4.0 * bar + 1.5, length, 60) for bar, length in enumerate((0.25, 0.5, 1.0, 2.0))]
    sounding = played(line)
    assert [note.duration for note in sounding] == [note.duration for note in line]


def test_piano_is_more_legato_than_trombone() -> None:
    line = eighths([60 + k % 7 for k in range(100)])
    share = {
        short: np.median([note.duration for note in played(line, INSTRUMENTS[short])])
        for short in ("p", "tb")
    }
    assert share["p"] > share["tb"] + 0.03


def test_starts_and_order_are_unchanged() -> None:
    line = eighths([60, 62, 64, 65])
    sounding = played(line)
    assert [(note.start, note.pitch) for note in sounding] == [(note.start, note.pitch) for note in line]


def test_a_solo_that_is_too_high_moves_down_as_a_whole() -> None:
    assert [note.pitch for note in ranged(eighths([84, 86, 88]))] == [72, 74, 76]


def test_a_solo_too_wide_for_the_range_moves_by_phrase() -> None:
    low, high = eighths([46, 53, 58, 60, 62, 65]), eighths([83, 84], start=8)
    pitches = [note.pitch for note in ranged([*low, *high])]
    assert pitches == [46, 53, 58, 60, 62, 65, 71, 72]


@given(st.lists(st.integers(0, 127), min_size=1, max_size=30), st.sampled_from(sorted(INSTRUMENTS)))
def test_any_solo_is_brought_into_range_with_its_pitch_classes(pitches: list[int], short: str) -> None:
    instrument = INSTRUMENTS[short]
    sounding = ranged(eighths(pitches), instrument)
    assert [note.pitch % 12 for note in sounding] == [pitch % 12 for pitch in pitches]
    assert all(instrument.lowest <= note.pitch <= instrument.highest for note in sounding)


@pytest.mark.parametrize("short", sorted(INSTRUMENTS))
def test_velocities_stay_within_midi(short: str) -> None:
    line = eighths([36 + 7 * k % 60 for k in range(40)])
    sounding = played(line, INSTRUMENTS[short])
    assert all(1 <= note.velocity <= 127 for note in sounding)
