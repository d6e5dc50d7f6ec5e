"""What the network saw while it played: probabilities on the grid, drawn as a glow behind the notes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, PowerNorm, to_rgb
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST, WIDEST_INTERVAL
from jazzlstm.music import TICKS_PER_BEAT, Take

BRIGHTNESS = PowerNorm(0.5, 0, 1)
"""Probability to brightness by its square root: a chance of one in ten is well visible."""


@dataclass(frozen=True, slots=True, eq=False)
class Glow:
    """Probabilities on the grid: ``pitches`` (ticks, 128) and ``rests`` (ticks,), from ``start`` on."""

    start: float
    pitches: NDArray[np.float32]
    rests: NDArray[np.float32]

    def between(self, start: float, end: float) -> Glow:
        """The part from one beat to another; nothing was likely where the network did not play."""
        first, past = (round((beat - self.start) * TICKS_PER_BEAT) for beat in (start, end))
        ticks = np.arange(first, past)
        seen = (ticks >= 0) & (ticks < len(self.rests))
        pitches = np.zeros((len(ticks), self.pitches.shape[1]), dtype=np.float32)
        rests = np.zeros(len(ticks), dtype=np.float32)
        pitches[seen], rests[seen] = self.pitches[ticks[seen]], self.rests[ticks[seen]]
        return Glow(start, pitches, rests)


def glow_of(take: Take) -> Glow | None:
    """What the network saw at each tick, each step lasting until the next; None without steps."""
    if not len(take.onsets):
        return None
    start = float(np.floor(take.onsets[0]))
    ends = np.append(take.onsets[1:], max(take.solo.end, take.onsets[-1] + 1 / TICKS_PER_BEAT))
    first = np.rint((take.onsets - start) * TICKS_PER_BEAT).astype(int)
    past = np.rint((ends - start) * TICKS_PER_BEAT).astype(int)
    pitches = np.zeros((max(1, past.max()), 128), dtype=np.float32)  # (ticks, MIDI pitches)
    rests = np.zeros(len(pitches), dtype=np.float32)
    for step, (tick, end) in enumerate(zip(first, past, strict=True)):
        lowest = int(take.references[step]) - WIDEST_INTERVAL
        inside = range(max(0, lowest), min(128, lowest + REST))
        pitches[tick:end, inside.start : inside.stop] = take.pitch_probabilities[
            step, inside.start - lowest : inside.stop - lowest
        ]
        rests[tick:end] = take.pitch_probabilities[step, REST]
    return Glow(start, pitches, rests)


def glow_colours(colour: str) -> LinearSegmentedColormap:
    """From clear to nearly opaque."""
    red, green, blue = to_rgb(colour)
    return LinearSegmentedColormap.from_list("glow", [(red, green, blue, 0.0), (red, green, blue, 0.8)])
