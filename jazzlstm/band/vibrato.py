"""Vibrato: a jazz player begins a long note straight, and lets it swing out at the end.

Written as the modulation wheel (MIDI controller 1), which every SoundFont player
turns into a vibrato of up to 50 cents either way. The database at hand has no
pitch tracks, so unlike the rest of the rendition this is taste, not measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from jazzlstm.music import Control

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

WHEEL = 1
DEPTHS: Mapping[str, int] = MappingProxyType(
    {"ts": 72, "as": 66, "ss": 60, "bs": 56, "tp": 60, "cor": 66, "tb": 56, "cl": 40, "bcl": 36, "fl": 52}
)
"""The wheel at its furthest, 127 being 50 cents; instruments not named have no vibrato."""
LONG_ENOUGH = 0.55
"""Seconds a note has to last to be left with vibrato."""
STRAIGHT_SHARE = 0.5
"""Of the note that is held still first."""
STEPS = 4


def vibrato(
    notes: Sequence[Note], instrument: Instrument, tempo: float, without: Collection[int] = ()
) -> tuple[Control, ...]:
    """The movements of the wheel under a solo: up in the second half of each long note, back at its end.

    Args:
        notes: as played, in beats.
        instrument: who plays; not everyone can.
        tempo: quarters a minute.
        without: numbers of notes that are left another way.
    """
    depth = DEPTHS.get(instrument.short, 0)
    turns: list[Control] = []
    for number, note in enumerate(notes):
        if depth and number not in without and note.duration * 60 / tempo >= LONG_ENOUGH:
            first = note.start + STRAIGHT_SHARE * note.duration
            length = (note.end - first) / (STEPS + 1)
            rise = range(1, STEPS + 1)
            turns += [Control(first + (step - 1) * length, WHEEL, depth * step // STEPS) for step in rise]
            turns.append(Control(note.end, WHEEL, 0))
    return tuple(turns)
