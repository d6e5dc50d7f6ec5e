"""How busy the soloist is, and where the soloist rests.

Drums and comping use it: few hits under a busy soloist, answers in the rests. A
network's notes are there ahead of time, a musician's only up to the beat that was
heard. After that beat the soloist is taken to go on as in the last beats heard.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from jazzlstm.music import BEAT_TOLERANCE, START

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.band.rhythm_counts import RhythmHit
    from jazzlstm.music import Note

BUSY_NOTES_PER_BEAT = 1.6
"""Density from which a soloist counts as fully busy."""
CROWDING_EXPONENT = 1.1
"""Log odds that each further hit of a rhythm costs under a busy soloist."""
ANSWER_EXPONENT = 1.6
"""Log odds that a rhythm gains when all its hits fall into rests of the soloist."""
REST_MARGIN = 0.45
"""Beats before and after a hit without an onset of the soloist, for the hit to be an answer."""
LASTING_REST = 1.0
"""Beats without an onset before the last beat heard, from which a musician's rest is taken to go on."""
EMPTY_RHYTHM_WEIGHT = 0.35
"""Weight of a rhythm without hits while the soloist rests; the soloist's density is added."""
ENERGY_BEATS = 8.0
"""The last beats heard, whose energy the band takes up."""
REGISTER_BEATS = 32.0
"""Beats to whose mean pitch theirs is compared."""
USUAL_NOTES_PER_BEAT = 1.5
"""Of the soloists of the Weimar Jazz Database, rests included: 179,876 notes over 119,084 beats."""
USUAL_VELOCITY = 90
"""That of a written solo."""
VELOCITY_RANGE = 40.0
"""Velocity above the usual that is full energy by itself."""
HEARD_BEATS = 2.0
"""The last beats heard, from which a musician's next beats are estimated."""


class SoloistActivity:
    """Note density, rests and energy of a solo, in straight beats.

    Args:
        notes: of the solo, in order.
        heard_until: the beat up to which a musician was heard; infinite for a written solo.
    """

    def __init__(self, notes: Sequence[Note], heard_until: float = math.inf) -> None:
        known = bisect_left(notes, heard_until, key=START)
        self._notes, self._heard_until = notes[:known], heard_until
        self._onsets = list(map(START, self._notes))

    def before(self, beat: float) -> SoloistActivity:
        """The activity of the last ``REGISTER_BEATS`` before ``beat``, without the notes from there on."""
        first, last = self._between(beat - REGISTER_BEATS, beat)
        return SoloistActivity(self._notes[first:last], self._heard_until)

    def density(self, start: float, end: float) -> float:
        """Note density from ``start`` to ``end``: 0 at rest, 1 busy."""
        known = min(end, self._heard_until)
        notes = self._count(start, known) if known > start else 0.0
        if end > known:
            unheard = end - max(start, known)
            notes += self._count(known - HEARD_BEATS, known) / HEARD_BEATS * unheard
        return min(1.0, notes / (end - start) / BUSY_NOTES_PER_BEAT)

    def energy(self, beat: float) -> float:
        """How much the soloist gives before ``beat``, -1 to 1; 0 is usual.

        Notes a beat and loudness of the last ``ENERGY_BEATS``, and whether they are higher than before.
        """
        until = min(beat, self._heard_until)
        first, last = self._between(until - ENERGY_BEATS, until)
        recent = self._notes[first:last]
        if not recent or until < ENERGY_BEATS / 2:
            return 0.0
        notes_per_beat = len(recent) / min(ENERGY_BEATS, until)
        velocity = sum(note.velocity for note in recent) / len(recent)
        context = self._notes[self._between(until - REGISTER_BEATS, until)[0] : last]
        height = _mean_pitch(recent) - _mean_pitch(context)
        energy = (
            (notes_per_beat - USUAL_NOTES_PER_BEAT) / USUAL_NOTES_PER_BEAT
            + (velocity - USUAL_VELOCITY) / VELOCITY_RANGE
            + height / 12
        )
        return max(-1.0, min(1.0, energy))

    def _between(self, start: float, end: float) -> tuple[int, int]:
        """Indices of the first note from ``start`` on, and of the first from ``end`` on."""
        first, last = (bisect_left(self._onsets, beat - BEAT_TOLERANCE) for beat in (start, end))
        return first, last

    def _count(self, start: float, end: float) -> float:
        first, last = self._between(start, end)
        return last - first

    def rests_around(self, beat: float) -> bool:
        """Whether no note of the soloist begins within ``REST_MARGIN`` of ``beat``."""
        since = min(beat - REST_MARGIN, self._heard_until - LASTING_REST)
        near = bisect_left(self._onsets, since)
        return near >= len(self._onsets) or self._onsets[near] > beat + REST_MARGIN

    def answers_in(self, bar: FormBar, first: int) -> Callable[[Sequence[RhythmHit]], list[bool]]:
        """A function from the hits of a rhythm to whether the soloist rests around them.

        The rhythm begins on pulse ``first`` of a bar. Hits before the beat up to which a musician was
        heard are over: they are left out.
        """
        now = self._heard_until if bar.start < self._heard_until < bar.end else -math.inf
        rests: dict[float, bool | None] = {}

        def answers(hits: Sequence[RhythmHit]) -> list[bool]:
            for hit in hits:
                if hit.count not in rests:
                    beat = bar.beat_at(hit.count + first)
                    rests[hit.count] = self.rests_around(beat) if beat >= now else None
            return [rest for hit in hits if (rest := rests[hit.count]) is not None]

        return answers


def _mean_pitch(notes: Sequence[Note]) -> float:
    return sum(note.pitch for note in notes) / len(notes)


def fit(answers: Sequence[bool], density: float) -> float:
    """Weight of a rhythm beside the solo: below 1 where it crowds the soloist, above where it answers.

    Args:
        answers: for each hit whether the soloist rests around it.
        density: of the soloist over the rhythm.
    """
    if not answers:
        return EMPTY_RHYTHM_WEIGHT + density
    share = sum(answers) / len(answers)
    return math.exp(ANSWER_EXPONENT * share - CROWDING_EXPONENT * density * (len(answers) - 1))
