"""Timing by feel and tempo: place of the off-beat, delays of the soloist.

Both are interpolated from the timing measured in the Weimar Jazz Database
(``performance_statistics.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.performance_statistics import (
    SIXTEENTH_DELAY,
    STRAIGHT_TIMING,
    SWING_TIMING,
    TRIPLET_DELAY,
)
from jazzlstm.band.timefeel import STRAIGHT, TimeFeel

if TYPE_CHECKING:
    from jazzlstm.theory.feels import Feel

MAX_DELAY_SECONDS = 0.05
"""The most a soloist lays back: the measured delay at the slowest tempo with enough data."""
AUDIBLE_SWING = 0.53
"""Off-beat position from which eighths sound long and short: a ratio of 1.13 to 1."""
BAND_DRIFT_SECONDS = 0.003
"""Standard deviation of the rhythm section's timing. The 20 to 30 ms measured in the database hold
errors of its beat times and deliberate rubato; added at random they sound like mistakes."""
SOLO_DRIFT_SECONDS = 0.007
"""Standard deviation of the soloist's timing."""

_TEMPO = 0
_ON_BEAT = 1
_OFF_BEAT = 2
"""Columns of the timing tables."""


def band_time(feel: Feel, tempo: float, swing: float = 0.0) -> TimeFeel:
    """Timing of the rhythm section: on the beat, its off-beats where soloists play theirs."""
    return TimeFeel(off_beat=off_beat(feel, tempo, swing), drift_seconds=BAND_DRIFT_SECONDS, mixes=True)


def solo_time(feel: Feel, tempo: float, swing: float = 0.0) -> TimeFeel:
    """Timing of the soloist: late on the beat, together with the ride cymbal off the beat.

    Where the band swings little, the soloist is late off the beat too; otherwise the
    second eighth would be longer than the first.
    """
    table = SWING_TIMING if swings(feel, swing) else STRAIGHT_TIMING
    most = MAX_DELAY_SECONDS * tempo / 60
    on = min(most, _interpolate(tempo, table, _ON_BEAT))
    band_off_beat = off_beat(feel, tempo, swing)
    if table is SWING_TIMING:
        late = max(0.0, STRAIGHT + on - band_off_beat)
        return TimeFeel(band_off_beat, on, late, TRIPLET_DELAY, SOLO_DRIFT_SECONDS)
    late = min(most, _interpolate(tempo, table, _OFF_BEAT) - STRAIGHT)
    return TimeFeel(band_off_beat, min(on, late), late, SIXTEENTH_DELAY, SOLO_DRIFT_SECONDS)


def swings(feel: Feel, swing: float = 0.0) -> bool:
    """Whether eighths sound long and short: by ``swing`` if given, else by the feel."""
    return swing >= AUDIBLE_SWING if swing else feel.swings


def off_beat(feel: Feel, tempo: float, swing: float = 0.0) -> float:
    """Position of the off-beat within the beat: 0.5 is straight, 0.667 the last third of a triplet.

    Args:
        feel: straight or swinging.
        tempo: quarters a minute; the measured position depends on it.
        swing: the position itself; 0 takes it from feel and tempo.
    """
    if swing:
        return swing
    return _interpolate(tempo, SWING_TIMING, _OFF_BEAT) if feel.swings else STRAIGHT


def _interpolate(tempo: float, table: tuple[tuple[float, float, float], ...], column: int) -> float:
    """A column of a timing table at a tempo; beyond the table, its first or last row."""
    return float(np.interp(tempo, [row[_TEMPO] for row in table], [row[column] for row in table]))
