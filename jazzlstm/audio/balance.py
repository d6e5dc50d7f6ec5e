"""Corrections of a SoundFont's levels.

MIDI sets velocities and volumes; their loudness depends on the SoundFont. The band is
mixed for FluidR3_GM. The bundled TimGM6mb has ride
cymbals 10 dB too soft and wind instruments of uneven levels; in FluidR3Mono the instruments
that were stereo are 4 dB softer, and its jazz kits 4 dB louder. The table corrects
SoundFonts known by file name. It changes only what the synthesizer plays, not the
MIDI files that users download.

Measured for each instrument and drum against FluidR3_GM (``benchmarks/soundfonts.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from mido import MidiFile

VOLUME = 7
"""MIDI controller number."""
DRUM_CHANNEL = 9
"""General MIDI's, counted from 0."""
HIGHEST_VALUE = 127
"""The highest value of MIDI controllers and velocities."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Factors for one SoundFont."""

    volumes: Mapping[int, float]
    """On the volume of a part, by General MIDI program; 1 for others."""
    kit_volumes: Mapping[int, float]
    """On the volume of the drums, by kit; 1 for others."""
    drum_velocities: Mapping[int, float]
    """On velocities, by drum key; 1 for others."""


BALANCES: Mapping[str, Balance] = MappingProxyType(
    {
        "TimGM6mb.sf2": Balance(
            volumes={
                0: 1.08, 4: 1.2, 11: 0.72, 26: 1.16, 32: 1.14, 33: 1.06, 56: 1.06, 57: 1.43,
                64: 1.11, 65: 1.02, 66: 1.09, 67: 1.29, 71: 1.21, 73: 0.98,
            },
            kit_volumes={0: 1.11, 32: 1.11, 40: 1.11},
            drum_velocities={51: 1.67, 53: 1.5, 59: 1.67, 49: 1.35, 57: 1.35},
        ),
        "FluidR3Mono_GM.sf3": Balance(
            volumes={
                0: 1.21, 4: 1.27, 11: 1.04, 26: 1.36, 32: 1.06, 33: 1.06, 56: 1.06, 57: 1.06,
                64: 1.26, 65: 1.26, 66: 1.24, 67: 1.26, 71: 1.15, 73: 1.23,
            },
            kit_volumes={32: 0.79, 40: 0.79},
            drum_velocities={},
        ),
    }
)  # fmt: skip
"""By file name of the SoundFont. Drum keys: 51 ride, 53 ride bell, 59 second ride, 49 and 57 crash."""
EVEN = Balance(volumes={}, kit_volumes={}, drum_velocities={})


def balance_of(font: Path) -> Balance:
    """The balance of a SoundFont, by its file name; ``EVEN`` for a SoundFont that is not in the table."""
    return BALANCES.get(font.name, EVEN)


def rebalance(file: MidiFile, font: Path) -> None:
    """Correct volumes and velocities of a MIDI file, in place, for the SoundFont ``font``."""
    balance = BALANCES.get(font.name)
    if balance is None:
        return
    for track in file.tracks:
        programs: dict[int, int] = {}
        for message in track:
            if message.type == "program_change":
                programs[message.channel] = message.program
            elif message.type == "control_change" and message.control == VOLUME:
                program = programs.get(message.channel, 0)
                is_drums = message.channel == DRUM_CHANNEL
                factor = (balance.kit_volumes if is_drums else balance.volumes).get(program, 1.0)
                message.value = min(HIGHEST_VALUE, round(message.value * factor))
            elif message.type == "note_on" and message.channel == DRUM_CHANNEL and message.velocity:
                factor = balance.drum_velocities.get(message.note, 1.0)
                message.velocity = min(HIGHEST_VALUE, round(message.velocity * factor))
