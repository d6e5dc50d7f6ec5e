"""Bars and chords of each system."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.drawing.systems import MOST_SYSTEMS, bars_between, break_into_systems, spans_between
from jazzlstm.music import Change, Chart, Metre, MetreChange
from jazzlstm.theory.chords import parse_chord


def form(bars: int, metre: Metre | None = None) -> Chart:
    metre = metre or Metre()
    return Chart((Change(0.0, parse_chord("C7")),), bars * metre.bar_beats, metres=(MetreChange(0.0, metre),))


def test_twenty_beats_are_one_system_of_five_bars() -> None:
    (system,) = break_into_systems(form(12), 0, 20)
    assert system.bars == (0, 4, 8, 12, 16)
    assert system.end == 20


def test_a_blues_has_systems_of_four_bars_and_a_song_form_of_eight() -> None:
    assert [len(system.bars) for system in break_into_systems(form(12), 0, 48)] == [4, 4, 4]
    assert [len(system.bars) for system in break_into_systems(form(32), 0, 128)] == [8, 8, 8, 8]


def test_bars_are_numbered_from_one_and_a_pick_up_is_bar_zero() -> None:
    assert [system.first_bar for system in break_into_systems(form(12), 0, 96)] == [1, 5, 9, 13, 17, 21]
    assert break_into_systems(form(12), -1, 10)[0].first_bar == 0


def test_a_waltz_has_bars_of_three_beats() -> None:
    bars, end = bars_between(form(16, Metre(3, 4)), 0, 8)
    assert bars == [0, 3, 6]
    assert end == 9


def test_metre_changes_repeat_with_the_chart() -> None:
    metres = (MetreChange(0.0, Metre(4, 4)), MetreChange(4.0, Metre(3, 4)))
    chart = Chart((Change(0.0, parse_chord("C7")),), 7.0, metres=metres)
    assert bars_between(chart, 0, 14) == ([0, 4, 7, 11], 14)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.floats(-8, 8), st.floats(0.25, 9000))
def test_systems_cover_the_music_without_gap_or_overlap(bars: int, start: float, length: float) -> None:
    systems = break_into_systems(form(bars), start, start + length)
    assert systems[0].start <= start + 1e-6
    assert systems[-1].end >= start + length - 1e-5
    assert [system.end for system in systems[:-1]] == [system.start for system in systems[1:]]
    assert len(systems) <= MOST_SYSTEMS


@pytest.mark.parametrize(("start", "end"), [(0, 16), (8, 24), (2, 6)])
def test_chord_spans_cover_a_system(start: float, end: float) -> None:
    chart = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
    spans = spans_between(chart, start, end)
    assert spans[0][0].start == start
    assert [until for _, until in spans] == [change.start for change, _ in spans[1:]] + [end]
    assert all(change.chord == chart.chord_at(change.start) for change, _ in spans)


def test_a_chord_that_continues_over_the_end_of_the_form_is_one_span() -> None:
    assert len(spans_between(form(4), 0, 64)) == 1
