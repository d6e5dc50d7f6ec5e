"""Breathing: a soloist on a wind instrument pauses for breath.

If a solo has no gap for longer than the longest breath measured in the Weimar Jazz
Database (``LONGEST_BREATH_SECONDS``), its longest recent note is cut short. Solos of
guitar, keyboards and mallets are not changed.
"""

from __future__ import annotations

from dataclasses import replace
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


def add_breaths(notes: Sequence[Note], instrument: Instrument, tempo: float) -> tuple[Note, ...]:
    """The notes of a solo, some shortened so that a wind player can breathe.

    Args:
        notes: as played, in beats, one at a time.
        instrument: the soloist's; only wind instruments breathe.
        tempo: quarters a minute.
    """
    played = list(notes)
    if not instrument.breathes:
        return tuple(played)
    gap = BREATH_GAP_SECONDS * tempo / 60
    longest = LONGEST_BREATH_SECONDS * tempo / 60
    first = 0  # of the notes on this breath
    for index, note in enumerate(played):
        if index and note.start - played[index - 1].end >= gap - BEAT_TOLERANCE:
            first = index
        while index > first and note.end - played[first].start > longest:
            recent = range((first + index) // 2, index)
            cut = max(recent, key=lambda each: played[each].duration)
            played[cut] = _shortened(played[cut], played[cut + 1].start, gap)
            first = cut + 1
    return tuple(played)


def _shortened(note: Note, next_start: float, gap: float) -> Note:
    """The note with ``gap`` beats of silence after it, as far as ``LARGEST_CUT`` allows."""
    missing = max(0.0, gap - (next_start - note.end))
    return replace(note, duration=note.duration - min(missing, LARGEST_CUT * note.duration))
