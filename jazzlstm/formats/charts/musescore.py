"""The chord symbols of a MuseScore file (.mscz, .mscx) as a chart.

The staff with the most chord symbols is read: their places, time signatures, rehearsal marks,
repeats, voltas and jumps. Notes count for their lengths alone.

Source: the files of MuseScore 3 and 4; roots are tonal pitch classes, 14 is C, 15 is G.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.archives import READ_ERRORS
from jazzlstm.music import Chord, Metre
from jazzlstm.theory.chords import read_chord, read_closest
from jazzlstm.theory.keys import Key, guess_key
from jazzlstm.theory.repeats import BarMarks, Jump, ending_numbers
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, lay_out

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 16 * 1024 * 1024
"""Of a score, unpacked."""
MOST_BARS = 4_096
EXPORT = "open it in MuseScore and export it as MusicXML (File, Export, MusicXML)"

_FIFTHS = "FCGDAEB"
_NATURAL_F = 13
"""The tonal pitch class of F natural; each letter is one fifth higher than the one before."""
_LENGTHS = {
    "longa": 16.0, "breve": 8.0, "whole": 4.0, "half": 2.0, "quarter": 1.0, "eighth": 1 / 2, "16th": 1 / 4,
    "32nd": 1 / 8, "64th": 1 / 16, "128th": 1 / 32,
}  # fmt: skip
"""Beats by name of a length."""
_SHARP_KEYS = ("C", "G", "D", "A", "E", "B", "F#", "C#")
_FLAT_KEYS = ("C", "F", "Bb", "Eb", "Ab", "Db", "Gb", "Cb")


def is_musescore(data: bytes) -> bool:
    """Whether bytes are a MuseScore file, packed or not."""
    if data[:2] != b"PK":
        return b"<museScore" in data[:4096]
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.endswith(".mscx") for name in archive.namelist()[:1000])
    except READ_ERRORS:
        return False


def read_musescore(data: bytes) -> ReadChart:
    """The chart of a MuseScore file.

    Raises:
        MusicFileError: damaged, or without chord symbols; the message names the remedy.
        ChartError: too many bars.
    """
    root = _parse(_unpack(data) if data[:2] == b"PK" else data)
    score = root.find("Score")
    staves = score.findall("Staff") if score is not None else []
    staff = max(staves, key=lambda each: sum(1 for _ in each.iter("Harmony")), default=None)
    if score is None or staff is None:
        raise MusicFileError(f"this MuseScore file has no staff: {EXPORT}")
    reader = _StaffReader()
    for measure in staff.findall("Measure")[: MOST_BARS + 1]:
        reader.read(measure)
    if not any(bar.chords for bar in reader.bars):
        raise MusicFileError("the score has no chord symbols: add them, or paste the chords as text")
    tags = {tag.get("name"): (tag.text or "").strip()[:200] for tag in score.findall("metaTag")}
    chart, ignored = lay_out(reader.bars, title=tags.get("workTitle") or "", most=MOST_BARS)
    key = _key_of(reader.fifths, guess_key(chart))
    remarks = (*reader.remarks, *ignored)
    return ReadChart(replace(chart, key=key), tags.get("composer") or "", tempo=reader.tempo, remarks=remarks)


def _unpack(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".mscx"))
            with archive.open(name) as file:
                text = file.read(MOST_BYTES + 1)
    except READ_ERRORS as exc:
        raise MusicFileError(f"this MuseScore file is damaged ({str(exc)[:80]}): {EXPORT}") from exc
    if len(text) > MOST_BYTES:
        raise MusicFileError(f"this MuseScore file unpacks to more than {MOST_BYTES >> 20} MB: {EXPORT}")
    return text


def _parse(text: bytes) -> Element:
    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # ships no types
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # the same

    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError) as exc:
        raise MusicFileError(f"this MuseScore file is damaged ({str(exc)[:80]}): {EXPORT}") from exc
    return root


@dataclass(slots=True)
class _StaffReader:
    """Reads the measures of a staff to bars."""

    bars: list[WrittenBar] = field(default_factory=list)
    metre: Metre = field(default_factory=Metre)
    fifths: int = 0
    tempo: float = 0.0
    marks: BarMarks = field(default_factory=BarMarks)
    section: str = ""
    remarks: dict[str, None] = field(default_factory=dict)

    def read(self, measure: Element) -> None:
        """Add the bar of a measure; a pick-up without chords is skipped."""
        self.marks, self.section = BarMarks(), ""
        self._read_marks(measure)
        chords: dict[float, Chord] = {}
        for voice in measure.findall("voice") or [measure]:
            for beat, element in _walk(voice, self.metre):
                self._read_element(element)
                if element.tag == "Harmony" and (chord := self._read_harmony(element)):
                    chords[beat] = chord
        if not self.bars and measure.get("len") and not chords:
            return
        placed = tuple((beat, chord) for beat, chord in sorted(chords.items(), key=lambda item: item[0]))
        inside = tuple(place for place in placed if place[0] < self.metre.bar_beats)
        self.bars.append(WrittenBar(inside, self.metre, self.section, self.marks))

    def _mark(self, **signs: Any) -> None:  # noqa: ANN401 -- fields of BarMarks
        self.marks = replace(self.marks, **signs)

    def _read_marks(self, measure: Element) -> None:
        if measure.find("startRepeat") is not None:
            self._mark(repeat_start=True)
        if (end := measure.find("endRepeat")) is not None:
            self._mark(repeat_times=min(99, _whole(end.text, 2)))
        for marker in measure.iter("Marker"):
            label = (marker.findtext("label") or "").lower()
            signs = {"segno": "segno", "codab": "coda", "coda": "to_coda", "fine": "fine"}
            if label in signs:
                self._mark(**{signs[label]: True})
        for jump in measure.iter("Jump"):
            to = "segno" if "segno" in (jump.findtext("jumpTo") or "") else "start"
            until = {"coda": "coda", "fine": "fine"}.get((jump.findtext("playUntil") or "").lower(), "")
            self._mark(jump=Jump(to, until))  # type: ignore[arg-type]  # the names above
        for volta in measure.iter("Volta"):
            if numbers := ending_numbers(volta.findtext("endings") or ""):
                self._mark(endings=numbers)

    def _read_element(self, element: Element) -> None:
        if element.tag == "TimeSig":
            beats, unit = _whole(element.findtext("sigN"), 4), _whole(element.findtext("sigD"), 4)
            if 1 <= beats <= 32 and unit in (1, 2, 4, 8, 16):  # noqa: PLR2004 -- the longest bar
                self.metre = Metre(beats, unit)
        elif element.tag == "KeySig" and not self.bars:
            self.fifths = _whole(element.findtext("concertKey") or element.findtext("accidental"), 0)
        elif element.tag == "Tempo" and not self.tempo:
            self.tempo = round(60 * _number(element.findtext("tempo")), 1)
            self.tempo = self.tempo if 20 <= self.tempo <= 480 else 0.0  # noqa: PLR2004 -- PLAYABLE_TEMPOS
        elif element.tag == "RehearsalMark":
            self.section = "".join(element.itertext()).strip()[:40]

    def _read_harmony(self, harmony: Element) -> Chord | None:
        info = harmony.find("harmonyInfo")
        info = harmony if info is None else info
        root, bass = (
            _pitch_name(info.findtext("root")),
            _pitch_name(info.findtext("base") or info.findtext("bass")),
        )
        symbol = root + (info.findtext("name") or "").strip() + (f"/{bass}" if bass else "")
        if chord := read_chord(symbol):
            return chord
        closest = read_closest(symbol) if root else None
        shown = symbol[:20] or "a chord symbol"
        self.remarks[f"{shown} is read as {closest.symbol}" if closest else f"{shown} is skipped"] = None
        return closest


def _walk(voice: Element, metre: Metre) -> Iterator[tuple[float, Element]]:
    """The elements of a voice, each with its beat."""
    beat, factor = 0.0, 1.0
    for element in voice:
        if element.tag == "Tuplet":
            actual = max(1, _whole(element.findtext("actualNotes"), 3))
            factor = max(1, _whole(element.findtext("normalNotes"), 2)) / actual
        elif element.tag == "endTuplet":
            factor = 1.0
        elif element.tag == "location":
            beat += 4 * _fraction(element.findtext("fractions"))
        yield round(max(beat, 0.0), 6), element
        if element.tag in ("Chord", "Rest") and element.find("acciaccatura") is None:
            beat += factor * _length(element, metre)


def _length(element: Element, metre: Metre) -> float:
    name = element.findtext("durationType") or ""
    if name == "measure":
        return metre.bar_beats
    length = _LENGTHS.get(name, 0.0)
    dots = min(4, max(0, _whole(element.findtext("dots"), 0)))
    return length * (2 - 0.5**dots)


def _pitch_name(text: str | None) -> str:
    """The name of a tonal pitch class; "" for none."""
    number = _whole(text, -1)
    if not -1 <= number <= 33 or text is None:  # noqa: PLR2004 -- double flats to double sharps
        return ""
    octave, letter = divmod(number - _NATURAL_F, 7)
    return _FIFTHS[letter] + ("b" * -octave if octave < 0 else "#" * octave)


def _key_of(fifths: int, guess: Key) -> str:
    if not -7 <= fifths <= 7:  # noqa: PLR2004 -- accidentals of a signature
        return ""
    tonic = Key(_SHARP_KEYS[fifths] if fifths >= 0 else _FLAT_KEYS[-fifths])
    is_relative = guess.is_minor and guess.pitch_class == (tonic.pitch_class + 9) % 12
    return str(guess if is_relative else tonic)


def _whole(text: str | None, default: int) -> int:
    plain = (text or "").strip()
    return int(plain) if re.fullmatch(r"-?\d{1,4}", plain, re.ASCII) else default


def _number(text: str | None) -> float:
    plain = (text or "").strip()
    return float(plain) if re.fullmatch(r"\d{1,4}(\.\d{1,9})?", plain, re.ASCII) else 0.0


def _fraction(text: str | None) -> float:
    match = re.fullmatch(r"\s*(-?\d{1,5})/(\d{1,5})\s*", text or "", re.ASCII)
    return int(match[1]) / int(match[2]) if match and int(match[2]) else 0.0
