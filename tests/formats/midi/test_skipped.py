"""MIDI files that are refused, with a code, and files that look bad and are read all the same."""

from __future__ import annotations

import time

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.midi.reader import read_midi
from tests.formats.midi.midi_files import SCALE, chord_track, line, meta, midi_file, note, read


def refused(data: bytes) -> str:
    """The code of the error that reading raises."""
    with pytest.raises(MusicFileError) as caught:
        read_midi(data, "tune.mid")
    assert str(caught.value).startswith("tune.mid: ")
    return caught.value.code


def test_file_without_notes_is_refused() -> None:
    assert refused(midi_file(meta(0, "track_name", name="Solo"))) == "no_notes"
    assert refused(midi_file()) == "no_notes"


def test_drums_alone_are_refused() -> None:
    drums = [event for beat in range(8) for event in note(beat, 38, channel=9)]
    assert refused(midi_file(drums)) == "only_drums"


def test_text_empty_and_headless_files_are_refused() -> None:
    assert refused(b"Dm7 G7 Cmaj7\n" * 40) == "not_midi"
    assert refused(b"") == "empty"
    assert refused(midi_file(line(SCALE))[:10]) == "cut_short"


def test_every_truncation_is_refused_or_read_up_to_the_cut() -> None:
    whole = midi_file(meta(0, "set_tempo", tempo=500_000), line(SCALE))
    notes = read_midi(whole, "tune.mid").solo.notes
    for length in range(len(whole) - 8):
        try:
            found = read_midi(whole[:length], "tune.mid")
        except MusicFileError as error:
            assert error.code in ("empty", "not_midi", "cut_short", "no_notes", "damaged")
        else:
            assert found.solo.notes == notes[: len(found.solo.notes)]
            assert any("repaired" in remark for remark in found.remarks)


def test_60_mb_are_refused_without_parsing() -> None:
    assert refused(b"MThd" + bytes(60 * 2**20 - 4)) == "too_large"


def test_type_2_file_is_refused() -> None:
    assert refused(midi_file(line(SCALE), line(SCALE), kind=2)) == "type_2"


def test_smpte_time_is_refused() -> None:
    whole = midi_file(line(SCALE))
    assert refused(whole[:12] + b"\xe7\x28" + whole[14:]) == "smpte"


def test_division_of_zero_is_refused() -> None:
    whole = midi_file(line(SCALE))
    assert refused(whole[:12] + b"\0\0" + whole[14:]) == "damaged"


def test_note_after_an_endless_delta_time_is_skipped() -> None:
    endless = b"\xff" * 300 + b"\x7f"
    track = b"\x00\x90\x40\x50\x10\x80\x40\x00" + endless + b"\x90\x40\x50\x10\x80\x40\x00\x00\xff\x2f\x00"
    file = b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk" + len(track).to_bytes(4, "big") + track
    assert [note.pitch for note in read_midi(file, "tune.mid").solo.notes] == [64]


@pytest.mark.parametrize(
    "junk", [b"\x00\x3c\x40\x00" * 50, b"\xff" * 200, b"\x00\xf0\x81" * 60, bytes(range(256))]
)
def test_track_of_junk_is_refused(junk: bytes) -> None:
    assert refused(midi_file()[:10] + b"\0\1\1\xe0MTrk" + len(junk).to_bytes(4, "big") + junk) == "damaged"


def test_note_at_an_absurd_tick_is_refused_at_once() -> None:
    track = b"\xff\xff\xff\x7f\x90\x3c\x40\x60\x80\x3c\x40\x00\xff\x2f\x00"
    began = time.process_time()
    code = refused(b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track)
    assert code == "too_long"
    assert time.process_time() - began < 1.0


def test_end_of_track_at_an_absurd_tick_does_not_lengthen_the_chart() -> None:
    found = read([*line(SCALE), *meta(500_000, "end_of_track")])
    assert found.solo.chart.beats <= 72.0


@pytest.mark.slow
def test_more_than_20_000_notes_are_refused() -> None:
    assert refused(midi_file(line(SCALE * 2_501, step=0.25))) == "too_many_notes"


def test_millions_of_events_are_refused_before_they_fill_the_memory() -> None:
    track = b"\x00\xb0\x01\x40" + b"\x00\x01\x40" * 400_000
    data = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track
    assert refused(data) == "too_many_events"


@pytest.mark.slow
def test_10_000_notes_are_read_fast() -> None:
    data = midi_file(
        line(SCALE * 1_250), chord_track(*((4.0 * bar, 4.0, [48, 52, 55]) for bar in range(100)))
    )
    began = time.process_time()
    found = read_midi(data, "tune.mid")
    assert len(found.solo.notes) == 10_000
    assert time.process_time() - began < 10.0


def test_error_on_a_missing_track_names_the_others() -> None:
    with pytest.raises(MusicFileError) as caught:
        read_midi(midi_file(line(SCALE)), "tune.mid", melody_tracks=[7])
    assert caught.value.code == "no_such_track"
    assert "1: Solo" in str(caught.value)


@pytest.mark.slow
@pytest.mark.parametrize(
    "chunks",
    [
        b"MTrk\0\0\0\1\0\0" * 400_000,
        b"MTrk\0\0\0\2\0\0" * 400_000,
        b"".join(b"%04x\0\0\0\0" % index for index in range(65_536)) * 4,
        b"MTrk\0\0\x10\0" * 400_000,
    ],
    ids=["tracks", "junk", "unknown chunks", "overlapping"],
)
def test_millions_of_chunks_are_refused_in_time(chunks: bytes) -> None:
    began = time.process_time()
    assert refused(midi_file()[:14] + chunks) in ("damaged", "no_notes", "too_many_events")
    assert time.process_time() - began < 3.0


@pytest.mark.slow
def test_100_000_texts_are_read_in_time() -> None:
    letters = b"".join(b"\x00\xff\x06\x01" + bytes((65 + index % 7,)) for index in range(100_000))
    track = b"\x00\x90\x3c\x50" + letters + b"\x60\x80\x3c\x00\x00\xff\x2f\x00"
    data = b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk" + len(track).to_bytes(4, "big") + track
    began = time.process_time()
    assert read_midi(data, "tune.mid").solo.notes
    assert time.process_time() - began < 5.0
