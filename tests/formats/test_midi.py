from __future__ import annotations

import io
import time

import mido
import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.chords import parse_chord
from jazzlstm.errors import MusicFileError
from jazzlstm.formats.midi import read_midi, write_midi
from jazzlstm.formats.reading import ReadSolo
from jazzlstm.music import Arrangement, Change, Chart, Metre, MetreChange, Note, Part

TICKS = 480
Event = tuple[float, mido.Message | mido.MetaMessage]


def note(start: float, pitch: int, length: float = 0.5, *, channel: int = 0) -> list[Event]:
    """A note as two events on their beats."""
    return [
        (start, mido.Message("note_on", channel=channel, note=pitch, velocity=80)),
        (start + length, mido.Message("note_off", channel=channel, note=pitch)),
    ]


def meta(beat: float, kind: str, **values: object) -> list[Event]:
    return [(beat, mido.MetaMessage(kind, **values))]


def midi_file(*tracks: list[Event], kind: int = 1, ticks: int = TICKS) -> bytes:
    """Tracks of events in beats as the bytes of a file."""
    file = mido.MidiFile(type=kind, ticks_per_beat=ticks)
    for events in tracks:
        track, now = mido.MidiTrack(), 0
        for beat, message in sorted(events, key=lambda event: (event[0], event[1].type == "note_on")):
            tick = round(beat * ticks)
            track.append(message.copy(time=tick - now))
            now = tick
        file.tracks.append(track)
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def line(pitches: list[int], step: float = 0.5, start: float = 0.0, name: str = "Solo") -> list[Event]:
    """A single line of equal notes."""
    events = meta(0, "track_name", name=name)
    for index, pitch in enumerate(pitches):
        events += note(start + index * step, pitch, step)
    return events


def chord_track(*chords: tuple[float, float, list[int]], name: str = "Piano") -> list[Event]:
    events = meta(0, "track_name", name=name)
    for start, length, pitches in chords:
        for pitch in pitches:
            events += note(start, pitch, length, channel=1)
    return events


def read(*tracks: list[Event]) -> ReadSolo:
    return read_midi(midi_file(*tracks), "tune.mid")


def changes(found: ReadSolo) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in found.solo.chart.changes]


SCALE = [60, 62, 64, 65, 67, 69, 71, 72]


# Reading what stands there


def test_notes_keep_their_beats_pitches_and_velocities() -> None:
    found = read(line([60, 62, 64], start=1.0))
    assert found.solo.notes == (Note(1.0, 0.5, 60, 80), Note(1.5, 0.5, 62, 80), Note(2.0, 0.5, 64, 80))


def test_notes_agree_with_pretty_midi() -> None:
    data = midi_file(meta(0, "set_tempo", tempo=400_000), line([60, 64, 67, 71] * 8, step=0.25))
    trusted = pretty_midi.PrettyMIDI(io.BytesIO(data))
    seconds_a_beat = 0.4
    expected = [
        (round(n.start / seconds_a_beat, 6), round(n.end / seconds_a_beat, 6), n.pitch, n.velocity)
        for n in trusted.instruments[0].notes
    ]
    notes = read_midi(data, "tune.mid").solo.notes
    assert [(n.start, n.end, n.pitch, n.velocity) for n in notes] == expected


def test_title_comes_from_the_conductor_track_else_from_the_file_name() -> None:
    assert read(meta(0, "track_name", name="Blue Rain"), line(SCALE)).solo.title == "Blue Rain"
    assert read(line(SCALE)).solo.title == "tune"


def test_key_signature_is_spoken_as_a_player_says_it() -> None:
    assert read(meta(0, "key_signature", key="Cm"), line(SCALE)).solo.chart.key == "C minor"


def test_type_0_file_is_split_by_channel() -> None:
    both = line(SCALE * 2, name="") + chord_track((0, 4, [48, 52, 55, 59]), (4, 4, [50, 53, 57, 60]), name="")
    found = read_midi(midi_file(both, kind=0), "tune.mid")
    assert [n.pitch for n in found.solo.notes] == SCALE * 2
    assert changes(found) == [(0.0, "Cmaj7"), (4.0, "Dm7")]


def test_empty_bars_before_the_solo_are_kept() -> None:
    found = read(line(SCALE, start=8.0))
    assert found.solo.notes[0].start == 8.0
    assert found.solo.chart.bars == 3


# Metre and tempo


def test_metre_changes_stand_on_their_downbeats() -> None:
    signs = [
        *meta(0, "time_signature", numerator=4, denominator=4),
        *meta(8, "time_signature", numerator=3, denominator=4),
        *meta(14, "time_signature", numerator=7, denominator=8),
    ]
    chart = read(signs, line(SCALE * 5)).solo.chart
    assert chart.metres == (
        MetreChange(0.0, Metre(4, 4)),
        MetreChange(8.0, Metre(3, 4)),
        MetreChange(14.0, Metre(7, 8)),
    )
    assert chart.bar_starts() == (0.0, 4.0, 8.0, 11.0, 14.0, 17.5)


def test_metre_of_a_beat_and_a_half_is_read() -> None:
    chart = read(meta(0, "time_signature", numerator=3, denominator=8), line(SCALE[:6])).solo.chart
    assert chart.bar_starts() == (0.0, 1.5)


@pytest.mark.parametrize("numerator, power", [(0, 2), (4, 9), (4, 255)])
def test_impossible_metres_are_passed_over(numerator: int, power: int) -> None:
    data = midi_file(meta(0, "time_signature", numerator=5, denominator=4), line(SCALE))
    data = data.replace(b"\xff\x58\x04\x05\x02", bytes([0xFF, 0x58, 4, numerator, power]))
    assert read_midi(data, "tune.mid").solo.chart.metre == Metre(4, 4)


def test_repeated_time_signatures_change_nothing() -> None:
    signs = [*meta(0, "time_signature", numerator=4, denominator=4)] * 2
    signs += meta(4, "time_signature", numerator=4, denominator=4)
    assert len(read(signs, line(SCALE * 2)).solo.chart.metres) == 1


def test_pick_up_bar_becomes_the_end_of_a_full_bar() -> None:
    signs = [
        *meta(0, "time_signature", numerator=1, denominator=4),
        *meta(1, "time_signature", numerator=4, denominator=4),
        *meta(1, "marker", text="Dm7"),
    ]
    found = read(signs, line([60, 62, 64, 65]))
    assert found.solo.is_four_four
    assert [n.start for n in found.solo.notes] == [3.0, 3.5, 4.0, 4.5]
    assert changes(found) == [(0.0, "NC"), (4.0, "Dm7")]


def test_tempo_is_the_average_over_the_solo() -> None:
    tempos = [*meta(0, "set_tempo", tempo=500_000), *meta(2, "set_tempo", tempo=1_000_000)]
    assert read(tempos, line(SCALE)).solo.tempo == pytest.approx(80.0)


def test_tempo_defaults_to_the_standard_120() -> None:
    assert read(line(SCALE)).solo.tempo == 120.0


@pytest.mark.parametrize("microseconds", [1, 0xFFFFFF])
def test_unplayable_tempos_are_replaced_and_told(microseconds: int) -> None:
    found = read(meta(0, "set_tempo", tempo=microseconds), line(SCALE))
    assert found.solo.tempo == 120.0
    assert any("tempo" in remark for remark in found.remarks)


def test_tempo_of_zero_is_passed_over() -> None:
    assert read(meta(0, "set_tempo", tempo=0), line(SCALE)).solo.tempo == 120.0


# Chords


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


# Files that are left, and why


def left(data: bytes) -> str:
    with pytest.raises(MusicFileError) as caught:
        read_midi(data, "tune.mid")
    assert str(caught.value).startswith("tune.mid: ")
    return str(caught.value)


def test_file_without_notes_is_left() -> None:
    assert "no note" in left(midi_file(meta(0, "track_name", name="Solo")))
    assert "no note" in left(midi_file())


def test_drums_alone_are_left() -> None:
    drums = [event for beat in range(8) for event in note(beat, 38, channel=9)]
    assert "only drums" in left(midi_file(drums))


def test_text_empty_and_cut_files_are_left() -> None:
    assert "not a MIDI file" in left(b"Dm7 G7 Cmaj7\n" * 40)
    assert "empty" in left(b"")
    whole = midi_file(line(SCALE * 4))
    assert "breaks off" in left(whole[:-30])
    assert "breaks off" in left(whole[:10])


def test_every_truncation_is_left_with_a_reason() -> None:
    whole = midi_file(meta(0, "set_tempo", tempo=500_000), line(SCALE))
    for length in range(len(whole) - 8):
        assert left(whole[:length])


def test_60_mb_are_left_without_parsing() -> None:
    assert "60 MB" in left(b"MThd" + bytes(60 * 2**20 - 4))


def test_type_2_file_is_left() -> None:
    assert "type 2" in left(midi_file(line(SCALE), kind=2))


def test_smpte_time_is_left() -> None:
    whole = midi_file(line(SCALE))
    assert "SMPTE" in left(whole[:12] + b"\xe7\x28" + whole[14:])


def test_division_of_zero_is_left() -> None:
    whole = midi_file(line(SCALE))
    assert "ticks" in left(whole[:12] + b"\0\0" + whole[14:])


def test_what_comes_after_a_wait_longer_than_any_number_is_left() -> None:
    endless = b"\xff" * 300 + b"\x7f"
    track = b"\x00\x90\x40\x50\x10\x80\x40\x00" + endless + b"\x90\x40\x50\x10\x80\x40\x00\x00\xff\x2f\x00"
    file = b"MThd\x00\x00\x00\x06\x00\x00\x00\x01\x00\x60MTrk" + len(track).to_bytes(4, "big") + track
    assert [note.pitch for note in read_midi(file, "tune.mid").solo.notes] == [64]


@pytest.mark.parametrize(
    "junk", [b"\x00\x3c\x40\x00" * 50, b"\xff" * 200, b"\x00\xf0\x81" * 60, bytes(range(256))]
)
def test_running_status_junk_is_left(junk: bytes) -> None:
    assert left(midi_file()[:10] + b"\0\1\1\xe0MTrk" + len(junk).to_bytes(4, "big") + junk)


def test_note_at_an_absurd_tick_is_left_at_once() -> None:
    track = b"\xff\xff\xff\x7f\x90\x3c\x40\x60\x80\x3c\x40\x00\xff\x2f\x00"
    began = time.perf_counter()
    reason = left(b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track)
    assert "beat" in reason
    assert time.perf_counter() - began < 1.0


def test_end_of_track_at_an_absurd_tick_does_not_stretch_the_chart() -> None:
    found = read([*line(SCALE), *meta(500_000, "end_of_track")])
    assert found.solo.chart.beats <= 72.0


def test_more_than_20_000_notes_are_left() -> None:
    assert "20,008 notes" in left(midi_file(line(SCALE * 2_501, step=0.25)))


def test_millions_of_events_are_left_before_they_fill_the_memory() -> None:
    track = b"\x00\xb0\x01\x40" + b"\x00\x01\x40" * 400_000
    data = b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk" + len(track).to_bytes(4, "big") + track
    assert "too many MIDI events" in left(data)


def test_10_000_notes_are_read_fast() -> None:
    data = midi_file(
        line(SCALE * 1_250), chord_track(*((4.0 * bar, 4.0, [48, 52, 55]) for bar in range(100)))
    )
    began = time.perf_counter()
    found = read_midi(data, "tune.mid")
    assert len(found.solo.notes) == 10_000
    assert time.perf_counter() - began < 10.0


def test_track_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(MusicFileError, match="1: Solo"):
        read_midi(midi_file(line(SCALE)), "tune.mid", melody_track=7)


# What is written reads back the same

CHORDS = ["Dm7", "G7", "Cmaj7", "Bbm7", "Eb7b9", "F#m7b5", "Abmaj7", "Bdim7", "C6", "F7sus4", "Gm7/C", "NC"]


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    """A straight solo on the grid that opens with a bar of plain eighths, over chords on half-beats."""
    ticks = [6 * index for index in range(8)]
    ticks += [48 + tick for tick in sorted(draw(st.sets(st.integers(0, 180), max_size=40)))]
    notes = []
    for tick, following in zip(ticks, [*ticks[1:], 240], strict=True):
        length = draw(st.integers(1, following - tick))
        notes.append(Note(tick / 12, length / 12, draw(st.integers(40, 90)), draw(st.integers(1, 127))))
    metre = draw(st.sampled_from([Metre(4, 4), Metre(3, 4), Metre(5, 4), Metre(6, 8), Metre(7, 8)]))
    named: list[Change] = []
    for start in sorted({0, *draw(st.sets(st.integers(1, 39), max_size=8))}):
        chord = parse_chord(draw(st.sampled_from(CHORDS)))
        if not named or named[-1].chord != chord:
            named.append(Change(start / 2, chord))
    beats = metre.bar_beats * 10 if metre.bar_beats * 10 >= 20 else metre.bar_beats * 20
    chart = Chart(tuple(named), beats, metres=(MetreChange(0.0, metre),), title="Ré ♭", key="C minor")
    return Arrangement((Part("Solo", tuple(notes), program=66),), chart, 133.0, beats, title="Ré ♭")


@settings(deadline=None, max_examples=60)
@given(arrangements())
def test_what_is_written_reads_back_the_same(arrangement: Arrangement) -> None:
    data = write_midi(arrangement)
    found = read_midi(data, "take.mid")
    assert found.solo.notes == arrangement.parts[0].notes
    assert found.solo.chart == arrangement.chart
    assert found.solo.tempo == pytest.approx(arrangement.tempo, abs=0.01)
    assert found.solo.title == arrangement.title
    assert write_midi(arrangement) == data
