"""Breath: nobody blows for ever.

A wind player who has gone on as long as the longest breaths in the Weimar Jazz
Database (``performance_statistics.BREATH_SECONDS``) cuts one note short, the longest of late, and takes
another. Keys, strings and bars need none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jazzlstm.band import performance_statistics
from jazzlstm.band.form import CLOSE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from jazzlstm.music import Note
    from jazzlstm.theory.instruments import Instrument

GASP = 0.2
"""Seconds of silence in which one can breathe."""
MOST_OF_A_NOTE = 0.6
"""The share that a note gives for it at the most."""


def blown(times: Iterable[tuple[float, float]]) -> Iterator[float]:
    """How long each breath lasts, in seconds, from when notes start and end."""
    began = ended = None
    for start, end in times:
        if began is None or ended is None or start - ended >= GASP - CLOSE:
            if began is not None and ended is not None:
                yield ended - began
            began = start
        ended = end
    if began is not None and ended is not None:
        yield ended - began


def breathe(notes: Sequence[Note], instrument: Instrument, tempo: float) -> tuple[Note, ...]:
    """The notes of a solo, as played, with time to breathe where a wind player needs it.

    Args:
        notes: in beats, one at a time.
        instrument: who plays; not everyone breathes.
        tempo: quarters a minute.
    """
    played = list(notes)
    if not instrument.breathes:
        return tuple(played)
    gasp, longest = GASP * tempo / 60, performance_statistics.BREATH_SECONDS * tempo / 60
    first = 0
    for number, note in enumerate(played):
        if number and note.start - played[number - 1].end >= gasp - CLOSE:
            first = number
        while number > first and note.end - played[first].start > longest:
            late = range((first + number) // 2, number)
            cut = max(late, key=lambda each: played[each].duration)
            given = max(0.0, gasp - (played[cut + 1].start - played[cut].end))
            length = played[cut].duration
            played[cut] = replace(played[cut], duration=length - min(given, MOST_OF_A_NOTE * length))
            first = cut + 1
    return tuple(played)
