"""Time feel: straight beats on paper to beats as played.

All parts are written straight, eighths half-way through the beat. The time feel is
applied last. It has three parts, each measured in the Weimar Jazz Database
(``performance_statistics.py``):

- **Swing**: the off-beat comes at two thirds of the beat in medium tempo (a ratio of
  2:1) and nearer to the half in fast tempos.
- **Laying back**: the soloist is late on the beat and together with the ride cymbal
  off the beat. So the soloist's eighths are straighter than the drummer's.
- **Drift**: a small random deviation, correlated from note to note.

A beat swings only if all its notes are eighths; the drummer's eighths swing beside
triplets, too. Triplets and sixteenths are played as written.

Source: A. Friberg and A. Sundström, "Swing Ratios and Ensemble Timing in Jazz
Performance", Music Perception 19 (2002), who found both in recordings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.band.randomness import correlated
from jazzlstm.music import BEAT_TOLERANCE, IN_ORDER, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from jazzlstm.band.form import FormBar

STRAIGHT = 0.5
"""Position of an unswung off-beat within the beat."""
SHORTEST = 0.02
"""Beats: the least duration of a note after its times have moved."""
DRIFT_CORRELATION = 0.5
"""Correlation of a note's drift with the drift before it: a player leans rather than jitters."""
ON_BEAT_TOLERANCE = 0.01
"""Beats within which a note counts as on the beat or on the off-beat."""
EIGHTH_TOLERANCE = 0.0005
"""Beats within which a note counts as an eighth where it decides whether its beat swings."""


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
    mixes: bool = False
    """True if eighths swing beside triplets: one hand of a drummer swings while the other plays triplets."""


def apply_time_feel(
    notes: Sequence[Note], bar: FormBar, feel: TimeFeel, tempo: float, rng: np.random.Generator
) -> list[Note]:
    """The notes of a bar, written in straight beats, at the times they are played, ordered by start."""
    time = bar_time(notes, bar, feel)
    played = []
    for note, lean in zip(notes, drift(len(notes), feel, tempo, rng), strict=True):
        start = max(0.0, time(note.start) + lean)
        length = max(SHORTEST, time(note.start + note.duration) + lean - start)
        played.append(Note(start, length, note.pitch, note.velocity))
    played.sort(key=IN_ORDER)
    return played


def drift(count: int, feel: TimeFeel, tempo: float, rng: np.random.Generator) -> list[float]:
    """Random deviations of the notes of a bar, in beats."""
    return correlated(count, feel.drift_seconds * tempo / 60, DRIFT_CORRELATION, rng)


def bar_time(notes: Sequence[Note], bar: FormBar, feel: TimeFeel) -> Callable[[float], float]:
    """Straight beats to played beats, drift apart, for the notes that one part plays in one bar.

    Beats after the bar count as eighths.
    """
    begin, swings, off_beat, mixes = bar.start, bar.swings, feel.off_beat, feel.mixes
    uneven = {
        int(note.start - begin + BEAT_TOLERANCE) for note in notes if not _is_eighth(note.start - begin)
    }

    def played(beat: float) -> float:
        offset = beat - begin
        whole = int(offset + BEAT_TOLERANCE)
        fraction = offset - whole if offset > whole else 0.0
        is_on_beat = fraction < ON_BEAT_TOLERANCE
        if not swings or (whole in uneven and not (mixes and _is_eighth(offset))):
            return beat + (feel.late_on_beat if is_on_beat else feel.late_within)
        if fraction <= STRAIGHT:
            swung = fraction / STRAIGHT * off_beat
        else:
            swung = off_beat + (fraction - STRAIGHT) / STRAIGHT * (1 - off_beat)
        if is_on_beat:
            return beat - fraction + swung + feel.late_on_beat
        is_off_beat = -ON_BEAT_TOLERANCE < fraction - STRAIGHT < ON_BEAT_TOLERANCE
        return beat - fraction + swung + (feel.late_off_beat if is_off_beat else feel.late_within)

    return played


def _is_eighth(offset: float) -> bool:
    """Whether a place in the bar is on a beat, or half-way through it."""
    fraction = max(0.0, offset - int(offset + BEAT_TOLERANCE))
    return fraction <= EIGHTH_TOLERANCE or abs(fraction - STRAIGHT) <= EIGHTH_TOLERANCE
