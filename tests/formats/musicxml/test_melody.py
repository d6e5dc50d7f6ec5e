"""The melody of a score: its part, its notes, their lengths."""

from __future__ import annotations

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.musicxml import read_musicxml
from tests.formats.musicxml.scores import (
    BAR,
    attributes,
    changes,
    chord,
    note,
    order,
    part,
    played,
    read,
    score,
)


def test_tied_heads_are_one_note() -> None:
    found = read(
        attributes() + note("r", 6) + note("E4", 2, '<tie type="start"/>'),
        note("E4", 4, '<tie type="stop"/>') + note("E4", 4),
    )
    assert played(found) == [(3.0, 3.0, 64), (6.0, 2.0, 64)]


def test_grace_notes_are_skipped_with_a_remark() -> None:
    grace = "<note><grace/><pitch><step>B</step><octave>3</octave></pitch><type>eighth</type></note>"
    found = read(attributes() + grace + BAR)
    assert order(found) == [60]
    assert any("grace" in remark for remark in found.remarks)


def test_highest_of_several_notes_is_the_melody() -> None:
    found = read(attributes() + note("C4", 4) + note("E4", 4, before="<chord/>") + note("D4", 4))
    assert order(found) == [64, 62]
    assert any("1 of 2" in remark or "2 of 3" in remark for remark in found.remarks)


def test_second_voice_is_skipped() -> None:
    found = read(
        attributes()
        + note("G4", 8, "<voice>1</voice>")
        + "<backup><duration>8</duration></backup>"
        + note("C4", 4, "<voice>2</voice>")
        + note("D4", 4, "<voice>2</voice>")
    )
    assert played(found) == [(0.0, 4.0, 67)]


def test_melody_is_found_by_its_name_and_chords_in_any_part() -> None:
    bass = part(attributes() + chord("F", "major-seventh", "maj7") + note("F2", 8), note("G2", 8))
    tune = part(attributes() + note("A4", 4) + note("C5", 4), note("D5", 8), number=2)
    found = read_musicxml(score(bass, tune, names=("Bass", "Lead")), "band.xml")
    assert found.track == "2: Lead"
    assert order(found) == [69, 72, 74]
    assert changes(found) == [(0.0, "Fmaj7")]
    assert "chord symbols of 1: Bass" in found.remarks


def test_melody_part_can_be_chosen() -> None:
    both = score(
        part(attributes() + BAR), part(attributes() + note("C6", 8), number=2), names=("Lead", "Flute")
    )
    assert order(read_musicxml(both, "duo.xml", melody_tracks=[2])) == [84]
    assert [choice.label for choice in read_musicxml(both, "duo.xml").tracks] == ["1: Lead", "2: Flute"]
    with pytest.raises(MusicFileError) as caught:
        read_musicxml(both, "duo.xml", melody_tracks=[3])
    assert caught.value.code == "no_such_track"


def test_triplets_are_exact_on_the_grid() -> None:
    triplet = (
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
    )
    divided = attributes().replace("<divisions>2", "<divisions>3")
    heads = "".join(note(name, 1, f"<type>eighth</type>{triplet}") for name in ("C4", "D4", "E4"))
    found = read(divided + heads + note("F4", 9))
    assert [n.start for n in found.solo.notes] == [0.0, 4 / 12, 8 / 12, 1.0]


def test_chord_symbols_are_joined_to_notes_that_begin_between_ticks() -> None:
    """Divisions of 7 a beat: no note is on the grid, and each keeps its own pitch and release."""
    seven = attributes().replace("<divisions>2", "<divisions>7")
    notes = "".join(note(name, 4) for name in ("C4", "D4", "E4", "F4", "G4", "A4", "B4"))
    assert order(read(seven + notes)) == [60, 62, 64, 65, 67, 69, 71]


def test_score_without_notes_is_refused() -> None:
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + note("r", 8))
    assert caught.value.code == "no_notes"
