"""A performance that grows: a take and its band, some bars at a time.

Bars that were played stay as they are, and all of them together are ``accompany`` of the whole take.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from jazzlstm.band import (
    LOOK_AHEAD_BEATS,
    BandPlan,
    BandState,
    arrange_bars,
    arrangement_of,
    plan_solo,
    written_notes,
)
from jazzlstm.generation.settings import Settings
from jazzlstm.music import BEAT_TOLERANCE, Arrangement, Take
from jazzlstm.services.growing_take import GrowingTake
from jazzlstm.services.play import Piece, at_tempo, band_options


@dataclass(frozen=True, slots=True, eq=False)
class PlayedBars:
    """Some bars of a performance, or all."""

    take: Take
    """As far as it is improvised."""
    arrangement: Arrangement
    """What everybody plays in these bars; all other figures are those of the whole performance."""
    first: float
    """The beat of the solo on which these bars begin; below 0 for count-in and intro."""
    until: float
    """The beat on which they end."""
    is_last: bool


class GrowingPerformance:
    """The bars of a take as it grows. Not for several threads at once."""

    def __init__(self, growing: GrowingTake, settings: Settings, piece: Piece) -> None:
        self._growing, self._settings, self._piece = growing, settings, piece
        self._plan: BandPlan | None = None
        self._state = BandState()

    def play_on(self, until: float = math.inf) -> PlayedBars:
        """The bars that follow those before and can be played with what is improvised.

        The take has to be improvised a bar beyond: the band hears a bar ahead. Nothing is used of what is
        improvised after the beat ``until``.
        """
        done = min(self._growing.done, until)
        take = at_tempo(self._growing.take(), self._piece)
        plan = self._plan = self._plan or self._planned(take)
        before, lead_in = self._state.bar, plan.form.lead_in
        is_whole = done >= self._growing.beats
        after = int(plan.form.bars) if is_whole else self._bars_ready(plan, done)
        notes = written_notes(take.solo.notes, plan)
        parts, self._state = arrange_bars(plan, self._state, notes, after - before)
        return PlayedBars(
            take,
            arrangement_of(plan, parts, take.solo),
            plan.form.line(before) - lead_in,
            plan.form.line(after) - lead_in if after else -lead_in,
            after == plan.form.bars,
        )

    def _planned(self, take: Take) -> BandPlan:
        settings, piece = self._settings, self._piece
        return plan_solo(
            take.solo,
            beats=settings.beats,
            feel=piece.feel,
            seed=take.seed % 2**32,
            band=settings.band,
            options=band_options(settings, piece),
        )

    def _bars_ready(self, plan: BandPlan, done: float) -> int:
        """The first bar whose look-ahead is not improvised yet."""
        bar, form = self._state.bar, plan.form
        known = form.lead_in + done + BEAT_TOLERANCE
        while bar < form.bars and form.from_bar(bar, LOOK_AHEAD_BEATS)[-1].end <= known:
            bar += 1
        return bar
