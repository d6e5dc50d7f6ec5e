"""A theme: the solo stays near a melody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from jazzlstm.encoding.events import LENGTHS, REST
from jazzlstm.errors import InputError, SettingsError
from jazzlstm.generation import theme as theme_module
from jazzlstm.generation.improviser import improvise
from jazzlstm.generation.settings import Settings
from jazzlstm.generation.theme import ThemeMelody, read_theme, write_placed_theme, write_theme
from jazzlstm.music import Chart, Note, Solo
from jazzlstm.services.models import open_model
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import find_instrument
from jazzlstm.theory.transposition import chart_in_key

CHART = parse_chart("Key: C\n| Dm7 | G7 | Cmaj7 | % |")
MELODY = (
    Note(0.0, 1.5, 74), Note(1.5, 0.5, 74), Note(2.0, 2.0, 69), Note(4.0, 1.0, 71), Note(6.0, 1.0, 67),
    Note(7.0, 0.5, 67), Note(7.5, 0.5, 69), Note(8.0, 4.0, 64),
)  # fmt: skip
TENOR = find_instrument("ts")


def theme_of(nearness: float = 1.0, chart: Chart = CHART, lowest: int = 44, highest: int = 88) -> ThemeMelody:
    theme = read_theme(write_theme(MELODY, CHART), nearness, chart, lowest, highest)
    assert theme
    return theme


def play(nearness: float, chart: Chart = CHART, seed: int = 1) -> Solo:
    settings = Settings(beats=32.0, seed=seed, theme=write_theme(MELODY, CHART), nearness=nearness)
    (take,) = improvise(open_model("weimar"), chart, settings, tempo=140.0, instrument=TENOR)
    return take.solo


def places(solo: Solo) -> set[tuple[float, int]]:
    return {(note.start, note.pitch) for note in solo.notes}


THEME = {(note.start + chorus, note.pitch) for note in MELODY for chorus in (0.0, 16.0)}


def test_at_nearness_1_the_theme_is_played_in_each_chorus() -> None:
    assert places(play(1.0)) >= THEME


def test_at_nearness_0_nothing_changes() -> None:
    settings = Settings(beats=32.0, seed=1)
    (take,) = improvise(open_model("weimar"), CHART, settings, tempo=140.0, instrument=TENOR)
    assert play(0.0).notes == take.solo.notes


def test_the_nearer_the_more_of_the_theme_is_played() -> None:
    met = [
        sum(len(THEME & places(play(nearness, seed=seed))) for seed in range(4))
        for nearness in (0.0, 0.3, 0.6, 0.9)
    ]
    assert met == sorted(met)
    assert met[1] < 0.6 * met[3]


def test_the_theme_moves_with_the_key() -> None:
    solo = play(1.0, chart_in_key(CHART, "D"))
    assert {(start, pitch + 2) for start, pitch in THEME} <= places(solo)


def test_what_the_instrument_lacks_is_played_in_another_octave() -> None:
    assert theme_of(lowest=76, highest=100).pitches[0] == 86
    low = theme_of(lowest=60, highest=71)
    assert low.pitches[low.pitches >= 0].max() <= 71


def test_rests_of_the_theme_are_likelier() -> None:
    theme = theme_of(0.5)
    even, onset = np.full((1, 50), 0.02), np.array([5 * 12])
    assert theme.near_pitches(even, onset, np.array([71]))[0].argmax() == REST
    assert theme.near_pitches(even, np.array([13 * 12]), np.array([71])).tolist() == even.tolist()


def test_lengths_that_end_where_a_note_begins_are_likelier() -> None:
    near = theme_of(0.5).near_lengths(np.full((1, 31), 1 / 31), np.array([0]))[0]
    assert near.argmax() == LENGTHS.index(18)
    assert near[LENGTHS.index(12)] > near[LENGTHS.index(36)]  # which passes over three


def test_empty_bars_before_the_melody_are_left_out() -> None:
    later = [Note(note.start + 8.0, note.duration, note.pitch) for note in MELODY]
    assert write_theme(later, CHART) == write_theme(MELODY, CHART)


def test_a_pickup_is_played_at_the_end_of_the_form() -> None:
    whole = (*MELODY, Note(12.0, 4.0, 65))
    later = [Note(note.start + 4.0, note.duration, note.pitch) for note in whole]
    theme = read_theme(write_theme([Note(3.0, 1.0, 60), *later], CHART), 1.0, CHART, 44, 88)
    assert theme
    assert theme.pitches[0] == 74
    assert theme.pitches[15 * 12] == 60


def test_what_was_played_over_the_chart_is_a_theme_of_one_chorus() -> None:
    later = [Note(note.start + 32.0, note.duration, note.pitch) for note in MELODY]
    assert write_placed_theme(later, CHART) == write_placed_theme(MELODY, CHART)
    silent = write_placed_theme([Note(20.0, 1.0, 60)], CHART)
    theme = read_theme(silent, 1.0, CHART, 44, 88)
    assert theme and theme.pitches[48] == 60
    with pytest.raises(InputError):
        write_placed_theme([], CHART)


@pytest.mark.parametrize("text", ["x", "0.", ".O5", "12.O5", "0.O-", "0.O", "-1.O5", "0.O5.O5", "٣.O5"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings(theme=text)
    assert refusal.value.field == "theme"


def test_a_theme_without_notes_or_with_too_many_is_refused() -> None:
    with pytest.raises(InputError):
        write_theme((), CHART)
    with pytest.raises(InputError):
        write_theme([Note(i / 2, 0.5, 60 + i % 2) for i in range(5000)], CHART)


def test_a_rest_of_millions_of_beats_is_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(theme_module, "prefix_from")
    with pytest.raises(InputError, match="give a shorter melody"):
        write_theme([Note(0.0, 1.0, 60), Note(1e8, 1.0, 62)], CHART)


@given(st.floats(0, 1), st.integers(0, 400), st.integers(0, 127))
@run(deadline=None, max_examples=50)
def test_probabilities_stay_probabilities(nearness: float, onset: int, reference: int) -> None:
    theme = read_theme(write_theme(MELODY, CHART), nearness, CHART, 44, 88)
    if theme is None:
        return
    onsets, lengths = np.array([onset]), np.zeros((1, 31))
    lengths[0, 3] = 1.0
    pitches = theme.near_pitches(np.full((1, 50), 0.02), onsets, np.array([reference]))
    assert pitches.sum() == pytest.approx(1.0)
    assert theme.near_lengths(lengths, onsets).tolist() == lengths.tolist()
