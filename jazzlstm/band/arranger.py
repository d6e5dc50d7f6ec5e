"""A whole performance: count-in, intro, the solo with its rhythm section, and the ending."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from jazzlstm.band.barwise import BandState, arrange_bars, final_bars, plan_band
from jazzlstm.band.intro import with_lead_in
from jazzlstm.band.options import BandOptions
from jazzlstm.errors import SettingsError
from jazzlstm.music import Arrangement, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.barwise import BandPlan
    from jazzlstm.music import Part, Solo


def arrange(
    solo: Solo,
    *,
    beats: float,
    feel: str = "swing",
    seed: int = 0,
    band: bool = True,
    options: BandOptions | None = None,
    known: float = math.inf,
) -> Arrangement:
    """The solo with expression and time feel, and a rhythm section under it: ``arrange_bars`` for all bars.

    Args:
        solo: notes in straight beats; those after ``beats`` are omitted.
        beats: the length of the solo without the ending.
        feel: a key of ``FEELS``.
        seed: the same seed gives the same notes.
        band: False for the solo alone, without count-in, intro and ending.
        options: players, count-in, intro and ending.
        known: the beat up to which the solo is known; only the bars that do not depend on what comes
            later are arranged.

    Raises:
        SettingsError: an unknown feel or instrument, or a length that isn't above 0.
    """
    plan = plan_solo(solo, beats=beats, feel=feel, seed=seed, band=band, options=options)
    written = written_notes(solo.notes, plan)
    parts, state = arrange_bars(plan, BandState(), written, final_bars(plan, plan.form.lead_in + known))
    arrangement = arrangement_of(plan, parts, solo)
    if state.bar == plan.form.bars:
        return arrangement
    return replace(arrangement, beats=plan.form.line(state.bar))


def plan_solo(
    solo: Solo, *, beats: float, feel: str, seed: int, band: bool, options: BandOptions | None
) -> BandPlan:
    """The plan of ``arrange``, to arrange the solo bar by bar while it grows."""
    if not (math.isfinite(beats) and beats > 0):
        raise SettingsError(f"the solo has {beats} beats: choose more than 0", field="beats")
    options = options or BandOptions()
    if not band:
        options = replace(options, count_in=0, intro=0, ending=False)
    plan = plan_band(
        solo.chart,
        tempo=solo.tempo,
        feel=feel,
        beats=beats,
        seed=seed,
        options=options,
        instrument=solo.instrument,
    )
    return replace(plan, band=band)


def arrangement_of(plan: BandPlan, parts: Sequence[Part], solo: Solo) -> Arrangement:
    """The parts of ``plan_solo`` as an arrangement of the whole length, whether they are whole or not."""
    beats = plan.form.end - plan.form.lead_in
    lead_in, chart = with_lead_in(solo.chart, beats, plan.options.count_in, plan.options.intro)
    return Arrangement(
        tuple(parts),
        chart,
        solo.tempo,
        plan.form.end + plan.ring,
        title=solo.title or chart.title,
        lead_in=lead_in,
        counted=plan.options.count_in * solo.chart.metre.bar_beats,
    )


def written_notes(notes: Sequence[Note], plan: BandPlan) -> tuple[Note, ...]:
    """The notes of the solo up to its end, moved after the intro."""
    shift = plan.form.lead_in
    beats = plan.form.end - shift
    return tuple(
        Note(note.start + shift, min(note.duration, beats - note.start), note.pitch, note.velocity)
        for note in notes
        if 0 <= note.start < beats
    )


def split_stems(arrangement: Arrangement) -> tuple[Arrangement, Arrangement]:
    """The soloist alone and the band alone, of equal length."""
    solo, *band = arrangement.parts
    return replace(arrangement, parts=(solo,)), replace(arrangement, parts=tuple(band))
