"""A lead sheet read as a musician plays it: repeats taken, ties held, the pick-up before the first bar.

The page is not the music: bars are played several times, in an order that signs
and endings tell, one sound may be two heads and a tie, and a horn's page sounds
elsewhere. music21 reads the notes and finds the order of play; here the bars
are laid end to end in that order. Beat 0 is a downbeat, so a pick-up becomes a
whole bar that begins with rest, and the short bar at the end that the pick-up
was taken from is filled up in the same way.
"""

from __future__ import annotations

import warnings
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from jazzlstm.chords import transpose_chord
from jazzlstm.errors import MusicFileError
from jazzlstm.formats.chord_words import as_changes
from jazzlstm.formats.harmonies import read_harmony
from jazzlstm.formats.melody import find_melody, top_line
from jazzlstm.formats.musicxml_file import EXPORT, open_score, read_number, read_whole
from jazzlstm.formats.musicxml_parts import (
    Part,
    find_key,
    find_tempo,
    find_title,
    list_parts,
    read_releases,
    walk_measures,
)
from jazzlstm.formats.reading import MOST_BEATS, ReadSolo
from jazzlstm.music import NO_CHORD, TICKS_PER_BEAT, Chart, Chord, Metre, MetreChange, Note, Section, Solo

DEFAULT_TEMPO = 120.0
DEFAULT_VELOCITY = 90
MOST_TIMES = 8
"""A repeat sign asking for more is taken for a mistake."""
MOST_BARS = 2000
TAMED = {"fifths": 7, "cancel": 7}
"""How large, up or down, a number may be that music21 counts up to; larger ones become 0."""
NEAR = 1e-3
"""Beats; less is rounding."""


@dataclass(frozen=True, slots=True)
class _Head:
    """A note head: a note in beats from the start of its bar, and whether a tie leads to it."""

    note: Note
    tied_in: bool

    def place(self, measure: int) -> tuple[int, float, int]:
        """What tells this head from all others on the page."""
        return measure, round(self.note.start, 4), self.note.pitch


@dataclass(slots=True)
class _Bar:
    """A bar as it stands on the page; ``length`` is what is in it, the metre what should be."""

    metre: Metre
    length: float
    heads: list[_Head] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    sections: list[tuple[float, str]] = field(default_factory=list)
    grace_notes: int = 0


def read_musicxml(data: bytes, name: str) -> ReadSolo:
    """The melody and changes of a MusicXML file, plain or compressed (.mxl), at concert pitch.

    ``name`` is the file's own, for the report and where the score has no title.

    Raises:
        MusicFileError: not MusicXML, damaged, dangerous, too large, or without a
            melody; the message says what to do.
    """
    try:
        return _read(open_score(data), name)
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}") from exc.__cause__
    except (ValueError, ArithmeticError) as exc:  # a number that music21 took for one
        raise MusicFileError(f"{name}: a number in it makes no sense: export it again") from exc


def _read(score: Element, name: str) -> ReadSolo:
    parts = list_parts(score)
    melody, remarks = find_melody([part.player for part in parts])
    part = next(part for part in parts if part.player is melody)
    bars, order, trouble = _read_bars(score, part, parts[0])
    chords_from, unread = _add_chords(bars, part, parts)
    _add_sections(bars, part, parts[0])
    played = _play(bars, order)
    notes, told = _join(played)
    title, tempo = find_title(score, name), find_tempo(score)
    changes = as_changes(played.chords)
    key = find_key(part, [change.chord for change in changes if not change.chord.is_silent])
    chart = Chart(changes, played.beats, tuple(played.metres), tuple(played.sections), title, key)
    remarks += (*trouble, *unread, *told, *played.remarks)
    if tempo is None:
        remarks += (f"no tempo is given: {DEFAULT_TEMPO:.0f} beats a minute assumed",)
    solo = Solo(notes, chart, tempo or DEFAULT_TEMPO, title=title, source=name)
    return ReadSolo(solo, str(melody), chords_from, remarks)


# The page, read by music21


def _read_bars(score: Element, part: Part, top: Part) -> tuple[list[_Bar], list[int], list[str]]:
    """The bars of a part, the order in which they are played, and remarks."""
    measures, order, remarks = _parse(_melody_alone(score, part, top))
    bars: list[_Bar] = []
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


def _melody_alone(score: Element, part: Part, top: Part) -> bytes:
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
    return tostring(alone)


def _tame(measure: Element) -> None:
    """Make numbers harmless that would keep music21 busy for ever."""
    for element in measure.iter():
        if element.tag == "repeat" and read_whole(element.get("times"), 2) > MOST_TIMES:
            element.set("times", "2")
        most = TAMED.get(element.tag)
        if most is not None and abs(read_number(element.text, most + 1.0)) > most:
            element.text = "0"


def _parse(text: bytes) -> tuple[list[Any], list[int], list[str]]:
    """music21's measures, the order of play as indices into them, and remarks."""
    from music21.musicxml.xmlToM21 import MusicXMLImporter

    importer = MusicXMLImporter()
    importer.xmlText = text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # music21 warns of layout that it doesn't know; we don't need it
        try:
            importer.parseXMLText()
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


def _read_bar(measure: Any, metre: Metre) -> _Bar:  # noqa: ANN401 -- music21 has no types
    """A bar at written pitch and length."""
    bar = _Bar(metre, float(measure.duration.quarterLength))
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
            bar.heads.append(_Head(note, tie is not None and tie.type in ("stop", "continue")))
    return bar


def _sound(head: _Head, early: float, transposition: int) -> _Head:
    """A head as it sounds: at concert pitch, let go ``early``."""
    note = head.note
    pitch = min(127, max(0, note.pitch + transposition))
    return replace(head, note=replace(note, duration=note.duration - early, pitch=pitch))


# The marks above the notes


def _add_chords(bars: list[_Bar], melody: Part, parts: list[Part]) -> tuple[str, list[str]]:
    """Put the chord symbols into the bars; from where, and remarks."""

    def count(part: Part) -> tuple[int, bool]:
        return sum(1 for _ in part.element.iter("harmony")), part is melody

    source = max(parts, key=count)
    if not count(source)[0]:
        return "nowhere", ["no chord symbols: read without chords (NC)"]
    unread: set[str] = set()
    for placed in walk_measures(source.element):
        if placed.element.tag != "harmony" or placed.measure >= len(bars):
            continue
        chord = read_harmony(placed.element)
        if chord is None:
            unread.add(_quote(placed.element))
        else:
            sounding = transpose_chord(chord, source.transposition)
            bars[placed.measure].chords.append((float(placed.beat), sounding))
    remarks = [f"chord symbols of {source.player}"] if source is not melody else []
    if unread:
        remarks.append(f"chord symbols that cannot be read, left out: {', '.join(sorted(unread))}")
    return "chord symbols", remarks


def _quote(harmony: Element) -> str:
    """A chord symbol as it stands, for a remark."""
    kind = harmony.find("kind")
    name = "" if kind is None else kind.get("text") or kind.text or ""
    return f"{harmony.findtext('root/root-step') or '?'} {name}"[:40].strip()


def _add_sections(bars: list[_Bar], melody: Part, top: Part) -> None:
    source = melody if melody.element.find(".//rehearsal") is not None else top
    for placed in walk_measures(source.element):
        mark = (placed.element.findtext("direction-type/rehearsal") or "").strip()
        if mark and placed.measure < len(bars):
            bars[placed.measure].sections.append((float(placed.beat), mark))


# The performance: bars laid end to end


@dataclass(slots=True)
class _Performance:
    """The music in beats from the first downbeat; ``beats`` is where the last bar ends."""

    heads: list[_Head] = field(default_factory=list)
    chords: list[tuple[float, Chord]] = field(default_factory=list)
    metres: list[MetreChange] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    beats: float = 0.0


def _play(bars: list[_Bar], order: list[int]) -> _Performance:
    """The bars in the order of play."""
    music = _Performance()
    standing = _standing_chords(bars)
    filled = 0.0  # how much of the bar that begins at music.beats has been played
    irregular = 0
    for place, index in enumerate(order):
        bar, full = bars[index], bars[index].metre.bar_beats
        length = bar.length if bar.length > NEAR else full
        if filled and filled + length > full + NEAR:
            music.beats, filled, irregular = music.beats + full, 0.0, irregular + 1
        if not filled and (not music.metres or music.metres[-1].metre != bar.metre):
            music.metres.append(MetreChange(music.beats, bar.metre))
        if not filled and length < full - NEAR and (place == 0 or index == order[0]):
            filled = full - length
        if place and index != order[place - 1] + 1 and not any(offset < NEAR for offset, _ in bar.chords):
            music.chords.append((music.beats + filled, standing[index]))
        _lay(music, bar, music.beats + filled)
        filled += length
        if filled > full - NEAR:
            whole = ceil((filled - NEAR) / full)
            irregular += whole > 1
            music.beats, filled = music.beats + whole * full, 0.0
    if filled:
        music.beats += bars[order[-1]].metre.bar_beats
    if music.beats > MOST_BEATS:
        raise MusicFileError(
            f"it lasts {music.beats:,.0f} beats, more than the {MOST_BEATS:,} that are read: a note or a rest"
            f" in it is far too long; {EXPORT}"
        )
    if irregular:
        music.remarks.append(
            f"{irregular} bars hold too little or too much for their metre: filled up with rest"
        )
    return music


def _lay(music: _Performance, bar: _Bar, start: float) -> None:
    music.heads += [
        replace(head, note=replace(head.note, start=start + head.note.start)) for head in bar.heads
    ]
    music.chords += [(start + offset, chord) for offset, chord in bar.chords]
    music.sections += [Section((start if beat else music.beats) + beat, name) for beat, name in bar.sections]


def _standing_chords(bars: list[_Bar]) -> list[Chord]:
    """The chord that still holds as each bar of the page begins."""
    standing = [NO_CHORD]
    for bar in bars:
        standing.append(bar.chords[-1][1] if bar.chords else standing[-1])
    return standing


def _join(music: _Performance) -> tuple[tuple[Note, ...], list[str]]:
    """The heads as one line of notes on the grid, ties held, and remarks."""
    sounding: dict[int, int] = {}
    notes: list[Note] = []
    for head in sorted(music.heads, key=lambda head: head.note):
        note, before = head.note, sounding.get(head.note.pitch)
        if head.tied_in and before is not None and abs(notes[before].end - note.start) < NEAR:
            notes[before] = replace(notes[before], duration=note.end - notes[before].start)
            continue
        sounding[note.pitch] = len(notes)
        notes.append(note)
    line, beneath = top_line([_snap(note) for note in notes])
    remarks = []
    if beneath:
        remarks.append(f"{len(beneath)} of {len(notes)} notes lay under the top line and were left out")
    moved = sum(
        abs(note.start * TICKS_PER_BEAT - round(note.start * TICKS_PER_BEAT)) > 0.01 for note in notes
    )
    if moved:
        remarks.append(f"{moved} notes of rare tuplets moved to the nearest place on the grid")
    return tuple(line), remarks


def _snap(note: Note) -> Note:
    start, end = round(note.start * TICKS_PER_BEAT), round(note.end * TICKS_PER_BEAT)
    return replace(note, start=start / TICKS_PER_BEAT, duration=max(1, end - start) / TICKS_PER_BEAT)
