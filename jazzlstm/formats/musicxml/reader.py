"""A lead sheet read as a musician plays it: repeats taken, ties held, the pick-up before the first bar."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.chord_markers import as_changes
from jazzlstm.formats.melody_track import find_melody
from jazzlstm.formats.musicxml.bars import PlayedBar, read_bars
from jazzlstm.formats.musicxml.file import open_score
from jazzlstm.formats.musicxml.harmony import read_harmony
from jazzlstm.formats.musicxml.parts import (
    ScorePart,
    find_key,
    find_tempo,
    find_title,
    list_parts,
    walk_measures,
)
from jazzlstm.formats.musicxml.performance import join_heads, play
from jazzlstm.formats.result import DEFAULT_TEMPO, ReadSolo
from jazzlstm.music import Chart, Solo
from jazzlstm.theory.chords import transpose_chord


def read_musicxml(data: bytes, name: str) -> ReadSolo:
    """The melody and changes of a MusicXML file, plain or compressed (.mxl), at concert pitch.

    ``name`` is the file's own, for the report and where the score has no title.

    Raises:
        MusicFileError: not MusicXML, damaged, dangerous, too large, or without a
            melody; the message says what to do.
    """
    try:
        return _read(open_score(data), name)
    except MusicFileError as exc:
        raise MusicFileError(f"{name}: {exc}", code=exc.code) from exc.__cause__
    except (ValueError, ArithmeticError) as exc:  # a number that music21 took for one
        raise MusicFileError(
            f"{name}: a number in it makes no sense: export it again", code="damaged"
        ) from exc


def _read(score: Element, name: str) -> ReadSolo:
    parts = list_parts(score)
    melody, remarks = find_melody([part.player for part in parts])
    part = next(part for part in parts if part.player is melody)
    bars, order, trouble = read_bars(part, parts[0])
    chords_from, unread = _add_chords(bars, part, parts)
    _add_sections(bars, part, parts[0])
    played = play(bars, order)
    notes, told = join_heads(played)
    title, tempo = find_title(score, name), find_tempo(score)
    changes = as_changes(played.chords)
    key = find_key(part, [change.chord for change in changes if not change.chord.is_silent])
    chart = Chart(changes, played.beats, tuple(played.metres), tuple(played.sections), title, key)
    remarks += (*trouble, *unread, *told, *played.remarks)
    if tempo is None:
        remarks += (f"no tempo is given: {DEFAULT_TEMPO:.0f} beats a minute assumed",)
    solo = Solo(notes, chart, tempo or DEFAULT_TEMPO, title=title, source=name)
    return ReadSolo(solo, str(melody), chords_from, remarks)


def _add_chords(bars: list[PlayedBar], melody: ScorePart, parts: list[ScorePart]) -> tuple[str, list[str]]:
    """Put the chord symbols into the bars; from where, and remarks."""

    def count(part: ScorePart) -> tuple[int, bool]:
        return sum(1 for _ in part.element.iter("harmony")), part is melody

    source = max(parts, key=count)
    if not count(source)[0]:
        return "nowhere", ["no chord symbols: read without chords (NC)"]
    unread: set[str] = set()
    for placed in walk_measures(source.element):
        if placed.element.tag != "harmony" or placed.measure >= len(bars):
            continue
        chord = read_harmony(placed.element)
        if chord is None:
            unread.add(_quote(placed.element))
        else:
            sounding = transpose_chord(chord, source.transposition)
            bars[placed.measure].chords.append((float(placed.beat), sounding))
    remarks = [f"chord symbols of {source.player}"] if source is not melody else []
    if unread:
        remarks.append(f"chord symbols that cannot be read, left out: {', '.join(sorted(unread))}")
    return "chord symbols", remarks


def _quote(harmony: Element) -> str:
    """A chord symbol as it stands, for a remark."""
    kind = harmony.find("kind")
    name = "" if kind is None else kind.get("text") or kind.text or ""
    return f"{harmony.findtext('root/root-step') or '?'} {name}"[:40].strip()


def _add_sections(bars: list[PlayedBar], melody: ScorePart, top: ScorePart) -> None:
    source = melody if melody.element.find(".//rehearsal") is not None else top
    for placed in walk_measures(source.element):
        mark = (placed.element.findtext("direction-type/rehearsal") or "").strip()
        if mark and placed.measure < len(bars):
            bars[placed.measure].sections.append((float(placed.beat), mark))
