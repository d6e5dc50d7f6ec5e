from __future__ import annotations

from jazzlstm.band.vibrato import vibrato
from jazzlstm.music import Note
from jazzlstm.theory.instruments import INSTRUMENTS


def test_a_long_note_has_vibrato_in_its_second_half() -> None:
    messages = vibrato([Note(2, 4, 60)], INSTRUMENTS["ts"], 120)
    assert min(message.start for message in messages) == 4
    values = [message.value for message in messages]
    assert values[:-1] == sorted(values[:-1])
    assert (messages[-1].start, messages[-1].value) == (6, 0)


def test_short_notes_have_no_vibrato() -> None:
    assert vibrato([Note(0, 0.5, 60), Note(1, 1, 60)], INSTRUMENTS["ts"], 120) == ()


def test_a_piano_has_no_vibrato() -> None:
    assert vibrato([Note(0, 8, 60)], INSTRUMENTS["p"], 120) == ()
