"""Vamps of a live session: while the server's bars were late, the band repeated some, without a soloist.

The player in the browser makes them (``ui/player/livevamp.js``), and the record notes them. The session has
bars of its own in these places, which nobody heard: a replay has the repeated ones instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from jazzlstm.music import BEAT_TOLERANCE, Bend, Change, Control, Note, Part
from jazzlstm.services.live_bars import LiveBars

FURTHEST_BACK = 128
"""Bars: the player in the browser keeps no more."""
_Each = TypeVar("_Each", Note, Control, Bend)
_ANTICIPATION = 0.08
"""Beats that players may come in before a bar line; ``ANTICIPATION`` of ``clock.js``."""


@dataclass(frozen=True, slots=True)
class Vamp:
    """Bars that were repeated."""

    first: int
    bars: int
    back: int
    """Each repeats the bar as many bars before it."""


def sources_of(vamps: Sequence[Vamp]) -> dict[int, int]:
    """By repeated bar: the bar that it repeats."""
    return {bar: bar - vamp.back for vamp in vamps for bar in range(vamp.first, vamp.first + vamp.bars)}


def repeated(bar: LiveBars, source: int, heard: Sequence[LiveBars]) -> LiveBars:
    """A bar as it was heard in a vamp: the band plays the bar ``source`` of ``heard``, the soloist rests."""
    soloist, *band = heard[-1].parts if heard else bar.parts
    resting = replace(bar, parts=(_silent(soloist), *band), trace=None, notes=())
    found = next((bars for bars in heard if bars.first <= source < bars.first + len(bars.turns)), None)
    if not found or source < 0:  # a damaged record
        return replace(resting, parts=tuple(map(_silent, resting.parts)))
    begin, end = (found.lines[source - found.first + i] for i in (0, 1))
    by = bar.lines[0] - begin
    first, last = (line + bar.lead - _ANTICIPATION for line in (begin, end))
    played = {_role(part): part for part in found.parts[1:]}
    again = (_between(part, played.get(_role(part), _silent(part)), (first, last), by) for part in band)
    changes = [change for change in found.chart.changes if begin <= change.start + BEAT_TOLERANCE < end]
    moved = (Change(change.start + by, change.chord) for change in changes)
    return replace(
        resting,
        parts=(_silent(soloist), *again),
        chart=replace(bar.chart, changes=(Change(0.0, changes[0].chord), *moved)),
    )


def _silent(part: Part) -> Part:
    return replace(part, notes=(), controls=(), bends=())


def _role(part: Part) -> str:
    return part.name if part.name in ("Bass", "Drums") else "Comping"


def _between(part: Part, played: Part, beats: tuple[float, float], by: float) -> Part:
    """A part with what was played between two beats, moved by some beats."""
    return replace(
        part,
        notes=_moved(played.notes, beats, by),
        controls=_moved(played.controls, beats, by),
        bends=_moved(played.bends, beats, by),
    )


def _moved(found: Sequence[_Each], beats: tuple[float, float], by: float) -> tuple[_Each, ...]:
    return tuple(replace(each, start=each.start + by) for each in found if beats[0] <= each.start < beats[1])
