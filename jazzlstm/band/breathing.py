"""Breathing: a soloist on a wind instrument pauses for breath.

If a solo has no gap for longer than the longest breath measured in the Weimar Jazz
Database (``LONGEST_BREATH_SECONDS``), its longest recent note is cut short. Solos of
guitar, keyboards and mallets are not changed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jazzlstm.band.performance_statistics import LONGEST_BREATH_SECONDS
from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

BREATH_GAP_SECONDS = 0.2
"""The shortest silence that is time enough to breathe in."""
LARGEST_CUT = 0.6
"""The largest share of a note that may be cut for a breath."""


def breath_lengths(times: Iterable[tuple[float, float]]) -> Iterator[float]:
    """Seconds from one gap for breath to the next, from the start and end of each note in seconds."""
    began = ended = None
    for start, end in times:
        if began is None or ended is None or start - ended >= BREATH_GAP_SECONDS - BEAT_TOLERANCE:
            if began is not None and ended is not None:
                yield ended - began
            began = start
        ended = end
    if began is not None and ended is not None:
        yield ended - began


@dataclass(frozen=True, slots=True)
class Breath:
    """The breath that goes on at a bar line, in beats as played."""

    start: float = -math.inf
    """Its first note."""
    end: float = -math.inf
    """The end of its last note."""


def add_breaths(
    notes: Sequence[Note], upcoming: Sequence[Note], breath: Breath, instrument: Instrument, tempo: float
) -> tuple[list[Note], Breath]:
    """The notes of a bar, some shortened so that a wind player can breathe, and the breath at its end.

    Args:
        notes: of the bar, as played, in beats, one at a time.
        upcoming: of the next bars, as far as they are known.
        breath: at the beginning of the bar.
        instrument: the soloist's; only wind instruments breathe.
        tempo: quarters a minute.
    """
    if not instrument.breathes or not notes:
        return list(notes), breath
    gap, longest = BREATH_GAP_SECONDS * tempo / 60, LONGEST_BREATH_SECONDS * tempo / 60
    played = [*notes, *upcoming]
    start, end, first = breath.start, breath.end, 0  # first: of the notes here on this breath
    for index, note in enumerate(played):
        if note.start - end >= gap - BEAT_TOLERANCE:
            if index >= len(notes):
                break
            start, first = note.start, index
        while index > first and note.end - start > longest:
            cut = _best_cut(played, range(first, index), start + longest / 2)
            if cut >= len(notes):  # the next bar is the place to breathe
                return played[: len(notes)], Breath(start, played[len(notes) - 1].end)
            played[cut] = _shortened(played[cut], played[cut + 1].start, gap)
            start, first = played[cut + 1].start, cut + 1
        end = note.end
    return played[: len(notes)], Breath(start, played[len(notes) - 1].end)


def _best_cut(played: Sequence[Note], places: range, recent: float) -> int:
    """The longest of the notes that begin after ``recent``, or of all."""
    late = [index for index in places if played[index].start >= recent]
    return max(late or places, key=lambda index: played[index].duration)


def _shortened(note: Note, next_start: float, gap: float) -> Note:
    """The note with ``gap`` beats of silence after it, as far as ``LARGEST_CUT`` allows."""
    missing = max(0.0, gap - (next_start - note.end))
    return replace(note, duration=note.duration - min(missing, LARGEST_CUT * note.duration))
