"""Parts at full level: a soft part has the room that a loud one has."""

from __future__ import annotations

from io import BytesIO

import mido
import numpy as np
import pytest

from jazzlstm.audio.full_level import split_parts
from jazzlstm.audio.synthesizer import record

Row = tuple[int, int, int | None]


def file_of(*rows: Row) -> mido.MidiFile:
    """A file with a tempo track, and a track of one note for each channel, program and volume."""
    file = mido.MidiFile(type=1, ticks_per_beat=480)
    file.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000)]))
    for channel, program, volume in rows:
        track = mido.MidiTrack([mido.Message("program_change", channel=channel, program=program)])
        if volume is not None:
            track.append(mido.Message("control_change", channel=channel, control=7, value=volume))
        track.append(mido.Message("note_on", channel=channel, note=62, velocity=60))
        track.append(mido.Message("note_off", channel=channel, note=62, time=480))
        file.tracks.append(track)
    return file


def volumes(file: mido.MidiFile) -> list[int]:
    return [message.value for track in file.tracks for message in track if message.is_cc(7)]


def midi(file: mido.MidiFile) -> bytes:
    buffer = BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def test_each_part_is_raised_to_full_volume_and_its_gain_brings_it_back() -> None:
    (one, gain), (other, other_gain) = split_parts(file_of((0, 66, 64), (1, 32, 100)))
    assert (volumes(one), volumes(other)) == ([127], [127])
    assert gain == pytest.approx((64 / 127) ** 2)
    assert other_gain == pytest.approx((100 / 127) ** 2)
    assert [len(part.tracks) for part in (one, other)] == [2, 2]  # each with the tempo


@pytest.mark.parametrize("rows", [((0, 66, 64), (0, 32, 100)), ()], ids=["shared channel", "no part"])
def test_tracks_that_cannot_be_taken_apart_stay_together(rows: tuple[Row, ...]) -> None:
    file = file_of(*rows)
    assert split_parts(file) == [(file, 1.0)]


@pytest.mark.parametrize("volume", [None, 0])
def test_a_part_without_a_volume_stays_as_it_is(volume: int | None) -> None:
    [(part, gain)] = split_parts(file_of((0, 66, volume)))
    assert (volumes(part), gain) == ([] if volume is None else [volume], 1.0)


def test_a_soft_part_is_a_loud_one_turned_down() -> None:
    loud, soft = record([midi(file_of((0, 40, 127))), midi(file_of((0, 40, 40)))])
    assert np.abs(soft / (40 / 127) ** 2 - loud).max() < 1e-3 * np.abs(loud).max()
