"""Statistics by hand, and of nothing: undefined is NaN, never 0."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.evaluation.statistics import measure_bars, measure_line, measure_statistics
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("C")),), 8.0)


def solo(*notes: tuple[float, int], chart: Chart = CHART) -> Solo:
    return Solo(tuple(Note(start, 0.25, pitch) for start, pitch in notes), chart)


def test_intervals_by_hand() -> None:
    line = measure_line([solo((0, 60), (1, 60), (2, 62), (3, 49)), solo((0, 60), (1, 72))])
    # intervals 0, +2, -13 and +12, each solo by itself
    assert (line.unisons, line.steps, line.leaps) == (0.25, 0.25, 0.25)
    assert line.longest_repetition == 2


def test_pitches_at_the_edges() -> None:
    line = measure_line([solo(*((i / 10, 50 + i) for i in range(101)))])
    assert (line.lowest_pitch, line.highest_pitch) == (51, 149)


def test_notes_a_bar_is_a_mean_over_solos_from_their_first_bar_to_their_last() -> None:
    four_in_two_bars = solo((4, 60), (5, 60), (6, 60), (15, 60))  # bars 2 to 4 of a form that goes round
    six_in_one_bar = solo(*((i / 2, 60) for i in range(6)))
    assert measure_bars([four_in_two_bars, six_in_one_bar]).notes_per_bar == pytest.approx((4 / 3 + 6) / 2)


def test_bars_are_those_of_the_chart() -> None:
    waltz = Chart(CHART.changes, 6.0, (MetreChange(0.0, Metre(3, 4)),))
    notes = ((0, 60), (3, 60), (6, 60), (9, 60))  # four bars of three beats; three of four
    assert measure_bars([solo(*notes, chart=waltz)]).notes_per_bar == 1.0


def test_entropy_by_hand() -> None:
    # one pitch class in the first bar, two in the second, four in a row over both; no third bar
    bars = measure_bars([solo((0, 60), (1, 72), (4, 62), (5, 64))])
    assert bars.entropy_1_bar == pytest.approx((0 + 1) / 2)
    assert bars.entropy_4_bars == pytest.approx(1.5)  # a shorter solo is one window: 1/2, 1/4, 1/4


def test_entropy_slides_bar_by_bar() -> None:
    notes = [(4.0 * bar, 60 if bar < 4 else 61) for bar in range(5)]
    h = -(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25))
    assert measure_bars([solo(*notes)]).entropy_4_bars == pytest.approx((0 + h) / 2)


def test_groove_similarity_by_hand() -> None:
    same = measure_bars([solo((0, 60), (1, 60), (4, 62), (5, 62))])
    differing = measure_bars([solo((0, 60), (1, 60), (4, 62), (6, 62))])  # ticks 12 and 24 of 48 differ
    assert same.groove_similarity == 1.0
    assert differing.groove_similarity == pytest.approx(1 - 2 / 48)


def test_an_empty_bar_between_counts_as_a_bar() -> None:
    bars = measure_bars([solo((0, 60), (8, 60))])
    assert bars.notes_per_bar == pytest.approx(2 / 3)
    assert bars.groove_similarity == pytest.approx(1 - (1 + 0 + 1) / 3 / 48)
    assert bars.entropy_1_bar == 0.0  # an empty bar has no pitch classes to count


def test_a_single_note_has_no_interval_and_no_second_bar() -> None:
    figures = measure_statistics([solo((0, 60))]).as_dict()
    assert figures["longest_repetition"] == 1
    assert figures["chord_tones"] == 1.0
    undefined = {name for name, value in figures.items() if np.isnan(value)}
    assert {"unisons", "steps", "leaps", "groove_similarity", "breath_beats", "motifs"} <= undefined


@pytest.mark.parametrize("solos", [[], [solo()], [solo(), solo()]])
def test_statistics_of_no_solos_are_nan(solos: list[Solo]) -> None:
    assert all(np.isnan(value) for value in measure_statistics(solos).as_dict().values())
