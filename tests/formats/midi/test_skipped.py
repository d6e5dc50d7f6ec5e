"""MIDI files that are left, and why; and files that look bad and are read all the same."""

from __future__ import annotations

import time

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.midi.reader import read_midi
from tests.formats.midi.midi_files import SCALE, chord_track, line, meta, midi_file, note, read


def left(data: bytes) -> str:
    with pytest.raises(MusicFileError) as caught:
        read_midi(data, "tune.mid")
    assert str(caught.value).startswith("tune.mid: ")
    return str(caught.value)


def test_file_without_notes_is_left() -> None:
    assert "no note" in left(midi_file(meta(0, "track_name", name="Solo")))
    assert "no note" in left(midi_file())


def test_drums_alone_are_left() -> None:
    drums = [event for beat in range(8) for event in note(beat, 38, channel=9)]
    assert "only drums" in left(midi_file(drums))


def test_text_empty_and_cut_files_are_left() -> None:
    assert "not a MIDI file" in left(b"Dm7 G7 Cmaj7\n" * 40)
    assert "empty" in left(b"")
    whole = midi_file(line(SCALE * 4))
    assert "breaks off" in left(whole[:-30])
    assert "breaks off" in left(whole[:10])


def test_every_truncation_is_left_with_a_reason() -> None:
    whole = midi_file(meta(0, "set_tempo", tempo=500_000), line(SCALE))
    for length in range(len(whole) - 8):
        assert left(whole[:length])


def test_60_mb_are_left_without_parsing() -> None:
    assert "60 MB" in left(b"MThd" + bytes(60 * 2**20 - 4))


def test_type_2_file_is_left() -> None:
    assert "type 2" in left(midi_file(line(SCALE), kind=2))


def test_smpte_time_is_left() -> None:
    whole = midi_file(line(SCALE))
    assert "SMPTE" in left(whole[:12] + b"\xe7\x28" + whole[14:])


def test_division_of_zero_is_left() -> None:
    whole = midi_file(line(SCALE))
    assert "ticks" in left(whole[:12] + b"\0\0" + whole[14:])


def test_what_comes_after_a_wait_longer_than_any_number_is_left() -> None:
    endless = b"\xff" * 300 + b"\x7f"
    track = b"\x00\x90\x40\x50\x10\x80\x40\x00" + endless + b"\x90\x40\x50\x10\x80\x40\x00\x00\xff\x2f\x00"
    file = b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk" + len(track).to_bytes(4, "big") + track
    assert [note.pitch for note in read_midi(file, "tune.mid").solo.notes] == [64]


@pytest.mark.parametrize(
    "junk", [b"\x00\x3c\x40\x00" * 50, b"\xff" * 200, b"\x00\xf0\x81" * 60, bytes(range(256))]
)
def test_running_status_junk_is_left(junk: bytes) -> None:
    assert left(midi_file()[:10] + b"\0\1\1\xe0MTrk" + len(junk).to_bytes(4, "big") + junk)


def test_note_at_an_absurd_tick_is_left_at_once() -> None:
    track = b"\xff\xff\xff\x7f\x90\x3c\x40\x60\x80\x3c\x40\x00\xff\x2f\x00"
    began = time.perf_counter()
    reason = left(b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track)
    assert "beat" in reason
    assert time.perf_counter() - began < 1.0


def test_end_of_track_at_an_absurd_tick_does_not_stretch_the_chart() -> None:
    found = read([*line(SCALE), *meta(500_000, "end_of_track")])
    assert found.solo.chart.beats <= 72.0


def test_more_than_20_000_notes_are_left() -> None:
    assert "20,008 notes" in left(midi_file(line(SCALE * 2_501, step=0.25)))


def test_millions_of_events_are_left_before_they_fill_the_memory() -> None:
    track = b"\x00\xb0\x01\x40" + b"\x00\x01\x40" * 400_000
    data = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track
    assert "too many MIDI events" in left(data)


def test_10_000_notes_are_read_fast() -> None:
    data = midi_file(
        line(SCALE * 1_250), chord_track(*((4.0 * bar, 4.0, [48, 52, 55]) for bar in range(100)))
    )
    began = time.perf_counter()
    found = read_midi(data, "tune.mid")
    assert len(found.solo.notes) == 10_000
    assert time.perf_counter() - began < 10.0


def test_track_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(MusicFileError, match="1: Solo"):
        read_midi(midi_file(line(SCALE)), "tune.mid", melody_track=7)
