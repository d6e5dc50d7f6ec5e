"""A SoundFont's own balance, put right.

MIDI says how hard a drum is struck and how far a fader is up; how loud that is, is
the SoundFont's affair. The band is mixed for fonts of even balance, such as
FluidR3_GM, and for the drum libraries of a studio. The bundled TimGM6mb has ride
cymbals 10 dB too soft, and wind instruments of all levels. For a font known by its
file name the table says how much harder to strike, and how much further to push
the faders; it is applied to what goes to the synthesizer, never to MIDI that a
musician takes away.

Set by measuring each instrument and drum in both fonts (``benchmarks/band.py``).
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
DRUM_CHANNEL = 9
HARDEST = 127


@dataclass(frozen=True, slots=True)
class Balance:
    """Factors on a font: of faders by General MIDI program, of the drums' fader, of strokes by drum key."""

    faders: Mapping[int, float]
    drums: float
    strokes: Mapping[int, float]


BALANCES: Mapping[str, Balance] = MappingProxyType(
    {
        "TimGM6mb.sf2": Balance(
            faders={
                0: 1.08, 4: 1.2, 11: 0.72, 26: 1.16, 32: 1.14, 33: 1.06, 56: 1.06, 57: 1.43,
                64: 1.11, 65: 1.02, 66: 1.09, 67: 1.29, 71: 1.21, 73: 0.98,
            },
            drums=1.11,
            strokes={51: 1.67, 53: 1.5, 59: 1.67, 49: 1.35, 57: 1.35},
        ),
    }
)  # fmt: skip
"""By file name. Keys of the strokes: 51 ride, 53 its bell, 59 the second ride, 49 and 57 crash."""
EVEN = Balance(faders={}, drums=1.0, strokes={})


def balance_of(font: Path) -> Balance:
    """The balance of a SoundFont, by its file name; ``EVEN`` for a font that is not in the table."""
    return BALANCES.get(font.name, EVEN)


def rebalance(file: MidiFile, font: Path) -> None:
    """Put the balance of ``font`` right in a MIDI file that is about to be rendered with it."""
    balance = BALANCES.get(font.name)
    if balance is None:
        return
    for track in file.tracks:
        programs: dict[int, int] = {}
        for message in track:
            if message.type == "program_change":
                programs[message.channel] = message.program
            elif message.type == "control_change" and message.control == VOLUME:
                usual = balance.faders.get(programs.get(message.channel, 0), 1.0)
                factor = balance.drums if message.channel == DRUM_CHANNEL else usual
                message.value = min(HARDEST, round(message.value * factor))
            elif message.type == "note_on" and message.channel == DRUM_CHANNEL and message.velocity:
                factor = balance.strokes.get(message.note, 1.0)
                message.velocity = min(HARDEST, round(message.velocity * factor))
