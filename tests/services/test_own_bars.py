"""The musician's turns as a solo of their own."""

from __future__ import annotations

import pytest

from jazzlstm.errors import InputError
from jazzlstm.music import Note, Solo
from jazzlstm.services.own_bars import Line, one_voice
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| F7 | Bb7 | F7 | Cm7 F7 |")


def line(*notes: Note, turns: tuple[tuple[float, float], ...] = ((4, 8), (12, 16))) -> Line:
    return Line(Solo(notes, CHART, 140), turns)


def test_turns_follow_each_other_with_their_chords() -> None:
    own = line(Note(1, 1, 50), Note(5, 1, 60), Note(9, 1, 51), Note(14, 1, 62)).own_bars()
    assert [(note.start, note.pitch) for note in own.notes] == [(1, 60), (6, 62)]
    assert [(change.start, change.chord.symbol) for change in own.chart.changes] == [
        (0, "Bb7"), (4, "Cm7"), (6, "F7"),
    ]  # fmt: skip
    assert own.chart.beats == 8


def test_a_note_ends_with_its_turn() -> None:
    assert line(Note(7, 9, 60)).own_bars().notes == (Note(3, 1, 60),)


def test_chords_are_one_voice_and_notes_lie_on_the_grid() -> None:
    voice = one_voice([Note(1.01, 2, 60), Note(1.02, 2, 67), Note(2.0, 0.001, 62)])
    assert voice == (Note(1, 1, 67), Note(2, 1 / 12, 62))


def test_no_note_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(InputError):
        line(Note(1, 1, 60)).own_bars()
