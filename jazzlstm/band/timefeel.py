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
    from collections.abc import Sequence

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
    time = BarTime(notes, bar, feel)
    played = []
    for note, lean in zip(notes, drift(len(notes), feel, tempo, rng), strict=True):
        start = max(0.0, time.played(note.start) + lean)
        length = max(SHORTEST, time.played(note.start + note.duration) + lean - start)
        played.append(Note(start, length, note.pitch, note.velocity))
    played.sort(key=IN_ORDER)
    return played


def drift(count: int, feel: TimeFeel, tempo: float, rng: np.random.Generator) -> list[float]:
    """Random deviations of the notes of a bar, in beats."""
    return correlated(count, feel.drift_seconds * tempo / 60, DRIFT_CORRELATION, rng)


class BarTime:
    """Straight beats to played beats, for the notes that one part plays in one bar."""

    def __init__(self, notes: Sequence[Note], bar: FormBar, feel: TimeFeel) -> None:
        self.feel, self.bar = feel, bar
        self._played: dict[float, float] = {}
        self._uneven: set[int] = set()
        """Beats of the bar with a note that is neither on the beat nor half-way through it."""
        for note in notes:
            beat, fraction = self._locate(note.start)
            if min(fraction, abs(fraction - STRAIGHT)) > EIGHTH_TOLERANCE:
                self._uneven.add(beat)

    def played(self, beat: float) -> float:
        """When a place in straight beats is played, drift apart."""
        if beat not in self._played:  # a chord has several notes, a bar several drums
            self._played[beat] = self._warped(beat)
        return self._played[beat]

    def _warped(self, beat: float) -> float:
        whole, fraction = self._locate(beat)
        is_eighth = min(fraction, abs(fraction - STRAIGHT)) <= EIGHTH_TOLERANCE
        if not self.bar.swings or (whole in self._uneven and not (self.feel.mixes and is_eighth)):
            return beat + self._delay(fraction, is_eighths=False)
        if fraction <= STRAIGHT:
            swung = fraction / STRAIGHT * self.feel.off_beat
        else:
            swung = self.feel.off_beat + (fraction - STRAIGHT) / STRAIGHT * (1 - self.feel.off_beat)
        return beat - fraction + swung + self._delay(fraction, is_eighths=True)

    def _locate(self, beat: float) -> tuple[int, float]:
        """The beat of the bar, and the place within that beat; beats after the bar count as eighths."""
        offset = beat - self.bar.start
        whole = int(offset + BEAT_TOLERANCE)
        return whole, max(0.0, offset - whole)

    def _delay(self, fraction: float, *, is_eighths: bool) -> float:
        if fraction < ON_BEAT_TOLERANCE:
            return self.feel.late_on_beat
        if is_eighths and abs(fraction - STRAIGHT) < ON_BEAT_TOLERANCE:
            return self.feel.late_off_beat
        return self.feel.late_within
