"""Chords that a MIDI file names, and chords that its band only plays."""

from __future__ import annotations

import mido

from tests.formats.midi.midi_files import SCALE, changes, chord_track, line, meta, note, read


def test_markers_name_the_chords() -> None:
    found = read(
        [
            *meta(0, "marker", text="D-7"),
            *meta(2, "marker", text="G7(b9)"),
            *meta(4, "marker", text="CΔ".encode().decode("latin-1")),
        ],
        line(SCALE * 2),
    )
    assert changes(found) == [(0.0, "Dm7"), (2.0, "G7b9"), (4.0, "Cmaj7")]
    assert found.chords_from == "markers"


def test_lyrics_of_the_song_are_not_chords_but_chord_lyrics_are() -> None:
    words = [
        event
        for beat, text in enumerate(["A", "fine", "ro-", "mance"])
        for event in meta(beat, "lyrics", text=text)
    ]
    assert read(words, line(SCALE)).chords_from == "nowhere"
    chords = [*meta(0, "lyrics", text="Am7"), *meta(4, "lyrics", text="D7")]
    assert changes(read(chords, line(SCALE * 2))) == [(0.0, "Am7"), (4.0, "D7")]


def test_rehearsal_letters_are_sections_not_chords() -> None:
    letters = [*meta(0, "marker", text="A"), *meta(32, "marker", text="B")]
    found = read(letters, line(SCALE * 12))
    assert [section.name for section in found.solo.chart.sections] == ["A", "B"]
    assert changes(found) == [(0.0, "NC")]


def test_chords_are_named_from_voicings_and_walking_bass() -> None:
    piano = chord_track((0, 3, [53, 57, 60, 64]), (4, 3, [53, 57, 59, 64]), (8, 6, [52, 55, 59, 62]))
    walk = [38, 41, 45, 44, 43, 47, 50, 49, 48, 52, 55, 57, 48, 47, 45, 43]
    bass = [*meta(0, "track_name", name="Bass"), (0.0, mido.Message("program_change", channel=2, program=32))]
    for beat, pitch in enumerate(walk):
        bass += note(beat, pitch, 1.0, channel=2)
    found = read(line(SCALE * 4), piano, bass)
    assert changes(found) == [(0.0, "Dm7"), (4.0, "G7"), (8.0, "Cmaj7")]
    assert found.chords_from == "the notes of Piano and Bass"


def test_stab_before_the_barline_belongs_to_the_bar_after_it() -> None:
    piano = chord_track((0, 2, [50, 53, 57, 60]), (3.5, 0.5, [43, 53, 59, 62]), (6, 1, [43, 53, 59, 62]))
    assert changes(read(line(SCALE * 2), piano)) == [(0.0, "Dm7"), (4.0, "G7")]


def test_minor_chords_are_spelled_like_their_neighbours() -> None:
    piano = chord_track((0, 4, [56, 59, 63]), (4, 4, [49, 53, 56]), (8, 4, [51, 55, 58]))
    assert changes(read(line(SCALE * 3), piano)) == [(0.0, "Abm"), (4.0, "Db"), (8.0, "Eb")]


def test_long_silence_of_the_band_is_no_chord() -> None:
    piano = chord_track((0, 4, [48, 52, 55, 59]))
    assert changes(read(line(SCALE * 12), piano)) == [(0.0, "Cmaj7"), (4.0, "NC")]


def test_bass_line_alone_names_no_chords() -> None:
    bass = line([36, 40, 43, 45] * 2, step=1.0, name="Bass")
    found = read(line(SCALE * 2), bass)
    assert changes(found) == [(0.0, "NC")]
    assert found.chords_from == "nowhere"
