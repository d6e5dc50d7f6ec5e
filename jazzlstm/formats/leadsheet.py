"""A solo laid out on a page: bars of ticks, with spelled notes, chords where they change, a key signature.

Everything is at written pitch here, so a page for a horn is the concert page
moved up, its chords and its key with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jazzlstm.chords import transpose_chord
from jazzlstm.errors import OutputError
from jazzlstm.formats.keysignatures import count_fifths, guess_fifths, name_mode, transpose_key
from jazzlstm.formats.notation import Span, count_ticks, fill_rests
from jazzlstm.formats.spelling import Spelling, spell_pitch
from jazzlstm.music import TICKS_PER_BEAT, Change, Chart, Chord, Metre, Note, Section, Solo

BARS_PER_SYSTEM = 4
COMPOSER = "Jazz LSTM"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the page; ``start`` and all inside are ticks, spans and chords counted from the downbeat."""

    number: int
    metre: Metre
    new_metre: bool
    spans: tuple[Span, ...]
    chords: tuple[tuple[int, Chord], ...]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that is to be written, at written pitch."""

    title: str
    composer: str
    tempo: float
    transposed: int
    fifths: int
    mode: str
    notes: tuple[Note, ...]
    spellings: tuple[Spelling, ...]
    bars: tuple[Bar, ...]


def lay_out(solo: Solo, semitones: int, beats: float | None) -> Page:
    """The page for ``solo``, ``semitones`` above its sound, ``beats`` long (None: as long as it needs).

    Raises:
        OutputError: transposed off the range of MIDI.
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
    last = max((note.start + note.duration for note in notes), default=0.0) / TICKS_PER_BEAT
    following = [note.pitch for note in notes[1:]] + [None]
    spellings = tuple(
        spell_pitch(note.pitch, chart.chord_at(note.start / TICKS_PER_BEAT), fifths, next_pitch)
        for note, next_pitch in zip(notes, following, strict=True)
    )
    return Page(
        title=solo.title or solo.chart.title or "Improvisation",
        composer=solo.performer if solo.source and solo.performer else COMPOSER,
        tempo=solo.tempo,
        transposed=semitones,
        fifths=fifths,
        mode=name_mode(key),
        notes=notes,
        spellings=spellings,
        bars=tuple(_lay_out_bars(notes, chart, _length(last, chart) if beats is None else beats)),
    )


def _snap(notes: Sequence[Note]) -> list[Note]:
    """The notes on the grid, in ticks; of two on one tick the later stays, and none is held into the next."""
    ticks: dict[int, Note] = {}
    for note in notes:
        start, end = round(note.start * TICKS_PER_BEAT), round(note.end * TICKS_PER_BEAT)
        if start >= 0:
            ticks[start] = replace(note, start=start, duration=max(1, end - start))
    starts = sorted(ticks)
    ends = [*starts[1:], float("inf")]
    return [
        replace(ticks[start], duration=min(ticks[start].duration, end - start))
        for start, end in zip(starts, ends, strict=True)
    ]


def _transpose(chart: Chart, semitones: int, fifths: int) -> Chart:
    if semitones % 12 == 0:
        return chart
    changes = tuple(
        Change(change.start, transpose_chord(change.chord, semitones, flats=fifths < 0))
        for change in chart.changes
    )
    return replace(chart, changes=changes)


def _length(last: float, chart: Chart) -> float:
    """Beats to write when nobody says: see ``write_musicxml``."""
    left = -last % chart.beats
    return last + left if last == 0 or left <= BARS_PER_SYSTEM * chart.metre.bar_beats else last


def _lay_out_bars(notes: Sequence[Note], chart: Chart, beats: float) -> Iterator[Bar]:
    metre = None
    spans = _split_at_bars(notes, [start for start, _, _ in _bars_until(chart, beats)])
    sounding: Chord | None = None
    for number, (start, offset, bar_metre) in enumerate(_bars_until(chart, beats)):
        length = count_ticks(bar_metre)
        chords = []
        for tick, chord in _chords_in(chart, offset, length):
            if chord != sounding:
                chords.append((tick, chord))
                sounding = chord
        yield Bar(
            number=number + 1,
            metre=bar_metre,
            new_metre=bar_metre != metre,
            spans=tuple(fill_rests(spans.get(start, []), length)),
            chords=tuple(chords),
            section=_section_at(chart.sections, offset),
        )
        metre = bar_metre


def _bars_until(chart: Chart, beats: float) -> list[tuple[int, float, Metre]]:
    """(tick, beat in the chart, metre) of each bar, going round the chart until ``beats`` are covered."""
    form = list(zip(chart.bar_starts(), _bar_metres(chart), strict=True))
    bars: list[tuple[int, float, Metre]] = []
    tick = 0
    while not bars or tick < beats * TICKS_PER_BEAT - 0.5:
        offset, metre = form[len(bars) % len(form)]
        bars.append((tick, offset, metre))
        tick += count_ticks(metre)
    return bars


def _bar_metres(chart: Chart) -> list[Metre]:
    return [
        next(change.metre for change in reversed(chart.metres) if change.start <= start + 1e-6)
        for start in chart.bar_starts()
    ]


def _chords_in(chart: Chart, offset: float, ticks: int) -> list[tuple[int, Chord]]:
    end = offset + ticks / TICKS_PER_BEAT
    return [
        (round((change.start - offset) * TICKS_PER_BEAT), change.chord)
        for change in chart.changes
        if offset - 1e-6 <= change.start < end - 1e-6
    ]


def _section_at(sections: Sequence[Section], offset: float) -> str:
    return next((section.name for section in sections if abs(section.start - offset) < 1e-6), "")


def _split_at_bars(notes: Sequence[Note], starts: Sequence[int]) -> dict[int, list[Span]]:
    """The stretches of every note in every bar, by the bar's first tick."""
    spans: dict[int, list[Span]] = {}
    bars = iter(pairwise([*starts, 1 << 40]))
    low, high = next(bars)
    for index, note in enumerate(notes):
        start, end = int(note.start), int(note.end)
        while start >= high:
            low, high = next(bars)
        while start < end:
            cut = min(end, high)
            spans.setdefault(low, []).append(
                Span(start - low, cut - low, index, tied_in=start > note.start, tied_out=cut < end)
            )
            start = cut
            if start < end:
                low, high = next(bars)
    return spans
