from __future__ import annotations

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.melody_track import chord_share, find_melody, top_line
from jazzlstm.formats.midi.score import Player
from jazzlstm.music import Note

LINE = tuple(Note(beat / 2, 0.5, 60 + beat % 12) for beat in range(32))
CHORDS = tuple(Note(4.0 * bar, 4.0, pitch) for bar in range(4) for pitch in (52, 55, 59, 62))
WALK = tuple(Note(float(beat), 1.0, 36 + beat % 7) for beat in range(16))


def player(
    number: int, name: str, notes: tuple[Note, ...], program: int = 0, is_drums: bool = False
) -> Player:
    return Player(number, name, program, is_drums, notes)


def test_horn_is_the_melody_of_a_band() -> None:
    band = [
        player(1, "Drums", LINE, is_drums=True),
        player(2, "Bass", WALK, 32),
        player(3, "Piano", CHORDS),
        player(4, "Tenor Sax", LINE, 66),
    ]
    assert find_melody(band)[0].number == 4


def test_single_line_wins_without_helpful_names() -> None:
    band = [player(1, "Track 1", CHORDS), player(2, "Track 2", WALK, 33), player(3, "Track 3", LINE)]
    assert find_melody(band)[0].number == 3


def test_track_named_solo_wins_over_another_line() -> None:
    band = [player(1, "Flute", LINE, 73), player(2, "Guitar solo", LINE, 26)]
    assert find_melody(band)[0].number == 2


def test_close_choice_is_a_remark() -> None:
    _, remarks = find_melody([player(1, "Alto Sax", LINE, 65), player(2, "Trumpet", LINE, 56)])
    assert "2: Trumpet" in remarks[0]


def test_chosen_track_is_the_melody() -> None:
    band = [player(1, "Solo", LINE), player(2, "Bass", WALK, 32)]
    assert find_melody(band, 2)[0].name == "Bass"
    with pytest.raises(MusicFileError) as caught:
        find_melody(band, 3)
    assert caught.value.code == "no_such_track"
    assert "1: Solo, 2: Bass" in str(caught.value)


def test_chord_share_is_0_for_a_line_and_1_for_chords() -> None:
    assert chord_share(LINE) == 0.0
    assert chord_share(CHORDS) == 1.0


def test_top_line_keeps_the_highest_of_each_chord() -> None:
    line, beneath = top_line([*CHORDS[:4], Note(4.0, 1.0, 67), Note(4.01, 1.0, 60)])
    assert [(note.start, note.pitch) for note in line] == [(0.0, 62), (4.0, 67)]
    assert len(beneath) == 4


def test_legato_ends_where_the_next_note_starts() -> None:
    line, beneath = top_line([Note(0.0, 1.2, 67), Note(1.0, 1.0, 64)])
    assert line == [Note(0.0, 1.0, 67), Note(1.0, 1.0, 64)]
    assert beneath == []


def test_lower_voice_under_a_held_note_is_skipped() -> None:
    line, beneath = top_line([Note(0.0, 4.0, 72), Note(1.0, 1.0, 60), Note(2.0, 1.0, 62)])
    assert [note.pitch for note in line] == [72]
    assert [note.pitch for note in beneath] == [60, 62]
