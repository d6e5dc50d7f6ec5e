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
from functools import cache
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
    begin, swings, off_beat = bar.start, bar.swings, feel.off_beat

    def locate(beat: float) -> tuple[int, float, bool]:
        """The beat of the bar, the place within that beat, and whether this is the place of an eighth."""
        offset = beat - begin
        whole = int(offset + BEAT_TOLERANCE)
        fraction = max(0.0, offset - whole)
        return whole, fraction, fraction <= EIGHTH_TOLERANCE or abs(fraction - STRAIGHT) <= EIGHTH_TOLERANCE

    @cache  # a chord has several notes, a bar several drums
    def played(beat: float) -> float:
        whole, fraction, is_eighth = locate(beat)
        if not swings or (whole in uneven and not (feel.mixes and is_eighth)):
            return beat + (feel.late_on_beat if fraction < ON_BEAT_TOLERANCE else feel.late_within)
        if fraction <= STRAIGHT:
            swung = fraction / STRAIGHT * off_beat
        else:
            swung = off_beat + (fraction - STRAIGHT) / STRAIGHT * (1 - off_beat)
        if fraction < ON_BEAT_TOLERANCE:
            late = feel.late_on_beat
        else:
            late = feel.late_off_beat if abs(fraction - STRAIGHT) < ON_BEAT_TOLERANCE else feel.late_within
        return beat - fraction + swung + late

    places = [locate(note.start) for note in notes]
    uneven = {whole for whole, _, is_eighth in places if not is_eighth}
    return played
