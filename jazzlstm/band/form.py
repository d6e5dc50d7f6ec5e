"""The form bar by bar: pulses, chords, and where sections end.

A chart repeats until the music ends. A *pulse* is the quarter note of 4/4 and 3/4,
the dotted quarter of 6/8 and 12/8, a group of two or three eighths in 5/8 and 7/8.
All patterns of the band are written in pulses, so they suit any metre.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from jazzlstm.music import BEAT_TOLERANCE, NO_CHORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chart, Chord, Metre

FIRST_CHORUS_ENERGY = 0.92
LAST_CHORUS_ENERGY = 1.08
"""Factors on the band's velocities, 3 dB apart; a performance of one chorus has 1.0."""
OPEN_END_CHORUSES = 4
"""Choruses over which the energy rises in a performance without a declared end."""
PHRASE_BARS = 8
"""Length of a phrase where a chart has no section letters."""


@dataclass(frozen=True, slots=True)
class ChordSpan:
    """A chord and the beats it lasts within one bar."""

    start: float
    end: float
    chord: Chord
    enters: bool
    """False if the chord continues from the bar before."""

    @property
    def beats(self) -> float:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class FormBar:
    """A bar of the performance."""

    index: int
    """Counted over the whole performance, from 0."""
    solo_bar: int
    """Counted from the first bar of the solo, below 0 before it. Random numbers go by it."""
    start: float
    end: float
    pulses: tuple[float, ...]
    """Beats on which pulses begin, the first equal to ``start``."""
    pulse_ends: tuple[float, ...]
    spans: tuple[ChordSpan, ...]
    following: Chord
    """The first chord of the next bar."""
    swings: bool
    """True if every pulse is a quarter note, so that eighths may swing."""
    ends_section: bool = False
    bars_left: float = math.inf
    """Bars that follow; infinite with an open end."""
    energy: float = 1.0
    """Factor on the band's velocities; it rises from chorus to chorus."""
    is_count_in: bool = False

    def beat_at(self, count: float) -> float:
        """The beat of a count in pulses: 1.5 is the "and" of two, the last eighth of a dotted pulse."""
        index = min(int(count), len(self.pulses) - 1)
        length = self.pulse_ends[index] - self.pulses[index]
        fraction = count - index
        if fraction == 0.5 and abs(length - 1.5) < BEAT_TOLERANCE:
            fraction = 2 / 3
        return self.pulses[index] + fraction * length

    def chord_at(self, beat: float) -> Chord:
        """The chord on ``beat``, in this bar or on the next bar line."""
        if beat >= self.end - BEAT_TOLERANCE:
            return self.following
        chord = self.spans[0].chord
        for span in self.spans[1:]:
            if span.start <= beat + BEAT_TOLERANCE:
                chord = span.chord
        return chord

    @property
    def is_last(self) -> bool:
        return not self.bars_left

    @property
    def size(self) -> int:
        """Number of pulses."""
        return len(self.pulses)


@dataclass(frozen=True, slots=True)
class FormStart:
    """Where a form begins within a performance."""

    bar: int = 0
    """Bars of the performance before it."""
    beat: float = 0.0
    """The beat of that bar line."""
    form_bar: int = 0
    """The bar of the form to begin with; it counts on through the choruses."""
    solo_bar: int = 0
    """The bar of the solo to begin with."""


_FROM_THE_TOP = FormStart()


class Form:
    """The bars of a performance, each laid out when it is asked for.

    Args:
        chart: the form, repeated as often as needed.
        beats: the length of the solo, above 0; None for an open end.
        count_in: bars of clicks.
        intro: bars before the solo, the last of the form.
        start: where the first bar is.
    """

    def __init__(
        self,
        chart: Chart,
        beats: float | None = None,
        *,
        count_in: int = 0,
        intro: int = 0,
        start: FormStart = _FROM_THE_TOP,
    ) -> None:
        self.chart, self.count_in, self.start = chart, count_in, start
        self._starts = chart.bar_starts()
        self._section_ends = _section_ends(chart, self._starts)
        self._first = start.form_bar - intro
        self._anchor = start.beat + count_in * chart.metre.bar_beats - self._place(self._first)
        self.lead_in = self._anchor + self._place(start.form_bar)
        """The beat on which the solo begins."""
        self._first_solo_bar = start.bar + count_in + intro - start.solo_bar
        """The bar of the performance with which the solo begins."""
        self.end = math.inf if beats is None else self.lead_in + beats
        self.bars = math.inf if beats is None else start.bar + count_in + self._bars_until(self.end)
        """The number of the bar after the last."""
        self._laid_out: dict[int, FormBar] = {}

    def bar(self, index: int) -> FormBar:
        """A bar by its number in the performance, from ``start.bar`` to before ``bars``."""
        if index not in self._laid_out:
            self._laid_out[index] = self._bar(index)
        return self._laid_out[index]

    def from_bar(self, index: int, beats: float) -> list[FormBar]:
        """A bar, the next one, and those that follow within ``beats`` after the first; fewer at the end."""
        found = [self.bar(index)]
        until = found[0].end + beats - BEAT_TOLERANCE
        while index + len(found) < self.bars and (len(found) < 2 or found[-1].end < until):
            found.append(self.bar(index + len(found)))
        return found

    def form_bar(self, index: int) -> int:
        """The bar of the form that a bar of the performance plays; below 0 before the first chorus."""
        return index - self.start.bar - self.count_in + self._first

    def solo_bar(self, index: int) -> int:
        """The bar of the solo that a bar of the performance is; below 0 before the solo."""
        return index - self._first_solo_bar

    def line(self, index: int) -> float:
        """The beat of the bar line before a bar; the end has one, too."""
        if index < self.bars:
            return self.bar(index).start
        return self.bar(index - 1).end

    def _place(self, form_bar: int) -> float:
        """Beats from the top of the form to a bar."""
        chorus, bar = divmod(form_bar, len(self._starts))
        return chorus * self.chart.beats + self._starts[bar]

    def _bars_until(self, beat: float) -> int:
        """Bars of intro and solo that begin before ``beat``."""
        place = beat - self._anchor
        chorus = math.floor((place - BEAT_TOLERANCE) / self.chart.beats)
        within = bisect_left(self._starts, place - chorus * self.chart.beats - BEAT_TOLERANCE)
        return chorus * len(self._starts) + within - self._first

    def _bar(self, index: int) -> FormBar:
        if index < self.start.bar + self.count_in:
            return self._clicks(index)
        form_bar = self.form_bar(index)
        bars_left = self.bars - 1 - index
        begin, end = (
            self._place(form_bar),
            self._place(form_bar + 1) if bars_left else self.end - self._anchor,
        )
        metre = self.chart.metre_at(begin)
        is_whole = end - begin > metre.bar_beats - BEAT_TOLERANCE
        is_first = form_bar == self._first
        sounding = None if is_first else self.chart.chord_at(begin - BEAT_TOLERANCE * 2)
        return _bar_of(
            (index, self.solo_bar(index)),
            (begin + self._anchor, end + self._anchor),
            metre,
            spans=_spans(self.chart, begin, end, sounding, self._anchor),
            following=self.chart.chord_at(end),
            ends_section=is_whole and form_bar % len(self._starts) in self._section_ends,
            bars_left=bars_left,
            energy=self._energy(form_bar),
        )

    def _clicks(self, index: int) -> FormBar:
        """A bar of the count-in."""
        metre = self.chart.metre
        begin = self.start.beat + (index - self.start.bar) * metre.bar_beats
        end = begin + metre.bar_beats
        is_last = index + 1 == self.start.bar + self.count_in
        return _bar_of(
            (index, self.solo_bar(index)),
            (begin, end),
            metre,
            spans=(ChordSpan(begin, end, NO_CHORD, enters=True),),
            following=self.chart.chord_at(self._place(self._first)) if is_last else NO_CHORD,
            bars_left=self.bars - 1 - index,
            energy=self._energy(0),
            is_count_in=True,
        )

    def _energy(self, form_bar: int) -> float:
        """The factor on the band's velocities: it rises from the first chorus to the last."""
        chorus, last = max(0, form_bar // len(self._starts)), OPEN_END_CHORUSES - 1
        if self.bars < math.inf:
            last = self.form_bar(int(self.bars) - 1) // len(self._starts)
        if last <= 0:
            return 1.0
        return FIRST_CHORUS_ENERGY + (LAST_CHORUS_ENERGY - FIRST_CHORUS_ENERGY) * min(1.0, chorus / last)


def lay_out(chart: Chart, beats: float) -> tuple[FormBar, ...]:
    """The bars of a performance over a chart; the last bar may be cut short.

    Args:
        chart: the form, repeated as often as needed.
        beats: the length of the performance, above 0.
    """
    form = Form(chart, beats)
    return tuple(form.bar(index) for index in range(int(form.bars)))


def _bar_of(
    numbers: tuple[int, int],
    bounds: tuple[float, float],
    metre: Metre,
    *,
    spans: tuple[ChordSpan, ...],
    following: Chord,
    bars_left: float,
    energy: float,
    ends_section: bool = False,
    is_count_in: bool = False,
) -> FormBar:
    start, end = bounds
    pulses = [start + offset for offset in pulse_offsets(metre) if start + offset < end - BEAT_TOLERANCE]
    ends = [*pulses[1:], end]
    return FormBar(
        index=numbers[0],
        solo_bar=numbers[1],
        start=start,
        end=end,
        pulses=tuple(pulses),
        pulse_ends=tuple(ends),
        spans=spans,
        following=following,
        swings=all(abs(b - a - 1.0) < BEAT_TOLERANCE for a, b in zip(pulses, ends, strict=True)),
        ends_section=ends_section,
        bars_left=bars_left,
        energy=energy,
        is_count_in=is_count_in,
    )


def chords_of(bars: Sequence[FormBar]) -> list[ChordSpan]:
    """The chords of the performance in order; a chord that continues over a bar line is one span."""
    chords: list[ChordSpan] = []
    for span in (span for bar in bars for span in bar.spans):
        if chords and not span.enters:
            last = chords[-1]
            chords[-1] = ChordSpan(last.start, span.end, last.chord, last.enters)
        else:
            chords.append(span)
    return chords


@lru_cache(maxsize=64)
def pulse_offsets(metre: Metre) -> tuple[float, ...]:
    """Pulses of a bar in beats from the bar line."""
    unit = 4 / metre.denominator
    if metre.denominator <= 4:
        return tuple(float(beat) for beat in range(max(1, round(metre.bar_beats))))
    if metre.denominator == 8 and metre.numerator % 3 == 0:
        return tuple(1.5 * pulse for pulse in range(metre.numerator // 3))
    group = max(2, metre.denominator // 4)  # of eighths, or sixteenths, in a quarter
    return tuple(unit * first for first in range(0, max(1, metre.numerator - group // 2), group))


def _section_ends(chart: Chart, starts: Sequence[float]) -> frozenset[int]:
    """Numbers of the bars of a chorus, from 0, that end a section or phrase."""
    last = len(starts) - 1
    if chart.sections:
        letters = [section.start for section in chart.sections]
        ends = {index - 1 for index, start in enumerate(starts) if _is_among(start, letters) and index}
    else:
        phrase = PHRASE_BARS if (last + 1) % PHRASE_BARS == 0 else PHRASE_BARS // 2
        ends = set(range(phrase - 1, last, phrase))
    return frozenset(ends | {last})


def _is_among(beat: float, beats: list[float]) -> bool:
    return any(abs(beat - other) < BEAT_TOLERANCE for other in beats)


def _spans(
    chart: Chart, start: float, end: float, sounding: Chord | None, shift: float
) -> tuple[ChordSpan, ...]:
    """The chords from ``start`` to ``end`` of the form, moved by ``shift``."""
    spans: list[ChordSpan] = []
    beat = start
    while beat < end - BEAT_TOLERANCE:
        chord = chart.chord_at(beat)
        until = min(end, chart.next_change(beat)[0])
        until = end if until <= beat + BEAT_TOLERANCE else until
        spans.append(ChordSpan(beat + shift, until + shift, chord, enters=chord != sounding))
        beat, sounding = until, chord
    return tuple(spans)
