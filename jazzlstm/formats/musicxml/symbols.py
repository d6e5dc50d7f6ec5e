"""MusicXML ``harmony`` elements to chords.

Root, kind, degrees and bass define the chord; the ``text`` of the kind is printed on the page.
The text is used as a check: it may add what the kind lacks (kind "other", text "7alt"), and a
contradiction gives a remark. With ``use-symbols`` the text has only the number
beside a triangle or a circle, so "7" does not contradict a major seventh.

Source: MusicXML 4.0, elements ``harmony``, ``kind``, ``degree``, ``inversion`` (W3C, 2021).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jazzlstm.formats.musicxml.degrees import THIRDS, ReadDegree, change_chord
from jazzlstm.formats.musicxml.file import read_whole
from jazzlstm.formats.musicxml.kinds import read_kind
from jazzlstm.formats.musicxml.numerals import MOST_ALTER, numeral_root
from jazzlstm.music import NO_CHORD, Chord
from jazzlstm.theory.chords import move_bass, move_chord, read_chord
from jazzlstm.theory.glyphs import plain_accidentals
from jazzlstm.theory.pitches import spell_degree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

TWO_CHORDS = "where two chord symbols stand on one beat, the second is read"
DEFAULT_HOME = "C"
"""The key of Roman numerals in a score without a key signature."""
MOST_DEGREES = 12
"""Degrees of one chord; a chord has at most seven different ones."""
_NUMBER = re.compile(r"13|11|9|7")
_NUMBER_TEXT = re.compile(r"[\d()/, ]*")
_MAJOR_SEVENTH = re.compile(r"(?:maj|ma|M|j|Δ|△|∆|\^)\s*[(]?\s*(?:7|9|11|13)|7M", re.IGNORECASE)
_MAJOR_SEVENTH_MARK = re.compile(r"maj|ma|M|j|Δ|△|∆|\^")


@dataclass(frozen=True, slots=True)
class ReadSymbol:
    """The chord of a ``harmony`` element, None if it names none, and a remark or ""."""

    chord: Chord | None
    remark: str = ""


def read_harmony(element: Element) -> Chord | None:
    """The chord of a ``harmony`` element; None if it names none."""
    return read_symbol(element).chord


def is_alternate(element: Element) -> bool:
    """True for a chord above the one that is played, as an alternative to it."""
    return element.get("type") == "alternate"


def read_symbol(element: Element, home: str = DEFAULT_HOME) -> ReadSymbol:
    """The chord of a ``harmony`` element; an upper chord over a lower one is a slash chord.

    Roman numerals without a key of their own are degrees of ``home``, the written key of the score.
    """
    groups = _groups(element)
    if not groups:
        return ReadSymbol(None)
    first = _read_group(groups[0], home)
    if len(groups) == 1 or first.chord is None or first.chord.root is None:
        return first
    lowest = _pitch_name(groups[-1], "root")
    if not lowest:
        return first
    slash = move_bass(first.chord, lowest)
    lower = _read_group(groups[-1], home).chord
    under = lower.symbol if lower else lowest
    return ReadSymbol(slash, f"{first.chord.symbol} over {under} is read as {slash.symbol}")


def quote_symbol(element: Element) -> str:
    """A chord symbol as it is printed, for a remark."""
    kind = element.find("kind")
    text = "" if kind is None else kind.get("text") or kind.text or ""
    return f"{_pitch_name([*element], 'root') or '?'} {text}"[:40].strip()


def _groups(element: Element) -> list[list[Element]]:
    """The elements of each chord: a chord starts with its root."""
    groups: list[list[Element]] = []
    for child in element:
        if child.tag in ("root", "numeral", "function"):
            groups.append([])
        if groups:
            groups[-1].append(child)
    return groups


def _read_group(group: Sequence[Element], home: str) -> ReadSymbol:
    kind = next((child for child in group if child.tag == "kind"), None)
    if kind is None:
        return ReadSymbol(None)
    name = (kind.text or "").strip()
    if name == "none":
        return ReadSymbol(NO_CHORD)
    root, is_assumed = _pitch_name(group, "root"), False
    if not root:
        root, is_assumed = numeral_root(group, home)
    if not root:
        return ReadSymbol(None)
    read = _read_kind_and_text(name, (kind.get("text") or "").strip(), root, group, kind)
    if read.chord is None or read.chord.root is None:
        return read
    bass = _pitch_name(group, "bass") or _inverted_bass(read.chord, root, group)
    assumed = f"Roman numerals are read in {home}: set the key signature of the score for another key"
    return ReadSymbol(
        move_bass(read.chord, bass) if bass else read.chord, read.remark or assumed * is_assumed
    )


def _read_kind_and_text(
    name: str, text: str, root: str, group: Sequence[Element], kind: Element
) -> ReadSymbol:
    """The chord without its bass."""
    degrees = [
        degree for child in group[:60] if child.tag == "degree" and (degree := _read_degree(child, text))
    ]
    base = read_kind(name) if name or not text else None
    by_kind = change_chord(base, degrees[:MOST_DEGREES]) if base else None
    by_text = _read_text(text, root, group)
    if by_kind is None:
        return ReadSymbol(by_text)
    by_kind = move_chord(by_kind, root)
    if _NUMBER_TEXT.fullmatch(text) and (kind.get("use-symbols") == "yes" or not THIRDS & set(by_kind.tones)):
        return ReadSymbol(_with_number(by_kind, text))
    if by_text is None or _same(by_kind, by_text) or _refines(by_kind, by_text):
        return ReadSymbol(by_kind)
    if _refines(by_text, by_kind):
        return ReadSymbol(by_text)
    return ReadSymbol(
        by_kind, f"the chord printed as {root}{text}"[:60] + f" is {by_kind.symbol} by its kind: read as that"
    )


def _with_number(chord: Chord, text: str) -> Chord:
    """The chord with the number that is printed beside a symbol or without its "sus": 9 makes maj7 a maj9."""
    number = _NUMBER.match(text.strip("("))
    if number is None:
        return chord
    seventh = chord if "7" in chord.symbol else read_chord(chord.symbol.replace("sus", "7sus", 1))
    raised = read_chord(seventh.symbol.replace("7", number[0], 1)) if seventh else None
    return raised if raised and _refines(raised, chord) else chord


def _read_degree(element: Element, text: str) -> ReadDegree | None:
    value = read_whole(element.findtext("degree-value"))
    alter = read_whole(element.findtext("degree-alter"))
    change = (element.findtext("degree-type") or "add").strip()
    if not 1 <= value <= 13 or abs(alter) > MOST_ALTER:
        return None
    if value == 7 and change == "add" and alter == 0 and _MAJOR_SEVENTH.search(text):
        alter = 1  # the standard counts from a minor seventh, some programs from a major one
    return ReadDegree(value, alter, change)


def _read_text(text: str, root: str, group: Sequence[Element]) -> Chord | None:
    """The chord that the printed text names, with the degrees that are printed beside it."""
    if not text:
        return None
    suffix = plain_accidentals(text)
    printed = "".join(_printed_degree(child) for child in group[:60] if child.tag == "degree")
    whole = read_chord(root + suffix + printed) if printed and printed not in suffix else None
    return whole or read_chord(root + suffix.replace(" ", "")) or read_chord(root + suffix)


def _printed_degree(element: Element) -> str:
    """A degree that the page shows beside the text of the kind; "" for one that the text includes."""
    if element.get("print-object") == "no":
        return ""
    shown = element.findtext("degree-value") or ""
    kind = element.find("degree-type")
    if (element.findtext("degree-type") or "").strip() == "subtract":
        return f"no{shown}"
    alter = {-1: "b", 1: "#"}.get(read_whole(element.findtext("degree-alter")), "")
    is_add = not alter and (kind is None or kind.get("text") != "")
    return f"({'add' * is_add}{alter}{shown})"


def _pitch_name(group: Sequence[Element], tag: str) -> str:
    """The name of the root or the bass; "" if there is none."""
    element = next((child for child in group if child.tag == tag), None)
    if element is None:
        return ""
    step = (element.findtext(f"{tag}-step") or "").strip().upper()
    alter = read_whole(element.findtext(f"{tag}-alter"))
    if len(step) != 1 or step not in "ABCDEFG" or abs(alter) > MOST_ALTER:
        return ""
    return step + ("#" * alter if alter > 0 else "b" * -alter)


def _inverted_bass(chord: Chord, root: str, group: Sequence[Element]) -> str:
    """The bass of an inversion: 1 has the third in the bass, 2 the fifth, 3 the seventh."""
    number = next((read_whole(child.text) for child in group if child.tag == "inversion"), 0)
    if not 1 <= number < len(chord.tones):
        return ""
    return spell_degree(root, chord.tones[number], flats="#" not in root)


def _same(one: Chord, other: Chord) -> bool:
    return set(one.tones) == set(other.tones) and set(one.tensions) == set(other.tensions)


def _refines(finer: Chord, plain: Chord) -> bool:
    """True if ``finer`` has all of ``plain``, and perhaps more; a plain fifth may be altered or missing."""
    has = {*finer.tones, *finer.tensions}
    fifths = {6, 7, 8}
    missing = {*plain.tones, *plain.tensions} - has
    if missing - ({7} if has & fifths or 7 not in finer.tones else set()):
        return False
    return not THIRDS & set(finer.tones) or bool(THIRDS & set(plain.tones))
