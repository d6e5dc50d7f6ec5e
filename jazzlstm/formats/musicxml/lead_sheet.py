"""A solo, or the chords of a chorus, laid out in bars: spans in ticks, spelled pitches, chords, a signature.

Everything is at written pitch: the page for a horn is the concert page with its notes,
chords and key transposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import ceil
from typing import Literal

from jazzlstm.errors import OutputError
from jazzlstm.formats.musicxml.key_signatures import count_fifths, guess_fifths, name_mode, transpose_key
from jazzlstm.formats.musicxml.notation import TickSpan, count_ticks, fill_rests
from jazzlstm.formats.musicxml.sheet import Sheet
from jazzlstm.formats.musicxml.simple_rhythm import SimpleRhythm, simplify_rhythm
from jazzlstm.formats.musicxml.spelling import Spelling, spell_pitch
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Change, Chart, Chord, Metre, Note, Solo
from jazzlstm.theory.chords import transpose_chord

BARS_PER_SYSTEM = 4
MOST_PER_LINE = 44
"""Notes in one system; more would touch each other. Four bars of eighths are 32."""
HALF_BEAT = TICKS_PER_BEAT // 2
"""Ticks."""
NEVER = 2**40
"""Ticks; later than any note."""
COMPOSER = "Jazz LSTM"


@dataclass(frozen=True, slots=True)
class EngravedBar:
    """One bar of the page; spans, chords and sections count ticks from its downbeat."""

    number: int
    metre: Metre
    new_metre: bool
    opens_line: bool
    spans: tuple[TickSpan, ...]
    chords: tuple[tuple[int, Chord], ...]
    sections: tuple[tuple[int, str], ...] = ()
    barline: Literal["", "double", "repeat", "final"] = ""
    """At its end."""


@dataclass(frozen=True, slots=True)
class LeadSheet:
    """The content of the page, at written pitch."""

    sheet: Sheet
    title: str
    composer: str
    tempo: float
    transposed: int
    fifths: int
    mode: str
    notes: tuple[Note, ...]
    releases: tuple[int, ...]
    """Ticks between the played end of each note and its written end."""
    spellings: tuple[Spelling, ...]
    bars: tuple[EngravedBar, ...]
    grace: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """The grace notes before a note."""
    choruses: int = 1
    """How often the bars are played."""


def lay_out(solo: Solo, sheet: Sheet) -> LeadSheet:
    """The page for ``solo``.

    Raises:
        OutputError: transposed out of the range of MIDI.
    """
    semitones = sheet.semitones
    notes = tuple(replace(note, pitch=note.pitch + semitones) for note in _snap(solo.notes))
    if any(not 0 <= note.pitch <= 127 for note in notes):
        raise OutputError(
            f"{semitones:+d} semitones take the solo out of range: choose a transposition nearer 0"
        )
    key = transpose_key(solo.chart.key, semitones)
    known = count_fifths(key)
    fifths = guess_fifths([note.pitch % 12 for note in notes]) if known is None else known
    chart = _transpose(solo.chart, semitones, fifths)
    rhythm, releases = _write_rhythm(notes, solo, sheet)
    written = rhythm.notes
    last = written[-1].end / TICKS_PER_BEAT if written else 0.0
    length = _length(last, chart) if sheet.beats is None else max(last, sheet.beats)
    page = LeadSheet(
        sheet=sheet,
        title=solo.title or solo.chart.title or "Improvisation",
        composer=solo.performer if solo.source and solo.performer else COMPOSER,
        tempo=solo.tempo,
        transposed=semitones,
        fifths=fifths,
        mode=name_mode(key),
        notes=notes,
        releases=releases,
        spellings=tuple(
            spell_pitch(note.pitch, chart.chord_at(note.start / TICKS_PER_BEAT), fifths, next_pitch)
            for note, next_pitch in zip(written, _destinations(written), strict=True)
        ),
        bars=(),
        grace=rhythm.grace,
    )
    if sheet.content == "chords":
        return _as_chords(page, chart, length)
    main = [(index, note) for index, note in enumerate(written) if note.duration]
    return replace(page, bars=tuple(_lay_out_bars(main, chart, length)))


def _as_chords(page: LeadSheet, chart: Chart, length: float) -> LeadSheet:
    """The chords of one chorus, with a slash a beat."""
    choruses = max(1, ceil(length / chart.beats - BEAT_TOLERANCE))
    bars = [replace(bar, spans=_slashes(bar.metre)) for bar in _lay_out_bars([], chart, chart.beats)]
    if choruses > 1:
        bars[-1] = replace(bars[-1], barline="repeat")
    return replace(page, bars=tuple(bars), notes=(), choruses=choruses)


def _slashes(metre: Metre) -> tuple[TickSpan, ...]:
    """A span a beat, or a dotted quarter in metres such as 6/8."""
    length = count_ticks(metre)
    step = 18 if metre.denominator > 4 and length % 18 == 0 else 48 // metre.denominator
    return tuple(TickSpan(start, start + step) for start in range(0, length, step))


def _write_rhythm(notes: Sequence[Note], solo: Solo, sheet: Sheet) -> tuple[SimpleRhythm, tuple[int, ...]]:
    """The notes at written length, and the ticks from the end of each as it is played to its written end."""
    if sheet.content == "exact":
        written = _write_legato(notes)
        pairs = zip(written, notes, strict=True)
        releases = tuple(int(long.duration - note.duration) for long, note in pairs)
        return SimpleRhythm(tuple(written), {}), releases
    last = max([0.0, *(note.end / TICKS_PER_BEAT for note in notes)])
    bars = [(start, metre) for start, _, metre in _bars_until(solo.chart, max(last, sheet.beats or 0.0))]
    return simplify_rhythm(notes, bars, tempo=solo.tempo, swing=sheet.swing), (0,) * len(notes)


def _snap(notes: Sequence[Note]) -> list[Note]:
    """The notes on the grid, in ticks; of two on one tick the later stays, and each ends before the next."""
    ticks: dict[int, Note] = {}
    for note in notes:
        start, end = round(note.start * TICKS_PER_BEAT), round(note.end * TICKS_PER_BEAT)
        if start >= 0:
            ticks[start] = replace(note, start=start, duration=max(1, end - start))
    starts = sorted(ticks)
    return [
        replace(ticks[start], duration=min(ticks[start].duration, end - start))
        for start, end in pairwise([*starts, NEVER])
    ]


def _write_legato(notes: Sequence[Note]) -> list[Note]:
    """The notes at written length: no rest for a breath, no tuplet for an early release.

    A gap under half a beat belongs to the note before it. Before a longer gap, a note that ends
    neither on a sixteenth nor on a triplet of its own beat is written to the next half beat.
    """
    starts = [int(note.start) for note in notes[1:]]
    longer = []
    for note, limit in zip(notes, [*starts, NEVER], strict=False):
        end = int(note.end)
        if limit - end < HALF_BEAT:
            end = limit
        elif end % 3 and (end % 4 or int(note.start) % 4):
            end = min(limit, end - end % HALF_BEAT + HALF_BEAT)
        longer.append(replace(note, duration=end - note.start))
    return longer


def _destinations(notes: Sequence[Note]) -> list[int | None]:
    """The next different pitch after each note, so that repeated notes keep one spelling."""
    found: list[int | None] = []
    for note, following in zip(reversed(notes), [None, *reversed(notes)], strict=False):
        if following is not None and following.pitch == note.pitch:
            found.append(found[-1])
        else:
            found.append(following.pitch if following else None)
    return found[::-1]


def _transpose(chart: Chart, semitones: int, fifths: int) -> Chart:
    if semitones % 12 == 0:
        return chart
    changes = tuple(
        Change(change.start, transpose_chord(change.chord, semitones, flats=fifths < 0))
        for change in chart.changes
    )
    return replace(chart, changes=changes)


def _length(last: float, chart: Chart) -> float:
    """Beats to write by default: to the last note, or to the end of a chorus at most a system later."""
    if last == 0:
        return chart.beats
    remaining = -last % chart.beats
    return last + remaining if remaining <= BARS_PER_SYSTEM * chart.metre.bar_beats else last


def _lay_out_bars(notes: Sequence[tuple[int, Note]], chart: Chart, beats: float) -> Iterator[EngravedBar]:
    metre = None
    form = _bars_until(chart, beats)
    bars_in_chorus = chart.bars
    spans = _split_at_bars(notes, [start for start, _, _ in form])
    sections = [tuple(_sections_in(chart, offset, count_ticks(bar_metre))) for _, offset, bar_metre in form]
    opens_part = [
        (number % bars_in_chorus == 0 and bars_in_chorus >= BARS_PER_SYSTEM)
        or any(tick == 0 for tick, _ in sections[number])
        for number in range(len(form))
    ]
    lines = _break_lines([len(spans.get(start, ())) for start, _, _ in form], opens_part)
    sounding: Chord | None = None
    for number, (start, offset, bar_metre) in enumerate(form):
        length = count_ticks(bar_metre)
        chords = []
        for tick, chord in _chords_in(chart, offset, length):
            if chord != sounding:
                chords.append((tick, chord))
                sounding = chord
        is_last = number + 1 == len(form)
        yield EngravedBar(
            number=number + 1,
            metre=bar_metre,
            new_metre=bar_metre != metre,
            opens_line=number in lines,
            spans=tuple(fill_rests(spans.get(start, []), length)),
            chords=tuple(chords),
            sections=sections[number],
            barline="final" if is_last else "double" if opens_part[number + 1] else "",
        )
        metre = bar_metre


def _break_lines(notes_per_bar: Sequence[int], opens_part: Sequence[bool]) -> set[int]:
    """Indices of the bars that start a system: four bars to a system, two or one where notes are many.

    A section and a chorus begin on a system of their own, unless they are shorter than a system.
    """
    opening: set[int] = set()
    parts = [0]
    for number, opens in enumerate(opens_part):
        if opens and number - parts[-1] >= BARS_PER_SYSTEM:
            parts.append(number)
    for start, end in pairwise([*parts, len(notes_per_bar)]):
        for first in range(start, end, BARS_PER_SYSTEM):
            bars, last = BARS_PER_SYSTEM, min(first + BARS_PER_SYSTEM, end)
            while bars > 1 and any(
                sum(notes_per_bar[bar : min(bar + bars, last)]) > MOST_PER_LINE
                for bar in range(first, last, bars)
            ):
                bars //= 2
            opening |= set(range(first, last, bars))
    return opening


def _bars_until(chart: Chart, beats: float) -> list[tuple[int, float, Metre]]:
    """(tick, beat in the chart, metre) of each bar, for as many choruses as ``beats`` needs."""
    form = [(start, chart.metre_at(start)) for start in chart.bar_starts()]
    bars: list[tuple[int, float, Metre]] = []
    tick = 0
    while not bars or tick < beats * TICKS_PER_BEAT - 0.5:
        offset, metre = form[len(bars) % len(form)]
        bars.append((tick, offset, metre))
        tick += count_ticks(metre)
    return bars


def _chords_in(chart: Chart, offset: float, ticks: int) -> Iterator[tuple[int, Chord]]:
    for change in chart.changes:
        tick = round((change.start - offset) * TICKS_PER_BEAT)
        if 0 <= tick < ticks:
            yield tick, change.chord


def _sections_in(chart: Chart, offset: float, ticks: int) -> Iterator[tuple[int, str]]:
    for section in chart.sections:
        tick = round((section.start - offset) * TICKS_PER_BEAT)
        if 0 <= tick < ticks:
            yield tick, section.name


def _split_at_bars(notes: Sequence[tuple[int, Note]], starts: Sequence[int]) -> dict[int, list[TickSpan]]:
    """The note spans of each bar, by the first tick of the bar."""
    spans: dict[int, list[TickSpan]] = {}
    bars = iter(pairwise([*starts, NEVER]))
    low, high = next(bars)
    for index, note in notes:
        start, end = int(note.start), int(note.end)
        while start >= high:
            low, high = next(bars)
        while start < end:
            cut = min(end, high)
            spans.setdefault(low, []).append(
                TickSpan(start - low, cut - low, index, tied_in=start > note.start, tied_out=cut < end)
            )
            start = cut
            if start < end:
                low, high = next(bars)
    return spans
