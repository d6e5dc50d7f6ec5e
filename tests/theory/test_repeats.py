"""Repeats and endings, played out in the order they sound."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChartError
from jazzlstm.theory.charts import parse_chart


def order(text: str) -> str:
    """The chord that sounds in each bar."""
    chart = parse_chart(text)
    return " ".join(chart.chord_at(start).symbol for start in chart.bar_starts())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|: C | F :| G |", "C F C F G"),
        ("C | |: F | G :|", "C F G F G"),
        ("C | F :| G |", "C F C F G"),
        ("|: C :||: F :| G |", "C C F F G"),
        ("|: C :| |: F :| G |", "C C F F G"),
        ("|: C :|: F :| G |", "C C F F G"),
        ("|: C | F :| x3 | G |", "C F C F C F G"),
        ("|: C :|3x G |", "C C C G"),
        ("{ C | F } G |", "C F C F G"),
        ("|: C |1. F :|2. G | A |", "C F C G A"),
        ("|: C | [1 F | D :| [2 G | A |", "C F D C G A"),
        ("|: C | 1. F :| 2. G :| 3. A | B |", "C F C G C A B"),
        ("|: C |1. F :|2. G | |: A |1. B :|2. E |", "C F C G A B A E"),
        ("|: C |1. F :|2. G |\n|: A :| B |", "C F C G A A B"),
    ],
)
def test_repeats_are_played_as_written(text: str, expected: str) -> None:
    assert order(text) == expected


def test_sections_return_with_their_repeat() -> None:
    chart = parse_chart("[A] |: C | F :| [B] G |")
    assert [(section.start, section.name) for section in chart.sections] == [(0, "A"), (8, "A"), (16, "B")]


@pytest.mark.parametrize("text", ["|: C |1. F :| G |", "| C |2. F |"])
def test_missing_ending_is_reported(text: str) -> None:
    with pytest.raises(ChartError, match="there is no ending") as caught:
        parse_chart(text)
    assert caught.value.bar == 2
