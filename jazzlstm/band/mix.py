"""Level and place of each part in the mix, and how hard the band plays.

Levels were set by the LUFS of each part alone (``benchmarks/band.py``): the bass 3
to 4 dB below the soloist, drums and comping 4 to 6. They suit a SoundFont of even
balance; ``audio/balance.py`` corrects others. The soloist's level is in
``playing_styles.py``.

Volumes are MIDI controller 7 (0 to 127), places MIDI controller 10 (0 left, 64
centre, 127 right).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BASS_VOLUME = 68
BASS_VOLUMES: Mapping[str, int] = MappingProxyType({"four": 64, "two": 70, "ballad": 72, "even": 70})
"""Volumes of bass styles that differ from ``BASS_VOLUME``: louder if few, long notes are played."""
DRUM_VOLUME = 110
COMPING_VOLUMES: Mapping[int, int] = MappingProxyType({0: 81, 4: 57, 26: 54, 11: 71})
"""Volumes by General MIDI program: grand piano, electric piano, guitar, vibraphone."""

SOLO_PAN = 64
BASS_PAN = 58
DRUM_PAN = 74
COMPING_PAN = 46
"""As the audience sees the band: bass and piano left of the soloist, the drums right."""

REFERENCE_TEMPO = 140.0
"""Quarters a minute at which bass and drums play the velocities of their tables."""
TEMPO_EXPONENT = 0.2
"""Velocities fall with this power of the tempo: more notes would add up to more loudness."""
SOFTEST_FACTOR = 0.8
"""Lower bound of that change, reached from 427 quarters a minute."""
LOUDEST_FACTOR = 1.25
"""Upper bound of that change, reached below 46 quarters a minute."""


def tempo_dynamics(tempo: float) -> float:
    """Factor on the velocities of bass and drums at a tempo."""
    factor = float((REFERENCE_TEMPO / tempo) ** TEMPO_EXPONENT)
    return max(SOFTEST_FACTOR, min(LOUDEST_FACTOR, factor))


def in_midi(velocity: float) -> int:
    """A velocity within the limits of MIDI."""
    return max(1, min(127, round(velocity)))
