"""How busy the soloist is, and where the soloist rests.

Drums and comping use it: few hits under a busy soloist, answers in the rests. A
network's notes are there ahead of time, a musician's only up to the beat that was
heard. After that beat the soloist is taken to go on as in the last beats heard.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

BUSY_NOTES_PER_BEAT = 1.6
"""Density from which a soloist counts as fully busy."""
CROWDING_EXPONENT = 1.1
"""Log odds that each further hit of a rhythm costs under a busy soloist."""
ANSWER_EXPONENT = 1.6
"""Log odds that a rhythm gains when all its hits fall into rests of the soloist."""
REST_MARGIN = 0.45
"""Beats before and after a hit without an onset of the soloist, for the hit to be an answer."""
EMPTY_RHYTHM_WEIGHT = 0.35
"""Weight of a rhythm without hits while the soloist rests; the soloist's density is added."""
HEARD_BEATS = 2.0
"""The last beats heard, from which a musician's next beats are estimated."""


class SoloistActivity:
    """Note density and rests of a solo, in straight beats.

    Args:
        onsets: where notes of the solo begin, ascending.
        heard_until: the beat up to which the solo is known; infinite for a written solo.
    """

    def __init__(self, onsets: Sequence[float], heard_until: float = math.inf) -> None:
        self._heard_until = heard_until
        self._onsets = onsets[: bisect_left(onsets, heard_until)]
        self._resting: dict[float, bool] = {}

    def before(self, beat: float) -> SoloistActivity:
        """The activity without the notes from ``beat`` on."""
        known = bisect_left(self._onsets, beat - BEAT_TOLERANCE)
        return SoloistActivity(self._onsets[:known], self._heard_until)

    def density(self, start: float, end: float) -> float:
        """Note density from ``start`` to ``end``: 0 at rest, 1 busy."""
        known = min(end, self._heard_until)
        notes = self._count(start, known) if known > start else 0.0
        if end > known:
            unheard = end - max(start, known)
            notes += self._count(known - HEARD_BEATS, known) / HEARD_BEATS * unheard
        return min(1.0, notes / (end - start) / BUSY_NOTES_PER_BEAT)

    def _count(self, start: float, end: float) -> float:
        first, last = (bisect_left(self._onsets, beat - BEAT_TOLERANCE) for beat in (start, end))
        return last - first

    def rests_around(self, beat: float) -> bool:
        """Whether no note of the soloist begins within ``REST_MARGIN`` of ``beat``."""
        if beat not in self._resting:
            middle = min(beat, self._heard_until)  # a rest that began goes on
            near = bisect_left(self._onsets, middle - REST_MARGIN)
            self._resting[beat] = near >= len(self._onsets) or self._onsets[near] > beat + REST_MARGIN
        return self._resting[beat]

    def fit(self, hits: Sequence[float], density: float) -> float:
        """Weight of a rhythm beside the solo: below 1 where it crowds the soloist, above where it answers.

        Args:
            hits: the rhythm's hits, in beats.
            density: of the soloist over the rhythm.
        """
        if not hits:
            return EMPTY_RHYTHM_WEIGHT + density
        answers = sum(map(self.rests_around, hits)) / len(hits)
        return math.exp(ANSWER_EXPONENT * answers - CROWDING_EXPONENT * density * (len(hits) - 1))
