"""Durations in ticks to note heads, dots, ties, tuplets and beams.

One duration may need two tied heads, because readers count beats: a note must not hide
the middle of a 4/4 bar, nor a sixteenth syncopation the next beat. A bar is divided into
windows of a beat, half a beat, or the beats of a longer triplet. A window with all inner
boundaries on sixteenths is written straight, any other as three in the time of two. All
durations are in ticks, 12 to a quarter note, which is exact for both.

Source: E. Gould, "Behind Bars" (2011), on rhythm and on beams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jazzlstm.music import TICKS_PER_BEAT, Metre

STRAIGHT = {
    48: ("whole", 0),
    36: ("half", 1),
    24: ("half", 0),
    18: ("quarter", 1),
    12: ("quarter", 0),
    9: ("eighth", 1),
    6: ("eighth", 0),
    3: ("16th", 0),
}
"""Ticks to note type and number of dots."""
TRIPLET = {
    16: ("half", 0),
    12: ("quarter", 1),
    8: ("quarter", 0),
    6: ("eighth", 1),
    4: ("eighth", 0),
    3: ("16th", 1),
    2: ("16th", 0),
    1: ("32nd", 0),
}
"""Ticks to note type and number of dots, three in the time of two."""
BEAMS = {"eighth": 1, "16th": 2, "32nd": 3}
"""Note types to the number of their beams or flags."""


@dataclass(frozen=True, slots=True)
class TickSpan:
    """One note, or a rest (``note`` None), within a bar, in ticks from its downbeat.

    ``tied_in``: the note started in the bar before. ``tied_out``: it continues in the next bar.
    """

    start: int
    end: int
    note: int | None = None
    tied_in: bool = False
    tied_out: bool = False


@dataclass(frozen=True, slots=True)
class Tuplet:
    """``actual`` notes of ``kind`` in the time of ``normal``."""

    actual: int
    normal: int
    kind: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """One note head or rest; ``beams`` are MusicXML's beam values, outermost beam first."""

    span: TickSpan
    kind: str
    dots: int = 0
    tuplet: Tuplet | None = None
    opens_tuplet: bool = False
    closes_tuplet: bool = False
    fills_bar: bool = False
    beams: tuple[str, ...] = ()

    @property
    def ticks(self) -> int:
        return self.span.end - self.span.start


def write_bar(spans: Sequence[TickSpan], metre: Metre) -> list[Symbol]:
    """The symbols of one bar; ``spans`` fill it without a gap."""
    length = count_ticks(metre)
    if len(spans) == 1 and spans[0].note is None:
        return [Symbol(spans[0], "whole", fills_bar=True)]
    cuts = {span.end for span in spans} - {length}
    symbols: list[Symbol] = []
    for start, end, tuplet in _windows(cuts, metre):
        inside = _clip(spans, start, end)
        if tuplet is None:
            symbols += [symbol for span in inside for symbol in _write_straight(span, metre)]
        else:
            symbols += _write_tuplet(inside, tuplet)
    return _beam(symbols, metre)


def count_ticks(metre: Metre) -> int:
    """Ticks in a bar."""
    return round(metre.bar_beats * TICKS_PER_BEAT)


# Windows: the parts of a bar under a tuplet bracket


def _windows(cuts: set[int], metre: Metre) -> list[tuple[int, int, Tuplet | None]]:
    """The bar as (start, end, tuplet); neighbouring straight windows are joined."""
    length = count_ticks(metre)
    pulse = TICKS_PER_BEAT if metre.denominator <= 4 else 6
    windows: list[tuple[int, int, Tuplet | None]] = []
    start = 0
    while start < length:
        for size in (48, 24, pulse, 6):
            tuplet = _find_tuplet(cuts, start, size)
            whole_beats = start % size == 0 or (size == 24 and metre.numerator == 3 and start % pulse == 0)
            if (
                whole_beats
                and start + size <= length
                and (tuplet or size == 6 or _is_straight(cuts, start, size))
            ):
                break
        end = min(start + size, length)
        if tuplet is None and windows and windows[-1][2] is None:
            windows[-1] = (windows[-1][0], end, None)
        else:
            windows.append((start, end, tuplet))
        start = end
    return windows


def _is_straight(cuts: set[int], start: int, size: int) -> bool:
    """True for a window of at most a beat that needs no tuplet."""
    return size <= TICKS_PER_BEAT and all(
        (cut - start) % 3 == 0 for cut in cuts if start < cut < start + size
    )


def _find_tuplet(cuts: set[int], start: int, size: int) -> Tuplet | None:
    """The tuplet of a window; None if it is written straight.

    Always three in the time of two: half notes over a bar, quarters over two beats; eighths over a beat
    without a boundary in its middle; sixteenths over half a beat.
    """
    inside = {cut - start for cut in cuts if start < cut < start + size}
    if all(cut % 3 == 0 for cut in inside):
        return None
    if size > TICKS_PER_BEAT:
        unit = 16 if size == 48 else 4
        halves = {cut < size // 2 for cut in inside}
        fits = len(halves) == 2 and size // 2 not in inside and all(cut % unit == 0 for cut in inside)
        return Tuplet(3, 2, "half" if size == 48 else "quarter") if fits else None
    if size == TICKS_PER_BEAT and 6 in inside:
        return None
    return Tuplet(3, 2, TRIPLET[size // 3][0])


def _clip(spans: Iterable[TickSpan], start: int, end: int) -> list[TickSpan]:
    return [_cut(span, start, end) for span in spans if span.start < end and start < span.end]


def _cut(span: TickSpan, start: int, end: int) -> TickSpan:
    """The part of ``span`` from ``start`` to ``end``, tied to the other parts of its note."""
    return replace(
        span,
        start=max(span.start, start),
        end=min(span.end, end),
        tied_in=span.note is not None and (span.tied_in or span.start < start),
        tied_out=span.note is not None and (span.tied_out or span.end > end),
    )


# Straight notes


def _write_straight(span: TickSpan, metre: Metre) -> list[Symbol]:
    """The fewest heads or rests that leave the beats visible."""
    symbols: list[Symbol] = []
    may_stand = _rest_may_stand if span.note is None else _note_may_stand
    start = span.start
    while start < span.end:
        ticks = next(n for n in STRAIGHT if start + n <= span.end and may_stand(start, n, metre))
        kind, dots = STRAIGHT[ticks]
        symbols.append(Symbol(_cut(span, start, start + ticks), kind, dots))
        start += ticks
    return symbols


def _note_may_stand(start: int, ticks: int, metre: Metre) -> bool:
    """True if one head of ``ticks`` from ``start`` hides no beat that a reader needs to see."""
    end = start + ticks
    if start % 6:  # off the eighths: not across the next beat
        return end <= start - start % 12 + 12
    if metre.denominator > 4:  # compound and odd metres: groups of eighths
        return _boundaries(start, end, metre) == 0 or (ticks in (36, 48) and start in _group_starts(metre))
    crossed = _boundaries(start, end, metre)
    if start % 12 == 6:
        return ticks in (3, 6, 12, 18) and crossed == 0
    return ticks <= 12 or crossed == 0 or (ticks in (24, 36) and crossed == 1) or (ticks == 48 and start == 0)


def _rest_may_stand(start: int, ticks: int, metre: Metre) -> bool:
    """True if one rest may last ``ticks`` from ``start``; rests are never syncopated."""
    if metre.denominator > 4:
        starts = _group_starts(metre)
        return ticks in (3, 6) or (
            ticks in (12, 18) and start in starts and _boundaries(start, start + ticks, metre) == 0
        )
    if ticks == 24:
        return start % 24 == 0 and metre.numerator % 2 == 0
    return ticks in (3, 6, 12) and start % ticks == 0


def _group_starts(metre: Metre) -> tuple[int, ...]:
    """First ticks of the groups of a bar: half bars of 4/4, dotted quarters of 6/8, 2+2+3 eighths of 7/8."""
    length = count_ticks(metre)
    if metre.denominator <= 4:
        return tuple(range(0, length, 24)) if metre.numerator % 2 == 0 else (0, *range(36, length, 24))
    if length % 18 == 0:
        return tuple(range(0, length, 18))
    return tuple(range(0, length - 17, 12)) if length % 12 == 6 else tuple(range(0, length, 12))


def _boundaries(start: int, end: int, metre: Metre) -> int:
    """The number of group boundaries between ``start`` and ``end``."""
    return sum(start < boundary < end for boundary in _group_starts(metre))


# Tuplets


def _write_tuplet(spans: Sequence[TickSpan], tuplet: Tuplet) -> list[Symbol]:
    symbols: list[Symbol] = []
    for span in spans:
        start = span.start
        while start < span.end:
            ticks = next(n for n in TRIPLET if start + n <= span.end)
            kind, dots = TRIPLET[ticks]
            symbols.append(Symbol(_cut(span, start, start + ticks), kind, dots, tuplet))
            start += ticks
    symbols[0] = replace(symbols[0], opens_tuplet=True)
    symbols[-1] = replace(symbols[-1], closes_tuplet=True)
    return symbols


# Beams


def _beam(symbols: list[Symbol], metre: Metre) -> list[Symbol]:
    """The symbols with beams: one group a beat, straight eighths of 4/4 one group a half bar."""
    group_of = _group_by_half_bar if metre in (Metre(4, 4), Metre(2, 2)) else _group_by_beat(metre)
    groups: list[list[int]] = []
    for index, symbol in enumerate(symbols):
        joins = (
            groups
            and groups[-1][-1] == index - 1
            and _is_beamable(symbol)
            and group_of(symbol, symbols) == group_of(symbols[index - 1], symbols)
        )
        if joins:
            groups[-1].append(index)
        elif _is_beamable(symbol):
            groups.append([index])
    beamed = list(symbols)
    for group in groups:
        for index, beams in zip(group, _name_beams([symbols[i] for i in group]), strict=True):
            beamed[index] = replace(symbols[index], beams=beams)
    return beamed


def _is_beamable(symbol: Symbol) -> bool:
    return symbol.span.note is not None and symbol.kind in BEAMS


def _group_by_half_bar(symbol: Symbol, symbols: Sequence[Symbol]) -> int:
    """A half bar of straight eighths only is one group; otherwise each beat is a group."""
    half = symbol.span.start // 24
    others = [other for other in symbols if other.span.start // 24 == half]
    if all(other.kind == "eighth" and other.tuplet is None and not other.dots for other in others):
        return -1 - half
    return symbol.span.start // 12


def _group_by_beat(metre: Metre) -> Callable[[Symbol, Sequence[Symbol]], int]:
    starts = _group_starts(metre) if metre.denominator > 4 else tuple(range(0, count_ticks(metre), 12))
    return lambda symbol, _: sum(start <= symbol.span.start for start in starts)


def _name_beams(group: Sequence[Symbol]) -> list[tuple[str, ...]]:
    """MusicXML's beam values of one group; a single note keeps its flag."""
    if len(group) == 1:
        return [()]
    counts = [BEAMS[symbol.kind] for symbol in group]
    return [
        tuple(_name_beam(counts, place, level) for level in range(1, count + 1))
        for place, count in enumerate(counts)
    ]


def _name_beam(counts: Sequence[int], place: int, level: int) -> str:
    before = place > 0 and counts[place - 1] >= level
    after = place + 1 < len(counts) and counts[place + 1] >= level
    if before or after:
        return "continue" if before and after else "end" if before else "begin"
    return "backward hook" if place else "forward hook"


def fill_rests(notes: Sequence[TickSpan], length: int) -> list[TickSpan]:
    """The spans of one bar with rests in the gaps between ``notes``."""
    edges = [0, *(edge for note in notes for edge in (note.start, note.end)), length]
    rests = [TickSpan(start, end) for start, end in list(pairwise(edges))[::2] if start < end]
    return sorted([*notes, *rests], key=lambda span: span.start)
