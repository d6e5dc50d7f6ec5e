"""Tempos of a score: metronome marks, playback tempos, and tempos in words.

A metronome mark may be approximate ("c. 184") or a range ("120-132"). A score with several
tempos, such as a slow intro before a fast head, has the tempo of most of its beats.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jazzlstm.formats.musicxml.file import read_number
from jazzlstm.formats.result import PLAYABLE_TEMPOS
from jazzlstm.theory.feels import names_style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from xml.etree.ElementTree import Element

BEAT_UNITS = {"whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 0.5, "16th": 0.25}
"""Note types to quarter notes."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_ABOUT = r"(?:c\.|ca\.?|circa|approx\.?|about|~)?\s*"
_WORDS = re.compile(
    rf"(?P<unit>[^\s=(\d]+?)?(?P<dot>[.\uecb7])?\s*(?:=|\bbpm\b|\bm\.?m\.?)\s*{_ABOUT}(\d{{2,3}})\b"
    r"|\b(\d{2,3})\s*bpm\b|^\s*(?:c\.|ca\.?|circa)\s*(\d{2,3})\s*$",
    re.IGNORECASE,
)
_STYLE_AND_NUMBER = re.compile(r"([A-Za-z][A-Za-z ,'-]{2,40}?)[ ,(]+(\d{2,3})\)?\s*")
_UNITS_IN_WORDS = {
    "half": 2.0,
    "h": 2.0,
    "𝅗𝅥": 2.0,
    "\ueca3": 2.0,
    "eighth": 0.5,
    "♪": 0.5,
    "e": 0.5,
    "\ueca7": 0.5,
}
"""Signs and words before "=" that are no quarter note, in quarter notes; also of music fonts (SMuFL)."""


def find_tempo(score: Element) -> float | None:
    """The first playable tempo of a score in quarter notes a minute; None if it has no number."""
    signs = (*score.iter("sound"), *score.iter("metronome"), *score.iter("words"))
    return next((tempo for sign in signs if (tempo := _read(sign))), None)


def read_tempo(element: Element) -> float:
    """The tempo of a ``direction`` or ``sound`` in quarter notes a minute; 0.0 without one."""
    if element.tag == "sound":
        return _read(element)
    signs = (*element.iter("sound"), *element.iter("metronome"), *element.iter("words"))
    return next((tempo for sign in signs if (tempo := _read(sign))), 0.0)


def main_tempo(bars: Sequence[tuple[float, Iterable[tuple[float, float]]]]) -> float | None:
    """The tempo of most beats, None without a tempo.

    ``bars`` are the bars in the order of play: their length in beats, and their (beat, tempo) signs.
    """
    beats_of: dict[float, float] = {}
    current = 0.0
    for length, signs in bars:
        since = 0.0
        for beat, tempo in [*sorted(signs), (length, 0.0)]:
            if current:
                beats_of[current] = beats_of.get(current, 0.0) + max(0.0, min(beat, length) - since)
            current, since = tempo or current, min(beat, length)
        beats_of.setdefault(current, 0.0)
    beats_of.pop(0.0, None)
    return max(beats_of, key=lambda tempo: beats_of[tempo], default=None)


def _read(sign: Element) -> float:
    """A playable tempo of a ``sound``, ``metronome`` or ``words``; else 0.0."""
    tempo = 0.0
    if sign.tag == "sound":
        tempo = read_number(sign.get("tempo"))
    elif sign.tag == "metronome":
        number = _NUMBER.search(sign.findtext("per-minute") or "")
        dotted = 1.5 if sign.find("beat-unit-dot") is not None else 1.0
        unit = BEAT_UNITS.get((sign.findtext("beat-unit") or "").strip(), 0.0)
        tempo = unit * dotted * read_number(number[0].replace(",", ".")) if number else 0.0
    else:
        tempo = _read_words((sign.text or "")[:200])
    low, high = PLAYABLE_TEMPOS
    return tempo if low <= tempo <= high else 0.0


def _read_words(text: str) -> float:
    """The tempo in words: "half = 100", "ca. 184", "Bossa 132"; 0.0 without one."""
    if words := _WORDS.search(text):
        unit = _UNITS_IN_WORDS.get((words["unit"] or "").lower(), 1.0) * (1.5 if words["dot"] else 1.0)
        return unit * float(next(filter(None, words.groups()[2:])))
    named = _STYLE_AND_NUMBER.fullmatch(text)
    return float(named[2]) if named and names_style(named[1]) else 0.0
