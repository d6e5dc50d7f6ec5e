"""The written bars of a part: note heads by music21, everything else from the elements in time.

music21 reads the rhythm of one part: notes, voices, tuplets. It is given only the elements
that matter for that, with cues and slashes as rests. It keeps no identity of a note, so the
index of each note travels as the color of its head; pitch, transposition and release of the
note come from there.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.musicxml.file import EXPORT, read_number, read_whole
from jazzlstm.formats.musicxml.parts import Placed, ScorePart
from jazzlstm.music import Chord, Metre, Note

MOST_PER_BAR = 64
"""Chords, sections or tempos in one bar: four for each beat of 4/4 are sixteen."""
DEFAULT_VELOCITY = 90
"""Velocity of a note without ``dynamics``, as the standard has it."""
MOST_FIFTHS = 7
"""Sharps or flats of a key; music21 counts up to any number."""
KEPT = {
    "attributes": ("divisions", "key", "time"),
    "note": ("grace", "chord", "pitch", "unpitched", "rest", "duration", "tie", "voice", "type", "dot",
             "time-modification", "staff"),
    "backup": ("duration",),
    "forward": ("duration", "voice", "staff"),
}  # fmt: skip
"""Elements of a measure, and their children, that rhythm depends on."""


@dataclass(frozen=True, slots=True)
class Head:
    """A note head: a note in beats from the start of its bar, and whether a tie leads to it."""

    note: Note
    tied_in: bool


@dataclass(slots=True)
class WrittenMeasure:
    """A bar as written; ``length`` is the beats in it, which may differ from its metre."""

    metre: Metre
    length: float
    heads: list[Head] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    sections: list[tuple[float, str]] = field(default_factory=list)
    tempos: list[tuple[float, float]] = field(default_factory=list)
    grace_notes: int = 0


def read_bars(part: ScorePart) -> list[WrittenMeasure]:
    """The bars of a part with their note heads at sounding pitch.

    Raises:
        MusicFileError: music21 cannot read it.
    """
    notes = [placed for placed in part.events if placed.element.tag == "note"]
    bars: list[WrittenMeasure] = []
    for measure in _parse(_rhythm_of(part, notes)):
        sign = measure.timeSignature
        metre = Metre(sign.numerator, sign.denominator) if sign else bars[-1].metre if bars else Metre()
        bars.append(_read_bar(measure, metre, notes))
    _repeat_bars(part, bars)
    return bars


def _rhythm_of(part: ScorePart, notes: list[Placed]) -> Element:
    """A score of one part with only the elements that rhythm depends on."""
    score = Element("score-partwise", version="4.0")
    SubElement(SubElement(score, "part-list"), "score-part", id="P1").append(Element("part-name"))
    copy = SubElement(score, "part", id="P1")
    index_of = {id(placed.element): index for index, placed in enumerate(notes)}
    for measure in part.measures:
        target = SubElement(copy, "measure", number=measure.get("number", "1"))
        for element in measure:
            if element.tag in KEPT:
                kept = _kept(element)
                target.append(kept)
                if element.tag == "note":
                    index = index_of[id(element)]
                    _settle_note(kept, element, notes[index], index)
    return score


def _kept(element: Element) -> Element:
    copy = Element(element.tag)
    if "dynamics" in element.attrib:
        copy.set("dynamics", element.attrib["dynamics"])
    copy.extend(child for child in element if child.tag in KEPT[element.tag] and _is_harmless(child))
    return copy


def _is_harmless(element: Element) -> bool:
    """False for a key of so many sharps that music21 would count for ever."""
    numbers = [*element.iter("fifths"), *element.iter("cancel")]
    return all(abs(read_number(number.text, MOST_FIFTHS + 1.0)) <= MOST_FIFTHS for number in numbers)


def _settle_note(copy: Element, element: Element, placed: Placed, index: int) -> None:
    """Give the copy of a note its index; a cue or a slash becomes a rest."""
    if placed.pitch is None:
        return
    if placed.is_cue or placed.is_slash:
        for tag in ("pitch", "tie"):
            for child in copy.findall(tag):
                copy.remove(child)
        copy.insert(0, Element("rest"))
        return
    if copy.find("tie") is None:
        copy.extend(Element("tie", type=tied.get("type", "")) for tied in element.findall("notations/tied"))
    SubElement(copy, "notehead", color=str(index)).text = "normal"


def _parse(score: Element) -> list[Any]:
    """music21's measures."""
    from music21.musicxml.xmlToM21 import MusicXMLImporter

    importer = MusicXMLImporter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about durations that do not add up; bars are filled up later
        try:
            importer.xmlRootToScore(score, importer.stream)
        except Exception as exc:  # music21 raises many types for damaged scores
            raise MusicFileError(
                f"music21 cannot read it ({str(exc)[:80] or type(exc).__name__}): {EXPORT}", code="damaged"
            ) from exc
        parts = list(importer.stream.parts)
        if not parts:
            raise MusicFileError(f"it has no music in it: {EXPORT}", code="no_notes")
        return list(parts[0].getElementsByClass("Measure"))


def _read_bar(measure: Any, metre: Metre, notes: list[Placed]) -> WrittenMeasure:  # noqa: ANN401 -- music21 has no types
    bar = WrittenMeasure(metre, float(measure.duration.quarterLength))
    for element in measure.recurse().notesAndRests:
        if element.duration.isGrace:
            bar.grace_notes += not element.isRest
            continue
        start, length = float(element.getOffsetInHierarchy(measure)), float(element.duration.quarterLength)
        for tone in element.notes if element.isChord else [element]:
            if hasattr(tone, "pitch") and tone.style.color:  # no rest, no drum
                bar.heads.append(_read_head(tone, element, start, length, notes[int(tone.style.color)]))
    return bar


def _read_head(tone: Any, element: Any, start: float, length: float, placed: Placed) -> Head:  # noqa: ANN401 -- the same
    """A head at sounding pitch, released as early as the file has it."""
    velocity, tie = round(tone.volume.velocity or DEFAULT_VELOCITY), tone.tie or element.tie
    pitch = min(127, max(0, (placed.pitch or 0) + placed.transposition))
    note = Note(start, length - placed.release, pitch, min(127, max(1, velocity)))
    return Head(note, tie is not None and tie.type in ("stop", "continue"))


def _repeat_bars(part: ScorePart, bars: list[WrittenMeasure]) -> None:
    """Fill the bars under a bar-repeat sign with the heads of the bars that the sign repeats."""
    for index, back in _bar_repeats(part):
        if back <= index < len(bars) and not bars[index].heads:
            source = bars[index - back]
            bars[index].heads, bars[index].length = list(source.heads), source.length


def _bar_repeats(part: ScorePart) -> list[tuple[int, int]]:
    """The bars under a bar-repeat sign, each with the number of bars that the sign goes back."""
    found: list[tuple[int, int]] = []
    back = 0
    for index, measure in enumerate(part.measures):
        for sign in measure.iterfind("attributes/measure-style/measure-repeat"):
            back = max(1, read_whole(sign.text, 1)) if sign.get("type") == "start" else 0
        if back:
            found.append((index, back))
    return found


def repeat_chords(part: ScorePart, bars: list[WrittenMeasure]) -> None:
    """Fill the bars under a bar-repeat sign with the chords of the bars that the sign repeats."""
    for index, back in _bar_repeats(part):
        if back <= index < len(bars) and not bars[index].chords:
            bars[index].chords = list(bars[index - back].chords)
