"""Where everyone stands: level and place of each part.

Set by measuring, with the bundled SoundFont, what each part alone comes to in
LUFS (``benchmarks/band.py`` prints it): the soloist first, the bass 3 to
4 dB under him, drums and comping 5 to 7. Its cymbals are soft and its melody
instruments loud, so the drums are all the way up and the others turned down;
mastering makes up for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SOLO_VOLUMES: Mapping[str, int] = MappingProxyType(
    {
        "ts": 69, "as": 62, "ss": 66, "bs": 88, "tp": 72, "cor": 72, "tb": 86, "cl": 67, "bcl": 78,
        "fl": 64, "vib": 58, "g": 67, "p": 87,
    }
)  # fmt: skip
"""By instrument, so that each alone comes to -34 LUFS before mastering."""
BASS_VOLUMES: Mapping[str, int] = MappingProxyType({"four": 70, "two": 78, "ballad": 92, "even": 78})
BASS_VOLUME, DRUM_VOLUME = 72, 122
"""The bass by style, louder where its notes are few and die away; and in every other."""
COMPING_VOLUMES: Mapping[int, int] = MappingProxyType({0: 87, 4: 66, 26: 58, 11: 51})
"""By General MIDI program: grand, electric piano, guitar, vibraphone."""
SOLO_PAN, BASS_PAN, DRUM_PAN, COMPING_PAN = 64, 58, 74, 46
"""From the audience: bass and piano a little left, the drums a little right, the soloist in front."""
UPRIGHT, FINGERED = 32, 33
"""Programs of the bass: acoustic, and electric for funk."""
