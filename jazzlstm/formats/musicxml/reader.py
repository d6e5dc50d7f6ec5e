"""A MusicXML lead sheet as a solo: repeats played, ties joined, at concert pitch."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from jazzlstm.errors import ChartError, MusicFileError
from jazzlstm.formats.chord_markers import as_changes
from jazzlstm.formats.melody_track import MelodyChoice, find_melody
from jazzlstm.formats.musicxml.bars import MOST_PER_BAR, WrittenMeasure, read_bars, repeat_chords
from jazzlstm.formats.musicxml.chord_words import REMARK, chords_in_words
from jazzlstm.formats.musicxml.file import open_score
from jazzlstm.formats.musicxml.marks import read_marks
from jazzlstm.formats.musicxml.parts import ScorePart, find_key, find_title, list_parts, written_key
from jazzlstm.formats.musicxml.performance import join_heads, play
from jazzlstm.formats.musicxml.symbols import TWO_CHORDS, is_alternate, quote_symbol, read_symbol
from jazzlstm.formats.musicxml.tempos import main_tempo, read_tempo
from jazzlstm.formats.result import DEFAULT_TEMPO, ReadSolo, TrackChoice
from jazzlstm.music import Chart, Solo
from jazzlstm.theory.chords import transpose_chord
from jazzlstm.theory.repeats import BarMarks, play_order

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

T = TypeVar("T")

LONGEST_MARK = 40
"""Characters of a rehearsal mark."""
MOST_BARS = 2000
"""Bars as played; longer is a mistake in the repeats."""


def read_musicxml(data: bytes, name: str, *, melody_tracks: Sequence[int] = ()) -> ReadSolo:
    """The melody and chords of a MusicXML file, plain or compressed (.mxl), at concert pitch.

    ``name`` is the file name, for the report and for a score without a title. ``melody_tracks``
    is the number of the melody part; the likeliest without it. Parts cannot be joined.

    Raises:
        MusicFileError: not MusicXML, damaged, malicious, too large, or without a melody.
    """
    try:
        return _read(open_score(data), name, melody_tracks)
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}", code=exc.code) from exc.__cause__
    except (ValueError, ArithmeticError) as exc:  # a number that music21 rejects
        raise MusicFileError(
            f"{name}: it contains an invalid number: export it again", code="damaged"
        ) from exc


def _read(score: Element, name: str, melody_tracks: Sequence[int]) -> ReadSolo:
    parts = list_parts(score)
    part, choice = _find_part(parts, melody_tracks)
    bars = read_bars(part)
    chords_from, chord_remarks = _add_chords(bars, part, parts)
    _add_sections(bars, part, parts[0])
    _add_tempos(bars, [part, *parts])
    order, order_remarks = _find_order(bars, part, parts[0])
    played = play(bars, order)
    notes, note_remarks = join_heads(played)
    title = find_title(score, name)
    tempo = main_tempo([(bars[index].length, bars[index].tempos) for index in order])
    changes = as_changes(played.chords)
    key = find_key(part, [change.chord for change in changes if not change.chord.is_silent])
    chart = Chart(changes, played.beats, tuple(played.metres), tuple(played.sections), title, key)
    remarks = (
        *choice.remarks,
        *order_remarks,
        *_part_remarks(part, bars),
        *chord_remarks,
        *note_remarks,
        *played.remarks,
    )
    if tempo is None:
        remarks += (f"no tempo is given: {DEFAULT_TEMPO:.0f} beats a minute assumed",)
    solo = Solo(notes, chart, tempo or DEFAULT_TEMPO, title=title, source=name)
    return ReadSolo(
        solo,
        str(part.player),
        chords_from,
        remarks,
        _choices(parts),
        melody_tracks=(part.player.number,),
        certainty=choice.certainty,
    )


def _choices(parts: Sequence[ScorePart]) -> tuple[TrackChoice, ...]:
    return tuple(
        TrackChoice(part.player.number, str(part.player), len(part.player.notes))
        for part in parts
        if part.player.notes and not part.player.is_drums
    )


def _find_part(parts: list[ScorePart], chosen: Sequence[int]) -> tuple[ScorePart, MelodyChoice]:
    """The part with the melody, and how it was chosen."""
    if not any(part.player.notes for part in parts) and any(sum(part.count_skipped()) for part in parts):
        raise MusicFileError(
            "it has chords and slashes, but no melody: give a file with the notes of a solo",
            code="no_melody",
        )
    if len(chosen) > 1:
        raise MusicFileError("parts of a score cannot be joined: choose one", code="no_such_track")
    choice = find_melody([part.player for part in parts], chosen)
    return next(part for part in parts if part.player is choice.player), choice


def _part_remarks(part: ScorePart, bars: Sequence[WrittenMeasure]) -> list[str]:
    """Remarks on skipped elements of the part and on its transposition."""
    cues, slashes = part.count_skipped()
    graces = sum(bar.grace_notes for bar in bars)
    transpositions = list(dict.fromkeys(placed.transposition for placed in part.notes))
    remarks = [
        f"{count} {what} skipped"
        for count, what in ((graces, "grace notes"), (cues, "cue notes"), (slashes, "slashes"))
        if count
    ]
    if any(transpositions):
        intervals = ", then ".join(f"{transposition:+d}" for transposition in transpositions)
        remarks.append(f"written for a transposing instrument, read at concert pitch ({intervals})")
    return remarks


def _find_order(
    bars: Sequence[WrittenMeasure], part: ScorePart, top: ScorePart
) -> tuple[tuple[int, ...], list[str]]:
    """The order in which bars are played; repeats and jumps may be marked in the top part only."""
    marks = read_marks(part.element)[: len(bars)]
    if part is not top:
        marks = [_joined(own, other) for own, other in zip_longest(marks, read_marks(top.element)) if own]
    try:
        order = play_order(marks, MOST_BARS)
    except ChartError:
        return tuple(range(len(bars))), ["the repeats never end: read straight through, as written"]
    remarks = list(order.remarks)
    if len(order.indices) > len(bars):
        remarks.append(f"repeats written out: {len(bars)} bars on the page, {len(order.indices)} as played")
    return order.indices, remarks


def _joined(own: BarMarks, other: BarMarks | None) -> BarMarks:
    """The marks of two parts on one bar."""
    if other is None:
        return own
    return BarMarks(
        repeat_start=own.repeat_start or other.repeat_start,
        repeat_times=max(own.repeat_times, other.repeat_times),
        endings=own.endings or other.endings,
        ending_stops=own.ending_stops or other.ending_stops,
        segno=own.segno or other.segno,
        coda=own.coda or other.coda,
        to_coda=own.to_coda or other.to_coda,
        fine=own.fine or other.fine,
        jump=own.jump or other.jump,
    )


def _add_chords(
    bars: list[WrittenMeasure], melody: ScorePart, parts: list[ScorePart]
) -> tuple[str, list[str]]:
    """Add the chord symbols to the bars; their source, and remarks."""

    def count(part: ScorePart) -> tuple[int, bool]:
        return sum(placed.element.tag == "harmony" for placed in part.events), part is melody

    source = max(parts, key=count)
    if not count(source)[0]:
        return _add_words(bars, melody, parts)
    remarks: dict[str, None] = {}
    unread: set[str] = set()
    home = written_key(source)
    for placed in source.events:
        if placed.element.tag != "harmony" or placed.measure >= len(bars):
            continue
        if is_alternate(placed.element):
            remarks["alternate chord symbols were skipped"] = None
            continue
        symbol = read_symbol(placed.element, home)
        if symbol.remark:
            remarks[symbol.remark] = None
        if symbol.chord is None:
            unread.add(quote_symbol(placed.element))
        else:
            sounding = transpose_chord(symbol.chord, placed.transposition)
            if any(beat == placed.beat and each != sounding for beat, each in bars[placed.measure].chords):
                remarks[TWO_CHORDS] = None
            _add(bars[placed.measure].chords, (float(placed.beat), sounding))
    repeat_chords(source, bars)
    if source is not melody:
        remarks[f"chord symbols of {source.player}"] = None
    if unread:
        remarks[f"unreadable chord symbols were skipped: {', '.join(sorted(unread))}"] = None
    return "chord symbols", list(remarks)


def _add_words(
    bars: list[WrittenMeasure], melody: ScorePart, parts: list[ScorePart]
) -> tuple[str, list[str]]:
    """Add the chords that words above a staff name; their source, and remarks."""
    for part in (melody, *parts):
        if found := [each for each in chords_in_words(part.events) if each[0].measure < len(bars)]:
            for placed, chord in found:
                _add(bars[placed.measure].chords, (float(placed.beat), chord))
            return "words", [REMARK]
    return "nowhere", ["no chord symbols: read without chords (NC)"]


def _add(found: list[tuple[float, T]], item: tuple[float, T]) -> None:
    """Add to what a bar holds, up to a limit: bars may be played 2000 times."""
    if len(found) < MOST_PER_BAR:
        found.append(item)


def _add_sections(bars: list[WrittenMeasure], melody: ScorePart, top: ScorePart) -> None:
    source = melody if melody.element.find(".//rehearsal") is not None else top
    for placed in source.events:
        mark = (placed.element.findtext("direction-type/rehearsal") or "").strip()
        if mark and placed.measure < len(bars):
            _add(bars[placed.measure].sections, (float(placed.beat), mark[:LONGEST_MARK]))


def _add_tempos(bars: list[WrittenMeasure], parts: Sequence[ScorePart]) -> None:
    """Add the tempos of the first of ``parts`` that has any."""
    for part in parts:
        for placed in part.events:
            tempo = read_tempo(placed.element) if placed.element.tag in ("direction", "sound") else 0.0
            if tempo and placed.measure < len(bars):
                _add(bars[placed.measure].tempos, (float(placed.beat), tempo))
        if any(bar.tempos for bar in bars):
            return
