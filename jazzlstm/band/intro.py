"""Count-in and intro: the bars before the solo.

The intro plays the last bars of the form. A chart with a lead-in is written out from
the first click to the last bar, so that bars, chords and sections keep their places.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jazzlstm.band.form import lay_out
from jazzlstm.music import BEAT_TOLERANCE, NO_CHORD, Change, Chart, MetreChange, Section

if TYPE_CHECKING:
    from collections.abc import Iterable


def with_lead_in(chart: Chart, beats: float, count_in: int, intro: int) -> tuple[float, Chart]:
    """Beats before the solo, and the chart of the whole performance.

    Args:
        chart: the form.
        beats: the length of the solo.
        count_in: bars of clicks, without chords.
        intro: bars that the band plays alone.
    """
    if not count_in and not intro:
        return 0.0, chart
    count_in_beats = count_in * chart.metre.bar_beats
    starts = chart.bar_starts()
    choruses = -(-intro // len(starts))
    skipped = choruses * len(starts) - intro
    first = starts[skipped % len(starts)] + skipped // len(starts) * chart.beats if intro else 0.0
    intro_beats = choruses * chart.beats - first if intro else 0.0
    lead_in = count_in_beats + intro_beats
    return lead_in, _written_out(chart, first, count_in_beats, lead_in + beats, lead_in)


def _written_out(chart: Chart, first: float, shift: float, end: float, lead_in: float) -> Chart:
    """The chart from beat ``first``, repeated up to ``end``, after ``shift`` beats of clicks."""
    bars = [bar for bar in lay_out(chart, first + end - shift) if bar.start >= first - BEAT_TOLERANCE]
    changes = [Change(0.0, NO_CHORD)] if shift else []
    metres = [MetreChange(0.0, chart.metre)] if shift else []
    for bar in bars:
        for span in bar.spans:
            if not changes or changes[-1].chord != span.chord:
                changes.append(Change(span.start - first + shift, span.chord))
        metre = chart.metre_at(bar.start)
        if not metres or metres[-1].metre != metre:
            metres.append(MetreChange(bar.start - first + shift, metre))
    return replace(
        chart,
        changes=tuple(changes),
        beats=end,
        metres=tuple(metres),
        sections=tuple(_sections(chart, shift, lead_in, end)),
    )


def _sections(chart: Chart, shift: float, lead_in: float, end: float) -> Iterable[Section]:
    if lead_in > shift:
        yield Section(shift, "Intro")
    start = lead_in
    while start < end - BEAT_TOLERANCE:
        for section in chart.sections:
            if start + section.start < end - BEAT_TOLERANCE:
                yield Section(start + section.start, section.name)
        start += chart.beats
