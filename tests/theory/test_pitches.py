"""Pitch names to numbers and back."""

from __future__ import annotations

import pytest

from jazzlstm.errors import ChordError, InputError
from jazzlstm.theory.pitches import (
    parse_note_name,
    parse_pitch_class,
    spell_degree,
    spell_note,
    spell_pitch_class,
)


def test_pitch_classes_are_spelled_with_flats_or_sharps() -> None:
    assert [spell_pitch_class(pc, flats=True) for pc in (1, 10, 22)] == ["Db", "Bb", "Bb"]
    assert [spell_pitch_class(pc, flats=False) for pc in (1, 10, 0)] == ["C#", "A#", "C"]


def test_enharmonic_names_share_a_pitch_class() -> None:
    assert {parse_pitch_class(name) for name in ("Bb", "A#", "B♭", "A♯", "Cbb")} == {10}


@pytest.mark.parametrize("name", ["", "H", "b", "C###", "Cmaj7", "4"])
def test_text_that_is_not_a_pitch_is_refused(name: str) -> None:
    with pytest.raises(ChordError) as caught:
        parse_pitch_class(name)
    assert caught.value.symbol == name


def test_note_names_count_octaves_from_middle_c() -> None:
    names = ("C4", "G4", "Bb3", "b♭3", "C-1", "G9", "B#3", "Cb4", " F#5 ")
    assert [parse_note_name(name) for name in names] == [60, 67, 58, 58, 0, 127, 60, 59, 78]


def test_every_note_of_midi_has_a_name_that_reads_back() -> None:
    assert [spell_note(pitch) for pitch in (60, 70, 0)] == ["C4", "Bb4", "C-1"]
    assert [parse_note_name(spell_note(pitch)) for pitch in range(128)] == list(range(128))


@pytest.mark.parametrize("name", ["", "G", "H4", "G11", "C-2", "G#9", "4", "G4.5", "G99999999999"])
def test_note_out_of_range_or_misspelled_is_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_note_name(name)
    assert caught.value.code == ("note_out_of_range" if name in ("G11", "C-2", "G#9") else "bad_note")


def test_degree_is_spelled_on_its_usual_letter() -> None:
    assert spell_degree("D", 4, flats=True) == "F#"
    assert spell_degree("Db", 4, flats=False) == "F"
    assert spell_degree("F", 3, flats=False) == "Ab"
    assert spell_degree("B", 6, flats=True) == "F"
