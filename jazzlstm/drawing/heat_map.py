"""The heat map behind a piano roll: the network's probabilities of each pitch and of a rest over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm, to_rgb
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST, WIDEST_INTERVAL
from jazzlstm.music import TICKS_PER_BEAT, Take

PITCHES = 128
"""MIDI pitches."""
OPACITY = PowerNorm(0.5, 0, 1)
"""Opacity grows with the square root of the probability, so that 0.1 is well visible."""
MOST_OPAQUE = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Probabilities at each tick from beat ``start``."""

    start: float
    pitches: NDArray[np.float32]
    """(ticks, 128)."""
    rests: NDArray[np.float32]
    """(ticks,)."""

    def between(self, start: float, end: float) -> HeatMap:
        """The part from one beat to another; 0 outside the take."""
        first, past = (round((beat - self.start) * TICKS_PER_BEAT) for beat in (start, end))
        ticks = np.arange(first, past)
        inside = (ticks >= 0) & (ticks < len(self.rests))
        pitches = np.zeros((len(ticks), self.pitches.shape[1]), dtype=np.float32)
        rests = np.zeros(len(ticks), dtype=np.float32)
        pitches[inside], rests[inside] = self.pitches[ticks[inside]], self.rests[ticks[inside]]
        return HeatMap(start, pitches, rests)


def heat_map_of(take: Take) -> HeatMap | None:
    """The heat map of a take, each event lasting until the next; None for a take without events."""
    if not len(take.onsets):
        return None
    start = float(np.floor(take.onsets[0]))
    ends = np.append(take.onsets[1:], max(take.solo.end, take.onsets[-1] + 1 / TICKS_PER_BEAT))
    first = np.rint((take.onsets - start) * TICKS_PER_BEAT).astype(int)
    past = np.rint((ends - start) * TICKS_PER_BEAT).astype(int)
    pitches = np.zeros((max(1, past.max()), PITCHES), dtype=np.float32)
    rests = np.zeros(len(pitches), dtype=np.float32)
    for step, (tick, end) in enumerate(zip(first, past, strict=True)):
        lowest = int(take.references[step]) - WIDEST_INTERVAL
        inside = range(max(0, lowest), min(PITCHES, lowest + REST))
        pitches[tick:end, inside.start : inside.stop] = take.pitch_probabilities[
            step, inside.start - lowest : inside.stop - lowest
        ]
        rests[tick:end] = take.pitch_probabilities[step, REST]
    return HeatMap(start, pitches, rests)


def heat_colours(colour: str) -> LinearSegmentedColormap:
    """A colour map from transparent to nearly opaque."""
    red, green, blue = to_rgb(colour)
    ends = [(red, green, blue, 0.0), (red, green, blue, MOST_OPAQUE)]
    return LinearSegmentedColormap.from_list("heat", ends)
