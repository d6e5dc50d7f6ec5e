"""Time feel: straight beats on paper to beats as played.

All parts are written straight, eighths half-way through the beat. The time feel is
applied last. It has three parts, each measured in the Weimar Jazz Database
(``performance_statistics.py``):

- **Swing**: the off-beat comes at two thirds of the beat in medium tempo (a ratio of
  2:1) and nearer to the half in fast tempos.
- **Laying back**: the soloist is late on the beat and together with the ride cymbal
  off the beat. So the soloist's eighths are straighter than the drummer's.
- **Drift**: a small random deviation, correlated from note to note.

A beat swings only if all its notes are eighths. Triplets and sixteenths are played
as written.

Source: A. Friberg and A. Sundström, "Swing Ratios and Ensemble Timing in Jazz
Performance", Music Perception 19 (2002), who found both in recordings.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.music import Note

STRAIGHT = 0.5
"""Position of an unswung off-beat within the beat."""
SHORTEST = 0.02
"""Beats: the least duration of a note after its times have moved."""
DRIFT_CORRELATION = 0.5
"""Correlation of a note's drift with the drift before it: a player leans rather than jitters."""
LARGEST_DRIFT = 2
"""Standard deviations at which drift is cut off."""
ON_BEAT_TOLERANCE = 0.01
"""Beats within which a note counts as on the beat or on the off-beat."""


@dataclass(frozen=True, slots=True)
class TimeFeel:
    """A player's timing; in beats, but for ``drift_seconds``."""

    off_beat: float = STRAIGHT
    """Position of the second eighth within the beat: 0.5 straight, 0.667 a triplet."""
    late_on_beat: float = 0.0
    late_off_beat: float = 0.0
    late_within: float = 0.0
    """Delay of triplets and sixteenths."""
    drift_seconds: float = 0.0
    """Standard deviation of the random part."""


def apply_time_feel(
    notes: Sequence[Note], bars: Sequence[FormBar], feel: TimeFeel, tempo: float, rng: np.random.Generator
) -> tuple[Note, ...]:
    """The notes, written in straight beats, at the times they are played, ordered by start."""
    warp = _Warp(notes, bars, feel)
    drift = _drift(len(notes), feel.drift_seconds * tempo / 60, rng)
    played = []
    for note, deviation in zip(notes, drift, strict=True):
        start = max(0.0, warp.played(note.start) + deviation)
        end = warp.played(note.end) + deviation
        played.append(replace(note, start=start, duration=max(SHORTEST, end - start)))
    return tuple(sorted(played))


def _drift(count: int, deviation: float, rng: np.random.Generator) -> list[float]:
    """Correlated random deviations in beats, one a note."""
    steps = rng.normal(0.0, deviation * np.sqrt(1 - DRIFT_CORRELATION**2), count)
    drift = [0.0] * count
    for index, step in enumerate(steps):
        drift[index] = float(step) + (DRIFT_CORRELATION * drift[index - 1] if index else 0.0)
    limit = LARGEST_DRIFT * deviation
    return [float(np.clip(value, -limit, limit)) for value in drift]


class _Warp:
    """Straight beats to played beats, for one part."""

    def __init__(self, notes: Sequence[Note], bars: Sequence[FormBar], feel: TimeFeel) -> None:
        self.feel = feel
        self.starts = np.array([bar.start for bar in bars])
        self.bars = bars
        self.fractions: dict[tuple[int, int], set[float]] = defaultdict(set)
        """The places within the beat where notes begin, by bar and beat."""
        for note in notes:
            bar, beat, fraction = self._locate(note.start)
            self.fractions[bar, beat].add(round(fraction, 3))

    def played(self, beat: float) -> float:
        bar, whole, fraction = self._locate(beat)
        return beat - fraction + self._swung(bar, whole, fraction) + self._delay(bar, whole, fraction)

    def _locate(self, beat: float) -> tuple[int, int, float]:
        """Bar number, beat of the bar, and position within that beat."""
        index = max(0, int(np.searchsorted(self.starts, beat + BEAT_TOLERANCE, side="right")) - 1)
        offset = beat - float(self.starts[index])
        whole = int(offset + BEAT_TOLERANCE)
        return index, whole, max(0.0, offset - whole)

    def _is_eighths(self, bar: int, beat: int) -> bool:
        return self.bars[bar].swings and all(
            fraction in (0.0, STRAIGHT) for fraction in self.fractions.get((bar, beat), ())
        )

    def _swung(self, bar: int, beat: int, fraction: float) -> float:
        if not self._is_eighths(bar, beat):
            return fraction
        if fraction <= STRAIGHT:
            return fraction / STRAIGHT * self.feel.off_beat
        return self.feel.off_beat + (fraction - STRAIGHT) / STRAIGHT * (1 - self.feel.off_beat)

    def _delay(self, bar: int, beat: int, fraction: float) -> float:
        if fraction < ON_BEAT_TOLERANCE:
            return self.feel.late_on_beat
        if abs(fraction - STRAIGHT) < ON_BEAT_TOLERANCE and self._is_eighths(bar, beat):
            return self.feel.late_off_beat
        return self.feel.late_within
