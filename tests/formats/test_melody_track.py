from __future__ import annotations

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.melody_track import chord_share, find_melody, top_line
from jazzlstm.formats.midi.score import Player
from jazzlstm.formats.result import CHOSEN, SURE, UNSURE
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
    assert find_melody(band).player.number == 4


def test_single_line_wins_without_helpful_names() -> None:
    band = [player(1, "Track 1", CHORDS), player(2, "Track 2", WALK, 33), player(3, "Track 3", LINE)]
    assert find_melody(band).player.number == 3


def test_track_named_solo_wins_over_another_line() -> None:
    band = [player(1, "Flute", LINE, 73), player(2, "Guitar solo", LINE, 26)]
    assert find_melody(band).player.number == 2


def test_close_choice_is_a_remark() -> None:
    choice = find_melody([player(1, "Alto Sax", LINE, 65), player(2, "Trumpet", LINE, 56)])
    assert choice.certainty == UNSURE
    assert "2: Trumpet" in choice.remarks[0]


def test_background_of_a_band_is_not_the_melody_and_what_is_not_sure_is_said() -> None:
    """A French horn holds long notes below a saxophone whose track has no telling name."""
    held = tuple(Note(beat * 2.0, 2.0, 57 + beat % 3) for beat in range(8))
    tune = tuple(Note(beat / 2, 0.5, 67 + beat % 8) for beat in range(24))
    band = [
        player(1, "French Horn", held, 60),
        player(2, "Horns", CHORDS, 61),
        player(3, "Piano", CHORDS),
        player(4, "Track 4", tune, 66),
        player(5, "Bass", WALK, 32),
    ]
    choice = find_melody(band)
    assert (choice.player.number, choice.certainty) == (4, SURE)
    lonely = find_melody([band[0], player(2, "Track 2", held, 69)])
    assert lonely.certainty != SURE


def test_tracks_of_one_guitar_are_joined() -> None:
    strings = [player(number, f"String {number}", LINE[number::6], 26) for number in range(1, 6)]
    choice = find_melody([*strings, player(9, "Bass", WALK, 32)], [5, 1, 2, 3, 4])
    assert choice.numbers == (1, 2, 3, 4, 5)
    assert choice.certainty == CHOSEN
    assert [note.start for note in choice.player.notes] == sorted(
        note.start for string in strings for note in string.notes
    )
    assert "String 1" in choice.label
    assert "String 5" in choice.label


def test_chosen_track_is_the_melody() -> None:
    band = [player(1, "Solo", LINE), player(2, "Bass", WALK, 32)]
    assert find_melody(band, [2]).player.name == "Bass"
    with pytest.raises(MusicFileError) as caught:
        find_melody(band, [3])
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
