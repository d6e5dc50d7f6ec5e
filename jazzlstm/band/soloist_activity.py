"""How busy the soloist is, and where the soloist rests.

Drums and comping use it: few hits under a busy soloist, answers in the rests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Note

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


class SoloistActivity:
    """Note density and rests of a solo, in straight beats."""

    def __init__(self, solo: Sequence[Note]) -> None:
        self._onsets = np.array(sorted(note.start for note in solo))

    def density(self, start: float, end: float) -> float:
        """Note density from ``start`` to ``end``: 0 at rest, 1 busy."""
        first, last = np.searchsorted(self._onsets, (start - BEAT_TOLERANCE, end - BEAT_TOLERANCE))
        return min(1.0, int(last - first) / (end - start) / BUSY_NOTES_PER_BEAT)

    def rests_around(self, beat: float) -> bool:
        """Whether no note of the soloist begins within ``REST_MARGIN`` of ``beat``."""
        near = int(np.searchsorted(self._onsets, beat - REST_MARGIN))
        return near >= len(self._onsets) or bool(self._onsets[near] > beat + REST_MARGIN)

    def fit(self, hits: Sequence[float], start: float, end: float) -> float:
        """Weight of a rhythm beside the solo: below 1 where it crowds the soloist, above where it answers.

        Args:
            hits: the rhythm's hits, in beats.
            start: the beat on which the rhythm begins.
            end: the beat on which it ends.
        """
        density = self.density(start, end)
        if not hits:
            return EMPTY_RHYTHM_WEIGHT + density
        crowding = float(np.exp(-CROWDING_EXPONENT * density * (len(hits) - 1)))
        answers = sum(map(self.rests_around, hits)) / len(hits)
        return crowding * float(np.exp(ANSWER_EXPONENT * answers))
