"""Solos to MusicXML lead sheets: notes under chord symbols, up to four bars to a system.

Elements are written directly, in the order of the standard: music21 is many times slower,
and the page waits for the result. The same solo gives the same bytes.

Each note head has an ``id``: "note-7" is the eighth note of the solo, "note-7-3-24" its
continuation by a tie in bar 3 at tick 24. Engravers keep the id, so the page can highlight
the sounding note. The ``release`` attribute is how many ticks before its written end a
note stops; a sheet with simple rhythm has none.

Source: MusicXML 4.0 (W3C, 2021).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from jazzlstm.errors import OutputError
from jazzlstm.formats.musicxml.elements import add, add_text
from jazzlstm.formats.musicxml.harmony_writer import write_chord
from jazzlstm.formats.musicxml.lead_sheet import COMPOSER, EngravedBar, LeadSheet, lay_out
from jazzlstm.formats.musicxml.notation import STRAIGHT, Symbol, TickSpan, write_bar
from jazzlstm.formats.musicxml.sheet import Sheet
from jazzlstm.formats.musicxml.spelling import Spelling, signature_alters
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo

CLEFS = {"treble": ("G", "2"), "bass": ("F", "4")}
MIDDLE_LINE = {"treble": ("B", 4), "bass": ("D", 3)}
"""Step and octave of the slashes, by clef."""
_LETTERS_UP = (0, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 6)
ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
HEADER = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)


def write_musicxml(solo: Solo, sheet: Sheet | None = None) -> bytes:
    """The lead sheet of ``solo`` as an uncompressed MusicXML file.

    The file holds the transposition of the sheet, so it plays at concert pitch.

    Raises:
        OutputError: an unknown clef, or a note out of the range of MIDI.
    """
    sheet = sheet or Sheet()
    if sheet.clef not in CLEFS:
        raise OutputError(f"there is no {sheet.clef!r} clef: choose treble or bass")
    page = lay_out(solo, sheet)
    score = Element("score-partwise", version="4.0")
    _write_header(score, page)
    part = SubElement(score, "part", id="P1")
    for bar in page.bars:
        measure = add(part, "measure", number=str(bar.number))
        _open_bar(measure, bar, page)
        if bar.number == 1:
            _write_tempo(measure, page.tempo, sheet)
        if sheet.content == "chords":
            _write_slashes(measure, bar, page)
        else:
            _write_music(measure, bar, page)
        _close_bar(measure, bar, page.choruses)
    indent(score)
    return (HEADER + tostring(score, encoding="unicode") + "\n").encode()


def _write_header(score: Element, page: LeadSheet) -> None:
    add_text(add(score, "work"), "work-title", page.title)
    identification = add(score, "identification")
    add_text(identification, "creator", page.composer, type="composer")
    add_text(add(identification, "encoding"), "software", COMPOSER)
    scaling = add(add(score, "defaults"), "scaling")
    add_text(scaling, "millimeters", 7)
    add_text(scaling, "tenths", 40)
    _write_credit(score, page.title, "title", justify="center", valign="top", size=32)
    if page.sheet.subtitle:
        _write_credit(score, page.sheet.subtitle, "subtitle", justify="center", valign="top", size=14)
    if page.sheet.part:
        _write_credit(score, page.sheet.part, "part name", justify="left", valign="top", size=14)
    _write_credit(score, page.composer, "composer", justify="right", valign="bottom", size=14)
    part = add(add(score, "part-list"), "score-part", id="P1")
    add_text(part, "part-name", page.sheet.part or "Solo", **{"print-object": "no"})


def _write_credit(score: Element, text: str, kind: str, *, justify: str, valign: str, size: int) -> None:
    """Text at the top of the page."""
    credit = add(score, "credit", page="1")
    add_text(credit, "credit-type", kind)
    layout = {"justify": justify, "halign": justify, "valign": valign, "font-size": str(size)}
    if kind == "title":
        layout["font-weight"] = "bold"
    add_text(credit, "credit-words", text, **layout)


def _open_bar(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    if bar.opens_line and bar.number > 1:
        add(measure, "print", **{"new-system": "yes"})
    if bar.new_metre:
        _write_attributes(measure, bar, page)
    if bar.number == 1 and page.choruses > 1:
        barline = add(measure, "barline", location="left")
        add_text(barline, "bar-style", "heavy-light")
        add(barline, "repeat", direction="forward")
    for tick, section in bar.sections:
        direction = add(measure, "direction", placement="above")
        add_text(add(direction, "direction-type"), "rehearsal", section)
        if tick:
            add_text(direction, "offset", tick)


def _close_bar(measure: Element, bar: EngravedBar, choruses: int) -> None:
    if not bar.barline:
        return
    barline = add(measure, "barline", location="right")
    add_text(barline, "bar-style", "light-light" if bar.barline == "double" else "light-heavy")
    if bar.barline == "repeat":
        add(barline, "repeat", direction="backward", times=str(choruses))


def _write_slashes(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    """A slash a beat under the chords."""
    chords = list(bar.chords)
    step, octave = MIDDLE_LINE[page.sheet.clef]
    for span in bar.spans:
        while chords and chords[0][0] < span.end:
            tick, chord = chords.pop(0)
            write_chord(measure, chord, tick - span.start)
        element = add(measure, "note")
        pitch = add(element, "pitch")
        add_text(pitch, "step", step)
        add_text(pitch, "octave", octave)
        add_text(element, "duration", span.end - span.start)
        add_text(element, "voice", 1)
        kind, dots = STRAIGHT[span.end - span.start]
        add_text(element, "type", kind)
        for _ in range(dots):
            add(element, "dot")
        add_text(element, "stem", "none")
        add_text(element, "notehead", "slash")


def _write_music(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    accidentals = _Accidentals(page.fifths)
    chords = list(bar.chords)
    for symbol in write_bar(bar.spans, bar.metre):
        while chords and chords[0][0] < symbol.span.end:
            tick, chord = chords.pop(0)
            write_chord(measure, chord, tick - symbol.span.start)
        index, name = symbol.span.note, f"note-{symbol.span.note}"
        if index is None:
            _write_rest(measure, symbol)
            continue
        if not symbol.span.tied_in:
            for each in page.grace.get(index, ()):
                _write_grace(measure, f"note-{each}", page.notes[each], page.spellings[each], accidentals)
        else:
            name += f"-{bar.number}-{symbol.span.start}"
        head = _write_note(measure, symbol, name, page.notes[index], page.spellings[index], accidentals)
        if page.releases[index] and not symbol.span.tied_out:
            head.set("release", str(-page.releases[index]))


def _write_attributes(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    attributes = add(measure, "attributes")
    if bar.number == 1:
        add_text(attributes, "divisions", TICKS_PER_BEAT)
        key = add(attributes, "key")
        add_text(key, "fifths", page.fifths)
        add_text(key, "mode", page.mode)
    time = add(attributes, "time")
    add_text(time, "beats", bar.metre.numerator)
    add_text(time, "beat-type", bar.metre.denominator)
    if bar.number == 1:
        _write_clef(attributes, page.sheet.clef)
        _write_transposition(attributes, page.transposed)


def _write_clef(attributes: Element, name: str) -> None:
    sign, line = CLEFS[name]
    clef = add(attributes, "clef")
    add_text(clef, "sign", sign)
    add_text(clef, "line", line)


def _write_transposition(attributes: Element, semitones: int) -> None:
    """The interval from written to sounding pitch."""
    if not semitones:
        return
    octaves, chromatic = divmod(semitones, 12)
    transpose = add(attributes, "transpose")
    add_text(transpose, "diatonic", -_LETTERS_UP[chromatic])
    add_text(transpose, "chromatic", -chromatic)
    if octaves:
        add_text(transpose, "octave-change", -octaves)


def _write_tempo(measure: Element, tempo: float, sheet: Sheet) -> None:
    direction = add(measure, "direction", placement="above")
    add_text(add(direction, "direction-type"), "words", sheet.marking)
    metronome = add(add(direction, "direction-type"), "metronome", parentheses="no")
    add_text(metronome, "beat-unit", "quarter")
    add_text(metronome, "per-minute", round(tempo))
    sound = add(direction, "sound", tempo=f"{tempo:.12g}")
    feel = add(sound, "swing")
    if sheet.swing:
        add_text(feel, "first", 2)
        add_text(feel, "second", 1)
        add_text(feel, "swing-type", "eighth")
    else:
        add(feel, "straight")


class _Accidentals:
    """The accidentals shown in a bar: each holds until the barline, in its own octave."""

    def __init__(self, fifths: int) -> None:
        self._signature = signature_alters(fifths)
        self._seen: dict[tuple[str, int], int] = {}

    def need(self, spelling: Spelling, tied: bool) -> bool:
        """True if the note shows its accidental; a tied note never does."""
        place = (spelling.step, spelling.octave)
        if tied or self._seen.get(place, self._signature[spelling.step]) == spelling.alter:
            return False
        self._seen[place] = spelling.alter
        return True


def _write_rest(measure: Element, symbol: Symbol) -> None:
    element = add(measure, "note")
    rest = add(element, "rest")
    add_text(element, "duration", symbol.ticks)
    add_text(element, "voice", 1)
    if symbol.fills_bar:
        rest.set("measure", "yes")
    else:
        _write_value(element, symbol, accidental="")
    _write_notations(element, symbol)


def _write_note(
    measure: Element, symbol: Symbol, name: str, note: Note, spelling: Spelling, accidentals: _Accidentals
) -> Element:
    element = add(measure, "note", dynamics=f"{note.velocity / 0.9:.2f}")
    element.set("id", name)
    _write_pitch(element, spelling)
    add_text(element, "duration", symbol.ticks)
    for word in _ties(symbol.span):
        add(element, "tie", type=word)
    add_text(element, "voice", 1)
    shown = accidentals.need(spelling, symbol.span.tied_in)
    _write_value(element, symbol, ACCIDENTALS[spelling.alter] if shown else "")
    for level, beam in enumerate(symbol.beams, start=1):
        add_text(element, "beam", beam, number=str(level))
    _write_notations(element, symbol)
    return element


def _write_grace(
    measure: Element, name: str, note: Note, spelling: Spelling, accidentals: _Accidentals
) -> None:
    """An eighth with a stroke, which takes no time."""
    element = add(measure, "note", dynamics=f"{note.velocity / 0.9:.2f}")
    element.set("id", name)
    add(element, "grace", slash="yes")
    _write_pitch(element, spelling)
    add_text(element, "voice", 1)
    add_text(element, "type", "eighth")
    if accidentals.need(spelling, tied=False):
        add_text(element, "accidental", ACCIDENTALS[spelling.alter])


def _write_pitch(element: Element, spelling: Spelling) -> None:
    pitch = add(element, "pitch")
    add_text(pitch, "step", spelling.step)
    if spelling.alter:
        add_text(pitch, "alter", spelling.alter)
    add_text(pitch, "octave", spelling.octave)


def _write_value(element: Element, symbol: Symbol, accidental: str) -> None:
    add_text(element, "type", symbol.kind)
    for _ in range(symbol.dots):
        add(element, "dot")
    if accidental:
        add_text(element, "accidental", accidental)
    if symbol.tuplet:
        modification = add(element, "time-modification")
        add_text(modification, "actual-notes", symbol.tuplet.actual)
        add_text(modification, "normal-notes", symbol.tuplet.normal)
        add_text(modification, "normal-type", symbol.tuplet.kind)


def _write_notations(element: Element, symbol: Symbol) -> None:
    marks = [Element("tied", type=word) for word in _ties(symbol.span)]
    if symbol.opens_tuplet:
        marks.append(Element("tuplet", {"type": "start", "bracket": "yes", "show-number": "actual"}))
    if symbol.closes_tuplet:
        marks.append(Element("tuplet", type="stop"))
    if marks:
        add(element, "notations").extend(marks)


def _ties(span: TickSpan) -> list[str]:
    return ["stop"] * span.tied_in + ["start"] * span.tied_out
