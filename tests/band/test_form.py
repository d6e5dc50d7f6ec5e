from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazzlstm.band.form import lay_out, pulse_offsets
from jazzlstm.music import NO_CHORD, Change, Chart, Metre, MetreChange
from jazzlstm.theory.charts import parse_chart

FOUR = parse_chart("| C7 | F7 G7 |")


def test_the_form_repeats_until_the_performance_ends() -> None:
    bars = lay_out(FOUR, 20)
    assert [bar.start for bar in bars] == [0, 4, 8, 12, 16]
    assert [bar.is_last for bar in bars] == [False] * 4 + [True]


def test_a_last_bar_may_be_cut_short() -> None:
    bars = lay_out(FOUR, 6)
    assert bars[-1].end == 6
    assert bars[-1].size == 2


def test_a_bar_has_its_chords_and_the_first_of_the_next_bar() -> None:
    first, second = lay_out(FOUR, 8)
    assert [span.chord.symbol for span in second.spans] == ["F7", "G7"]
    assert first.following.symbol == "F7"
    assert second.following.symbol == "C7"


def test_a_chord_enters_only_in_its_first_bar() -> None:
    bars = lay_out(parse_chart("| C7 | % | F7 |"), 12)
    assert [bar.spans[0].enters for bar in bars] == [True, False, True]


def test_six_eight_has_two_pulses_and_twelve_eight_four() -> None:
    assert pulse_offsets(Metre(6, 8)) == (0, 1.5)
    assert len(pulse_offsets(Metre(12, 8))) == 4


def test_seven_eight_has_pulses_of_two_two_and_three_eighths() -> None:
    assert pulse_offsets(Metre(7, 8)) == (0, 1, 2)
    assert pulse_offsets(Metre(5, 8)) == (0, 1)


def test_the_and_of_a_dotted_pulse_is_its_last_eighth() -> None:
    chart = parse_chart("6/8 | C7 | F7 |")
    assert lay_out(chart, 3)[0].beat_at(0.5) == pytest.approx(1.0)


def test_only_bars_of_quarter_notes_swing() -> None:
    assert lay_out(FOUR, 4)[0].swings
    assert not lay_out(parse_chart("6/8 | C7 |"), 3)[0].swings
    assert not lay_out(parse_chart("7/8 | C7 |"), 3.5)[0].swings


def test_sections_end_before_the_next_letter() -> None:
    chart = parse_chart("[A] | C7 | F7 | [B] G7 | C7 |")
    assert [bar.ends_section for bar in lay_out(chart, 16)] == [False, True, False, True]


def test_without_letters_a_twelve_bar_form_has_phrases_of_four() -> None:
    twelve = parse_chart("| C7 " * 12 + "|")
    assert [bar.index for bar in lay_out(twelve, 48) if bar.ends_section] == [3, 7, 11]


@given(numerator=st.integers(1, 16), denominator=st.sampled_from([2, 4, 8, 16]), beats=st.floats(0.5, 60))
def test_pulses_fill_every_bar_of_any_metre(numerator: int, denominator: int, beats: float) -> None:
    metre = Metre(numerator, denominator)
    chart = Chart((Change(0.0, NO_CHORD),), 3 * metre.bar_beats, (MetreChange(0.0, metre),))
    bars = lay_out(chart, beats)
    assert bars[0].start == 0
    assert bars[-1].end == beats
    for bar, following in zip(bars, bars[1:], strict=False):
        assert bar.end == pytest.approx(following.start)
    for bar in bars:
        assert bar.pulses[0] == bar.start
        assert bar.pulse_ends[-1] == bar.end
        assert list(bar.pulses) == sorted(set(bar.pulses))
