"""Damaged MIDI files that sequencers play: read with the notes of the sound file, and a remark."""

from __future__ import annotations

import pytest

from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.result import ReadSolo
from tests.formats.midi.midi_files import SCALE, line, meta, midi_file

SIGNS = [
    *meta(0, "set_tempo", tempo=400_000),
    *meta(0, "time_signature", numerator=3, denominator=4),
    *meta(0, "key_signature", key="F"),
]
WHOLE = midi_file(SIGNS, line(SCALE))
TRACK = WHOLE.rindex(b"MTrk")
KEY = WHOLE.index(b"\xff\x59")
LENGTH = slice(TRACK + 4, TRACK + 8)


def track(events: bytes) -> bytes:
    return b"MTrk" + len(events).to_bytes(4, "big") + events


def with_sign(event: bytes) -> bytes:
    """The file with another meta event in place of its key signature."""
    signs = WHOLE[WHOLE.index(b"MTrk") + 8 : TRACK]
    place = KEY - WHOLE.index(b"MTrk") - 8
    return WHOLE[:14] + track(signs[:place] + event + signs[place + 5 :]) + WHOLE[TRACK:]


def with_track_length(offset: int) -> bytes:
    stated = int.from_bytes(WHOLE[LENGTH], "big") + offset
    return WHOLE[:TRACK] + b"MTrk" + stated.to_bytes(4, "big") + WHOLE[TRACK + 8 :]


def with_first_length(offset: int) -> bytes:
    start = WHOLE.index(b"MTrk") + 4
    stated = int.from_bytes(WHOLE[start : start + 4], "big") + offset
    return WHOLE[:start] + stated.to_bytes(4, "big") + WHOLE[start + 4 :]


def riff(*chunks: bytes) -> bytes:
    inside = b"RMID" + b"".join(chunks)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside


def chunk(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def is_repaired(found: ReadSolo) -> bool:
    return any("repaired" in remark for remark in found.remarks)


DAMAGED = {
    "key of 8 flats": with_sign(b"\xff\x59\x02\xf8\x00"),
    "key of 11 sharps": with_sign(b"\xff\x59\x02\x0b\x01"),
    "key in mode 2": with_sign(b"\xff\x59\x02\x01\x02"),
    "empty key": with_sign(b"\xff\x59\x00"),
    "empty channel prefix": with_sign(b"\xff\x20\x00"),
    "empty tempo": with_sign(b"\xff\x51\x00"),
    "short SMPTE offset": with_sign(b"\xff\x54\x02\x00\x00"),
    "odd sequence number": with_sign(b"\xff\x00\x01\x07"),
    "impossible SMPTE offset": with_sign(b"\xff\x54\x05\xff\xff\xff\xff\xff"),
    "unknown type": WHOLE[:8] + b"\0\7" + WHOLE[10:],
    "too many tracks": WHOLE[:10] + b"\0\5" + WHOLE[12:],
    "too few tracks": WHOLE[:10] + b"\0\1" + WHOLE[12:],
    "no tracks": WHOLE[:10] + b"\0\0" + WHOLE[12:],
    "vendor chunk before the tracks": WHOLE[:14] + b"XFKM\0\0\0\3abc" + WHOLE[14:],
    "vendor chunk between the tracks": WHOLE[:TRACK] + b"CASM\0\0\0\5abcde" + WHOLE[TRACK:],
    "vendor chunk at the end": WHOLE + b"OTSc\0\0\0\2ab",
    "vendor chunk cut short": WHOLE + b"OTSc\0\0\1\0ab",
    "junk between the tracks": WHOLE[:TRACK] + b"\0\1\2" * 5 + WHOLE[TRACK:],
    "last track too long": with_track_length(9),
    "last track far too long": with_track_length(10**8),
    "last track too short": with_track_length(-6),
    "first track too long": with_first_length(12),
    "first track too short": with_first_length(-5),
    "last track of length 0": WHOLE[:TRACK] + b"MTrk\0\0\0\0" + WHOLE[TRACK + 8 :],
    "last track of length 0, without an end": WHOLE[:TRACK] + b"MTrk\0\0\0\0" + WHOLE[TRACK + 8 : -4],
    "RIFF": riff(chunk(b"data", WHOLE)),
    "RIFF with its texts first": riff(
        chunk(b"LIST", b"INFOINAM" + (200).to_bytes(4, "little") + b"x" * 200), chunk(b"data", WHOLE)
    ),
    "MacBinary header": b"\0\x08tune.mid".ljust(128, b"\0") + WHOLE,
    "end of track missing": midi_file(SIGNS, line(SCALE))[:-4],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_file_is_read_with_a_remark(name: str) -> None:
    found = read_midi(DAMAGED[name], "tune.mid")
    assert found.solo.notes == read_midi(WHOLE, "tune.mid").solo.notes
    assert found.solo.tempo == 150.0
    assert str(found.solo.chart.metre) == "3/4"
    assert is_repaired(found)


def test_sound_file_has_no_remark_on_repairs() -> None:
    assert not is_repaired(read_midi(WHOLE, "tune.mid"))


def test_file_with_a_longer_header_is_sound() -> None:
    longer = b"MThd\0\0\0\x08" + WHOLE[8:14] + b"\0\0" + WHOLE[14:]
    assert read_midi(longer, "tune.mid") == read_midi(WHOLE, "tune.mid")


def test_unknown_meta_event_keeps_its_delta_time() -> None:
    """mido drops the delta time of meta events that it does not know."""
    events = (
        b"\x00\x90\x3c\x50\x60\x80\x3c\x00\x60\xff\x4b\x02ab\x00\x90\x3e\x50\x60\x80\x3e\x00\x00\xff\x2f\x00"
    )
    found = read_midi(b"MThd\0\0\0\6\0\0\0\1\0\x60" + track(events), "tune.mid")
    assert [(note.start, note.pitch) for note in found.solo.notes] == [(0.0, 60), (2.0, 62)]


def test_events_are_read_up_to_the_damage() -> None:
    events = b"\x00\x90\x3c\x50\x60\x80\x3c\x00" + b"\x00\xf4\x00" * 4
    found = read_midi(b"MThd\0\0\0\6\0\0\0\1\0\x60" + track(events), "tune.mid")
    assert [(note.start, note.duration, note.pitch) for note in found.solo.notes] == [(0.0, 1.0, 60)]
    assert is_repaired(found)


def test_real_time_bytes_are_skipped() -> None:
    events = b"\x00\x90\x3c\x50\x60\xfe\x00\x80\x3c\x00\x00\xff\x59\x00\x00\x90\x3e\x50\x60\x3e\x00"
    found = read_midi(b"MThd\0\0\0\6\0\0\0\1\0\x60" + track(events), "tune.mid")
    assert [(note.start, note.duration, note.pitch) for note in found.solo.notes] == [
        (0.0, 1.0, 60),
        (1.0, 1.0, 62),
    ]


def test_missing_tempo_and_time_signature_are_remarks() -> None:
    found = read_midi(midi_file(line(SCALE)), "tune.mid")
    assert (found.solo.tempo, str(found.solo.chart.metre)) == (120.0, "4/4")
    assert any("120" in remark for remark in found.remarks)
    assert any("4/4" in remark for remark in found.remarks)


def test_file_of_type_2_with_one_track_is_read() -> None:
    data = midi_file([*SIGNS, *line(SCALE)], kind=0)
    assert read_midi(data[:9] + b"\2" + data[10:], "tune.mid") == read_midi(data, "tune.mid")
