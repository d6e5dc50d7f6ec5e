"""The result of a reader: a solo, where its melody and chords come from, and remarks.

A file rarely marks its solo track or its chords. The reader's choices are part of the
result, so that a musician can check and overrule them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from jazzlstm.music import Solo

DEFAULT_TEMPO = 120.0
"""Quarter notes a minute for a file without a tempo, as the MIDI standard has it."""
PLAYABLE_TEMPOS = (20.0, 480.0)
"""Lowest and highest tempo in quarter notes a minute; anything else is a mistake."""
MOST_NOTES = 20_000
"""Notes in one file; the longest transcriptions have a tenth of it."""
MOST_BEATS = 20_000
"""Quarter notes, about an hour and a half of swing; a longer solo is a mistake or an attack."""


SURE, LIKELY, UNSURE, CHOSEN = "sure", "likely", "unsure", "chosen"
"""How certain it is that the melody track was found; ``CHOSEN`` by a musician."""


class TrackChoice(NamedTuple):
    """A track that can be the melody: its number, its name with the number, its notes."""

    number: int
    label: str
    notes: int


@dataclass(frozen=True, slots=True)
class ReadSolo:
    """A solo and how it was read.

    ``track`` is the track or part that was read as the melody ("2: Tenor Sax").
    ``chords_from`` is the source of the chords: "markers", "cue points", "lyrics", "text",
    "chord events", "chord symbols", "the notes of Piano", or "nowhere" without chords. ``remarks`` are
    sentences for the report: what was changed or guessed. ``tracks`` can be chosen as
    the melody instead; ``melody_tracks`` are the numbers of those that were, and ``certainty``
    is one of the four words above. Several tracks of a file can be joined if ``can_join``.
    """

    solo: Solo
    track: str
    chords_from: str
    remarks: tuple[str, ...] = ()
    tracks: tuple[TrackChoice, ...] = ()
    melody_tracks: tuple[int, ...] = ()
    certainty: str = SURE
    can_join: bool = False
