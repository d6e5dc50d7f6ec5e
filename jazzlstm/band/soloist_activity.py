"""Listening to the soloist: how busy he is, and where he breathes.

Drummer and pianist both do it, by the same ear: while the soloist is busy they
keep out of the way, where he rests they answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.form import CLOSE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Note

BUSY_NOTES = 1.6
"""Notes a beat from which a soloist counts as busy."""
GIVING_WAY, ANSWERING = 1.1, 1.6
"""How strongly a busy soloist thins out the hits, and his breaths attract them: exponents of the odds."""
NEAR = 0.45
"""Beats to either side of a hit in which the soloist has to be still for it to be an answer."""


class Ear:
    """What a player hears of a solo, in straight beats."""

    def __init__(self, solo: Sequence[Note]) -> None:
        self._onsets = np.array(sorted(note.start for note in solo))

    def business(self, start: float, end: float) -> float:
        """How busy the soloist is from ``start`` to ``end``: 0 at rest, 1 busy."""
        first, last = np.searchsorted(self._onsets, (start - CLOSE, end - CLOSE))
        return min(1.0, int(last - first) / (end - start) / BUSY_NOTES)

    def is_still(self, beat: float) -> bool:
        """Whether the soloist starts nothing from just before ``beat`` to just after."""
        near = int(np.searchsorted(self._onsets, beat - NEAR))
        return near >= len(self._onsets) or bool(self._onsets[near] > beat + NEAR)

    def welcome(self, hits: Sequence[float], start: float, end: float) -> float:
        """How well hits fit what the soloist does: below 1 where they get in his way, above if they answer.

        Args:
            hits: beats on which a player would play.
            start: where the rhythm begins.
            end: where it ends.
        """
        busy = self.business(start, end)
        if not hits:
            return 0.35 + busy
        crowding = float(np.exp(-GIVING_WAY * busy * (len(hits) - 1)))
        answers = sum(map(self.is_still, hits)) / len(hits)
        return crowding * float(np.exp(ANSWERING * answers))
