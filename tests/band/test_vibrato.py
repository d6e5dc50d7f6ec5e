from __future__ import annotations

from jazzlstm.band.vibrato import vibrato
from jazzlstm.music import Note
from jazzlstm.theory.instruments import INSTRUMENTS


def test_a_long_note_is_straight_first_and_swings_out_at_the_end() -> None:
    turns = vibrato([Note(2, 4, 60)], INSTRUMENTS["ts"], 120)
    assert min(turn.start for turn in turns) == 4
    values = [turn.value for turn in turns]
    assert values[:-1] == sorted(values[:-1])
    assert (turns[-1].start, turns[-1].value) == (6, 0)


def test_short_notes_are_left_alone() -> None:
    assert vibrato([Note(0, 0.5, 60), Note(1, 1, 60)], INSTRUMENTS["ts"], 120) == ()


def test_who_strikes_a_key_has_no_vibrato() -> None:
    assert vibrato([Note(0, 8, 60)], INSTRUMENTS["p"], 120) == ()
