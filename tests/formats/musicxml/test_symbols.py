"""Chord symbols of MusicXML, as programs write them."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from jazzlstm.formats.musicxml.kinds import SUFFIXES, read_kind
from jazzlstm.formats.musicxml.symbols import ReadSymbol, read_symbol
from jazzlstm.theory.chords import parse_chord


def harmony(
    root: str, kind: str, text: str | None = None, *inside: str, use_symbols: bool = False
) -> Element:
    alter = root.count("#") - root.count("b")
    shown = "" if text is None else f' text="{text}"'
    shown += ' use-symbols="yes"' * use_symbols
    return fromstring(  # noqa: S314 -- written here
        f"<harmony><root><root-step>{root[0]}</root-step><root-alter>{alter}</root-alter></root>"
        f"<kind{shown}>{kind}</kind>{''.join(inside)}</harmony>"
    )


def degree(value: int, alter: int = 0, change: str = "add", printed: str = "") -> str:
    return (
        f"<degree{printed}><degree-value>{value}</degree-value><degree-alter>{alter}</degree-alter>"
        f"<degree-type>{change}</degree-type></degree>"
    )


def read(*symbol: str, use_symbols: bool = False) -> ReadSymbol:
    return read_symbol(harmony(*symbol, use_symbols=use_symbols))


@pytest.mark.parametrize(
    ("root", "kind", "text", "symbol"),
    [
        ("F", "major-seventh", "7", "Fmaj7"),
        ("Eb", "half-diminished", "7", "Ebm7b5"),
        ("A", "diminished-seventh", "7", "Adim7"),
        ("A", "diminished", "", "Adim"),
        ("D", "minor-seventh", "7", "Dm7"),
        ("Bb", "augmented-seventh", "7", "Bb7#5"),
        ("G", "augmented", "", "Gaug"),
        ("G", "major-ninth", "9", "Gmaj9"),
        ("G", "minor-11th", "11", "Gm11"),
        ("G", "major-minor", "7", "GmMaj7"),
        ("G", "minor-sixth", "6", "Gm6"),
        ("G", "major-seventh", "9", "Gmaj9"),
        ("G", "minor-seventh", "11", "Gm11"),
        ("G", "half-diminished", "9", "Gm7b5(9)"),
    ],
)
def test_kind_wins_beside_a_symbol_of_the_font(root: str, kind: str, text: str, symbol: str) -> None:
    found = read(root, kind, text, use_symbols=True)
    assert found.chord == parse_chord(symbol)
    assert found.remark == ""


@pytest.mark.parametrize(
    ("kind", "symbol"),
    [
        ("dominant-seventh", "C7"),
        ("Dominant", "C7"),
        ("dominant-thirteenth", "C13"),
        ("suspended", "Csus4"),
        ("dominant-suspended-fourth", "C7sus4"),
        ("minor-7th", "Cm7"),
        ("Minor Seventh", "Cm7"),
        ("minor7", "Cm7"),
        ("major9", "Cmaj9"),
        ("diminished-7th", "Cdim7"),
        ("maj", "C"),
        ("min", "Cm"),
        ("min7b5", "Cm7b5"),
        ("m11", "Cm11"),
        ("13", "C13"),
        ("7b9", "C7b9"),
        ("7alt", "C7alt"),
        ("6/9", "C69"),
        ("major-six-ninth", "C69"),
        ("minor-sixth-ninth", "Cm69"),
        ("augmented-major-seventh", "Cmaj7#5"),
        ("augmented-ninth", "C9#5"),
        ("minor-major-seventh", "CmMaj7"),
        ("minor-major-ninth", "CmMaj9"),
        ("diminished-major-seventh", "CdimMaj7"),
        ("half-diminished-seventh", "Cm7b5"),
        ("half-diminished-ninth", "Cm7b5(9)"),
        ("suspended-fourth-seventh", "C7sus4"),
        ("suspended-13th", "C13sus4"),
        ("suspended-second-seventh", "C7sus2"),
        ("sus2", "Csus2"),
        ("add9", "Cadd9"),
        ("power", "C5"),
    ],
)
def test_kinds_beside_the_standard_are_read(kind: str, symbol: str) -> None:
    assert read("C", kind).chord == parse_chord(symbol)


def test_every_kind_of_the_standard_is_a_chord() -> None:
    for kind, suffix in SUFFIXES.items():
        assert read_kind(kind) == parse_chord("C" + suffix)


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("Gaddb9/D", ("G", "major", "", degree(9, -1), "<bass><bass-step>D</bass-step></bass>")),
        ("Fadd#11", ("F", "major", None, degree(11, 1))),
        ("Dmajb5", ("D", "major", None, degree(5, -1, "alter"))),
        ("Daug", ("D", "major", None, degree(5, 1, "alter"))),
        ("Dm7", ("D", "minor", None, degree(7))),
        ("DmMaj7", ("D", "minor", None, degree(7, 1))),
        ("DmMaj7", ("D", "minor", "m(maj7)", degree(7))),
        ("Dm7b5", ("D", "minor-seventh", None, degree(5, -1, "alter"))),
        ("D7sus4", ("D", "suspended-fourth", None, degree(7))),
        ("D7sus4", ("D", "suspended-fourth", "sus", degree(7, -1))),
        ("D9sus4", ("D", "suspended-fourth", "94", degree(7), degree(9))),
        ("D13sus4", ("D", "dominant-13th", None, degree(3, 0, "subtract"), degree(4))),
        ("Dsus2", ("D", "major", None, degree(3, 0, "subtract"), degree(2))),
        ("D7sus4b9", ("D", "suspended-fourth", None, degree(7), degree(9, -1))),
        ("D6b5", ("D", "major-sixth", None, degree(5, -1, "alter"))),
        ("D69", ("D", "major-sixth", None, degree(9))),
        ("Dadd13", ("D", "major", None, degree(13))),
        ("D6", ("D", "major", None, degree(6))),
        ("D13", ("D", "dominant-ninth", None, degree(13))),
        ("D7b9", ("D", "dominant-ninth", None, degree(9, -1, "alter"))),
        ("D13#11", ("D", "dominant-13th", None, degree(11, 1, "alter"))),
        ("D7b9b13", ("D", "dominant", "7", degree(9, -1), degree(13, -1))),
        ("D7#5#9", ("D", "augmented-seventh", "7", degree(9, 1))),
        ("D7no3", ("D", "dominant", None, degree(3, 0, "subtract"))),
        ("Dno5", ("D", "major", None, degree(5, 0, "subtract"))),
        ("D7b9", ("D", "dominant", "7(b9)", degree(9, -1, printed=' print-object="no"'))),
    ],
)
def test_degrees_change_the_kind(symbol: str, parts: tuple[str, ...]) -> None:
    found = read(*parts)
    assert found.chord == parse_chord(symbol)
    assert found.remark == ""


@pytest.mark.parametrize(
    ("symbol", "kind", "inversion"),
    [
        ("C/E", "major", 1),
        ("Cm/Eb", "minor", 1),
        ("C/G", "major", 2),
        ("C7/Bb", "dominant", 3),
        ("C", "major", 7),
    ],
)
def test_inversion_is_a_bass(symbol: str, kind: str, inversion: int) -> None:
    assert read("C", kind, "", f"<inversion>{inversion}</inversion>").chord == parse_chord(symbol)


@pytest.mark.parametrize(
    ("text", "kind", "symbol"),
    [
        ("7alt", "other", "C7alt"),
        ("alt", "dominant", "C7alt"),
        ("9sus4", "suspended-fourth", "C9sus4"),
        ("6/9", "major", "C69"),
        ("△9", "major-seventh", "Cmaj9"),
        ("ø7", "half-diminished", "Cm7b5"),
        ("˚7", "diminished", "Cdim7"),
        ("maj 7", "major-seventh", "Cmaj7"),
        ("M7", "major-seventh", "Cmaj7"),
        ("-7", "minor-seventh", "Cm7"),
        ("⁷", "dominant", "C7"),
        ("?!", "minor-seventh", "Cm7"),
    ],
)
def test_text_says_more_or_the_same(text: str, kind: str, symbol: str) -> None:
    found = read("C", kind, text)
    assert found.chord == parse_chord(symbol)
    assert found.remark == ""


@pytest.mark.parametrize(
    ("text", "kind", "symbol"),
    [
        ("m7", "dominant", "C7"),
        ("7", "major-seventh", "Cmaj7"),
        ("maj7", "minor-seventh", "Cm7"),
        ("m", "power", "C5"),
    ],
)
def test_text_that_contradicts_the_kind_is_a_remark(text: str, kind: str, symbol: str) -> None:
    found = read("C", kind, text)
    assert found.chord == parse_chord(symbol)
    assert f"C{text}" in found.remark


@pytest.mark.parametrize(
    ("text", "kind", "symbol"),
    [
        ("7", "suspended-fourth", "C7sus4"),
        ("94", "suspended-fourth", "C9sus4"),
        ("13", "suspended-fourth", "C13sus4"),
        ("72", "suspended-second", "C7sus2"),
        ("4", "suspended-fourth", "Csus4"),
        ("2", "suspended-second", "Csus2"),
    ],
)
def test_number_without_sus_belongs_to_the_suspended_chord(text: str, kind: str, symbol: str) -> None:
    found = read("C", kind, text)
    assert found.chord == parse_chord(symbol)
    assert found.remark == ""


def test_polychord_is_a_slash_chord_with_a_remark() -> None:
    upper = "<root><root-step>F</root-step><root-alter>1</root-alter></root><kind>major</kind>"
    lower = "<root><root-step>C</root-step></root><kind>major</kind>"
    found = read_symbol(fromstring(f"<harmony>{upper}{lower}</harmony>"))  # noqa: S314 -- written here
    assert found.chord == parse_chord("F#/C")
    assert "F#" in found.remark


@pytest.mark.parametrize(
    "element",
    [
        "<harmony/>",
        "<harmony><root><root-step>C</root-step></root></harmony>",
        "<harmony><root><root-step>H</root-step></root><kind>major</kind></harmony>",
        "<harmony><root><root-step>C</root-step><root-alter>7</root-alter></root><kind>major</kind></harmony>",
        "<harmony><root><root-step>C</root-step></root><kind>other</kind></harmony>",
    ],
)
def test_element_without_a_chord_has_none(element: str) -> None:
    assert read_symbol(fromstring(element)).chord is None  # noqa: S314 -- written here


def test_a_kind_that_only_prints_its_name_is_read() -> None:
    text = '<harmony><root><root-step>C</root-step></root><kind text="min7"/></harmony>'
    found = read_symbol(fromstring(text)).chord  # noqa: S314 -- written here
    assert found is not None
    assert found.symbol == "Cm7"
