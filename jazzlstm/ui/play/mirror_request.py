"""A request of the player about what the musician played: read, and checked against limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from jazzlstm.band.swing import off_beat
from jazzlstm.drawing.score import NARROWEST, WIDEST
from jazzlstm.errors import InputError
from jazzlstm.generation.settings import Settings
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Change, Chart, MetreChange, Note, Solo
from jazzlstm.services.live_replay import straightened
from jazzlstm.services.own_bars import Line, Turn, without_repeats
from jazzlstm.services.play import Piece, prepare
from jazzlstm.services.sheets import PARTS
from jazzlstm.theory.chords import parse_chord
from jazzlstm.theory.feels import find_feel

MOST_NOTES = 4096
"""Of musician and network together."""
MOST_CHORDS = 1024
MOST_TURNS = 512
MOST_BEATS = 2048.0
SLOWEST = 20.0
FASTEST = 400.0
"""Quarter notes a minute."""
EARLY = 0.25
"""Beats that a musician may come in before the turn."""


@dataclass(frozen=True, slots=True, eq=False)
class MirrorRequest:
    """What is asked about."""

    line: Line
    """In straight beats; the first of the bars that were sent is beat 0."""
    rows: Mapping[int, int]
    """Where the musician's note on a tick of ``line`` was among the rows that were sent."""
    piece: Piece
    part: str
    """One of ``PARTS``."""
    width: int
    """Of the sheet music, in pixels; 0 for none."""


def read_mirror_request(request: Mapping[str, Any], settings: Settings) -> MirrorRequest:
    """The request, made with the settings that the player has.

    Raises:
        InputError: it is damaged, or more than can be looked at.
    """
    piece = prepare(settings)
    first, until = (_beat(request.get(name)) for name in ("from", "until"))
    tempo = _number(request.get("tempo"), SLOWEST, FASTEST)
    if not 0 < until - first <= MOST_BEATS:
        raise InputError(f"at most {MOST_BEATS:,.0f} beats can be analysed: play a shorter session")
    chart = _chart(request.get("chords"), first, until, piece)
    beats = until - first
    turns = tuple(_turn(row, first, beats) for row in _rows(request.get("turns"), MOST_TURNS))
    place = off_beat(find_feel(piece.feel), tempo, settings.swing)
    sent = [_note(row, first, beats, place) for row in _rows(request.get("notes"), MOST_NOTES)]
    notes = [((_in_turn if is_own else _after_turns)(note, turns), is_own) for note, is_own in sent]
    part, width = request.get("part"), request.get("width")
    return MirrorRequest(
        line=Line(Solo(tuple(sorted(note for note, _ in notes)), chart, tempo), turns),
        rows=_rows_by_tick(notes),
        piece=piece,
        part=part if isinstance(part, str) and part in PARTS else "concert",
        width=width if isinstance(width, int) and NARROWEST <= width <= WIDEST else 0,
    )


def _rows_by_tick(notes: Sequence[tuple[Note, bool]]) -> dict[int, int]:
    """The row of the musician's highest note on each tick."""
    own = [
        (note.pitch, round(note.start * TICKS_PER_BEAT), i)
        for i, (note, is_own) in enumerate(notes)
        if is_own
    ]
    return {tick: i for _, tick, i in sorted(own)}


def _note(row: object, first: float, beats: float, place: float) -> tuple[Note, bool]:
    """A note in straight beats from ``first`` on, and whether it is the musician's."""
    if not isinstance(row, list) or len(row) != 5:
        raise InputError("a note has a start, a duration, a pitch, a velocity, and whose it is")
    start, duration = _number(row[0], first - EARLY, first + beats), _number(row[1], 1e-3, 1e3)
    pitch, velocity = (int(_number(number, 0, 127)) for number in row[2:4])
    note = straightened(Note(start, duration, pitch, velocity), place)
    return replace(note, start=note.start - first), bool(row[4])


def _in_turn(note: Note, turns: Sequence[Turn]) -> Note:
    """A note that came a little early belongs to the turn that begins."""
    starts = [start for start, _ in turns if start - EARLY <= note.start < start]
    return replace(note, start=starts[0]) if starts else note


def _after_turns(note: Note, turns: Sequence[Turn]) -> Note:
    """A note of the network that came a little early, in the musician's turn, begins after it."""
    ends = [end for start, end in turns if start - BEAT_TOLERANCE <= note.start < end - BEAT_TOLERANCE]
    return replace(note, start=max(ends)) if ends else note


def _chart(rows: object, first: float, until: float, piece: Piece) -> Chart:
    """The chords that sounded as a chart of their own."""
    changes = {0.0: Change(0.0, piece.chart.changes[0].chord)}
    for row in _rows(rows, MOST_CHORDS):
        if not isinstance(row, list) or len(row) != 2 or not isinstance(row[1], str):
            raise InputError("a chord has a beat and a symbol")
        start = max(0.0, _beat(row[0]) - first)
        if start < until - first:
            changes[start] = Change(start, parse_chord(row[1][:40]))
    return Chart(
        changes=without_repeats([changes[start] for start in sorted(changes)]),
        beats=until - first,
        metres=(MetreChange(0.0, piece.chart.metre),),
        title=piece.chart.title,
        key=piece.chart.key,
    )


def _turn(row: object, first: float, beats: float) -> Turn:
    if not isinstance(row, list) or len(row) != 2:
        raise InputError("a turn has its first beat and its end")
    start, end = max(0.0, _beat(row[0]) - first), min(beats, _beat(row[1]) - first)
    if not start < end:
        raise InputError("a turn ends after it begins")
    return start, end


def _rows(rows: object, most: int) -> Sequence[Any]:
    if not isinstance(rows, list) or len(rows) > most:
        raise InputError(f"this session has more than {most:,} notes, chords or turns: play a shorter one")
    return rows


def _beat(value: object) -> float:
    return _number(value, -1e6, 1e6)


def _number(value: object, least: float, most: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not is_number or not least <= float(value) <= most:  # type: ignore[arg-type]  # checked the line above
        raise InputError(f"a number is missing, or not from {least:g} to {most:g}")
    return float(value)  # type: ignore[arg-type]
