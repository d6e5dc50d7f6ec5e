"""Chord symbols to MusicXML: ``harmony`` elements.

Source: MusicXML 4.0 (W3C, 2021).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from jazzlstm.formats.musicxml.elements import add, add_text
from jazzlstm.formats.musicxml.harmony import ChordSymbol, Degree, describe_chord, print_chord
from jazzlstm.formats.musicxml.symbols import read_harmony
from jazzlstm.music import Chord


def write_chord(measure: Element, chord: Chord, offset: int) -> None:
    """Add the symbol of ``chord`` to a bar, ``offset`` ticks after the note that follows it."""
    symbol = describe_chord(chord)
    element = _write_symbol(symbol)
    if read_harmony(element) != chord:  # a chord beyond kinds and degrees, such as Cm#5no5
        element = _write_symbol(print_chord(chord))
    if offset:
        add_text(element, "offset", offset)
    measure.append(element)


def _write_symbol(symbol: ChordSymbol) -> Element:
    element = Element("harmony", placement="above")
    if symbol.root:
        _write_pitch_name(element, "root", symbol.root)
    else:
        # required by the standard; text="" hides it
        add_text(add(element, "root"), "root-step", "C", text="")
    add_text(element, "kind", symbol.kind, text=symbol.text)
    if symbol.bass:
        _write_pitch_name(element, "bass", symbol.bass)
    for place, degree in enumerate(symbol.degrees):
        _write_degree(element, degree, place)
    return element


def _write_pitch_name(harmony: Element, tag: str, name: str) -> None:
    element = add(harmony, tag)
    add_text(element, f"{tag}-step", name[0])
    alter = name.count("#") - name.count("b")
    if alter:
        add_text(element, f"{tag}-alter", alter)


def _write_degree(harmony: Element, degree: Degree, place: int) -> None:
    """A degree, shown as (b9,b13): the text of its type stops engravers from writing "add" before each."""
    element = add(harmony, "degree")
    add_text(element, "degree-value", degree.value)
    add_text(element, "degree-alter", degree.alter)
    shown = {"subtract": "no", "add": "" if degree.alter else "add"}.get(degree.change, "")
    add_text(element, "degree-type", degree.change, text="," * (place > 0) + shown)
