"""Chord names and section names among the texts of a MIDI file.

Markers, cue points, lyrics and plain texts may hold chord names, rehearsal letters, words
of a sequencer ("Loop start") or of the song. A symbol such as "Dm7" is a chord. A letter
alone, "A" to "G", is a chord beside such symbols, or where letters follow each other within
a few bars; A, B, C four bars apart or more, or beside words such as "Intro", name sections.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from jazzlstm.formats.midi.score import WORDS
from jazzlstm.music import NO_CHORD, TICKS_PER_BEAT, Change, Section
from jazzlstm.theory.chords import read_chord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

    from jazzlstm.formats.midi.score import Word
    from jazzlstm.music import Chord

LEAST_SHARE = 0.5
"""Share of chords among the texts of one kind; lyrics with fewer are the words of a song."""
LEAST_MARKERS = 2
"""Chord symbols among other markers; one may be a word by chance."""
LEAST_TEXTS = 3
"""Chord symbols among other plain texts, which hold comments of many kinds."""
SECTION_BEATS = 16.0
"""Beats between rehearsal letters, at least; chords of one letter rarely last so long."""
LONGEST_CHORD = 32.0
"""Beats between letters that are sections whatever they are; no major triad lasts eight bars."""
SECTION_BEATS_BESIDE_WORDS = 8.0
"""The same beside the name of a section."""
NEAR = 1 / 8
"""Beats; a chord name this close to a beat is on it."""
KIND_NAMES = {"marker": "markers", "cue_marker": "cue points"}

_CHORD_LABEL = re.compile(r"^\s*(?:chord|harmony)\s*[:=]\s*|[\s/|]+$", re.IGNORECASE)
_LETTER = re.compile(r"[\[(]?([A-H])(?:'{1,3}|[1-4])?[\])]?")
_SECTION_WORD = re.compile(
    r"(?:intro(?:duction)?|head|verse|pre-?chorus|chorus|refrain|bridge|solos?|interlude|vamp|coda|outro"
    r"|ending|tag|shout|theme|middle 8|pick-?up|part|section|trading|improv(?:isation)?)"
    r"(?:\s*[:#]?\s*(?:\d{1,2}|[A-H]\d?|in|out))?|[A-H]\d?[- ]?(?:section|part)",
    re.IGNORECASE,
)
_SECTION_LABEL = re.compile(r"^(?:section|part|rehearsal)\s*[:=]?\s*(?=[A-H]\d?$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkedMusic:
    """Chord changes, the kind of text that named them ("" without chords), and sections."""

    changes: tuple[Change, ...] = ()
    source: str = ""
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class _Label:
    """A text with the chord it may name; ``is_letter`` for a single letter, ``is_section`` for a word."""

    start: float
    text: str
    chord: Chord | None
    is_letter: bool
    is_section: bool

    @property
    def is_symbol(self) -> bool:
        """True for a chord that is not also a rehearsal letter."""
        return self.chord is not None and not self.is_letter


def read_words(words: Sequence[Word]) -> MarkedMusic:
    """The chords and sections that the texts of a file name."""
    by_kind = {kind: [_label(word) for word in words if word.kind == kind and word.text] for kind in WORDS}
    has_symbols = {kind: any(label.is_symbol for label in labels) for kind, labels in by_kind.items()}
    letters = {
        kind: {label for label in labels if label.is_letter}
        if any(has_symbols.values()) and not has_symbols[kind]  # the chords are in texts of another kind
        else set(_section_letters(labels))
        for kind, labels in by_kind.items()
    }
    chords = {
        kind: [label for label in labels if label.chord is not None and label not in letters[kind]]
        for kind, labels in by_kind.items()
    }
    named = [kind for kind in WORDS if _are_chords(kind, chords[kind], by_kind[kind], letters[kind])]
    source = named[0] if named else ""
    sections = next(
        (found for kind in WORDS if (found := _sections(by_kind[kind], letters[kind], kind == source))), ()
    )
    if not source:
        return MarkedMusic(sections=sections)
    changes = as_changes((label.start, label.chord) for label in chords[source] if label.chord)
    return MarkedMusic(changes, KIND_NAMES.get(source, source), sections)


def as_changes(chords: Iterable[tuple[float, Chord]]) -> tuple[Change, ...]:
    """Chords in order as changes: the first on beat 0, no two neighbours equal."""
    by_start = {0.0: NO_CHORD}
    for start, chord in chords:
        by_start[_snapped(start)] = chord
    changes: list[Change] = []
    for start, chord in sorted(by_start.items(), key=lambda item: item[0]):
        if not changes or chord != changes[-1].chord:
            changes.append(Change(start, chord))
    return tuple(changes)


def _label(word: Word) -> _Label:
    text = word.text.strip()
    chord = _read_chord(text)
    return _Label(
        word.start,
        text,
        chord,
        is_letter=_LETTER.fullmatch(text) is not None,
        is_section=chord is None and _SECTION_WORD.fullmatch(text) is not None,
    )


def _read_chord(text: str) -> Chord | None:
    """The chord of a text, with or without spaces inside it: "Cmaj 7", "Chord: G7 b9"."""
    symbol = _CHORD_LABEL.sub("", text).strip()
    symbol = symbol[1:-1] if symbol[:1] + symbol[-1:] in ("{}", '""', "<>") else symbol
    return read_chord(symbol.replace(" ", "")) or read_chord(symbol)


def _section_letters(labels: Sequence[_Label]) -> list[_Label]:
    """The single letters that name sections."""
    letters = [label for label in labels if label.is_letter]
    symbols = [label for label in labels if label.is_symbol]
    words = [label for label in labels if label.is_section]
    if symbols:
        return letters if letters and _are_beside_chords(letters, symbols) else []
    if len(letters) + len(words) < LEAST_SHARE * len(labels):
        return []
    if words:
        return letters if _least_gap(letters) >= SECTION_BEATS_BESIDE_WORDS else []
    if len(letters) > 1 and _least_gap(letters) >= LONGEST_CHORD:
        return letters
    return letters if _least_gap(letters) >= SECTION_BEATS and _are_alphabetical(letters) else []


def _least_gap(labels: Sequence[_Label]) -> float:
    """Beats between the two closest labels."""
    return min((after.start - before.start for before, after in pairwise(labels)), default=math.inf)


def _are_alphabetical(letters: Sequence[_Label]) -> bool:
    """True if each letter is A, the one after the last new letter, or a letter seen before."""
    names = [label.text.strip("[]()")[0] for label in letters]
    seen = ""
    for name in names:
        if name not in seen:
            if name != "ABCDEFGH"[len(seen)]:
                return False
            seen += name
    return True


def _are_beside_chords(letters: Sequence[_Label], symbols: Sequence[_Label]) -> bool:
    """True if most letters are on the beat of a chord symbol: two chords never start together."""
    starts = {_snapped(symbol.start) for symbol in symbols}
    return 2 * sum(_snapped(letter.start) in starts for letter in letters) > len(letters)


def _are_chords(kind: str, chords: Sequence[_Label], labels: Sequence[_Label], letters: Set[_Label]) -> bool:
    """True if the texts of a kind name the chords of the file."""
    if not chords:
        return False
    others = [label for label in labels if label not in letters and not label.is_section]
    if len(chords) >= LEAST_SHARE * len(others):
        return True
    symbols = sum(label.is_symbol for label in chords)
    least = {"marker": LEAST_MARKERS, "cue_marker": LEAST_MARKERS, "text": LEAST_TEXTS}.get(kind)
    return least is not None and symbols >= least


def _sections(labels: Sequence[_Label], letters: Set[_Label], has_chords: bool) -> tuple[Section, ...]:
    """The sections of one kind of text: words only beside letters, or beside chords, or with each other."""
    words = [label for label in labels if label.is_section]
    if not letters and len(words) < 2 and not (words and has_chords):
        return ()
    named = sorted([*letters, *words], key=lambda label: label.start)
    return tuple(Section(label.start, _SECTION_LABEL.sub("", label.text).strip("[]()")) for label in named)


def _snapped(start: float) -> float:
    beat = round(start)
    return float(beat) if abs(start - beat) < NEAR else round(start * TICKS_PER_BEAT) / TICKS_PER_BEAT
