"""The parts of a score with their elements in time, and the title and key of the score.

Elements of a measure follow each other in time: each note moves the time on, ``backup`` and
``forward`` move it, and a chord symbol is at the current time plus its ``offset``. Each part
is walked once. Chord symbols may be in another part than the melody, often in the top one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from jazzlstm.formats.midi.score import Player
from jazzlstm.formats.musicxml.file import read_number, read_whole
from jazzlstm.formats.musicxml.key_signatures import name_key, transpose_key
from jazzlstm.formats.musicxml.tempos import find_tempo
from jazzlstm.music import Note
from jazzlstm.theory.pitches import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from jazzlstm.music import Chord

__all__ = [
    "Placed",
    "ScorePart",
    "find_key",
    "find_tempo",
    "find_title",
    "list_parts",
    "walk_measures",
    "written_key",
]

MOST_FIFTHS = 7
"""Sharps or flats in a key signature."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An element in time: its measure (from 0), the beat in it, divisions a beat.

    ``transposition`` is in semitones from the written to the sounding pitch. ``is_slashed``
    is true where the page shows slashes instead of the notes.
    """

    measure: int
    beat: Fraction
    divisions: int
    element: Element = field(repr=False)
    transposition: int = 0
    is_slashed: bool = False

    @property
    def beats(self) -> float:
        """The duration of a note; 0 for a grace note."""
        return 0.0 if self.is_grace else read_whole(self.element.findtext("duration")) / self.divisions

    @property
    def is_grace(self) -> bool:
        return self.element.find("grace") is not None

    @property
    def is_cue(self) -> bool:
        """True for a note of another player, printed small."""
        kind = self.element.find("type")
        return self.element.find("cue") is not None or (
            kind is not None and kind.get("size") in ("cue", "grace-cue")
        )

    @property
    def is_slash(self) -> bool:
        """True for a slash: the player improvises or comps."""
        return self.is_slashed or (self.element.findtext("notehead") or "").strip() == "slash"

    @property
    def pitch(self) -> int | None:
        """The written pitch as a MIDI number; None for rests and drums."""
        step = (self.element.findtext("pitch/step") or "").strip()
        if step not in LETTERS:
            return None
        octave, alter = self.element.findtext("pitch/octave"), self.element.findtext("pitch/alter")
        return LETTERS[step] + read_whole(alter) + 12 * (read_whole(octave, 4) + 1)

    @property
    def release(self) -> float:
        """Beats between the end of the sound and the written end of the note."""
        return max(0.0, -read_number(self.element.get("release")) / self.divisions)


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score: its player, its element, and the elements in time."""

    player: Player
    element: Element = field(repr=False)
    events: tuple[Placed, ...] = field(repr=False, default=())

    @property
    def measures(self) -> list[Element]:
        return self.element.findall("measure")

    @property
    def transposition(self) -> int:
        """Semitones from written to sounding pitch at the start."""
        transpose = self.element.find("measure/attributes/transpose")
        return 0 if transpose is None else _semitones(transpose)

    @property
    def notes(self) -> Iterator[Placed]:
        """The notes of the melody: neither grace notes nor cues nor slashes."""
        return (placed for placed in self.events if _is_melody(placed))

    def count_skipped(self) -> tuple[int, int]:
        """The number of cue notes and of slashes."""
        notes = [
            placed for placed in self.events if placed.element.tag == "note" and placed.pitch is not None
        ]
        return sum(note.is_cue for note in notes), sum(note.is_slash and not note.is_cue for note in notes)


def list_parts(score: Element) -> list[ScorePart]:
    """The parts in the order of the score, numbered from 1."""
    names = {entry.get("id"): entry for entry in score.iter("score-part")}
    return [
        _read_part(number, part, names.get(part.get("id")))
        for number, part in enumerate(score.findall("part"), 1)
    ]


def _read_part(number: int, part: Element, entry: Element | None) -> ScorePart:
    name = instrument = ""
    program, is_drums = 0, False
    if entry is not None:
        name = (entry.findtext("part-name") or "").strip()
        instrument = (entry.findtext("score-instrument/instrument-name") or "").strip()
        program = max(0, read_whole(entry.findtext("midi-instrument/midi-program"), 1) - 1)
        is_drums = entry.findtext("midi-instrument/midi-channel") == "10"
    events = tuple(walk_measures(part))
    player = Player(
        number, name or instrument or "part", program, is_drums, tuple(sorted(_sounding_notes(events)))
    )
    return ScorePart(player, part, events)


def walk_measures(part: Element) -> Iterator[Placed]:
    """The elements of a part in time."""
    divisions, transposition, is_slashed = 1, 0, False
    for index, measure in enumerate(part.findall("measure")):
        now = last = 0
        for element in measure:
            divisions = max(1, read_whole(element.findtext("divisions"), divisions))
            if (transpose := element.find("transpose")) is not None:
                transposition = _semitones(transpose)
            if (slash := element.find("measure-style/slash")) is not None:
                is_slashed = slash.get("type") == "start"
            moved = 0 if element.find("grace") is not None else read_whole(element.findtext("duration"))
            if element.tag == "note":
                start = last if element.find("chord") is not None else now
                last, now = start, max(now, start + moved)
            elif element.tag in ("backup", "forward"):
                now = max(0, now + (moved if element.tag == "forward" else -moved))
                continue
            else:
                start = max(0, now + read_whole(element.findtext("offset")))
            yield Placed(index, Fraction(start, divisions), divisions, element, transposition, is_slashed)


def _semitones(transpose: Element) -> int:
    return read_whole(transpose.findtext("chromatic")) + 12 * read_whole(transpose.findtext("octave-change"))


def _is_melody(placed: Placed) -> bool:
    return (
        placed.element.tag == "note"
        and placed.pitch is not None
        and placed.beats > 0
        and not placed.is_cue
        and not placed.is_slash
    )


def _sounding_notes(events: tuple[Placed, ...]) -> Iterator[Note]:
    """The notes without repeats, enough to tell a melody from a bass line."""
    bar_start, bar, furthest = 0.0, 0, 0.0
    for placed in events:
        if placed.measure != bar:
            bar_start, bar = furthest, placed.measure
        if placed.element.tag != "note":
            continue
        start, beats = bar_start + float(placed.beat), placed.beats
        furthest = max(furthest, start + beats)
        if _is_melody(placed):
            yield Note(start, beats, (placed.pitch or 0) + placed.transposition)


def find_title(score: Element, name: str) -> str:
    """The title of the score or its movement, else the largest text on the page, else the file name."""
    for path in ("work/work-title", "movement-title"):
        if title := (score.findtext(path) or "").strip():
            return title
    words = [
        (read_number(word.get("font-size")), (word.text or "").strip()) for word in score.iter("credit-words")
    ]
    largest = max((word for word in words if word[1]), key=lambda word: word[0], default=(0.0, ""))
    return largest[1] if largest[0] else PurePath(name).stem


def find_key(part: ScorePart, chords: list[Chord]) -> str:
    """The sounding key by its usual name; "" for a score without one.

    Many programs write a signature without a mode. It is the minor key if the tune ends, or
    else begins, on the chord of that key.
    """
    key = part.element.find("measure/attributes/key")
    if key is None or key.find("fifths") is None:
        return ""
    fifths, mode = read_whole(key.findtext("fifths")), (key.findtext("mode") or "").strip().lower()
    if mode == "none" or abs(fifths) > MOST_FIFTHS:
        return ""
    if not mode:
        mode = "minor" if _ends_in_minor(fifths, part.transposition, chords) else "major"
    return transpose_key(name_key(fifths, mode), part.transposition)


def written_key(part: ScorePart) -> str:
    """The key of the first signature as written; C without one."""
    key = part.element.find("measure/attributes/key")
    fifths = 0 if key is None else read_whole(key.findtext("fifths"))
    mode = "" if key is None else (key.findtext("mode") or "").strip().lower()
    return name_key(fifths if abs(fifths) <= MOST_FIFTHS else 0, "minor" if mode == "minor" else "major")


def _ends_in_minor(fifths: int, transposition: int, chords: list[Chord]) -> bool:
    major = (7 * fifths + transposition) % 12
    tonics = {major: False, (major + 9) % 12: True}
    for chord in (*chords[-1:], *chords[:1]):
        if chord.root in tonics:
            return tonics[chord.root] and 3 in chord.tones
    return False
