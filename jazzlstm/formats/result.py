"""What a reader found in a file, and how it found it.

Files in the wild leave much unsaid: which track is the solo, where the chords
are. A reader decides, and says what it decided, so that a musician can see in
the report why a file sounds the way it does and overrule it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jazzlstm.music import Solo

DEFAULT_TEMPO = 120.0
"""Quarters a minute, where a file is silent: the MIDI standard's own."""
PLAYABLE_TEMPOS = (20.0, 480.0)
MOST_NOTES = 20_000
MOST_BEATS = 20_000
"""About an hour and a half of swing; a longer solo is a mistake or an attack."""


@dataclass(frozen=True, slots=True)
class ReadSolo:
    """A solo and the story of its reading.

    ``track`` names the track or part taken as the melody ("2: Tenor Sax").
    ``chords_from`` says where the chords come from: "markers", "lyrics", "text",
    "chord symbols", "the notes of piano", or "nowhere" when there are none.
    ``remarks`` are sentences for the report: what was changed or guessed.
    """

    solo: Solo
    track: str
    chords_from: str
    remarks: tuple[str, ...] = ()
