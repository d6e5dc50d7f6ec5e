"""Roman numerals of MusicXML, with a key of their own or in that of the score."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from jazzlstm.formats.musicxml.symbols import read_symbol


@pytest.mark.parametrize(
    ("number", "alter", "fifths", "mode", "symbol"),
    [
        *[(2, 0, -2, "major", "Cm7"), (5, 0, 4, "major", "Bm7"), (7, -1, 0, "major", "Bbm7")],
        *[(6, 0, -3, "minor", "Abm7"), (7, 0, 0, "harmonic minor", "G#m7"), (4, 1, 1, "major", "C#m7")],
    ],
)
def test_a_roman_numeral_with_its_key_is_a_chord(
    number: int, alter: int, fifths: int, mode: str, symbol: str
) -> None:
    element = fromstring(  # noqa: S314 -- written here
        f"<harmony><numeral><numeral-root>{number}</numeral-root><numeral-alter>{alter}</numeral-alter>"
        f"<numeral-key><numeral-fifths>{fifths}</numeral-fifths><numeral-mode>{mode}</numeral-mode></numeral-key>"
        "</numeral><kind>minor-seventh</kind></harmony>"
    )
    found = read_symbol(element).chord
    assert found is not None
    assert found.symbol == symbol


@pytest.mark.parametrize(
    ("what", "home", "symbol"),
    [
        ("<numeral><numeral-root>2</numeral-root></numeral>", "C", "Dm7"),
        ("<numeral><numeral-root>2</numeral-root></numeral>", "Bb", "Cm7"),
        ("<numeral><numeral-root>6</numeral-root></numeral>", "E minor", "Cm7"),
        ("<function>ii</function>", "F", "Gm7"),
        ("<function>V7/V</function>", "F", "Gm7"),
        ("<function>♭VII</function>", "A", "Gm7"),
    ],
)
def test_a_roman_numeral_without_a_key_is_of_the_key_of_the_score(what: str, home: str, symbol: str) -> None:
    element = fromstring(f"<harmony>{what}<kind>minor-seventh</kind></harmony>")  # noqa: S314 -- written here
    found = read_symbol(element, home)
    assert found.chord is not None
    assert found.chord.symbol == symbol
    assert home in found.remark


def test_a_roman_numeral_in_an_impossible_key_is_no_chord() -> None:
    key = "<numeral-key><numeral-fifths>99</numeral-fifths></numeral-key>"
    text = f"<harmony><numeral><numeral-root>2</numeral-root>{key}</numeral><kind>major</kind></harmony>"
    assert read_symbol(fromstring(text)).chord is None  # noqa: S314 -- written here
