"""Chord symbols that a score has as words above the staff, where it has no ``harmony`` elements.

Words such as "Dm7" are chords if a part has several and most of its words are chords. A letter
alone is a chord only beside them: by itself it names a section.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jazzlstm.theory.chords import read_chord, transpose_chord

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jazzlstm.formats.musicxml.parts import Placed
    from jazzlstm.music import Chord

LEAST_CHORDS = 3
LONGEST = 40
"""Characters of a chord symbol."""
REMARK = "the chords are words above the staff, not chord symbols: read as chords"


def chords_in_words(events: Iterable[Placed]) -> list[tuple[Placed, Chord]]:
    """The sounding chords that the words of a part name; none where its words are not chords."""
    words = [
        (placed, text) for placed in events if placed.element.tag == "direction" for text in _words(placed)
    ]
    chords = [(placed, text, chord) for placed, text in words if (chord := read_chord(text))]
    symbols = sum(len(text) > 1 for _, text, _ in chords)
    if len(chords) < LEAST_CHORDS or 2 * symbols < len(words):
        return []
    return [(placed, transpose_chord(chord, placed.transposition)) for placed, _, chord in chords]


def _words(placed: Placed) -> list[str]:
    found = placed.element.iterfind("direction-type/words")
    return [text for words in found if 0 < len(text := (words.text or "").strip()) <= LONGEST]
