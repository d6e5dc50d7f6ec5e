"""Chord names written into a MIDI file as markers, lyrics or texts.

Programs that know the changes write them as meta events, but not all into the
same kind, and the same kinds carry rehearsal letters, copyright lines and the
words of the song. The kind of which most texts can be read as chords is taken;
"A", "B" and "C" eight bars apart are sections, and "A" next to "F#m7" is a chord.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from jazzlstm.formats.midi.score import WORDS
from jazzlstm.music import NO_CHORD, TICKS_PER_BEAT, Change, Section
from jazzlstm.theory.chords import read_chord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jazzlstm.formats.midi.score import Word
    from jazzlstm.music import Chord

LEAST_SHARE = 0.5
"""Of the texts of one kind, how many must be chords."""
SECTION_BEATS = 16.0
"""Rehearsal letters stand at least this far apart; chords named A to D rarely all do."""
CHORD_LABEL = re.compile(r"^\s*(?:chord|harmony)\s*[:=]\s*|[\s/|]+$", re.IGNORECASE)
NEAR = 1 / 8
"""Beats; a chord name this close to a beat is meant for it."""


def chords_from_words(words: Sequence[Word]) -> tuple[tuple[Change, ...], str]:
    """The changes that a file spells out, and the kind of text they stand in; () and "" if it doesn't."""
    for kind in WORDS:
        texts = [word for word in words if word.kind == kind and word.text]
        changes = [(word.start, chord) for word in texts if (chord := _chord(word.text)) is not None]
        if changes and len(changes) >= LEAST_SHARE * len(texts) and not _are_sections(texts):
            return as_changes(changes), {"marker": "markers"}.get(kind, kind)
    return (), ""


def sections_from_words(words: Sequence[Word]) -> tuple[Section, ...]:
    """Rehearsal letters among the markers."""
    texts = [word for word in words if word.kind == "marker" and word.text]
    return tuple(Section(word.start, word.text) for word in texts) if _are_sections(texts) else ()


def as_changes(chords: Iterable[tuple[float, Chord]]) -> tuple[Change, ...]:
    """Chords in order as a chart has them: the first on beat 0, no two neighbours equal."""
    by_start = {0.0: NO_CHORD}
    for start, chord in chords:
        by_start[_snapped(start)] = chord
    changes: list[Change] = []
    for start, chord in sorted(by_start.items()):
        if not changes or chord != changes[-1].chord:
            changes.append(Change(start, chord))
    return tuple(changes)


def _chord(text: str) -> Chord | None:
    return read_chord(CHORD_LABEL.sub("", text).strip())


def _snapped(start: float) -> float:
    beat = round(start)
    return float(beat) if abs(start - beat) < NEAR else round(start * TICKS_PER_BEAT) / TICKS_PER_BEAT


def _are_sections(texts: Sequence[Word]) -> bool:
    """Bare letters from A on, far apart."""
    letters = [word for word in texts if word.text in tuple("ABCD")]
    if len(letters) < 2 or len(letters) < len(texts) or letters[0].text != "A":
        return False
    return all(later.start - earlier.start >= SECTION_BEATS for earlier, later in pairwise(letters))
