"""The roots of chords that a score names as degrees of a key: Roman numerals and functions.

MusicXML 4 has ``numeral``, which may name its own key; earlier versions have ``function``, a text
such as "V" or "V7/ii". Without a key of their own they belong to the key of the score.

Source: MusicXML 4.0, elements ``numeral``, ``numeral-key`` and ``function`` (W3C, 2021).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jazzlstm.formats.musicxml.file import read_whole
from jazzlstm.formats.musicxml.key_signatures import name_key
from jazzlstm.theory.chords import SYMBOL
from jazzlstm.theory.keys import MAJOR_SCALE, MINOR_SCALE, parse_key
from jazzlstm.theory.note_names import read_roman
from jazzlstm.theory.pitches import plain_accidentals, spell_degree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

MOST_ALTER = 2
"""The most semitones that a degree can be altered."""
MOST_FIFTHS = 7
_SCALES = {
    "major": MAJOR_SCALE,
    "minor": MINOR_SCALE,
    "natural minor": MINOR_SCALE,
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
}
"""The degrees that numerals count, in semitones, by mode of their key."""


def numeral_root(group: Sequence[Element], home: str) -> tuple[str, bool]:
    """The root of a numeral or a function, "" for none, and whether it is of the key ``home``."""
    for child in group:
        if child.tag == "numeral":
            key = child.find("numeral-key")
            if key is None:
                named = parse_key(home)
                return _degree(child, named.tonic, "minor" if named.is_minor else "major"), True
            return _of_own_key(child, key), False
        if child.tag == "function":
            symbol = read_roman(
                re.sub(r"[^\w#/]", "", plain_accidentals((child.text or "")[:20])), parse_key(home)
            )
            match = SYMBOL.fullmatch(symbol)
            return (match[1] if match else ""), True
    return "", False


def _of_own_key(numeral: Element, key: Element) -> str:
    mode = (key.findtext("numeral-mode") or "major").strip()
    fifths = read_whole(key.findtext("numeral-fifths"))
    if mode not in _SCALES or abs(fifths) > MOST_FIFTHS:
        return ""
    tonic = name_key(fifths, "major" if mode == "major" else "minor").removesuffix(" minor")
    return _degree(numeral, tonic, mode)


def _degree(numeral: Element, tonic: str, mode: str) -> str:
    number, alter = (
        read_whole(numeral.findtext("numeral-root")),
        read_whole(numeral.findtext("numeral-alter")),
    )
    if not 1 <= number <= len(MAJOR_SCALE):
        return ""
    degree = spell_degree(tonic, _SCALES[mode][number - 1], flats="#" not in tonic and tonic not in "GDAEB")
    accidentals = degree.count("#") - degree.count("b") + alter
    if abs(accidentals) > MOST_ALTER:
        return ""
    return degree[0] + ("#" * accidentals if accidentals > 0 else "b" * -accidentals)
