"""The strings of a guitar on separate tracks."""

from __future__ import annotations

import mido
import pytest

from jazzlstm.formats.midi.reader import read_midi
from tests.formats.midi.midi_files import SCALE, Event, changes, chord_track, meta, midi_file, note, read

LINE = [52, 55, 59, 64, 67, 64, 59, 55] * 4
OPEN_STRINGS = (40, 45, 50, 55, 59, 64)
PIANO = chord_track((0, 4, [48, 52, 55, 59]), (4, 4, [50, 53, 57, 60]), (8, 8, [48, 52, 55, 59]))
GUITAR = 26


def strings(names: list[str], program: int = 0) -> list[list[Event]]:
    """A line on the strings of a guitar, each on its own track."""
    tracks = [meta(0, "track_name", name=name) for name in names]
    for track in tracks:
        track.append((0.0, mido.Message("program_change", program=program)))
    for index, pitch in enumerate(LINE):
        string = max(place for place, lowest in enumerate(OPEN_STRINGS) if lowest <= pitch)
        tracks[string] += note(index / 2, pitch)
    return tracks


@pytest.mark.parametrize(
    ("names", "program"),
    [
        ([f"String {number}" for number in (6, 5, 4, 3, 2, 1)], 0),
        ([f"Gtr {letter}" for letter in "EADGBe"], 0),
        ([f"{letter} string" for letter in "EADGBe"], 0),
        (["Low E", "A", "D", "G", "B", "High E"], GUITAR),
        ([f"Jazz Gtr ({number})" for number in (6, 5, 4, 3, 2, 1)], GUITAR),
        (["Guitar"] * 6, GUITAR),
        ([""] * 6, 0),
    ],
)
def test_strings_on_separate_tracks_are_one_guitar(names: list[str], program: int) -> None:
    found = read(*strings(names, program))
    assert [n.pitch for n in found.solo.notes] == LINE
    assert any("strings of one guitar" in remark for remark in found.remarks)
    assert len(found.melody_tracks) == 4  # the low strings have no notes


def test_chords_come_from_the_band_beside_the_strings() -> None:
    found = read(PIANO, *strings(["Guitar"] * 6, GUITAR))
    assert [n.pitch for n in found.solo.notes] == LINE
    assert changes(found)[:2] == [(0.0, "Cmaj7"), (4.0, "Dm7")]


def test_a_string_can_be_chosen_by_hand() -> None:
    data = midi_file(*strings(["Guitar"] * 6, GUITAR))
    assert {n.pitch for n in read_midi(data, "x.mid", melody_tracks=[4]).solo.notes} == {64, 67}


def test_a_section_of_saxophones_stays_apart() -> None:
    section = []
    for number, interval in enumerate((-10, -5, -1, 4)):
        track = meta(0, "track_name", name=f"Sax {number + 1}")
        for index, pitch in enumerate(SCALE * 4):
            track += note(index / 2, pitch + interval, 0.45, channel=number)
        section.append(track)
    assert [n.pitch for n in read(*section).solo.notes] == [pitch + 4 for pitch in SCALE * 4]


def test_two_guitars_stay_apart() -> None:
    lead = meta(0, "track_name", name="Guitar 1")
    low = meta(0, "track_name", name="Guitar 2")
    for index, pitch in enumerate(SCALE * 4):
        lead += note(index / 2, pitch + 7, 0.45)
        low += note(index / 2, pitch, 0.45, channel=1)
    assert len(read(lead, low).melody_tracks) == 1
