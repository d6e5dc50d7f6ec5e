"""What stands around the notes of a score: its parts, chord symbols, rehearsal marks, title, tempo, key.

A measure of MusicXML is a tape: each note moves the time on, ``backup`` and
``forward`` wind it, and a chord symbol belongs where the tape stands, give or
take an ``offset``. Chord symbols may stand in any part, most often in the top
one, even when another part has the melody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING

from jazzlstm.formats.midi.score import Player
from jazzlstm.formats.musicxml.file import read_number, read_whole
from jazzlstm.formats.musicxml.key_signatures import name_key, transpose_key
from jazzlstm.formats.result import PLAYABLE_TEMPOS
from jazzlstm.music import Note
from jazzlstm.theory.pitches import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from jazzlstm.music import Chord

BEAT_UNITS = {"whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25}


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of the score, as its player and as its element; ``transposition`` leads from page to sound."""

    player: Player
    element: Element = field(repr=False)
    transposition: int

    @property
    def measures(self) -> list[Element]:
        return self.element.findall("measure")


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
    transposition = _transposition(part)
    notes = tuple(sorted(_sounding_notes(part, transposition)))
    player = Player(number, name or instrument or "part", program, is_drums, notes)
    return ScorePart(player, part, transposition)


def _transposition(part: Element) -> int:
    """Semitones from written to sounding pitch."""
    transpose = part.find("measure/attributes/transpose")
    if transpose is None:
        return 0
    return read_whole(transpose.findtext("chromatic")) + 12 * read_whole(transpose.findtext("octave-change"))


@dataclass(frozen=True, slots=True)
class Placed:
    """An element and where the tape stands: its measure (from 0), the beat in it, divisions of a beat."""

    measure: int
    beat: Fraction
    divisions: int
    element: Element = field(repr=False)

    @property
    def beats(self) -> float:
        """How long a note lasts; 0 for a grace note."""
        return (
            0.0 if _is_grace(self.element) else read_whole(self.element.findtext("duration")) / self.divisions
        )

    @property
    def pitch(self) -> int | None:
        """The written pitch as a MIDI number; None for rests and drums."""
        step = (self.element.findtext("pitch/step") or "").strip()
        if step not in LETTERS:
            return None
        octave, alter = self.element.findtext("pitch/octave"), self.element.findtext("pitch/alter")
        return LETTERS[step] + read_whole(alter) + 12 * (read_whole(octave, 4) + 1)


def walk_measures(part: Element) -> Iterator[Placed]:
    """All in a part that has a place in time."""
    divisions = 1
    for index, measure in enumerate(part.findall("measure")):
        tape = last = 0
        for element in measure:
            divisions = max(1, read_whole(element.findtext("divisions"), divisions))
            moved = 0 if _is_grace(element) else read_whole(element.findtext("duration"))
            if element.tag == "note":
                start = last if element.find("chord") is not None else tape
                yield Placed(index, Fraction(start, divisions), divisions, element)
                last, tape = start, max(tape, start + moved)
            elif element.tag in ("backup", "forward"):
                tape = max(0, tape + (moved if element.tag == "forward" else -moved))
            else:
                offset = read_whole(element.findtext("offset"))
                yield Placed(index, Fraction(max(0, tape + offset), divisions), divisions, element)


def _is_grace(element: Element) -> bool:
    return element.find("grace") is not None


def _sounding_notes(part: Element, transposition: int) -> Iterator[Note]:
    """The notes as they stand, without repeats: enough to tell a melody from a bass line."""
    bar_start, bar, furthest = 0.0, 0, 0.0
    for placed in walk_measures(part):
        if placed.measure != bar:
            bar_start, bar = furthest, placed.measure
        if placed.element.tag != "note":
            continue
        start, beats, pitch = bar_start + float(placed.beat), placed.beats, placed.pitch
        furthest = max(furthest, start + beats)
        if pitch is not None and beats > 0:
            yield Note(start, beats, pitch + transposition)


def read_releases(part: Element) -> dict[tuple[int, float, int], float]:
    """How many beats before their written end notes stop, by measure, beat and written pitch."""
    releases = {}
    for placed in walk_measures(part):
        if placed.element.get("release") and placed.pitch is not None:
            early = -read_number(placed.element.get("release")) / placed.divisions
            if early > 0:
                releases[placed.measure, round(float(placed.beat), 4), placed.pitch] = early
    return releases


def find_title(score: Element, name: str) -> str:
    """The title of the score, of its movement, or in the largest letters on the page; or else the file's."""
    for path in ("work/work-title", "movement-title"):
        if title := (score.findtext(path) or "").strip():
            return title
    words = [
        (read_number(word.get("font-size")), (word.text or "").strip()) for word in score.iter("credit-words")
    ]
    largest = max((word for word in words if word[1]), key=lambda word: word[0], default=(0.0, ""))
    return largest[1] if largest[0] else PurePath(name).stem


def find_tempo(score: Element) -> float | None:
    """Quarters a minute at the start, None where the score gives no number."""
    tempos = [read_number(sound.get("tempo")) for sound in score.iter("sound") if sound.get("tempo")]
    for metronome in score.iter("metronome"):
        unit = BEAT_UNITS.get(metronome.findtext("beat-unit") or "", 0.0)
        dotted = 1.5 if metronome.find("beat-unit-dot") is not None else 1.0
        tempos.append(unit * dotted * read_number(metronome.findtext("per-minute")))
    low, high = PLAYABLE_TEMPOS
    return next((tempo for tempo in tempos if low <= tempo <= high), None)


def find_key(part: ScorePart, chords: list[Chord]) -> str:
    """The key that sounds, as a player says it; "" where the score says none.

    Many programs write the signature alone. It means the minor key when the
    tune ends, or failing that begins, on that key's chord.
    """
    key = part.element.find("measure/attributes/key")
    if key is None or key.find("fifths") is None:
        return ""
    fifths, mode = read_whole(key.findtext("fifths")), (key.findtext("mode") or "").strip().lower()
    if mode == "none" or not -7 <= fifths <= 7:
        return ""
    if not mode:
        mode = "minor" if _ends_in_minor(fifths, part.transposition, chords) else "major"
    return transpose_key(name_key(fifths, mode), part.transposition)


def _ends_in_minor(fifths: int, transposition: int, chords: list[Chord]) -> bool:
    major = (7 * fifths + transposition) % 12
    tonics = {major: False, (major + 9) % 12: True}
    for chord in (*chords[-1:], *chords[:1]):
        if chord.root in tonics:
            return tonics[chord.root] and 3 in chord.tones
    return False
