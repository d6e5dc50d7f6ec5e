"""The chord symbols of a score as a chart: MusicXML, plain or compressed, and MuseScore files.

No melody is needed. The part with the most chord symbols is read.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from io import BytesIO
from xml.etree.ElementTree import Element

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.archives import READ_ERRORS
from jazzlstm.formats.musicxml.file import open_score, read_whole
from jazzlstm.formats.musicxml.marks import read_marks
from jazzlstm.formats.musicxml.parts import (
    ScorePart,
    find_key,
    find_tempo,
    find_title,
    list_parts,
    walk_measures,
)
from jazzlstm.formats.musicxml.symbols import read_harmony
from jazzlstm.music import Chart, Chord, Metre
from jazzlstm.theory.chords import transpose_chord
from jazzlstm.theory.repeats import BarMarks
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, lay_out

MOST_BARS = 4_096
"""Bars of a score with its repeats written out."""
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE\s+score|score-|museScore)", re.IGNORECASE)
_MUSESCORE_EXPORT = "open it in MuseScore and export it as MusicXML (File, Export, MusicXML)"


def is_score(data: bytes) -> bool:
    """Whether bytes are XML or a zip file, as scores are."""
    return data[:2] == b"PK" or (_XML.match(data[:200]) is not None and b"<html" not in data[:2000].lower())


def read_score(data: bytes, name: str) -> ReadChart:
    """The chart of a score.

    Raises:
        MusicFileError: not a score, damaged, or without chord symbols; the message names the remedy.
        ChartError: too many bars.
    """
    if b"<museScore" in data[:4096] or _is_musescore_zip(data):
        raise MusicFileError(f"this is a MuseScore file: {_MUSESCORE_EXPORT}", code="musescore")
    score = open_score(data)
    parts = list_parts(score)
    part = max(parts, key=lambda each: sum(1 for _ in each.element.iter("harmony")), default=None)
    if part is None or part.element.find(".//harmony") is None:
        raise MusicFileError("the score has no chord symbols: add them, or paste the chords as text")
    bars, remarks = _read_bars(part, parts[0])
    chart, ignored = lay_out(bars, title=find_title(score, name), most=MOST_BARS)
    chords = [change.chord for change in chart.changes if not change.chord.is_silent]
    chart = Chart(
        chart.changes, chart.beats, chart.metres, chart.sections, chart.title, find_key(part, chords)
    )
    composer = next((c.text or "" for c in score.iter("creator") if c.get("type") == "composer"), "")
    return ReadChart(
        chart, composer.strip()[:200], tempo=find_tempo(score) or 0.0, remarks=(*remarks, *ignored)
    )


def _is_musescore_zip(data: bytes) -> bool:
    if data[:2] != b"PK":
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(name.endswith(".mscx") for name in archive.namelist()[:1000])
    except READ_ERRORS:
        return False


def _read_bars(part: ScorePart, top: ScorePart) -> tuple[list[WrittenBar], list[str]]:
    """The bars of the part with chords; the repeats of the top part count where this one has none."""
    marks = read_marks(part.element)
    if all(bar == BarMarks() for bar in marks):
        marks = read_marks(top.element)
    chords, remarks = _read_chords(part)
    sections = {
        placed.measure: text.strip()[:40]
        for source in (top, part)
        for placed in walk_measures(source.element)
        if (text := placed.element.findtext("direction-type/rehearsal")) and text.strip()
    }
    bars: list[WrittenBar] = []
    metre, repeated = Metre(), 0
    for index, measure in enumerate(part.measures):
        metre = _read_metre(measure, metre)
        repeated = _read_repetition(measure, repeated)
        inside = chords.get(index, ())
        if not inside and 0 < repeated <= len(bars):
            inside = bars[-repeated].chords
        if index == 0 and measure.get("implicit") == "yes" and not inside:
            continue  # a pick-up
        mark = marks[index] if index < len(marks) else BarMarks()
        bars.append(WrittenBar(_within(inside, metre), metre, sections.get(index, ""), mark))
    return bars, remarks


def _read_chords(part: ScorePart) -> tuple[dict[int, tuple[tuple[float, Chord], ...]], list[str]]:
    """Chords by measure, each with its beat; alternates above the staff are skipped."""
    chords: dict[int, list[tuple[float, Chord]]] = defaultdict(list)
    remarks: dict[str, None] = {}
    for placed in walk_measures(part.element):
        element = placed.element
        if element.tag != "harmony":
            continue
        if element.get("type") == "alternate" or element.get("print-object") == "no":
            remarks["alternate chord symbols are skipped"] = None
        elif (chord := read_harmony(element)) is None:
            kind = element.find("kind")
            shown = "" if kind is None else kind.get("text") or kind.text or ""
            step = element.findtext("root/root-step") or ""
            remarks[f"the chord symbol {(step + shown)[:30]!r} is skipped"] = None
        else:
            chords[placed.measure].append((float(placed.beat), transpose_chord(chord, part.transposition)))
    return {index: tuple(sorted(found, key=lambda place: place[0])) for index, found in chords.items()}, list(
        remarks
    )


def _within(chords: tuple[tuple[float, Chord], ...], metre: Metre) -> tuple[tuple[float, Chord], ...]:
    """Chords inside the bar, at most one a beat; the last on a beat counts."""
    by_beat = {beat: chord for beat, chord in chords if beat < metre.bar_beats}
    return tuple(by_beat.items())


def _read_metre(measure: Element, before: Metre) -> Metre:
    time = measure.find("attributes/time")
    if time is None:
        return before
    beats = sum(read_whole(number) for number in (time.findtext("beats") or "").split("+"))
    unit = read_whole(time.findtext("beat-type"))
    return Metre(beats, unit) if 1 <= beats <= 32 and unit in (1, 2, 4, 8, 16) else before  # noqa: PLR2004


def _read_repetition(measure: Element, before: int) -> int:
    """How many bars back a bar-repeat sign points; 0 where none is in force."""
    sign = measure.find("attributes/measure-style/measure-repeat")
    if sign is None:
        return before
    return max(1, read_whole(sign.text, 1)) if sign.get("type") == "start" else 0
