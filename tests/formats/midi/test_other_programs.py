"""Our MIDI files as other programs read them: pretty_midi as a sequencer, music21 as a notation program."""

from __future__ import annotations

import io
from fractions import Fraction

import music21
import pretty_midi
import pytest

from jazzlstm.band import FEELS, BandOptions, arrange
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Note, Solo
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("Key: F\n3/4 | Gm7 | C7b9 |\n4/4 | Fmaj7 | D7 |")
NOTES = tuple(Note(k / 2, 0.5, 60 + 5 * k % 13) for k in range(24) if k % 8 != 7)


def played(feel: str, *, as_written: bool = False) -> Arrangement:
    options = BandOptions(count_in=1, as_written=as_written)
    return arrange(Solo(NOTES, CHART, 132, instrument="tp"), beats=14, feel=feel, options=options)


@pytest.mark.parametrize("feel", sorted(FEELS))
def test_sequencer_reads_parts_programs_tempo_and_every_note(feel: str) -> None:
    arrangement = played(feel)
    file = pretty_midi.PrettyMIDI(io.BytesIO(write_midi(arrangement)))
    assert [each.name for each in file.instruments] == ["Solo (trumpet)", "Bass", "Drums", "Piano"]
    assert [each.is_drum for each in file.instruments] == [False, False, True, False]
    assert [each.program for each in file.instruments] == [part.program for part in arrangement.parts]
    assert file.get_tempo_changes()[1] == pytest.approx([132], abs=0.01)
    signs = [(sign.numerator, sign.denominator) for sign in file.time_signature_changes]
    assert signs[:3] == [(3, 4), (4, 4), (3, 4)]
    assert file.key_signature_changes[0].key_number == pretty_midi.key_name_to_key_number("F major")
    for part, found in zip(arrangement.parts, file.instruments, strict=True):
        # two notes of one pitch on one tick are one
        strokes = {(round(note.start * 480), note.pitch) for note in part.notes}
        assert len(found.notes) == len(strokes)
        assert found.notes[0].start == pytest.approx(part.notes[0].start * 60 / 132, abs=0.002)


def test_played_file_has_swing_and_written_file_has_none() -> None:
    for as_written, off_beat in ((False, 0.67), (True, 0.5)):
        file = pretty_midi.PrettyMIDI(io.BytesIO(write_midi(played("swing", as_written=as_written))))
        ride = [note.start * 132 / 60 % 1 for note in file.instruments[2].notes if note.pitch == 51]
        off = [place for place in ride if 0.4 < place < 0.9]
        assert sum(off) / len(off) == pytest.approx(off_beat, abs=0.02)


def test_notation_program_reads_the_written_file_as_eighths() -> None:
    data = write_midi(played("swing", as_written=True))
    score = music21.converter.parseData(data, quantizePost=False)
    assert [part.partName for part in score.parts] == ["Solo (trumpet)", "Bass", "Drums", "Piano"]
    [mark] = {mark.number for mark in score.recurse().getElementsByClass("MetronomeMark")}
    assert mark == 132
    solo = score.parts[0].flatten().notes
    assert [Fraction(note.offset) for note in solo] == [Fraction(note.start + 3) for note in NOTES]
    assert {note.quarterLength for note in solo} == {0.5}
    assert [note.pitch.midi for note in solo] == [note.pitch for note in NOTES]
    signs = [sign.ratioString for sign in score.parts[0].recurse().getElementsByClass("TimeSignature")]
    assert signs[:2] == ["3/4", "4/4"]
