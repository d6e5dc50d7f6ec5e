from __future__ import annotations

from io import BytesIO

import mido
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.audio import midi_segments, synthesizer
from jazzlstm.audio.midi_segments import SEGMENT_BEATS, cut_segments
from jazzlstm.audio.synthesizer import RATE, record
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import NO_CHORD, Arrangement, Bend, Change, Chart, Control, Note, Part

CHART = Chart((Change(0.0, NO_CHORD),), 4.0)


def piece(
    notes: tuple[Note, ...], beats: float, *, bends: tuple[Bend, ...] = (), controls: tuple[Control, ...] = ()
) -> mido.MidiFile:
    part = Part("Solo", notes, 66, volume=77, bends=bends, controls=controls)
    return mido.MidiFile(file=BytesIO(write_midi(Arrangement((part,), CHART, 120.0, beats))))


def notes_of(midi: bytes, shift: float) -> list[tuple[float, int]]:
    """Start in seconds and pitch of each note of a segment."""
    now, found = 0.0, []
    for message in mido.MidiFile(file=BytesIO(midi)):
        now += message.time
        if message.type == "note_on" and message.velocity:
            found.append((round(shift + now, 2), message.note))
    return found


def test_a_short_piece_is_one_segment() -> None:
    [segment] = cut_segments(piece((Note(0, 4, 60),), 8), 2.5)
    assert segment.start == 0
    assert mido.MidiFile(file=BytesIO(segment.midi)).length == pytest.approx(4 + 2.5)


def test_longer_versions_of_a_piece_share_its_segments() -> None:
    line = tuple(Note(float(beat), 0.9, 60 + beat % 5) for beat in range(400))
    short, long = (cut_segments(piece(line[:beats], beats), 2.5) for beats in (200, 400))
    assert all((segment.start * 2) % SEGMENT_BEATS == 0 for segment in long)
    assert short[:2] == long[:2]


@given(
    starts=st.lists(st.floats(0, 299), min_size=1, max_size=60),
    length=st.floats(0.05, 40),
    beats=st.integers(300, 320),
)
@settings(deadline=None, max_examples=30)
def test_every_note_is_in_one_segment_at_its_time(starts: list[float], length: float, beats: int) -> None:
    notes = tuple(Note(start, length, 40 + index) for index, start in enumerate(sorted(starts)))
    found = [
        note
        for segment in cut_segments(piece(notes, beats), 2.5)
        for note in notes_of(segment.midi, segment.start)
    ]
    found.sort(key=lambda note: note[1])
    assert [pitch for _, pitch in found] == [note.pitch for note in notes]
    assert [start for start, _ in found] == pytest.approx([note.start / 2 for note in notes], abs=0.02)


def test_a_segment_begins_with_the_current_program_controllers_and_bend() -> None:
    notes = tuple(Note(float(beat), 0.9, 60) for beat in range(200))
    file = piece(notes, 200, bends=(Bend(3, -300), Bend(5, -600)), controls=(Control(2, 1, 55),))
    second = cut_segments(file, 2.5)[1]
    first = [m for m in mido.MidiFile(file=BytesIO(second.midi)).tracks[1] if not m.time and not m.is_meta]
    assert [m.program for m in first if m.type == "program_change"] == [66]
    assert [m.pitch for m in first if m.type == "pitchwheel"] == [-4096]
    controls = [(m.control, m.value) for m in first if m.type == "control_change"]
    assert {(7, 77), (1, 55), (6, 12)} <= set(controls)
    assert controls.index((100, 0)) < controls.index((6, 12)) < controls.index((100, 127))


@pytest.mark.slow
def test_the_sum_of_all_segments_sounds_like_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = tuple(Note(beat * 1.5, 1.4, 50 + beat % 12) for beat in range(100))
    buffer = BytesIO()
    piece(notes, 150).save(file=buffer)

    def sound() -> np.ndarray:
        synthesizer._cache.clear()
        [recorded] = record([buffer.getvalue()])
        return recorded

    cut = sound()
    monkeypatch.setattr(midi_segments, "SEGMENT_SECONDS", 1000.0)
    whole = sound()
    assert len(cut) == len(whole)
    blocks = len(cut) // RATE
    levels = [
        np.sqrt(np.square(each[: blocks * RATE].reshape(blocks, -1)).mean(axis=1)) for each in (cut, whole)
    ]
    assert np.abs(20 * np.log10(levels[0] / levels[1])).max() < 0.5
