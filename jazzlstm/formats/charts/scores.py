"""The chord symbols of a score as a chart: MusicXML, plain or compressed, and MuseScore files.

No melody is needed. The part with the most chord symbols is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.charts.musescore import is_musescore, read_musescore
from jazzlstm.formats.musicxml.chord_words import REMARK, chords_in_words
from jazzlstm.formats.musicxml.file import open_score, read_whole
from jazzlstm.formats.musicxml.marks import read_marks
from jazzlstm.formats.musicxml.parts import (
    ScorePart,
    find_key,
    find_title,
    list_parts,
    walk_measures,
    written_key,
)
from jazzlstm.formats.musicxml.symbols import TWO_CHORDS, is_alternate, quote_symbol, read_symbol
from jazzlstm.formats.musicxml.tempos import main_tempo, read_tempo
from jazzlstm.music import Chart, Chord, Metre
from jazzlstm.theory.chords import transpose_chord
from jazzlstm.theory.repeats import BarMarks
from jazzlstm.theory.written_bars import ReadChart, WrittenBar, lay_out

MOST_BARS = 4_096
"""Bars of a score with its repeats written out."""
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE\s+score|score-|museScore)", re.IGNORECASE)


def is_score(data: bytes) -> bool:
    """Whether bytes are XML or a zip file, as scores are."""
    return data[:2] == b"PK" or (_XML.match(data[:200]) is not None and b"<html" not in data[:2000].lower())


def read_score(data: bytes, name: str) -> ReadChart:
    """The chart of a score.

    Raises:
        MusicFileError: not a score, damaged, or without chord symbols; the message names the remedy.
        ChartError: too many bars.
    """
    if is_musescore(data):
        return read_musescore(data)
    score = open_score(data)
    parts = list_parts(score)
    part = max(parts, key=lambda each: sum(1 for _ in each.element.iter("harmony")), default=None)
    if part is not None and part.element.find(".//harmony") is None:
        part = next((each for each in parts if chords_in_words(each.events)), None)
    if part is None:
        raise MusicFileError("the score has no chord symbols: add them, or paste the chords as text")
    bars, remarks = _read_bars(part, parts[0])
    chart, ignored = lay_out(bars, title=find_title(score, name), most=MOST_BARS)
    chords = [change.chord for change in chart.changes if not change.chord.is_silent]
    chart = Chart(
        chart.changes, chart.beats, chart.metres, chart.sections, chart.title, find_key(part, chords)
    )
    composer = next((c.text or "" for c in score.iter("creator") if c.get("type") == "composer"), "")
    tempo = _read_tempo(part, bars) or _read_tempo(parts[0], bars)
    return ReadChart(chart, composer.strip()[:200], tempo=tempo, remarks=(*remarks, *ignored))


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
    for index, measure in enumerate(part.measures[: MOST_BARS + 1]):
        metre = _read_metre(measure, metre)
        repeated = _read_repetition(measure, repeated)
        inside = chords.get(index, ())
        if not inside and 0 < repeated <= len(bars):
            inside = bars[-repeated].chords
        if index == 0 and _is_pickup(part, measure, metre, has_chords=bool(inside)):
            remarks += ["the chord of the pick-up is skipped"] * bool(inside)
            continue
        mark = marks[index] if index < len(marks) else BarMarks()
        bars.append(WrittenBar(_within(inside, metre), metre, sections.get(index, ""), mark))
    return bars, remarks


def _is_pickup(part: ScorePart, measure: Element, metre: Metre, *, has_chords: bool) -> bool:
    """Whether the first measure is a pick-up; with chords, only if its notes are shorter than a bar."""
    if measure.get("implicit") != "yes" and measure.get("number") != "0":
        return False
    notes = [placed for placed in part.events if placed.measure == 0 and placed.element.tag == "note"]
    length = max((float(placed.beat) + placed.beats for placed in notes), default=0.0)
    return not has_chords or 0 < length < metre.bar_beats


def _read_chords(part: ScorePart) -> tuple[dict[int, tuple[tuple[float, Chord], ...]], list[str]]:
    """Chords by measure, each with its beat; alternates above the staff are skipped."""
    chords: dict[int, list[tuple[float, Chord]]] = defaultdict(list)
    remarks: dict[str, None] = {}
    home = written_key(part)
    for placed in walk_measures(part.element):
        if placed.element.tag != "harmony":
            continue
        if is_alternate(placed.element):
            remarks["alternate chord symbols are skipped"] = None
            continue
        symbol = read_symbol(placed.element, home)
        if symbol.remark:
            remarks[symbol.remark] = None
        if symbol.chord is None:
            remarks[f"the chord symbol {quote_symbol(placed.element)!r} is skipped"] = None
        else:
            sounding = transpose_chord(symbol.chord, placed.transposition)
            if any(beat == placed.beat and each != sounding for beat, each in chords[placed.measure]):
                remarks[TWO_CHORDS] = None
            chords[placed.measure].append((float(placed.beat), sounding))
    if not chords and (named := chords_in_words(part.events)):
        remarks[REMARK] = None
        for placed, chord in named:
            chords[placed.measure].append((float(placed.beat), chord))
    by_measure = {index: tuple(sorted(found, key=lambda place: place[0])) for index, found in chords.items()}
    return by_measure, list(remarks)


def _read_tempo(part: ScorePart, bars: Sequence[WrittenBar]) -> float:
    """The tempo of most beats, 0.0 without one."""
    tempos: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for placed in walk_measures(part.element):
        if placed.element.tag in ("direction", "sound") and (tempo := read_tempo(placed.element)):
            tempos[placed.measure].append((float(placed.beat), tempo))
    return main_tempo([(bar.metre.bar_beats, tempos[index]) for index, bar in enumerate(bars)]) or 0.0


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
