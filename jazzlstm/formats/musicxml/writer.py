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
from jazzlstm.formats.musicxml.harmony import ChordSymbol, Degree, describe_chord, print_chord
from jazzlstm.formats.musicxml.lead_sheet import COMPOSER, EngravedBar, LeadSheet, lay_out
from jazzlstm.formats.musicxml.notation import STRAIGHT, Symbol, TickSpan, write_bar
from jazzlstm.formats.musicxml.sheet import Sheet
from jazzlstm.formats.musicxml.spelling import Spelling, signature_alters
from jazzlstm.formats.musicxml.symbols import read_harmony
from jazzlstm.music import TICKS_PER_BEAT, Chord, Note, Solo

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
        measure = _add(part, "measure", number=str(bar.number))
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
    _add(score, "work").append(_text("work-title", page.title))
    identification = _add(score, "identification")
    identification.append(_text("creator", page.composer, type="composer"))
    _add(identification, "encoding").append(_text("software", COMPOSER))
    scaling = _add(_add(score, "defaults"), "scaling")
    scaling.append(_text("millimeters", 7))
    scaling.append(_text("tenths", 40))
    _write_credit(score, page.title, "title", justify="center", valign="top", size=32)
    if page.sheet.subtitle:
        _write_credit(score, page.sheet.subtitle, "subtitle", justify="center", valign="top", size=14)
    if page.sheet.part:
        _write_credit(score, page.sheet.part, "part name", justify="left", valign="top", size=14)
    _write_credit(score, page.composer, "composer", justify="right", valign="bottom", size=14)
    part = _add(_add(score, "part-list"), "score-part", id="P1")
    part.append(_text("part-name", page.sheet.part or "Solo", **{"print-object": "no"}))


def _write_credit(score: Element, text: str, kind: str, *, justify: str, valign: str, size: int) -> None:
    """Text at the top of the page."""
    credit = _add(score, "credit", page="1")
    credit.append(_text("credit-type", kind))
    layout = {"justify": justify, "halign": justify, "valign": valign, "font-size": str(size)}
    if kind == "title":
        layout["font-weight"] = "bold"
    credit.append(_text("credit-words", text, **layout))


def _open_bar(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    if bar.opens_line and bar.number > 1:
        _add(measure, "print", **{"new-system": "yes"})
    if bar.new_metre:
        _write_attributes(measure, bar, page)
    if bar.number == 1 and page.choruses > 1:
        barline = _add(measure, "barline", location="left")
        barline.append(_text("bar-style", "heavy-light"))
        _add(barline, "repeat", direction="forward")
    for tick, section in bar.sections:
        direction = _add(measure, "direction", placement="above")
        _add(direction, "direction-type").append(_text("rehearsal", section))
        if tick:
            direction.append(_text("offset", tick))


def _close_bar(measure: Element, bar: EngravedBar, choruses: int) -> None:
    if not bar.barline:
        return
    barline = _add(measure, "barline", location="right")
    barline.append(_text("bar-style", "light-light" if bar.barline == "double" else "light-heavy"))
    if bar.barline == "repeat":
        _add(barline, "repeat", direction="backward", times=str(choruses))


def _write_slashes(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    """A slash a beat under the chords."""
    chords = list(bar.chords)
    step, octave = MIDDLE_LINE[page.sheet.clef]
    for span in bar.spans:
        while chords and chords[0][0] < span.end:
            tick, chord = chords.pop(0)
            _write_chord(measure, chord, tick - span.start)
        element = _add(measure, "note")
        pitch = _add(element, "pitch")
        pitch.append(_text("step", step))
        pitch.append(_text("octave", octave))
        element.append(_text("duration", span.end - span.start))
        element.append(_text("voice", 1))
        kind, dots = STRAIGHT[span.end - span.start]
        element.append(_text("type", kind))
        for _ in range(dots):
            _add(element, "dot")
        element.append(_text("stem", "none"))
        element.append(_text("notehead", "slash"))


def _write_music(measure: Element, bar: EngravedBar, page: LeadSheet) -> None:
    accidentals = _Accidentals(page.fifths)
    chords = list(bar.chords)
    for symbol in write_bar(bar.spans, bar.metre):
        while chords and chords[0][0] < symbol.span.end:
            tick, chord = chords.pop(0)
            _write_chord(measure, chord, tick - symbol.span.start)
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
    attributes = _add(measure, "attributes")
    if bar.number == 1:
        attributes.append(_text("divisions", TICKS_PER_BEAT))
        key = _add(attributes, "key")
        key.append(_text("fifths", page.fifths))
        key.append(_text("mode", page.mode))
    time = _add(attributes, "time")
    time.append(_text("beats", bar.metre.numerator))
    time.append(_text("beat-type", bar.metre.denominator))
    if bar.number == 1:
        _write_clef(attributes, page.sheet.clef)
        _write_transposition(attributes, page.transposed)


def _write_clef(attributes: Element, name: str) -> None:
    sign, line = CLEFS[name]
    clef = _add(attributes, "clef")
    clef.append(_text("sign", sign))
    clef.append(_text("line", line))


def _write_transposition(attributes: Element, semitones: int) -> None:
    """The interval from written to sounding pitch."""
    if not semitones:
        return
    octaves, chromatic = divmod(semitones, 12)
    transpose = _add(attributes, "transpose")
    transpose.append(_text("diatonic", -_LETTERS_UP[chromatic]))
    transpose.append(_text("chromatic", -chromatic))
    if octaves:
        transpose.append(_text("octave-change", -octaves))


def _write_tempo(measure: Element, tempo: float, sheet: Sheet) -> None:
    direction = _add(measure, "direction", placement="above")
    _add(direction, "direction-type").append(_text("words", sheet.marking))
    metronome = _add(_add(direction, "direction-type"), "metronome", parentheses="no")
    metronome.append(_text("beat-unit", "quarter"))
    metronome.append(_text("per-minute", round(tempo)))
    sound = _add(direction, "sound", tempo=f"{tempo:.12g}")
    feel = _add(sound, "swing")
    if sheet.swing:
        feel.append(_text("first", 2))
        feel.append(_text("second", 1))
        feel.append(_text("swing-type", "eighth"))
    else:
        _add(feel, "straight")


def _write_chord(measure: Element, chord: Chord, offset: int) -> None:
    symbol = describe_chord(chord)
    element = _write_symbol(symbol)
    if read_harmony(element) != chord:  # a chord beyond kinds and degrees, such as Cm#5no5
        element = _write_symbol(print_chord(chord))
    if offset:
        element.append(_text("offset", offset))
    measure.append(element)


def _write_symbol(symbol: ChordSymbol) -> Element:
    element = Element("harmony", placement="above")
    if symbol.root:
        _write_pitch_name(element, "root", symbol.root)
    else:
        _add(element, "root").append(
            _text("root-step", "C", text="")
        )  # required by the standard; text="" hides it
    element.append(_text("kind", symbol.kind, text=symbol.text))
    if symbol.bass:
        _write_pitch_name(element, "bass", symbol.bass)
    for place, degree in enumerate(symbol.degrees):
        _write_degree(element, degree, place)
    return element


def _write_pitch_name(harmony: Element, tag: str, name: str) -> None:
    element = _add(harmony, tag)
    element.append(_text(f"{tag}-step", name[0]))
    alter = name.count("#") - name.count("b")
    if alter:
        element.append(_text(f"{tag}-alter", alter))


def _write_degree(harmony: Element, degree: Degree, place: int) -> None:
    """A degree, shown as (b9,b13): the text of its type stops engravers from writing "add" before each."""
    element = _add(harmony, "degree")
    element.append(_text("degree-value", degree.value))
    element.append(_text("degree-alter", degree.alter))
    shown = {"subtract": "no", "add": "" if degree.alter else "add"}.get(degree.change, "")
    element.append(_text("degree-type", degree.change, text="," * (place > 0) + shown))


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
    element = _add(measure, "note")
    rest = _add(element, "rest")
    element.append(_text("duration", symbol.ticks))
    element.append(_text("voice", 1))
    if symbol.fills_bar:
        rest.set("measure", "yes")
    else:
        _write_value(element, symbol, accidental="")
    _write_notations(element, symbol)


def _write_note(
    measure: Element, symbol: Symbol, name: str, note: Note, spelling: Spelling, accidentals: _Accidentals
) -> Element:
    element = _add(measure, "note", dynamics=f"{note.velocity / 0.9:.2f}")
    element.set("id", name)
    _write_pitch(element, spelling)
    element.append(_text("duration", symbol.ticks))
    for word in _ties(symbol.span):
        _add(element, "tie", type=word)
    element.append(_text("voice", 1))
    shown = accidentals.need(spelling, symbol.span.tied_in)
    _write_value(element, symbol, ACCIDENTALS[spelling.alter] if shown else "")
    for level, beam in enumerate(symbol.beams, start=1):
        element.append(_text("beam", beam, number=str(level)))
    _write_notations(element, symbol)
    return element


def _write_grace(
    measure: Element, name: str, note: Note, spelling: Spelling, accidentals: _Accidentals
) -> None:
    """An eighth with a stroke, which takes no time."""
    element = _add(measure, "note", dynamics=f"{note.velocity / 0.9:.2f}")
    element.set("id", name)
    _add(element, "grace", slash="yes")
    _write_pitch(element, spelling)
    element.append(_text("voice", 1))
    element.append(_text("type", "eighth"))
    if accidentals.need(spelling, tied=False):
        element.append(_text("accidental", ACCIDENTALS[spelling.alter]))


def _write_pitch(element: Element, spelling: Spelling) -> None:
    pitch = _add(element, "pitch")
    pitch.append(_text("step", spelling.step))
    if spelling.alter:
        pitch.append(_text("alter", spelling.alter))
    pitch.append(_text("octave", spelling.octave))


def _write_value(element: Element, symbol: Symbol, accidental: str) -> None:
    element.append(_text("type", symbol.kind))
    for _ in range(symbol.dots):
        _add(element, "dot")
    if accidental:
        element.append(_text("accidental", accidental))
    if symbol.tuplet:
        modification = _add(element, "time-modification")
        modification.append(_text("actual-notes", symbol.tuplet.actual))
        modification.append(_text("normal-notes", symbol.tuplet.normal))
        modification.append(_text("normal-type", symbol.tuplet.kind))


def _write_notations(element: Element, symbol: Symbol) -> None:
    marks = [Element("tied", type=word) for word in _ties(symbol.span)]
    if symbol.opens_tuplet:
        marks.append(Element("tuplet", {"type": "start", "bracket": "yes", "show-number": "actual"}))
    if symbol.closes_tuplet:
        marks.append(Element("tuplet", type="stop"))
    if marks:
        _add(element, "notations").extend(marks)


def _ties(span: TickSpan) -> list[str]:
    return ["stop"] * span.tied_in + ["start"] * span.tied_out


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return SubElement(parent, tag, attributes)


def _text(tag: str, text: str | int, /, **attributes: str) -> Element:
    element = Element(tag, attributes)
    element.text = str(text)
    return element
