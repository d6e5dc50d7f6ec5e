"""The measures of a MuseScore staff as written bars.

Chord symbols are on any staff. Repeats, endings, jumps, tempos and rehearsal marks are on the first
staff alone. Roots are tonal pitch classes: 14 is C, 15 is G. Notes count for their lengths.

Source: the files of MuseScore 2 to 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from jazzlstm.music import Chord, Metre
from jazzlstm.theory.chords import read_chord, read_closest, transpose_chord
from jazzlstm.theory.directions import take_directions
from jazzlstm.theory.keys import parse_key
from jazzlstm.theory.note_names import read_nashville, read_roman
from jazzlstm.theory.repeats import BarMarks, Jump, ending_numbers
from jazzlstm.theory.written_bars import WrittenBar

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_FIFTHS = "FCGDAEB"
_NATURAL_F = 13
"""The tonal pitch class of F natural; each letter is one fifth higher than the one before."""
_LENGTHS = {
    "longa": 16.0, "breve": 8.0, "whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 1 / 2, "16th": 1 / 4,
    "32nd": 1 / 8, "64th": 1 / 16, "128th": 1 / 32,
}  # fmt: skip
"""Beats by name of a length."""
_MARKERS = {"segno": "segno", "varsegno": "segno", "codab": "coda", "coda": "to_coda", "fine": "fine"}
_TRIANGLE = re.compile(r"^(mi?|-)?t(?=\d|$|\W)")
"""MuseScore types a triangle as "t": "t7" is a major seventh."""
_TEXTS = ("StaffText", "SystemText", "PlayCountText")
_USUAL_TIMES = 2


@dataclass(slots=True)
class StaffReader:
    """Reads the measures of a staff to bars; ``home`` is the key of Roman numerals."""

    home: str = "C"
    transposition: int = 0
    """Semitones from the written to the sounding chords."""
    bars: list[WrittenBar] = field(default_factory=list)
    metre: Metre = field(default_factory=Metre)
    tempo: float = 0.0
    marks: BarMarks = field(default_factory=BarMarks)
    section: str = ""
    remarks: dict[str, None] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    """For each bar its place in a group under a bar-repeat sign, from 1; 0 outside."""

    def read(self, measure: Element, top: Element) -> None:
        """Add the bar of a measure, with the signs of the same measure of the ``top`` staff."""
        self.marks, self.section = BarMarks(), ""
        for source in (top, measure) if top is not measure else (measure,):
            self._read_marks(source)
        chords: dict[float, Chord] = {}
        for voice in measure.findall("voice") or [measure]:
            for beat, element in _walk(voice, self.metre):
                self._read_element(element)
                if element.tag == "Harmony" and (chord := self._read_harmony(element)):
                    chords[beat] = chord
        if top is not measure:
            for element in top.iter():
                self._read_element(element)
        if not self.bars and self._is_pickup(measure):
            self.remarks |= {"the chord of the pick-up is skipped": None} if chords else {}
            return
        placed = tuple((beat, chord) for beat, chord in sorted(chords.items(), key=lambda item: item[0]))
        inside = tuple(place for place in placed if place[0] < self.metre.bar_beats)
        self.bars.append(WrittenBar(inside, self.metre, self.section, self.marks))
        count = whole(measure.findtext("measureRepeatCount"), 0)
        self.repeated.append(count or int(measure.find(".//RepeatMeasure") is not None))

    def finished(self) -> list[WrittenBar]:
        """The bars; those under a bar-repeat sign have the chords of the bars that it repeats."""
        for index, place in enumerate(self.repeated):
            if place == 1:
                size = 1
                while index + size < len(self.bars) and self.repeated[index + size] == size + 1:
                    size += 1
                self._repeat(index, size)
        return self.bars

    def _repeat(self, first: int, size: int) -> None:
        for index in range(first, first + size):
            if not self.bars[index].chords and index >= size:
                self.bars[index] = replace(self.bars[index], chords=self.bars[index - size].chords)

    def _is_pickup(self, measure: Element) -> bool:
        length = 4 * fraction(measure.get("len"))
        return 0 < length < self.metre.bar_beats

    def _mark(self, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        self.marks = replace(self.marks, **signs)

    def _read_marks(self, measure: Element) -> None:
        if measure.find("startRepeat") is not None:
            self._mark(repeat_start=True)
        if (end := measure.find("endRepeat")) is not None:
            self._mark(repeat_times=min(99, whole(end.text, _USUAL_TIMES)))
        for marker in measure.iter("Marker"):
            if sign := _MARKERS.get((marker.findtext("label") or "").lower()):
                self._mark(**{sign: True})
        for jump in measure.iter("Jump"):
            to = "segno" if "segno" in (jump.findtext("jumpTo") or "") else "start"
            until = {"coda": "coda", "fine": "fine"}.get((jump.findtext("playUntil") or "").lower(), "")
            self._mark(jump=Jump(to, until))  # type: ignore[arg-type]  # the names above
        for volta in measure.iter("Volta"):
            if numbers := ending_numbers(volta.findtext("endings") or ""):
                self._mark(endings=numbers)
        if self.marks.repeat_times == _USUAL_TIMES and (times := _count_in_words(measure)):
            self._mark(repeat_times=times)

    def _read_element(self, element: Element) -> None:
        if element.tag == "TimeSig":
            beats, unit = whole(element.findtext("sigN"), 4), whole(element.findtext("sigD"), 4)
            if 1 <= beats <= 32 and unit in (1, 2, 4, 8, 16):  # noqa: PLR2004 -- the longest bar
                self.metre = Metre(beats, unit)
        elif element.tag == "Tempo" and not self.tempo:
            self.tempo = round(60 * number(element.findtext("tempo")), 1)
            self.tempo = self.tempo if 20 <= self.tempo <= 480 else 0.0  # noqa: PLR2004 -- PLAYABLE_TEMPOS
        elif element.tag == "RehearsalMark":
            self.section = "".join(element.itertext()).strip()[:40]

    def _read_harmony(self, harmony: Element) -> Chord | None:
        info = harmony.find("harmonyInfo")
        info = harmony if info is None else info
        name = (info.findtext("name") or "").strip()
        kind = (harmony.findtext("harmonyType") or "").strip().lower()
        if kind in ("1", "roman", "2", "nashville"):
            return self._read_numeral(
                kind in ("1", "roman"), (info.findtext("function") or "").strip() + name
            )
        root, bass = (
            _pitch_name(info.findtext("root")),
            _pitch_name(info.findtext("base") or info.findtext("bass")),
        )
        symbol = root + _TRIANGLE.sub(r"\1^", name) + (f"/{bass}" if bass else "")
        chord = read_chord(symbol)
        if chord is None:
            chord = read_closest(symbol) if root else None
            shown = symbol[:20] or "a chord symbol"
            self.remarks[f"{shown} is read as {chord.symbol}" if chord else f"{shown} is skipped"] = None
        return transpose_chord(chord, self.transposition) if chord else None

    def _read_numeral(self, is_roman: bool, text: str) -> Chord | None:
        read = read_roman if is_roman else read_nashville
        chord = read_chord(read(text, parse_key(self.home)))
        system = "Roman numerals" if is_roman else "Nashville numbers"
        remedy = "set the key signature of the score for another key"
        remark = f"{system} are read in {self.home}: {remedy}" if chord else f"{text[:20]} is skipped"
        self.remarks[remark] = None
        return chord


def _count_in_words(measure: Element) -> int:
    """The rounds that a text such as "4x" counts; 0 without one."""
    texts = ("".join(text.itertext()) for tag in _TEXTS for text in measure.iter(tag))
    return next((times for text in texts if (times := take_directions(text[:200]).times)), 0)


def _walk(voice: Element, metre: Metre) -> Iterator[tuple[float, Element]]:
    """The elements of a voice, each with its beat."""
    beat, factor = 0.0, 1.0
    for element in voice:
        if element.tag == "Tuplet":
            actual = max(1, whole(element.findtext("actualNotes"), 3))
            factor = max(1, whole(element.findtext("normalNotes"), 2)) / actual
        elif element.tag == "endTuplet":
            factor = 1.0
        elif element.tag == "location":
            beat += 4 * fraction(element.findtext("fractions"))
        yield round(max(beat, 0.0), 6), element
        if element.tag in ("Chord", "Rest") and element.find("acciaccatura") is None:
            beat += factor * _length(element, metre)


def _length(element: Element, metre: Metre) -> float:
    name = element.findtext("durationType") or ""
    if name == "measure":
        return metre.bar_beats
    length = _LENGTHS.get(name, 0.0)
    dots = min(4, max(0, whole(element.findtext("dots"), 0)))
    return length * (2 - 0.5**dots)


def _pitch_name(text: str | None) -> str:
    """The name of a tonal pitch class; "" for none."""
    place = whole(text, -1)
    if not -1 <= place <= 33 or text is None:  # noqa: PLR2004 -- double flats to double sharps
        return ""
    octave, letter = divmod(place - _NATURAL_F, 7)
    return _FIFTHS[letter] + ("b" * -octave if octave < 0 else "#" * octave)


def whole(text: str | None, default: int) -> int:
    """The whole number of a text; ``default`` for any other text."""
    plain = (text or "").strip()
    return int(plain) if re.fullmatch(r"-?\d{1,4}", plain, re.ASCII) else default


def number(text: str | None) -> float:
    """The decimal number of a text; 0.0 for any other text."""
    plain = (text or "").strip()
    return float(plain) if re.fullmatch(r"\d{1,4}(\.\d{1,9})?", plain, re.ASCII) else 0.0


def fraction(text: str | None) -> float:
    """The value of "3/4"; 0.0 for any other text."""
    match = re.fullmatch(r"\s*(-?\d{1,5})/(\d{1,5})\s*", text or "", re.ASCII)
    return int(match[1]) / int(match[2]) if match and int(match[2]) else 0.0
