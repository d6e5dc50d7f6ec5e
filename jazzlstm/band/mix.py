"""Where everyone stands: sound, level and place of each part.

Levels were set by measuring, with the bundled SoundFont, what each part alone
comes to in LUFS under a typical solo (``benchmarks/levels.py``), so that the solo
lies some 3 dB over the whole band, whatever its instrument.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SOLO_VOLUMES: Mapping[int, int] = MappingProxyType({})
"""By General MIDI program."""
SOLO_VOLUME, BASS_VOLUME, DRUM_VOLUME = 100, 100, 120
COMPING_VOLUMES: Mapping[str, int] = MappingProxyType({"piano": 84, "guitar": 84, "shells": 84, "vibes": 84})
SOLO_PAN, BASS_PAN, DRUM_PAN, COMPING_PAN = 64, 58, 74, 48
"""From the audience: bass and piano a little left, the drums a little right, the soloist in front."""
UPRIGHT, FINGERED = 32, 33
"""Programs of the bass: acoustic, and electric for funk."""
