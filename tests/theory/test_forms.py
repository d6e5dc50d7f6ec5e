"""Charts as they are written: sections, repeats and endings, and back to text."""

from __future__ import annotations

from itertools import pairwise

import pytest

from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.forms import ChartForm, read_form, write_form
from jazzlstm.theory.transposition import transpose_chart
from jazzlstm.theory.tunes import TUNES, tune_chart

SONG = "[A] |: Dm7 G7 | Cmaj7 |1. Em7 A7 :|2. C6 |\n[B] | 3/4 Fm7 | % |"


def form_of(text: str) -> ChartForm:
    return read_form(text, parse_chart(text))


def test_repeats_and_endings_stay_as_they_are_written() -> None:
    form = form_of(SONG)
    assert [bar.words for bar in form.bars] == ["Dm7 G7", "Cmaj7", "Em7 A7", "C6", "Fm7", "Fm7"]
    assert form.order == (0, 1, 2, 0, 1, 3, 4, 5)
    assert [bar.section for bar in form.bars] == ["A", "", "", "", "B", ""]
    assert [bar.marks.endings for bar in form.bars] == [(), (), (1,), (2,), (), ()]
    assert (form.bars[0].marks.repeat_start, form.bars[2].marks.repeat_times) == (True, 2)
    assert [bar.holds for bar in form.bars] == [False] * 5 + [True]


def test_the_chords_are_those_of_the_chart_in_its_key() -> None:
    form = read_form(SONG, transpose_chart(parse_chart(SONG), 3))
    assert form.bars[0].words == "Fm7 Bb7"


@pytest.mark.parametrize("text", [
    SONG,
    "| C | F | G | C |",
    "| C | F :| x3 | G |",
    "|: C | D | 1. E :| 2. F | G D.C. al Fine |",
    "| C | Segno D | To Coda E | F D.S. al Coda |\n[Coda] | G | A |",
    "| Dm7 G7 | G7 | G7 | Dm7 / / G7 |",
    *(tune.text for tune in TUNES.values()),
])  # fmt: skip
def test_the_text_of_a_form_is_read_back_as_the_same_form(text: str) -> None:
    chart = parse_chart(text)
    form = read_form(text, chart)
    written = write_form(form)
    assert parse_chart(written) == chart
    assert read_form(written, chart) == form


def test_title_and_key_are_in_the_text() -> None:
    chart = tune_chart("blues")
    again = parse_chart(write_form(read_form(TUNES["blues"].text, chart)))
    assert (again.title, again.key) == (chart.title, chart.key)


@pytest.mark.parametrize(
    "text", ["irealb://Tune=Nobody=Swing=C=n=[T44C |F |C |G7 Z", "not a chart", "| C | F |"]
)
def test_what_is_not_text_of_ours_gives_the_bars_as_they_are_played(text: str) -> None:
    chart = parse_chart("[A] | C | F | C |\n[B] | G7 |")
    form = read_form(text, chart)
    assert form.order == (0, 1, 2, 3)
    assert [bar.section for bar in form.bars] == ["A", "", "", "B"]


def test_the_changes_of_a_bar_are_those_from_its_line_to_the_next() -> None:
    chart = parse_chart("| C / F / | G7 | % | Dm7 G7 |")
    lines = [*chart.bar_starts(), chart.beats]
    found = [[each.start for each in chart.changes_between(*bar)] for bar in pairwise(lines)]
    assert found == [[0, 2], [4], [], [12, 14]]
    assert chart.changes_between(16, 20) == ()
