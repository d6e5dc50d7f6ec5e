"""Where everyone stands: level and place of each part.

Set by measuring what each part alone comes to in LUFS (``benchmarks/band.py``):
the soloist first, the bass 3 to 4 dB under him, drums and comping 4 to 6. The
levels are for a SoundFont of even balance; ``audio/balance.py`` makes up for one
that isn't.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SOLO_VOLUMES: Mapping[str, int] = MappingProxyType(
    {
        "ts": 63, "as": 61, "ss": 59, "bs": 68, "tp": 68, "cor": 68, "tb": 60, "cl": 55, "bcl": 65,
        "fl": 65, "vib": 81, "g": 58, "p": 81,
    }
)  # fmt: skip
"""By instrument, so that each alone comes to -34 LUFS before mastering."""
BASS_VOLUMES: Mapping[str, int] = MappingProxyType({"four": 64, "two": 70, "ballad": 81, "even": 70})
BASS_VOLUME, DRUM_VOLUME = 68, 110
"""The bass by style, louder where its notes are few and die away; and in every other."""
COMPING_VOLUMES: Mapping[int, int] = MappingProxyType({0: 81, 4: 57, 26: 58, 11: 71})
"""By General MIDI program: grand, electric piano, guitar, vibraphone."""
SOLO_PAN, BASS_PAN, DRUM_PAN, COMPING_PAN = 64, 58, 74, 46
"""From the audience: bass and piano a little left, the drums a little right, the soloist in front."""
UPRIGHT, FINGERED = 32, 33
"""Programs of the bass: acoustic, and electric for funk."""
