from __future__ import annotations

from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord
from tools.blind_pairs import lines_of


def test_a_line_has_the_chords_and_notes_of_its_bar() -> None:
    chart = Chart((Change(0.0, parse_chord("Dm7")), Change(6.0, parse_chord("G7"))), beats=72.0)
    notes = (Note(0.0, 1.0, 50), Note(4.5, 0.25, 61), Note(7.75, 1.0, 59), Note(64.0, 1.0, 60))
    lines = list(lines_of(Solo(notes, chart, 120.0)))
    assert lines[0] == " 2 [Dm7 G7]  1.50 Db4 0.25  4.75 B3 1.00"
    assert lines[-1] == "16 [G7]  "
    assert len(lines) == 15
