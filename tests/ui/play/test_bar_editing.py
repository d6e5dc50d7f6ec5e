"""The chords of one bar, typed on the chart."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChartError, ChordError
from jazzlstm.services.play import read_changes
from jazzlstm.theory.forms import read_form
from jazzlstm.ui.play.bar_editing import with_bar

TEXT = "[A] |: Dm7 G7 | Cmaj7 :| [B] | Fm7 | Bb7 |"


def changed(bar: int, text: str, semitones: int = 0) -> str:
    chart = read_changes(TEXT)
    return with_bar(read_form(TEXT, chart), chart, bar, text, semitones)


def test_one_bar_changes_and_everything_else_stays() -> None:
    before, after = read_changes(TEXT), read_changes(changed(1, "Em7 A7"))
    assert [change.chord.symbol for change in after.changes[2:4]] == ["Em7", "A7"]
    assert after.bars == before.bars
    assert [section.name for section in after.sections] == [section.name for section in before.sections]


def test_what_is_typed_in_written_pitch_is_put_into_the_key_of_the_changes() -> None:
    assert read_changes(changed(2, "Gm7", 2)).chord_at(16).symbol == "Fm7"
    assert read_changes(changed(2, "Dm7 / G7 NC", 9)).chord_at(18).symbol == "Bb7"


def test_a_bar_may_hold_or_repeat_the_one_before() -> None:
    assert read_changes(changed(3, "%")).chord_at(20).symbol == "Fm7"


@pytest.mark.parametrize("text", ["", "  ", "C7 | F7", "Xq7", "C " * 90, "C7 x3"])
@pytest.mark.parametrize("semitones", [0, 2])
def test_what_is_not_the_chords_of_a_bar_is_refused(text: str, semitones: int) -> None:
    with pytest.raises((ChartError, ChordError)):
        changed(1, text, semitones)
