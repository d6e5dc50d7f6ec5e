"""The bars of a part as music21 reads them: written heads, metres, and the order of play.

The page is not the music: bars are played several times, in an order that signs
and endings tell, one sound may be two heads and a tie, and a horn's page sounds
elsewhere. music21 is given one part alone: chord symbols are read elsewhere
(``harmonies``), and numbers that would keep it busy for ever are made harmless.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.musicxml.file import EXPORT, read_number, read_whole
from jazzlstm.formats.musicxml.parts import ScorePart, read_releases
from jazzlstm.music import Chord, Metre, Note

DEFAULT_VELOCITY = 90
MOST_TIMES = 8
"""A repeat sign asking for more is taken for a mistake."""
MOST_BARS = 2000
TAMED = {"fifths": 7, "cancel": 7}
"""How large, up or down, a number may be that music21 counts up to; larger ones become 0."""


@dataclass(frozen=True, slots=True)
class Head:
    """A note head: a note in beats from the start of its bar, and whether a tie leads to it."""

    note: Note
    tied_in: bool

    def place(self, measure: int) -> tuple[int, float, int]:
        """What tells this head from all others on the page."""
        return measure, round(self.note.start, 4), self.note.pitch


@dataclass(slots=True)
class PlayedBar:
    """A bar as it stands on the page; ``length`` is what is in it, the metre what should be."""

    metre: Metre
    length: float
    heads: list[Head] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    sections: list[tuple[float, str]] = field(default_factory=list)
    grace_notes: int = 0


def read_bars(part: ScorePart, top: ScorePart) -> tuple[list[PlayedBar], list[int], list[str]]:
    """The bars of a part as written, the order in which they are played as indices into them, and remarks.

    The signs of the part on top hold for all: repeats may stand only there.

    Raises:
        MusicFileError: music21 cannot read it.
    """
    measures, order, remarks = _parse(_melody_alone(part, top))
    bars: list[PlayedBar] = []
    releases = read_releases(part.element)
    for index, measure in enumerate(measures):
        sign = measure.timeSignature
        metre = Metre(sign.numerator, sign.denominator) if sign else bars[-1].metre if bars else Metre()
        bar = _read_bar(measure, metre)
        bar.heads = [
            _sound(head, releases.get(head.place(index), 0.0), part.transposition) for head in bar.heads
        ]
        bars.append(bar)
    if len(order) > len(bars):
        remarks.append(f"repeats written out: {len(bars)} bars on the page, {len(order)} as played")
    graces = sum(bar.grace_notes for bar in bars)
    if graces:
        remarks.append(f"{graces} grace notes left out")
    if part.transposition:
        remarks.append(
            f"written for a transposing instrument, read at concert pitch ({part.transposition:+d})"
        )
    return bars, order, remarks


def _melody_alone(part: ScorePart, top: ScorePart) -> Element:
    """A score of one part without its chord symbols, with the signs of the top part, as bytes for music21."""
    alone = Element("score-partwise", version="4.0")
    SubElement(SubElement(alone, "part-list"), "score-part", id="P1").append(Element("part-name"))
    copy = deepcopy(part.element)
    copy.set("id", "P1")
    alone.append(copy)
    signs = top.measures if top is not part else []
    for index, measure in enumerate(copy.findall("measure")):
        for element in [*measure.findall("harmony"), *measure.findall("print")]:
            measure.remove(element)
        _tame(measure)
        if index < len(signs):
            measure.extend(deepcopy(signs[index].findall("direction")))
    return alone


def _tame(measure: Element) -> None:
    """Make numbers harmless that would keep music21 busy for ever."""
    for element in measure.iter():
        if element.tag == "repeat" and read_whole(element.get("times"), 2) > MOST_TIMES:
            element.set("times", "2")
        most = TAMED.get(element.tag)
        if most is not None and abs(read_number(element.text, most + 1.0)) > most:
            element.text = "0"


def _parse(alone: Element) -> tuple[list[Any], list[int], list[str]]:
    """music21's measures, the order of play as indices into them, and remarks."""
    from music21.musicxml.xmlToM21 import MusicXMLImporter

    importer = MusicXMLImporter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # music21 warns of layout that it doesn't know; we don't need it
        try:
            importer.xmlRootToScore(alone, importer.stream)
        except Exception as exc:  # music21 raises whatever it stumbles over; the file is at fault
            raise MusicFileError(
                f"music21 cannot read it ({str(exc)[:80] or type(exc).__name__}): {EXPORT}"
            ) from exc
        parts = list(importer.stream.parts)
        if not parts:
            raise MusicFileError(f"it has no music in it: {EXPORT}")
        measures = list(parts[0].getElementsByClass("Measure"))
        order, remarks = _find_order(parts[0], measures)
    return measures, order, remarks


def _find_order(part: Any, measures: list[Any]) -> tuple[list[int], list[str]]:  # noqa: ANN401 -- music21 has no types
    """Which bars are played, one after the other."""
    from music21.repeat import Expander

    as_written = list(range(len(measures)))
    for index, measure in enumerate(measures):
        measure.editorial["place"] = index
    try:
        expander = Expander(part)
        if expander.isExpandable() is None:
            return as_written, []
        played = expander.process().getElementsByClass("Measure")
        return [measure.editorial["place"] for measure in played][:MOST_BARS], []
    except Exception:  # music21 raises several kinds where signs contradict each other
        return as_written, ["the repeat signs contradict each other: read straight through, as written"]


def _read_bar(measure: Any, metre: Metre) -> PlayedBar:  # noqa: ANN401 -- music21 has no types
    """A bar at written pitch and length."""
    bar = PlayedBar(metre, float(measure.duration.quarterLength))
    for element in measure.recurse().notesAndRests:
        if element.duration.isGrace:
            bar.grace_notes += not element.isRest
            continue
        start, length = float(element.getOffsetInHierarchy(measure)), float(element.duration.quarterLength)
        for tone in element.notes if element.isChord else [element]:
            if not hasattr(tone, "pitch"):  # rests, drums
                continue
            velocity, tie = round(tone.volume.velocity or DEFAULT_VELOCITY), tone.tie or element.tie
            note = Note(start, length, round(tone.pitch.ps), min(127, max(1, velocity)))
            bar.heads.append(Head(note, tie is not None and tie.type in ("stop", "continue")))
    return bar


def _sound(head: Head, early: float, transposition: int) -> Head:
    """A head as it sounds: at concert pitch, let go ``early``."""
    note = head.note
    pitch = min(127, max(0, note.pitch + transposition))
    return replace(head, note=replace(note, duration=note.duration - early, pitch=pitch))
