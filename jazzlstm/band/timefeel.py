"""The time feel: straight beats on paper to beats as they are played.

Everything in the band is written straight, eighths half-way through the beat.
Only here, as the last step, does it swing, so that what is written and what is
heard stay apart. Three things happen, each measured in the Weimar Jazz Database
(``tables.py``):

- **The off-beat comes late**, at two thirds of the beat in medium tempo (a ratio
  of 2:1), nearer to the half the faster it goes.
- **The soloist lays back**: on the beat he is late, on the off-beat he meets the
  ride cymbal. So his own eighths are straighter than the drummer's.
- **Nobody is a machine**: a small deviation that wanders from note to note.

A beat swings only if it is played in eighths. Triplets and sixteenths within a
beat are played as written, as players do.

Source: A. Friberg and A. Sundström, "Swing Ratios and Ensemble Timing in Jazz
Performance", Music Perception 19 (2002), who found both in recordings.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.form import CLOSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Note

HALF = 0.5
SHORTEST = 0.02
"""Beats that a note lasts at the least, however it is pushed about."""


@dataclass(frozen=True, slots=True)
class TimeFeel:
    """How a player stands in time; beats but for ``wander``, which is in seconds."""

    off_beat: float = HALF
    """Where the second eighth of a beat falls: 0.5 straight, 0.667 triplets."""
    late_on_beat: float = 0.0
    late_off_beat: float = 0.0
    late_within: float = 0.0
    """For triplets and sixteenths."""
    wander: float = 0.0
    """Standard deviation of what is left to chance."""


def play(
    notes: Sequence[Note], bars: Sequence[FormBar], feel: TimeFeel, tempo: float, rng: np.random.Generator
) -> tuple[Note, ...]:
    """Notes in straight beats, as played: same order, same notes, other times."""
    warp = _Warp(notes, bars, feel)
    drift = _wander(len(notes), feel.wander * tempo / 60, rng)
    played = []
    for note, deviation in zip(notes, drift, strict=True):
        start = max(0.0, warp.played(note.start) + deviation)
        end = warp.played(note.end) + deviation
        played.append(replace(note, start=start, duration=max(SHORTEST, end - start)))
    return tuple(sorted(played))


def _wander(count: int, deviation: float, rng: np.random.Generator) -> list[float]:
    """Deviations that keep half of the one before, so that a player leans rather than jitters."""
    steps = rng.normal(0.0, deviation * np.sqrt(1 - 0.5**2), count)
    drift = [0.0] * count
    for index, step in enumerate(steps):
        drift[index] = float(step) + (0.5 * drift[index - 1] if index else 0.0)
    return [float(np.clip(value, -2 * deviation, 2 * deviation)) for value in drift]


class _Warp:
    """Straight beats to played ones, for one part."""

    def __init__(self, notes: Sequence[Note], bars: Sequence[FormBar], feel: TimeFeel) -> None:
        self.feel = feel
        self.starts = np.array([bar.start for bar in bars])
        self.bars = bars
        self.divisions: dict[tuple[int, int], set[float]] = defaultdict(set)
        for note in notes:
            bar, beat, fraction = self._locate(note.start)
            self.divisions[bar, beat].add(round(fraction, 3))

    def played(self, beat: float) -> float:
        bar, whole, fraction = self._locate(beat)
        return beat - fraction + self._swung(bar, whole, fraction) + self._late(bar, whole, fraction)

    def _locate(self, beat: float) -> tuple[int, int, float]:
        """Bar number, beat of the bar, and how far into that beat."""
        index = max(0, int(np.searchsorted(self.starts, beat + CLOSE, side="right")) - 1)
        offset = beat - float(self.starts[index])
        whole = int(offset + CLOSE)
        return index, whole, max(0.0, offset - whole)

    def _is_eighths(self, bar: int, beat: int) -> bool:
        return self.bars[bar].swings and all(
            fraction in (0.0, HALF) for fraction in self.divisions.get((bar, beat), ())
        )

    def _swung(self, bar: int, beat: int, fraction: float) -> float:
        if not self._is_eighths(bar, beat):
            return fraction
        if fraction <= HALF:
            return fraction / HALF * self.feel.off_beat
        return self.feel.off_beat + (fraction - HALF) / HALF * (1 - self.feel.off_beat)

    def _late(self, bar: int, beat: int, fraction: float) -> float:
        if fraction < 0.01:
            return self.feel.late_on_beat
        if abs(fraction - HALF) < 0.01 and self._is_eighths(bar, beat):
            return self.feel.late_off_beat
        return self.feel.late_within
