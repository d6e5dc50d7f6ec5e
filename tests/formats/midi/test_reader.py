"""The events of MIDI files as solos, and our own files read back."""

from __future__ import annotations

import io

import pretty_midi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Change, Chart, Metre, MetreChange, Note, Part
from jazzlstm.theory.chords import parse_chord
from tests.formats.midi.midi_files import SCALE, changes, chord_track, line, meta, midi_file, read

CHORDS = ["Dm7", "G7", "Cmaj7", "Bbm7", "Eb7b9", "F#m7b5", "Abmaj7", "Bdim7", "C6", "F7sus4", "Gm7/C", "NC"]


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


def test_key_signature_has_the_usual_name_of_the_key() -> None:
    assert read(meta(0, "key_signature", key="Cm"), line(SCALE)).solo.chart.key == "C minor"


def test_type_0_file_is_split_by_channel() -> None:
    both = line(SCALE * 2, name="") + chord_track((0, 4, [48, 52, 55, 59]), (4, 4, [50, 53, 57, 60]), name="")
    found = read_midi(midi_file(both, kind=0), "tune.mid")
    assert [n.pitch for n in found.solo.notes] == SCALE * 2
    assert changes(found) == [(0.0, "Cmaj7"), (4.0, "Dm7")]


def test_empty_bars_before_the_solo_stay() -> None:
    found = read(line(SCALE, start=8.0))
    assert found.solo.notes[0].start == 8.0
    assert found.solo.chart.bars == 3


# Metre and tempo


def test_metre_changes_are_on_their_downbeats() -> None:
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
def test_impossible_metres_are_skipped(numerator: int, power: int) -> None:
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
def test_unplayable_tempos_are_replaced_with_a_remark(microseconds: int) -> None:
    found = read(meta(0, "set_tempo", tempo=microseconds), line(SCALE))
    assert found.solo.tempo == 120.0
    assert any("tempo" in remark for remark in found.remarks)


def test_tempo_of_zero_is_skipped() -> None:
    assert read(meta(0, "set_tempo", tempo=0), line(SCALE)).solo.tempo == 120.0


# Our own files read back


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    """A straight solo on the grid that starts with a bar of eighths, over chords on half beats."""
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
def test_written_arrangement_reads_back_equal(arrangement: Arrangement) -> None:
    data = write_midi(arrangement)
    found = read_midi(data, "take.mid")
    assert found.solo.notes == arrangement.parts[0].notes
    assert found.solo.chart == arrangement.chart
    assert found.solo.tempo == pytest.approx(arrangement.tempo, abs=0.01)
    assert found.solo.title == arrangement.title
    assert write_midi(arrangement) == data
