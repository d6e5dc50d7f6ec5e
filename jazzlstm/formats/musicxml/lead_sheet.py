"""A solo laid out in bars: note spans in ticks, spelled pitches, chord changes, a key signature.

Everything is at written pitch: the page for a horn is the concert page with its notes,
chords and key transposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jazzlstm.errors import OutputError
from jazzlstm.formats.musicxml.key_signatures import count_fifths, guess_fifths, name_mode, transpose_key
from jazzlstm.formats.musicxml.notation import TickSpan, count_ticks, fill_rests
from jazzlstm.formats.musicxml.spelling import Spelling, spell_pitch
from jazzlstm.music import TICKS_PER_BEAT, Change, Chart, Chord, Metre, Note, Solo
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


@dataclass(frozen=True, slots=True)
class LeadSheet:
    """The content of the page, at written pitch."""

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


def lay_out(solo: Solo, semitones: int, beats: float | None) -> LeadSheet:
    """The page for ``solo``, written ``semitones`` above the sound, ``beats`` long (None: see `_length`).

    Raises:
        OutputError: transposed out of the range of MIDI.
    """
    notes = tuple(replace(note, pitch=note.pitch + semitones) for note in _snap(solo.notes))
    if any(not 0 <= note.pitch <= 127 for note in notes):
        raise OutputError(
            f"{semitones:+d} semitones take the solo out of range: choose a transposition nearer 0"
        )
    key = transpose_key(solo.chart.key, semitones)
    known = count_fifths(key)
    fifths = guess_fifths([note.pitch % 12 for note in notes]) if known is None else known
    chart = _transpose(solo.chart, semitones, fifths)
    written = _write_legato(notes)
    last = written[-1].end / TICKS_PER_BEAT if written else 0.0
    spellings = tuple(
        spell_pitch(note.pitch, chart.chord_at(note.start / TICKS_PER_BEAT), fifths, next_pitch)
        for note, next_pitch in zip(notes, _destinations(notes), strict=True)
    )
    return LeadSheet(
        title=solo.title or solo.chart.title or "Improvisation",
        composer=solo.performer if solo.source and solo.performer else COMPOSER,
        tempo=solo.tempo,
        transposed=semitones,
        fifths=fifths,
        mode=name_mode(key),
        notes=notes,
        releases=tuple(int(long.duration - note.duration) for long, note in zip(written, notes, strict=True)),
        spellings=spellings,
        bars=tuple(
            _lay_out_bars(written, chart, _length(last, chart) if beats is None else max(last, beats))
        ),
    )


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


def _lay_out_bars(notes: Sequence[Note], chart: Chart, beats: float) -> Iterator[EngravedBar]:
    metre = None
    form = _bars_until(chart, beats)
    spans = _split_at_bars(notes, [start for start, _, _ in form])
    lines = _break_lines([len(spans.get(start, ())) for start, _, _ in form])
    sounding: Chord | None = None
    for number, (start, offset, bar_metre) in enumerate(form):
        length = count_ticks(bar_metre)
        chords = []
        for tick, chord in _chords_in(chart, offset, length):
            if chord != sounding:
                chords.append((tick, chord))
                sounding = chord
        yield EngravedBar(
            number=number + 1,
            metre=bar_metre,
            new_metre=bar_metre != metre,
            opens_line=number in lines,
            spans=tuple(fill_rests(spans.get(start, []), length)),
            chords=tuple(chords),
            sections=tuple(_sections_in(chart, offset, length)),
        )
        metre = bar_metre


def _break_lines(notes_per_bar: Sequence[int]) -> set[int]:
    """Indices of the bars that start a system: four bars to a system, two or one where notes are many."""
    opening: set[int] = set()
    for first in range(0, len(notes_per_bar), BARS_PER_SYSTEM):
        bars = BARS_PER_SYSTEM
        while bars > 1 and any(
            sum(notes_per_bar[bar : bar + bars]) > MOST_PER_LINE
            for bar in range(first, first + BARS_PER_SYSTEM, bars)
        ):
            bars //= 2
        opening |= {bar for bar in range(first, first + BARS_PER_SYSTEM, bars) if bar < len(notes_per_bar)}
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


def _split_at_bars(notes: Sequence[Note], starts: Sequence[int]) -> dict[int, list[TickSpan]]:
    """The note spans of each bar, by the first tick of the bar."""
    spans: dict[int, list[TickSpan]] = {}
    bars = iter(pairwise([*starts, NEVER]))
    low, high = next(bars)
    for index, note in enumerate(notes):
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
