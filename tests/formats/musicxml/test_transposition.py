"""Parts of transposing instruments, read at concert pitch."""

from __future__ import annotations

from tests.formats.musicxml.scores import attributes, changes, chord, note, order, read


def test_transposing_part_sounds_at_concert_pitch() -> None:
    b_flat = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    found = read(attributes(2, b_flat) + chord("D", "major-seventh") + note("F#5", 8))
    assert order(found) == [76]
    assert changes(found) == [(0.0, "Cmaj7")]
    assert found.solo.chart.key == "C"


def transposed(chromatic: int, octaves: int = 0) -> str:
    return (
        f"<attributes><transpose><chromatic>{chromatic}</chromatic>"
        f"<octave-change>{octaves}</octave-change></transpose></attributes>"
    )


def test_change_of_instrument_changes_the_transposition_of_notes_and_chords() -> None:
    found = read(
        attributes() + transposed(-2, -1) + chord("E", "minor-seventh") + note("D5", 8),
        transposed(0) + chord("C", "major-seventh") + note("G5", 4) + transposed(-9) + note("A4", 4),
    )
    assert order(found) == [60, 79, 60]
    assert changes(found) == [(0.0, "Dm7"), (4.0, "Cmaj7")]
