from __future__ import annotations

from pathlib import Path

import pytest

from jazzlstm.band import arrange
from jazzlstm.errors import InputError, MusicFileError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.prefix import read_prefix
from jazzlstm.jobs import sandboxed_reader
from jazzlstm.jobs.primer_upload import MOST_BYTES, primer_prefix, read_primer_upload
from jazzlstm.jobs.sandboxed_reader import SandboxedReader
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

MELODY = (Note(4.0, 1.0, 62), Note(5.0, 1.0, 65), Note(6.0, 1.0, 69), Note(8.0, 4.0, 67))
"""An empty bar, three notes and a rest, a long note."""


def midi_of(*notes: Note) -> bytes:
    solo = Solo(notes, parse_chart("| Dm7 | G7 | Cmaj7 |"), 120.0)
    return write_midi(arrange(solo, beats=12, band=False))


def test_a_melody_is_read_from_midi() -> None:
    notes, bar_beats = read_primer_upload("melody.mid", midi_of(*MELODY))
    assert bar_beats == 4.0
    assert [note.pitch for note in notes] == [62, 65, 69, 67]


@pytest.mark.parametrize("data", [b"", b"MThd nothing", b"x" * (MOST_BYTES + 1)])
def test_a_file_without_a_melody_is_refused_by_its_name(data: bytes) -> None:
    with pytest.raises(MusicFileError) as refusal:
        read_primer_upload("melody.mid", data)
    assert "melody.mid" in str(refusal.value)


def test_the_primer_is_at_most_half_of_the_solo() -> None:
    opening, bars = primer_prefix(MELODY, 4.0, 8.0)
    assert bars == 1
    assert len(read_prefix(opening)) == 3  # without the empty bar and the second bar


def test_a_short_melody_is_used_whole() -> None:
    opening, bars = primer_prefix(MELODY, 4.0, 64.0)
    assert bars == 2
    assert len(read_prefix(opening)) == 5  # four notes and the rest before the last


def test_a_last_note_that_sounds_a_little_beyond_the_bar_line_adds_no_bar() -> None:
    assert primer_prefix((Note(0.0, 2.0, 62), Note(2.0, 2.1, 65)), 4.0, 64.0)[1] == 1
    assert primer_prefix((Note(0.0, 2.0, 62), Note(2.0, 3.0, 65)), 4.0, 64.0)[1] == 2
    assert primer_prefix((Note(0.0, 4.0, 62), Note(4.0, 0.2, 65)), 4.0, 64.0)[1] == 2


def test_a_solo_of_one_bar_is_refused() -> None:
    with pytest.raises(InputError):
        primer_prefix(MELODY, 4.0, 4.0)


def test_a_melody_that_takes_too_long_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(reader: SandboxedReader, name: str, data: bytes) -> dict[str, str]:
        return {"reason": "it is late"}

    monkeypatch.setattr(SandboxedReader, "melody", late)
    with pytest.raises(MusicFileError):
        read_primer_upload("melody.mid", midi_of(*MELODY))


def test_a_sandbox_that_cannot_start_is_an_error_with_the_name_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandboxed_reader, "PROGRAM", Path("/nowhere/reader_worker.py"))
    with pytest.raises(MusicFileError) as refusal:
        read_primer_upload("melody.mid", midi_of(*MELODY))
    assert "melody.mid" in str(refusal.value)
