"""Where everyone stands: level and place of each part.

Set by measuring what each part alone comes to in LUFS (``benchmarks/band.py``):
the soloist first, the bass 3 to 4 dB under him, drums and comping 4 to 6. The
levels are for a SoundFont of even balance; ``audio/balance.py`` makes up for one
that isn't.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Note

SOLO_VOLUMES: Mapping[str, int] = MappingProxyType(
    {
        "ts": 63, "as": 61, "ss": 56, "bs": 68, "tp": 68, "cor": 68, "tb": 60, "cl": 55, "bcl": 57,
        "fl": 58, "vib": 81, "g": 58, "p": 81,
    }
)  # fmt: skip
"""By instrument, so that each alone comes to -34 LUFS before mastering."""
BASS_VOLUMES: Mapping[str, int] = MappingProxyType({"four": 64, "two": 70, "ballad": 72, "even": 70})
BASS_VOLUME, DRUM_VOLUME = 68, 110
"""The bass by style, louder where its notes are few and die away; and in every other."""
COMPING_VOLUMES: Mapping[int, int] = MappingProxyType({0: 81, 4: 57, 26: 54, 11: 71})
"""By General MIDI program: grand, electric piano, guitar, vibraphone."""
USUAL_TEMPO, LIGHTER, TOUCHES = 140.0, 0.2, (0.8, 1.25)
"""At which tempo drums and bass play as hard as their tables say; by which power of the tempo they play
lighter when there are more notes to play; and how far that goes."""
SOLO_PAN, BASS_PAN, DRUM_PAN, COMPING_PAN = 64, 58, 74, 46
"""From the audience: bass and piano a little left, the drums a little right, the soloist in front."""
UPRIGHT, FINGERED = 32, 33
"""Programs of the bass: acoustic, and electric for funk."""


def touch(tempo: float) -> float:
    """How hard bass and drums play at a tempo, as a factor on their velocities."""
    return float(np.clip((USUAL_TEMPO / tempo) ** LIGHTER, *TOUCHES))


def with_energy(notes: Sequence[Note], bars: Sequence[FormBar], factor: float = 1.0) -> tuple[Note, ...]:
    """Notes, in straight beats, played as hard as their bars ask for, times ``factor``."""
    if not notes:
        return ()
    starts = np.array([bar.start for bar in bars])
    places = np.searchsorted(starts, [note.start + 1e-6 for note in notes], side="right") - 1
    strengths = factor * np.array([bars[max(0, place)].energy for place in places])
    return tuple(
        replace(note, velocity=int(np.clip(round(note.velocity * strength), 1, 127)))
        for note, strength in zip(notes, strengths, strict=True)
    )
