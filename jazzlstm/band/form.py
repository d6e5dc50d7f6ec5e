"""The form as a rhythm section counts it: bars, their pulses, and where sections end.

A chart goes round as often as the music lasts; here it is laid out bar by bar.
A *pulse* is what a foot taps: the quarter note of 4/4 and 3/4, the dotted quarter
of 6/8 and 12/8, twos and threes of eighths in 5/8 and 7/8. All grooves are
written in pulses, so they play in any metre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.music import Chart, Chord, Metre

CLOSE = 1e-6
"""Beats that count as the same instant."""
ENERGIES = (0.92, 1.08)
"""Of the first chorus and the last: 3 dB between them."""
PHRASE_BARS = 8
"""A section that has no letter ends, to a drummer, after so many bars."""


@dataclass(frozen=True, slots=True)
class BeatSpan:
    """A chord while it sounds within one bar."""

    start: float
    end: float
    chord: Chord
    enters: bool
    """False where the chord was already there in the bar before."""

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
    """Beats on which the foot comes down, the first equal to ``start``."""
    pulse_ends: tuple[float, ...]
    spans: tuple[BeatSpan, ...]
    following: Chord
    """The chord that the next bar begins with."""
    swings: bool
    """Eighths may swing: every pulse is a whole quarter note."""
    ends_section: bool = False
    is_last: bool = False
    energy: float = 1.0
    """How hard the band plays here, as a factor: it builds from chorus to chorus."""

    def beat_at(self, count: float) -> float:
        """The beat of a count in pulses: 1.5 is the "and" of two, in a dotted pulse its last eighth."""
        index = min(int(count), len(self.pulses) - 1)
        length = self.pulse_ends[index] - self.pulses[index]
        fraction = count - index
        if fraction == 0.5 and abs(length - 1.5) < CLOSE:
            fraction = 2 / 3
        return self.pulses[index] + fraction * length

    def chord_at(self, beat: float) -> Chord:
        """The chord on ``beat``, which lies in this bar or on the next bar line."""
        if beat >= self.end - CLOSE:
            return self.following
        return next(span.chord for span in reversed(self.spans) if span.start <= beat + CLOSE)

    @property
    def size(self) -> int:
        """Its number of pulses."""
        return len(self.pulses)


def lay_out(chart: Chart, beats: float) -> tuple[FormBar, ...]:
    """The bars of ``beats`` beats of music; the last may be cut short.

    Args:
        chart: the form, which starts over at its end.
        beats: the length of the performance, above 0.
    """
    starts: list[float] = []
    one_round = chart.bar_starts()
    while not starts or starts[-1] < beats:
        turn = len(starts) // len(one_round)
        starts += [turn * chart.beats + start for start in one_round]
    starts = [start for start in starts if start < beats - CLOSE]
    ends = [*starts[1:], beats]
    section_ends = _section_ends(chart)
    bars: list[FormBar] = []
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        bars.append(_bar(chart, index, start, end, bars[-1] if bars else None, beats, section_ends))
    return tuple(bars)


def _bar(
    chart: Chart,
    index: int,
    start: float,
    end: float,
    before: FormBar | None,
    beats: float,
    section_ends: frozenset[int],
) -> FormBar:
    metre = chart.metre_at(start)
    pulses = [start + offset for offset in pulse_offsets(metre) if start + offset < end - CLOSE]
    full = end - start > metre.bar_beats - CLOSE
    lengths = {round(b - a, 6) for a, b in zip(pulses, [*pulses[1:], end], strict=True)}
    return FormBar(
        index=index,
        start=start,
        end=end,
        pulses=tuple(pulses),
        pulse_ends=(*pulses[1:], end),
        spans=_spans(chart, start, end, before),
        following=chart.chord_at(end),
        swings=lengths == {1.0},
        ends_section=full and index % chart.bars in section_ends,
        is_last=end > beats - CLOSE,
    )


def chords_of(bars: Sequence[FormBar]) -> list[BeatSpan]:
    """The chords of the performance one after another, whatever the bar lines."""
    chords: list[BeatSpan] = []
    for span in (span for bar in bars for span in bar.spans):
        if chords and not span.enters:
            chords[-1] = replace(chords[-1], end=span.end)
        else:
            chords.append(span)
    return chords


def build(bars: Sequence[FormBar], lead_in: float, chorus: float) -> tuple[FormBar, ...]:
    """The bars with their energy: each chorus a little more than the one before, if there are several.

    Args:
        bars: of the whole performance.
        lead_in: the beat on which the first chorus begins.
        chorus: how many beats each lasts.
    """
    rounds = [max(0, int((bar.start - lead_in + CLOSE) // chorus)) for bar in bars]
    last = rounds[-1]
    if not last:
        return tuple(bars)
    first_energy, last_energy = ENERGIES
    rise = (last_energy - first_energy) / last
    return tuple(
        replace(bar, energy=first_energy + rise * turn) for bar, turn in zip(bars, rounds, strict=True)
    )


def pulse_offsets(metre: Metre) -> tuple[float, ...]:
    """Where the foot comes down in a bar of this metre, in beats from the bar line."""
    unit = 4 / metre.denominator
    if metre.denominator <= 4:
        return tuple(float(beat) for beat in range(max(1, round(metre.bar_beats))))
    if metre.denominator == 8 and metre.numerator % 3 == 0:
        return tuple(1.5 * pulse for pulse in range(metre.numerator // 3))
    group = max(2, metre.denominator // 4)  # of eighths, or sixteenths, in a quarter
    return tuple(unit * first for first in range(0, max(1, metre.numerator - group // 2), group))


def _section_ends(chart: Chart) -> frozenset[int]:
    """Numbers of the bars, within one round, after which a new section or phrase begins."""
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
    return any(abs(beat - other) < CLOSE for other in beats)


def _spans(chart: Chart, start: float, end: float, before: FormBar | None) -> tuple[BeatSpan, ...]:
    spans: list[BeatSpan] = []
    beat, sounding = start, before.spans[-1].chord if before else None
    while beat < end - CLOSE:
        chord = chart.chord_at(beat)
        until = min(end, chart.next_change(beat)[0])
        until = end if until <= beat + CLOSE else until
        spans.append(BeatSpan(beat, until, chord, enters=chord != sounding))
        beat, sounding = until, chord
    return tuple(spans)
