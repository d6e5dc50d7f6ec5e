from __future__ import annotations

import pytest

from jazzlstm.band import arrange
from jazzlstm.errors import InputError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.jobs.primer_upload import MOST_BYTES, primer_prefix, read_primer_upload
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

LICK = (Note(4.0, 1.0, 62), Note(5.0, 1.0, 65), Note(6.0, 1.0, 69), Note(8.0, 4.0, 67))
"""A bar of silence, three notes and a rest, a long note."""


def midi_of(*notes: Note) -> bytes:
    solo = Solo(notes, parse_chart("| Dm7 | G7 | Cmaj7 |"), 120.0)
    return write_midi(arrange(solo, beats=12, band=False))


def test_a_melody_is_read_from_midi() -> None:
    notes, bar_beats = read_primer_upload("lick.mid", midi_of(*LICK))
    assert bar_beats == 4.0
    assert [note.pitch for note in notes] == [62, 65, 69, 67]


@pytest.mark.parametrize("data", [b"", b"MThd nothing", b"x" * (MOST_BYTES + 1)])
def test_what_is_no_melody_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(InputError, match=r"lick\.mid"):
        read_primer_upload("lick.mid", data)


def test_a_solo_opens_with_the_bars_that_leave_half_of_it() -> None:
    opening, bars = primer_prefix(LICK, 4.0, 8.0)
    assert bars == 1
    assert len(read_prefix(opening)) == 3  # the silent bar is left out, and the second bar


def test_a_short_melody_is_taken_whole() -> None:
    opening, bars = primer_prefix(LICK, 4.0, 64.0)
    assert bars == 2
    assert len(read_prefix(opening)) == 5  # four notes and the rest before the last


def test_a_last_note_that_rings_a_little_over_the_bar_line_opens_no_bar_of_its_own() -> None:
    assert primer_prefix((Note(0.0, 2.0, 62), Note(2.0, 2.1, 65)), 4.0, 64.0)[1] == 1
    assert primer_prefix((Note(0.0, 2.0, 62), Note(2.0, 3.0, 65)), 4.0, 64.0)[1] == 2
    assert primer_prefix((Note(0.0, 4.0, 62), Note(4.0, 0.2, 65)), 4.0, 64.0)[1] == 2


def test_a_solo_of_a_bar_leaves_nothing_to_improvise() -> None:
    with pytest.raises(InputError, match="longer"):
        primer_prefix(LICK, 4.0, 4.0)
