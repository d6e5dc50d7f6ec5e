from __future__ import annotations

import pytest

from jazzlstm.formats.midi.chord_detection import chords_from_notes
from jazzlstm.formats.midi.score import Player
from jazzlstm.music import Change, Note
from jazzlstm.theory.chords import parse_chord

DOWNBEATS = (0.0, 4.0, 8.0, 12.0)


def piano(*chords: tuple[float, float, str]) -> Player:
    """Chords in close position above C3: (start, length, symbol)."""
    notes = []
    for start, length, symbol in chords:
        chord = parse_chord(symbol)
        notes += [Note(start, length, 48 + (chord.root or 0) + tone) for tone in chord.tones]
    return Player(1, "Piano", 0, False, tuple(sorted(notes)))


def named(*players: Player) -> list[tuple[float, str]]:
    changes: tuple[Change, ...] = chords_from_notes(players, DOWNBEATS, 16.0)
    return [(change.start, change.chord.symbol) for change in changes]


@pytest.mark.parametrize(
    "symbol", ["C", "Fm", "Bdim", "Caug", "Ebmaj7", "Gm7", "D7", "F#m7b5", "C6", "Cm6", "BbmMaj7", "A7sus4"]
)
def test_held_chord_in_root_position_is_detected(symbol: str) -> None:
    assert named(piano((0, 16, symbol))) == [(0.0, parse_chord(symbol).symbol)]


def test_two_chords_in_a_bar_and_changes_off_the_barline_are_detected() -> None:
    held = piano((0, 2, "Dm7"), (2, 2, "G7"), (4, 7, "Cmaj7"), (11, 5, "A7"))
    assert named(held) == [(0.0, "Dm7"), (2.0, "G7"), (4.0, "Cmaj7"), (11.0, "A7")]


def test_chord_lasts_through_a_short_silence() -> None:
    assert named(piano((0, 1, "Dm7"), (8, 1, "G7"))) == [(0.0, "Dm7"), (8.0, "G7")]


def test_passing_note_does_not_change_the_chord() -> None:
    passing = Player(2, "Guitar", 26, False, (Note(1.0, 0.5, 61), Note(6.5, 0.5, 63)))
    assert named(piano((0, 16, "Cmaj7")), passing) == [(0.0, "Cmaj7")]


def test_bass_decides_between_two_names_of_a_voicing() -> None:
    voicing = piano((0, 16, "C6"))  # C E G A: also Am7
    bass = Player(2, "Bass", 32, False, tuple(Note(4.0 * bar, 4.0, 33) for bar in range(4)))
    assert named(voicing, bass) == [(0.0, "Am7")]


def test_drums_have_no_chords() -> None:
    drums = Player(1, "Drums", 0, True, tuple(Note(0.0, 16.0, pitch) for pitch in (36, 40, 43)))
    assert named(drums) == []
