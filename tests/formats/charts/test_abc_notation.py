"""ABC tunes as charts."""

from __future__ import annotations

import pytest

from jazzlstm.formats.charts.abc_notation import read_abc
from jazzlstm.formats.charts.abc_tunes import is_abc
from jazzlstm.theory.written_bars import ReadChart

HEAD = "X:1\nT:Study\nC:Somebody\nM:4/4\nL:1/8\nQ:1/4=132\nK:Dm\n"


def read(music: str) -> ReadChart:
    ((_, found),) = read_abc(HEAD + music)
    assert isinstance(found, ReadChart)
    return found


def bars(music: str) -> str:
    chart = read(music).chart
    return " ".join(chart.chord_at(start).symbol for start in chart.bar_starts())


def test_facts_are_read() -> None:
    found = read('"Dm7"A8|')
    assert (found.chart.title, found.composer, found.tempo, found.chart.key) == (
        "Study",
        "Somebody",
        132,
        "D minor",
    )
    assert is_abc(HEAD)
    assert not is_abc("| C | F |")


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        ('"C"A8|"D"A8|', "C D"),
        ('|:"C"A8|"D"A8:|"E"A8|', "C D C D E"),
        ('|:"C"A8|1"D"A8:|2"E"A8||"F"A8|', "C D C E F"),
        ('|:"C"A8|[1"D"A8:|[2"E"A8|', "C D C E"),
        ('|:"C"A8::"D"A8:|', "C C D D"),
        ('A2|"C"A8|"D"A6:|A2|"E"A8|"F"A6|]', "C D C D E F"),
        ('"C"A8|"^Fine""D"A8|"E"A8!D.C.!|', "C D E C D"),
        ('"C"A8|\n[V:2]"G"A8|\n[V:1]"D"A8|', "C D"),
        ('"C"A8|Z|"D"A8|', "C C D"),
        ('"C"Z2|"D"A8|', "C C D"),
        ('"c"A8|"dm7"A8|', "C Dm7"),
        ('"G7"A2|"C"A8|"D"A6|', "C D"),
        ('"C"A4|"D"A4|', "C D"),
        ('A8|A8|\n[V:2]"C"A8|"D"A8|', "C D"),
        ('"C"A8|!segno!"D"A8|"E"A8!dacoda!|"F"A8!D.S.al coda!|!coda!"G"A8|', "C D E F D E G"),
    ],
)
def test_bars_are_played(music: str, expected: str) -> None:
    assert bars(music) == expected


def test_lengths_of_notes_place_the_chords() -> None:
    chart = read('"C"A2"D"A>B (3ABc "E"[ceg]2|"F"{g}A/2B/c3/2 z4 "G"A|').chart
    assert [(round(c.start, 3), c.chord.symbol) for c in chart.changes] == [
        (0, "C"), (1, "D"), (3, "E"), (4, "F"), (7.25, "G"),
    ]  # fmt: skip


@pytest.mark.parametrize("music", ['"C"A8|"D"<"E"A8|', '"C"A<A<"D"<"E"A|'])
def test_broken_rhythm_moves_no_chord_before_its_bar(music: str) -> None:
    starts = [change.start for change in read(music).chart.changes]
    assert starts == sorted(starts)
    assert starts[0] == 0


def test_metre_and_section_change_inside_a_tune() -> None:
    chart = read('[P:A]"C"A8|[M:3/4][P:B]"D"A6|\nM:4/4\n"E"A8|').chart
    assert [section.name for section in chart.sections] == ["A", "B"]
    assert [str(change.metre) for change in chart.metres] == ["4/4", "3/4", "4/4"]


def test_every_tune_of_a_file_is_read() -> None:
    text = HEAD + '"C"A8|\n\nX:2\nT:Empty\nK:C\n\nX:3\nT:Last\nK:G\n"G"A8|'
    found = list(read_abc(text))
    assert [title for title, _ in found] == ["Study", "Empty", "Last"]
    assert [isinstance(each, ReadChart) for _, each in found] == [True, False, True]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("AAB", "C D C D E"), ("A2.B", "C D C D E"), ("(AB)2A", "C D E C D E C D"), ("AC", "C D E")],
)
def test_parts_are_played_in_the_order_that_the_tune_names(order: str, expected: str) -> None:
    text = HEAD.replace("M:4/4", f"P:{order}\nM:4/4") + 'P:A\n"C"A8|"D"A8|\nP:B\n"E"A8|'
    ((_, found),) = read_abc(text)
    assert isinstance(found, ReadChart)
    chart = found.chart
    assert " ".join(chart.chord_at(start).symbol for start in chart.bar_starts()) == expected


def test_a_tune_without_chords_has_a_reason() -> None:
    ((_, found),) = read_abc(HEAD + "A8|B8|")
    assert isinstance(found, str)
    assert "no chord symbols" in found


def test_a_tune_without_its_number_is_read() -> None:
    text = HEAD.removeprefix("X:1\n") + '"C"A8|'
    assert is_abc(text)
    ((title, found),) = read_abc(text)
    assert title == "Study"
    assert isinstance(found, ReadChart)
