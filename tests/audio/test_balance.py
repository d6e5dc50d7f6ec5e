from __future__ import annotations

from io import BytesIO
from pathlib import Path

import mido

from jazzlstm.audio.balance import BALANCES, DRUM_CHANNEL, VOLUME, rebalance

BUNDLED = Path("TimGM6mb.sf2")
RIDE = 51
SNARE = 38


def piece(volume: int = 60, velocity: int = 66) -> mido.MidiFile:
    """Volumes of a trombone and the drums, a stroke on the ride and one on the snare."""
    track = mido.MidiTrack(
        [
            mido.Message("program_change", program=57),
            mido.Message("control_change", control=VOLUME, value=volume),
            mido.Message("control_change", channel=DRUM_CHANNEL, control=VOLUME, value=volume),
            mido.Message("note_on", channel=DRUM_CHANNEL, note=RIDE, velocity=velocity),
            mido.Message("note_on", channel=DRUM_CHANNEL, note=SNARE, velocity=velocity),
            mido.Message("note_on", channel=DRUM_CHANNEL, note=RIDE, velocity=0),
        ]
    )
    return mido.MidiFile(type=1, tracks=[track])


def figures(file: mido.MidiFile) -> list[int]:
    return [
        m.velocity if m.type == "note_on" else m.value for m in file.tracks[0] if m.type != "program_change"
    ]


def test_ride_and_winds_of_the_bundled_soundfont_are_raised() -> None:
    file = piece()
    rebalance(file, BUNDLED)
    table = BALANCES[BUNDLED.name]
    assert figures(file) == [
        round(60 * table.volumes[57]),
        round(60 * table.kit_volumes[0]),
        round(66 * table.drum_velocities[RIDE]),
        66,
        0,
    ]


def test_an_unknown_soundfont_is_not_corrected() -> None:
    file, before = piece(), piece()
    rebalance(file, Path("FluidR3_GM.sf2"))
    assert figures(file) == figures(before)


def test_corrected_values_stay_within_midi() -> None:
    file = piece(volume=127, velocity=127)
    rebalance(file, BUNDLED)
    assert max(figures(file)) == 127
    file.save(file=BytesIO())
