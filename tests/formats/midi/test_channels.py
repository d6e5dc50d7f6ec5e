"""Players over several channels, and bands in one track."""

from __future__ import annotations

import mido

from jazzlstm.formats.midi.reader import list_tracks, read_midi
from jazzlstm.formats.midi.score import read_score
from tests.formats.midi.midi_files import SCALE, Event, changes, chord_track, meta, midi_file, note, read

LINE = SCALE * 4


def over_channels(channels: list[int], pitches: list[int], name: str = "Lead") -> list[Event]:
    """A line whose notes go round the channels, as MPE instruments send it."""
    events = meta(0, "track_name", name=name)
    for index, pitch in enumerate(pitches):
        events += note(index / 2, pitch, 0.5, channel=channels[index % len(channels)])
    return events


def by_strings(pitches: list[int], lowest: int = 0) -> list[Event]:
    """A line on the strings of a guitar, each on its own channel."""
    strings = [40, 45, 50, 55, 59, 64]
    events = meta(0, "track_name", name="Gtr")
    for index, pitch in enumerate(pitches):
        string = max(i for i, open_string in enumerate(strings) if open_string <= pitch)
        events += note(index / 2, pitch, 0.5, channel=lowest + string)
    return events


def program(channel: int, number: int) -> list[Event]:
    return [(0.0, mido.Message("program_change", channel=channel, program=number))]


PIANO = chord_track((0, 4, [48, 52, 55, 59]), (4, 4, [50, 53, 57, 60]), (8, 8, [48, 52, 55, 59]))


def test_line_over_all_mpe_channels_is_one_player() -> None:
    found = read(over_channels(list(range(1, 16)), LINE))
    assert [n.pitch for n in found.solo.notes] == LINE
    assert any("joined" in remark for remark in found.remarks)


def test_line_over_mpe_channels_is_the_melody_of_a_band() -> None:
    for channels in ([1, 2, 3, 4, 5], list(range(1, 16)), [10, 11, 12]):
        found = read(PIANO, over_channels(channels, LINE))
        assert [n.pitch for n in found.solo.notes] == LINE
        assert changes(found)[:2] == [(0.0, "Cmaj7"), (4.0, "Dm7")]


def test_legato_line_that_goes_round_the_channels_is_one_player() -> None:
    legato = [
        event for index, pitch in enumerate(LINE) for event in note(index / 2, pitch, 0.8, channel=index % 4)
    ]
    assert [n.pitch for n in read(legato).solo.notes] == LINE


def test_upper_mpe_zone_with_its_program_on_the_master_channel_is_one_player() -> None:
    found = read(PIANO, program(15, 66) + over_channels(list(range(8, 15)), LINE))
    assert [n.pitch for n in found.solo.notes] == LINE


def test_guitar_by_strings_is_one_player() -> None:
    pitches = [52, 55, 59, 64, 67, 64, 59, 55] * 4
    assert [n.pitch for n in read(by_strings(pitches)).solo.notes] == pitches
    assert [n.pitch for n in read(PIANO, by_strings(pitches, 4)).solo.notes] == pitches


def test_guitar_chords_by_strings_do_not_win_over_the_melody() -> None:
    strummed = [
        event
        for beat in range(0, 16, 2)
        for string, pitch in enumerate([40, 47, 52, 56, 59, 64])
        for event in note(beat + string / 100, pitch, 1.5, channel=10 + string)
    ]
    sax = over_channels([0], LINE, name="Alto Sax")
    score = read_score(midi_file(sax, meta(0, "track_name", name="Guitar") + strummed))
    assert [choice.notes for choice in list_tracks(score)] == [32, 48]
    assert [n.pitch for n in read(sax, meta(0, "track_name", name="Guitar") + strummed).solo.notes] == LINE


def test_band_in_one_track_stays_apart() -> None:
    bass = [event for beat in range(16) for event in note(beat, 36 + beat % 5, 1.0, channel=2)]
    drums = [event for beat in range(16) for event in note(beat, 51, 0.25, channel=9)]
    lead = [event for index, pitch in enumerate(LINE) for event in note(index / 2, pitch, channel=0)]
    band = lead + PIANO[1:] + bass + drums
    for programs in ([], program(0, 66) + program(1, 0) + program(2, 32)):
        score = read_score(midi_file(programs + band, kind=0))
        assert [choice.notes for choice in list_tracks(score)] == [32, 12, 16]
        found = read_midi(midi_file(programs + band, kind=0), "tune.mid")
        assert [n.pitch for n in found.solo.notes] == LINE


def test_two_players_of_one_track_and_different_registers_stay_apart() -> None:
    high = [event for index in range(8) for event in note(2.0 * index, 72 + index % 3, 1.0, channel=0)]
    low = [event for index in range(8) for event in note(2.0 * index + 1, 40 + index % 3, 1.0, channel=1)]
    assert len(list_tracks(read_score(midi_file(high + low, kind=0)))) == 2


# Notes of one key


def strikes(*events: tuple[float, int]) -> list[Event]:
    """Note-ons (velocity above 0) and note-offs of one key."""
    return [
        (beat, mido.Message("note_on" if velocity else "note_off", note=67, velocity=velocity))
        for beat, velocity in events
    ]


def played(*events: tuple[float, int]) -> list[tuple[float, float]]:
    return [(n.start, n.duration) for n in read(strikes(*events)).solo.notes]


def test_overlapping_notes_of_one_key_end_in_the_order_of_their_starts() -> None:
    assert played((0, 80), (1, 80), (1.25, 0), (2, 80), (2.25, 0), (3.25, 0)) == [(0, 1), (1, 1), (2, 1)]


def test_note_struck_again_on_the_tick_of_its_release_is_two_notes() -> None:
    on_first = strikes((0, 80), (1, 81), (1, 0), (2, 0))
    assert [(n.start, n.duration) for n in read(on_first).solo.notes] == [(0, 1), (1, 1)]


def test_note_without_its_release_ends_where_it_is_struck_again() -> None:
    assert played((0, 80), (2, 80), (3, 0), (4, 80), (5, 0)) == [(0, 2), (2, 1), (4, 1)]
