"""Chords that a MIDI file names, and chords of its band."""

from __future__ import annotations

import mido
import pytest

from jazzlstm.formats.midi.xf_chords import SUFFIXES, read_xf_chord
from jazzlstm.formats.result import ReadSolo
from jazzlstm.theory.chords import parse_chord
from tests.formats.midi.midi_files import SCALE, Event, changes, chord_track, line, meta, note, read


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


def test_chords_in_lyrics_are_read_and_words_are_not() -> None:
    words = [
        event
        for beat, text in enumerate(["A", "fine", "ro-", "mance"])
        for event in meta(beat, "lyrics", text=text)
    ]
    assert read(words, line(SCALE)).chords_from == "nowhere"
    chords = [*meta(0, "lyrics", text="Am7"), *meta(4, "lyrics", text="D7")]
    assert changes(read(chords, line(SCALE * 2))) == [(0.0, "Am7"), (4.0, "D7")]


def texts(kind: str, *labels: tuple[float, str]) -> list[Event]:
    return [event for beat, text in labels for event in meta(beat, kind, text=text)]


def sections(found: ReadSolo) -> list[tuple[float, str]]:
    return [(section.start, section.name) for section in found.solo.chart.sections]


FORMS: list[list[tuple[float, str]]] = [
    [(0, "A"), (32, "B")],
    [(0, "A"), (32, "A"), (64, "B"), (96, "A")],
    [(0, "Intro"), (16, "A"), (48, "B"), (80, "C"), (112, "Outro")],
    [(0, "Head"), (16, "Solo"), (32, "C"), (48, "D")],
    [(0, "Verse 1"), (8, "B"), (16, "Chorus")],
    [(0, "[A]"), (32, "[B]")],
    [(0, "D"), (32, "E"), (64, "G")],
    [(0, "A"), (32, "B"), (64, "C"), (96, "D"), (128, "E")],
]


@pytest.mark.parametrize("kind", ["marker", "cue_marker", "lyrics", "text"])
@pytest.mark.parametrize("form", FORMS, ids=str)
def test_rehearsal_letters_and_words_are_sections(kind: str, form: list[tuple[float, str]]) -> None:
    """The chords of the band are detected, not overruled by the letters."""
    band = chord_track(*((4.0 * bar, 4.0, [50, 53, 57, 60]) for bar in range(36)))
    found = read(texts(kind, *form), line(SCALE * 36), band)
    assert sections(found) == [(beat, text.strip("[]")) for beat, text in form]
    assert changes(found) == [(0.0, "Dm7")]


@pytest.mark.parametrize("kind", ["marker", "lyrics", "text"])
def test_letters_in_short_steps_and_beside_symbols_are_chords(kind: str) -> None:
    steps = [(0.0, "C"), (4.0, "F"), (8.0, "G"), (12.0, "C")]
    assert changes(read(texts(kind, *steps), line(SCALE * 4))) == steps
    beside = [(0.0, "A"), (4.0, "F#m7"), (8.0, "Bm7"), (12.0, "E7")]
    assert changes(read(texts(kind, *beside), line(SCALE * 4))) == beside


def test_letters_on_the_beats_of_symbols_are_sections() -> None:
    chords = [(4.0 * bar, ("Dm7", "G7")[bar % 2]) for bar in range(16)]
    found = read(texts("marker", (0, "A"), (32, "B"), *chords), line(SCALE * 16))
    assert sections(found) == [(0.0, "A"), (32.0, "B")]
    assert changes(found) == chords


@pytest.mark.parametrize("kind", ["marker", "cue_marker"])
def test_chords_among_the_markers_of_a_sequencer_are_read(kind: str) -> None:
    others = [(0, "Loop start"), (0, "Locator 2"), (4, "punch in"), (12, "fill"), (14, "End"), (15, "???")]
    found = read(texts(kind, *others, (0, "Dm7"), (4, "G7"), (8, "C6")), line(SCALE * 4))
    assert changes(found) == [(0.0, "Dm7"), (4.0, "G7"), (8.0, "C6")]


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("Cmaj 7", "Cmaj7"),
        ("Cdim 7", "Cdim7"),
        ("G7 b9", "G7b9"),
        ("Chord: A m7", "Am7"),
        ("{Am7}", "Am7"),
        ("D 7sus 4", "D7sus4"),
    ],
)
def test_spaces_within_a_chord_name_are_ignored(text: str, symbol: str) -> None:
    assert changes(read(texts("marker", (0, text), (4, "Fm6")), line(SCALE * 2)))[0] == (0.0, symbol)


def test_words_of_a_song_are_not_chords() -> None:
    words = [
        (beat, text) for beat, text in enumerate(["Am", "I", "blue", "A", "dim", "light", "sus", "pects"])
    ]
    assert read(texts("lyrics", *words), line(SCALE * 2)).chords_from == "nowhere"


def xf_chord(beat: float, *values: int) -> list[Event]:
    return meta(beat, "sequencer_specific", data=(0x43, 0x7B, 1, *values))


def test_yamaha_chord_events_are_read() -> None:
    found = read(
        [
            *xf_chord(0, 0x32, 10, 0x7F, 0x7F),  # D minor seventh
            *xf_chord(4, 0x35, 25, 0x37, 25),  # G flat ninth over B
            *xf_chord(8, 0x27, 2, 0x27, 2),  # B flat major seventh
            *xf_chord(12, 0x44, 11, 0x44, 11),  # F sharp half-diminished
            *xf_chord(14, 0x31, 34, 0x7F, 0x7F),  # no chord
        ],
        line(SCALE * 4),
    )
    assert changes(found) == [(0, "Dm7"), (4, "G7b9/B"), (8, "Bbmaj7"), (12, "F#m7b5"), (14, "NC")]
    assert found.chords_from == "chord events"


def test_every_yamaha_chord_type_is_a_chord() -> None:
    for kind, suffix in enumerate(SUFFIXES):
        chord = read_xf_chord((0x43, 0x7B, 1, 0x31, kind, 0x7F, 0x7F))
        assert chord == parse_chord("C" + suffix)


def test_other_events_of_instruments_are_not_chords() -> None:
    for data in ((0x43, 0x7B, 1), (0x43, 0x7B, 2, 0x32, 10, 0, 0), (0x43, 0x7B, 1, 0x38, 10, 0, 0), ()):
        assert read_xf_chord(data) is None


def test_chords_are_detected_in_voicings_and_walking_bass() -> None:
    piano = chord_track((0, 3, [53, 57, 60, 64]), (4, 3, [53, 57, 59, 64]), (8, 6, [52, 55, 59, 62]))
    walk = [38, 41, 45, 44, 43, 47, 50, 49, 48, 52, 55, 57, 48, 47, 45, 43]
    bass = [*meta(0, "track_name", name="Bass"), (0.0, mido.Message("program_change", channel=2, program=32))]
    for beat, pitch in enumerate(walk):
        bass += note(beat, pitch, 1.0, channel=2)
    found = read(line(SCALE * 4), piano, bass)
    assert changes(found) == [(0.0, "Dm7"), (4.0, "G7"), (8.0, "Cmaj7")]
    assert found.chords_from == "the notes of Piano and Bass"


def test_chord_on_the_off_beat_before_the_barline_belongs_to_the_next_bar() -> None:
    piano = chord_track((0, 2, [50, 53, 57, 60]), (3.5, 0.5, [43, 53, 59, 62]), (6, 1, [43, 53, 59, 62]))
    assert changes(read(line(SCALE * 2), piano)) == [(0.0, "Dm7"), (4.0, "G7")]


def test_minor_chords_are_spelled_like_the_major_ones() -> None:
    piano = chord_track((0, 4, [56, 59, 63]), (4, 4, [49, 53, 56]), (8, 4, [51, 55, 58]))
    assert changes(read(line(SCALE * 3), piano)) == [(0.0, "Abm"), (4.0, "Db"), (8.0, "Eb")]


def test_long_silence_of_the_band_is_no_chord() -> None:
    piano = chord_track((0, 4, [48, 52, 55, 59]))
    assert changes(read(line(SCALE * 12), piano)) == [(0.0, "Cmaj7"), (4.0, "NC")]


def test_bass_line_alone_has_no_chords() -> None:
    bass = line([36, 40, 43, 45] * 2, step=1.0, name="Bass")
    found = read(line(SCALE * 2), bass)
    assert changes(found) == [(0.0, "NC")]
    assert found.chords_from == "nowhere"


def test_letters_beside_chords_in_texts_of_another_kind_are_sections() -> None:
    letters = meta(0, "marker", text="A") + meta(8, "marker", text="B")
    symbols = [
        event
        for place, text in enumerate(["Dm7", "G7", "Cmaj7"])
        for event in meta(4 * place, "text", text=text)
    ]
    found = read(letters + symbols, line(SCALE * 3))
    assert changes(found) == [(0, "Dm7"), (4, "G7"), (8, "Cmaj7")]
    assert [section.name for section in found.solo.chart.sections] == ["A", "B"]
