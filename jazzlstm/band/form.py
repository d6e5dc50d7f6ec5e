"""The form bar by bar: pulses, chords, and where sections end.

A chart repeats until the music ends. A *pulse* is the quarter note of 4/4 and 3/4,
the dotted quarter of 6/8 and 12/8, a group of two or three eighths in 5/8 and 7/8.
All patterns of the band are written in pulses, so they suit any metre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jazzlstm.music import BEAT_TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chart, Chord, Metre

FIRST_CHORUS_ENERGY = 0.92
LAST_CHORUS_ENERGY = 1.08
"""Factors on the band's velocities, 3 dB apart; a performance of one chorus has 1.0."""
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
    is_last: bool = False
    energy: float = 1.0
    """Factor on the band's velocities; it rises from chorus to chorus."""

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
        return next(span.chord for span in reversed(self.spans) if span.start <= beat + BEAT_TOLERANCE)

    @property
    def size(self) -> int:
        """Number of pulses."""
        return len(self.pulses)


def lay_out(chart: Chart, beats: float) -> tuple[FormBar, ...]:
    """The bars of a performance over a chart; the last bar may be cut short.

    Args:
        chart: the form, repeated as often as needed.
        beats: the length of the performance, above 0.
    """
    starts: list[float] = []
    chorus = chart.bar_starts()
    while not starts or starts[-1] < beats:
        number = len(starts) // len(chorus)
        starts += [number * chart.beats + start for start in chorus]
    starts = [start for start in starts if start < beats - BEAT_TOLERANCE]
    ends = [*starts[1:], beats]
    section_ends = _section_ends(chart)
    bars: list[FormBar] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        sounding = bars[-1].spans[-1].chord if bars else None
        bars.append(_bar(chart, index, start, end, sounding, section_ends))
    return (*bars[:-1], replace(bars[-1], is_last=True))


def _bar(
    chart: Chart, index: int, start: float, end: float, sounding: Chord | None, section_ends: frozenset[int]
) -> FormBar:
    """One bar; ``sounding`` is the chord at the end of the bar before."""
    metre = chart.metre_at(start)
    pulses = [start + offset for offset in pulse_offsets(metre) if start + offset < end - BEAT_TOLERANCE]
    is_whole = end - start > metre.bar_beats - BEAT_TOLERANCE
    lengths = {round(b - a, 6) for a, b in zip(pulses, [*pulses[1:], end], strict=True)}
    return FormBar(
        index=index,
        start=start,
        end=end,
        pulses=tuple(pulses),
        pulse_ends=(*pulses[1:], end),
        spans=_spans(chart, start, end, sounding),
        following=chart.chord_at(end),
        swings=lengths == {1.0},
        ends_section=is_whole and index % chart.bars in section_ends,
    )


def chords_of(bars: Sequence[FormBar]) -> list[ChordSpan]:
    """The chords of the performance in order; a chord that continues over a bar line is one span."""
    chords: list[ChordSpan] = []
    for span in (span for bar in bars for span in bar.spans):
        if chords and not span.enters:
            chords[-1] = replace(chords[-1], end=span.end)
        else:
            chords.append(span)
    return chords


def add_energy(bars: Sequence[FormBar], lead_in: float, chorus: float) -> tuple[FormBar, ...]:
    """The bars with their energy, which rises from the first chorus to the last.

    Args:
        bars: of the whole performance.
        lead_in: the beat on which the first chorus begins.
        chorus: beats of a chorus.
    """
    choruses = [max(0, int((bar.start - lead_in + BEAT_TOLERANCE) // chorus)) for bar in bars]
    last = choruses[-1]
    if not last:
        return tuple(bars)
    rise = (LAST_CHORUS_ENERGY - FIRST_CHORUS_ENERGY) / last
    return tuple(
        replace(bar, energy=FIRST_CHORUS_ENERGY + rise * number)
        for bar, number in zip(bars, choruses, strict=True)
    )


def pulse_offsets(metre: Metre) -> tuple[float, ...]:
    """Pulses of a bar in beats from the bar line."""
    unit = 4 / metre.denominator
    if metre.denominator <= 4:
        return tuple(float(beat) for beat in range(max(1, round(metre.bar_beats))))
    if metre.denominator == 8 and metre.numerator % 3 == 0:
        return tuple(1.5 * pulse for pulse in range(metre.numerator // 3))
    group = max(2, metre.denominator // 4)  # of eighths, or sixteenths, in a quarter
    return tuple(unit * first for first in range(0, max(1, metre.numerator - group // 2), group))


def _section_ends(chart: Chart) -> frozenset[int]:
    """Numbers of the bars of a chorus, from 0, that end a section or phrase."""
    starts = chart.bar_starts()
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


def _spans(chart: Chart, start: float, end: float, sounding: Chord | None) -> tuple[ChordSpan, ...]:
    spans: list[ChordSpan] = []
    beat = start
    while beat < end - BEAT_TOLERANCE:
        chord = chart.chord_at(beat)
        until = min(end, chart.next_change(beat)[0])
        until = end if until <= beat + BEAT_TOLERANCE else until
        spans.append(ChordSpan(beat, until, chord, enters=chord != sounding))
        beat, sounding = until, chord
    return tuple(spans)
