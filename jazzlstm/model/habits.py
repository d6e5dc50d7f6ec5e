"""Habits of players: how often each plays an interval, a length or a pitch, beside the network.

The network learns little of a name: what it plays under it has about everybody's intervals and lengths. The
habits are the nats between both, the logarithm of the player's share less that of the network's. They are
fitted on the player's training solos (``tools/fit_habits.py``), so they belong to their network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.errors import ModelFileError

Floats = NDArray[np.float32]
MIDI_PITCHES = 128
SHAPES: Mapping[str, tuple[int, ...]] = {
    "pitch_values": (PITCH_VALUES,),
    "lengths": (2, LENGTH_VALUES),
    "pitches": (MIDI_PITCHES,),
}
"""Shape of each array for one player."""
_PREFIX = "habits."


@dataclass(frozen=True, slots=True, eq=False)
class Habits:
    """Nats by player, in the order of ``Conditioning.players``."""

    pitch_values: Floats
    """Of intervals and of a rest, (players, 50)."""
    lengths: Floats
    """Of the lengths of notes and of rests, (players, 2, 31)."""
    pitches: Floats
    """Of MIDI pitches, (players, 128)."""

    def arrays(self) -> dict[str, Floats]:
        """The nats by their names in a model file."""
        return {_PREFIX + name: getattr(self, name) for name in SHAPES}


def read_habits(arrays: Mapping[str, NDArray[Any]], players: int) -> Habits | None:
    """The habits among the arrays of a model file; None for a file without.

    Raises:
        ModelFileError: an array is missing, of the wrong shape, or not finite.
    """
    if not any(name.startswith(_PREFIX) for name in arrays):
        return None
    found = {}
    for name, shape in SHAPES.items():
        array = arrays.get(_PREFIX + name, np.zeros(0))
        if array.shape != (players, *shape) or array.dtype.kind != "f" or not np.isfinite(array).all():
            raise ModelFileError(
                "the habits of the model file are damaged: download the file again", entry=_PREFIX + name
            )
        found[name] = array.astype(np.float32)
    return Habits(**found)
