"""Small piano rolls as HTML: the melody of a file at a glance, and some bars with their chords.

Places are per cent, so that a roll fits any width while its text keeps its size. The colours are CSS classes
of the page ("glance", "small-roll", "chord_tone", ...) and follow its theme. Needs no drawing library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from jazzlstm.drawing.systems import bars_between, spans_between
from jazzlstm.drawing.tones import tone_of
from jazzlstm.music import BEAT_TOLERANCE, Note, Solo

FEWEST_ROWS = 12
"""Semitones of the roll of a solo with a small range."""
GLANCE_BARS = 16
"""Bars at a glance: more would be too narrow to see."""
NARROWEST_CHORD = 2.4
"""Per cent of the width for a character: a chord symbol that would cover the one before is left out."""
NARROWEST_NOTE = 0.4
"""Per cent of the width."""

Window = tuple[float, float]
"""First and last beat."""


def bars_of(solo: Solo) -> list[Window]:
    """First and last beat of each bar from beat 0 to the end of the solo; at least one bar."""
    downbeats, end = bars_between(solo.chart, 0.0, solo.end)
    return list(pairwise([*downbeats, end]))


def first_bar(solo: Solo) -> int:
    """The number of the bar in which the solo begins, from 0."""
    start = solo.notes[0].start if solo.notes else 0.0
    return next((number for number, (_, end) in enumerate(bars_of(solo)) if start < end), 0)


def draw_glance(solo: Solo) -> str:
    """The first ``GLANCE_BARS`` bars of the melody, without chords."""
    bars = bars_of(solo)[first_bar(solo) :][:GLANCE_BARS]
    window = (bars[0][0], bars[-1][1])
    notes = _within(solo, window)
    shapes = "".join(_shape(note, window, _rows(notes)) for note in notes)
    label = f"{_count(notes)} in the first {len(bars)} bars"
    return f'<div class="glance" role="img" aria-label="{label}">{shapes}</div>'


def draw_system(solo: Solo, first: int, bars: int) -> str:
    """Some bars with bar lines, chord symbols, and notes in the colour of their relation to the chord."""
    windows = bars_of(solo)[first : first + bars]
    start, end = windows[0][0], windows[-1][1]
    window = (start, max(end, start + bars * solo.chart.metre.bar_beats))
    notes, rows = _within(solo, (start, end)), _rows(solo.notes)
    lines = "".join(f'<u style="left:{_place(beat, window)}%"></u>' for beat, _ in windows)
    shapes = "".join(
        _shape(note, window, rows, tone_of(note, solo.chart.chord_at(note.start))) for note in notes
    )
    chords = "".join(_chord_symbols(solo, (start, end), window))
    label = f"Bars {first + 1} to {first + len(windows)}: {_count(notes)}"
    return (
        f'<div class="small-roll" role="img" aria-label="{label}"><div class="roll-chords">{chords}</div>'
        f'<div class="roll-notes">{lines}{shapes}</div></div>'
    )


def _shape(note: Note, window: Window, rows: tuple[int, int], tone: str = "note") -> str:
    """A note as an element whose style is its place."""
    lowest, count = rows
    top = 100 * (count - 1 - (note.pitch - lowest)) / count
    width = max(NARROWEST_NOTE, 100 * note.duration / (window[1] - window[0]))
    style = f"left:{_place(note.start, window)}%;top:{top:.3g}%;width:{width:.3g}%;height:{100 / count:.3g}%"
    return f'<i class="{tone}" style="{style}"></i>'


def _chord_symbols(solo: Solo, shown: Window, window: Window) -> Iterator[str]:
    """The chords of some bars, each where it enters; the standing chord at their start."""
    free = 0.0
    for change, _ in spans_between(solo.chart, *shown):
        place, symbol = float(_place(change.start, window)), change.chord.symbol
        if place >= free:
            yield f'<b style="left:{place:g}%">{escape(symbol)}</b>'
            free = place + NARROWEST_CHORD * (len(symbol) + 1)


def _place(beat: float, window: Window) -> str:
    """Where a beat is, in per cent of the width."""
    return f"{100 * (beat - window[0]) / (window[1] - window[0]):.4g}"


def _within(solo: Solo, window: Window) -> list[Note]:
    return [note for note in solo.notes if window[0] - BEAT_TOLERANCE <= note.start < window[1]]


def _rows(notes: Sequence[Note]) -> tuple[int, int]:
    """The lowest pitch of the roll and its number of semitones."""
    pitches = [note.pitch for note in notes] or [60]
    rows = max(FEWEST_ROWS, max(pitches) - min(pitches) + 1)
    return (max(pitches) + min(pitches) - rows + 1) // 2, rows


def _count(notes: Sequence[Note]) -> str:
    return "1 note" if len(notes) == 1 else f"{len(notes)} notes"
