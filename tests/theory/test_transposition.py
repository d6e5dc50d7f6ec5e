"""Charts in other keys, spelled as usual in the new key."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.errors import ChartError
from jazzlstm.music import Chart
from jazzlstm.theory.charts import parse_chart, write_chart
from jazzlstm.theory.keys import MAJOR_TONICS
from jazzlstm.theory.transposition import chart_in_key, transpose_chart
from jazzlstm.theory.tunes import TUNES, tune_chart

TURNAROUND = parse_chart("| Cmaj7 C#dim7 | Dm7 G7/B | Em7 Eb7 | F#m7b5 B7 |", key="C")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("Bb", "Bbmaj7 Bdim7 | Cm7 F7/A | Dm7 Db7 | Em7b5 A7"),
        ("E", "Emaj7 Fdim7 | F#m7 B7/D# | G#m7 G7 | A#m7b5 D#7"),
        ("Db", "Dbmaj7 Ddim7 | Ebm7 Ab7/C | Fm7 E7 | Gm7b5 C7"),
        ("F#", "F#maj7 Gdim7 | G#m7 C#7/E# | A#m7 A7 | Cm7b5 F7"),
    ],
)
def test_transposed_chart_is_spelled_in_its_new_key(key: str, text: str) -> None:
    assert write_chart(chart_in_key(TURNAROUND, key)) == f"Key: {key}\n| {text} |\n"


def test_key_without_a_mode_has_the_mode_of_the_chart() -> None:
    chart = chart_in_key(tune_chart("minor-blues"), "F#")
    assert chart.key == "F# minor"
    assert chart.changes[0].chord.symbol == "F#m7"


def test_the_other_mode_is_refused() -> None:
    with pytest.raises(ChartError) as caught:
        chart_in_key(tune_chart("minor-blues"), "A major")
    assert caught.value.code == "other_mode"


def test_chart_without_a_key_is_moved_by_semitones_only() -> None:
    chart = parse_chart("| Dm7 | G7 | Cmaj7 |")
    with pytest.raises(ChartError) as caught:
        chart_in_key(chart, "Bb")
    assert caught.value.code == "no_key"
    moved = transpose_chart(chart, 4)
    assert [c.chord.symbol for c in moved.changes] == ["F#m7", "B7", "Emaj7"]
    assert moved.key == ""


def test_chart_with_an_unreadable_key_is_transposed() -> None:
    chart = Chart(TURNAROUND.changes, TURNAROUND.beats, key="chromatic?")
    assert transpose_chart(chart, 5).changes[0].chord.symbol == "Fmaj7"


def pitches(chart: Chart) -> list[tuple[float, frozenset[int], int | None]]:
    return [(c.start, c.chord.tone_classes, c.chord.bass) for c in chart.changes]


names = st.sampled_from(sorted(TUNES))


@settings(deadline=None)
@given(names, st.integers(-30, 30))
def test_transposing_moves_every_pitch_and_an_octave_changes_nothing(name: str, semitones: int) -> None:
    chart = tune_chart(name)
    moved = transpose_chart(chart, semitones)
    assert [
        (c.start, frozenset((t - semitones) % 12 for t in c.chord.tone_classes)) for c in moved.changes
    ] == [(start, tones) for start, tones, _ in pitches(chart)]
    assert transpose_chart(moved, 12) == moved
    assert pitches(transpose_chart(moved, -semitones)) == pitches(chart)


@settings(deadline=None)
@given(names, st.sampled_from(MAJOR_TONICS))
def test_text_of_a_tune_in_any_key_reads_back_equal(name: str, key: str) -> None:
    chart = tune_chart(name, key)
    assert parse_chart(write_chart(chart)) == chart
    assert not any("##" in c.chord.symbol or "bb" in c.chord.symbol[1:] for c in chart.changes)
