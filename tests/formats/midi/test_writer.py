from __future__ import annotations

import io

import mido
import pytest

from jazzlstm.errors import OutputError
from jazzlstm.formats.midi.writer import key_signature, write_midi
from jazzlstm.music import Arrangement, Bend, Change, Chart, Control, Metre, MetreChange, Note, Part
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0, title="Tune", key="Bb")
SOLO = Part("Solo", (Note(0.0, 1.0, 60, 100), Note(1.0, 0.5, 62, 90)), program=66, volume=110, pan=40)
DRUMS = Part("Drums", (Note(0.0, 0.5, 51),), is_drums=True)


def parsed(arrangement: Arrangement) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(write_midi(arrangement)), charset="utf-8")


def arrangement(*parts: Part, chart: Chart = CHART, beats: float = 20.0, tempo: float = 150.0) -> Arrangement:
    return Arrangement(parts, chart, tempo, beats)


def timed(track: mido.MidiTrack, kind: str) -> list[tuple[float, mido.Message]]:
    now, found = 0, []
    for message in track:
        now += message.time
        if message.type == kind:
            found.append((now / 480, message))
    return found


def test_conductor_track_holds_title_tempo_key_and_metre() -> None:
    track = parsed(arrangement(SOLO)).tracks[0]
    assert track.name == "Tune"
    assert timed(track, "set_tempo")[0][1].tempo == 400_000
    assert timed(track, "key_signature")[0][1].key == "Bb"
    (beat, sign), *others = timed(track, "time_signature")
    assert (beat, sign.numerator, sign.denominator, others) == (0.0, 4, 4, [])


def test_chord_markers_repeat_with_each_chorus() -> None:
    markers = timed(parsed(arrangement(SOLO)).tracks[0], "marker")
    assert [(beat, m.text) for beat, m in markers] == [
        (0.0, "Dm7"),
        (4.0, "G7"),
        (8.0, "Dm7"),
        (12.0, "G7"),
        (16.0, "Dm7"),
    ]


def test_metre_changes_repeat_with_each_chorus() -> None:
    metres = (MetreChange(0.0, Metre(4, 4)), MetreChange(4.0, Metre(3, 4)))
    chart = Chart((Change(0.0, parse_chord("C")),), 7.0, metres=metres)
    signs = timed(parsed(arrangement(SOLO, chart=chart, beats=14.0)).tracks[0], "time_signature")
    assert [(beat, m.numerator) for beat, m in signs] == [(0.0, 4), (4.0, 3), (7.0, 4), (11.0, 3)]


def test_part_has_name_program_volume_and_pan() -> None:
    track = parsed(arrangement(SOLO)).tracks[1]
    assert track.name == "Solo"
    assert timed(track, "program_change")[0][1].program == 66
    controls = {m.control: m.value for _, m in timed(track, "control_change")}
    assert controls == {7: 110, 10: 40}


def test_drums_alone_are_on_channel_10() -> None:
    file = parsed(arrangement(*[SOLO] * 11, DRUMS))
    channels = [timed(track, "program_change")[0][1].channel for track in file.tracks[1:]]
    assert channels == [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 9]


def test_every_track_ends_with_the_music() -> None:
    file = parsed(arrangement(SOLO, DRUMS, beats=18.5))
    assert {timed(track, "end_of_track")[0][0] for track in file.tracks} == {18.5}


def test_repeated_note_ends_before_it_starts_again() -> None:
    part = Part("Solo", (Note(0.0, 2.0, 60), Note(1.0, 1.0, 60)))
    track = parsed(arrangement(part)).tracks[1]
    order = [m.type for m in track if m.type in ("note_on", "note_off")]
    assert order == ["note_on", "note_off", "note_on", "note_off"]
    assert [beat for beat, _ in timed(track, "note_off")] == [1.0, 2.0]


def test_note_past_the_end_is_cut_at_the_end() -> None:
    part = Part("Solo", (Note(19.0, 4.0, 60), Note(21.0, 1.0, 62)))
    track = parsed(arrangement(part)).tracks[1]
    assert [(beat, m.note) for beat, m in timed(track, "note_off")] == [(20.0, 60)]


def test_same_arrangement_gives_the_same_bytes() -> None:
    assert write_midi(arrangement(SOLO, DRUMS)) == write_midi(arrangement(SOLO, DRUMS))


@pytest.mark.parametrize(
    "key, signature",
    [
        ("Bb", "Bb"),
        ("C minor", "Cm"),
        ("Am", "Am"),
        ("G♯", "Ab"),
        ("Db minor", "C#m"),
        ("F# minor", "F#m"),
        ("", ""),
        ("H", ""),
    ],
)
def test_keys_have_the_names_of_midi(key: str, signature: str) -> None:
    assert key_signature(key) == signature


def test_tempo_metre_and_chart_that_midi_cannot_hold_are_refused() -> None:
    with pytest.raises(OutputError):
        write_midi(arrangement(SOLO, tempo=2.0))
    odd = Chart(CHART.changes, 8.0, metres=(MetreChange(0.0, Metre(4, 3)),))
    with pytest.raises(OutputError):
        write_midi(arrangement(SOLO, chart=odd))
    with pytest.raises(OutputError):
        write_midi(arrangement(SOLO, chart=Chart(CHART.changes, 0.0)))


def test_controllers_change_on_their_beats() -> None:
    part = Part("Solo", (Note(0, 4, 60),), 66, controls=(Control(2, 1, 64), Control(4, 1, 0)))
    turns = timed(parsed(arrangement(part, beats=4)).tracks[1], "control_change")
    assert [(beat, turn.value) for beat, turn in turns if turn.control == 1] == [(2, 64), (4, 0)]


def test_bends_follow_the_bend_range() -> None:
    part = Part("Solo", SOLO.notes, bends=(Bend(0.5, -600), Bend(1.0, 0), Bend(1.5, -5000)))
    track = parsed(arrangement(part)).tracks[1]
    settings = [(m.control, m.value) for beat, m in timed(track, "control_change") if not beat]
    assert settings[2:5] == [(101, 0), (100, 0), (6, 12)]
    assert [(beat, m.pitch) for beat, m in timed(track, "pitchwheel")] == [
        (0.5, -4096),
        (1.0, 0),
        (1.5, -8192),
    ]


def test_part_without_bends_sets_no_bend_range() -> None:
    track = parsed(arrangement(SOLO)).tracks[1]
    assert len(timed(track, "control_change")) == 2
