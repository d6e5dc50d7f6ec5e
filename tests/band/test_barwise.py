"""The band bar by bar: a bar does not depend on how a performance is cut, nor on what comes later."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.band import (
    FEELS,
    BandOptions,
    BandPlan,
    BandState,
    arrange,
    arrange_bars,
    continue_plan,
    plan_band,
)
from jazzlstm.band.barwise import LOOK_AHEAD_BEATS
from jazzlstm.errors import SettingsError
from jazzlstm.music import BEAT_TOLERANCE, Note, Part, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.transposition import chart_in_key
from jazzlstm.theory.tunes import tune_chart
from tests.band.test_properties import Case, cases

BLUES = tune_chart("blues")
EIGHTHS = tuple(Note(k / 2, 0.5, 60 + 5 * k % 13) for k in range(768) if k % 16 < 13)


def plan_of(case: Case) -> BandPlan:
    return plan_band(
        case.solo.chart,
        tempo=case.solo.tempo,
        feel=case.feel,
        beats=case.beats,
        seed=case.seed,
        options=case.options,
        instrument=case.solo.instrument,
    )


def moved(notes: tuple[Note, ...], beats: float, end: float = math.inf) -> list[Note]:
    """The notes ``beats`` later, none longer than to ``end``."""
    return [
        replace(note, start=note.start + beats, duration=min(note.duration, end - note.start - beats))
        for note in notes
        if note.start + beats < end
    ]


def visible(plan: BandPlan, notes: list[Note], bar: int, bars: int) -> list[Note]:
    """The notes up to the end of the look-ahead of the last of some bars."""
    last = min(bar + bars, int(plan.form.bars)) - 1
    until = plan.form.from_bar(last, LOOK_AHEAD_BEATS)[-1].end
    return [note for note in notes if note.start < until - BEAT_TOLERANCE]


def joined(chunks: list[tuple[Part, ...]]) -> tuple[Part, ...]:
    """Parts of some bars after each other."""
    return tuple(
        replace(
            same[0],
            notes=tuple(sorted(note for part in same for note in part.notes)),
            controls=tuple(control for part in same for control in part.controls),
            bends=tuple(bend for part in same for bend in part.bends),
        )
        for same in zip(*chunks, strict=True)
    )


def in_pieces(plan: BandPlan, notes: list[Note], sizes: list[int]) -> tuple[Part, ...]:
    """The performance in pieces of ``sizes`` bars, over and over, each from the notes it may look at."""
    state = BandState()
    chunks: list[tuple[Part, ...]] = []
    while state.bar < plan.form.bars:
        size = sizes[len(chunks) % len(sizes)]
        parts, state = arrange_bars(plan, state, visible(plan, notes, state.bar, size), size)
        chunks.append(parts)
    return joined(chunks)


@settings(deadline=None, max_examples=60)
@given(cases(grid=1 / 32), st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_pieces_that_look_no_further_than_the_look_ahead_are_the_whole(case: Case, sizes: list[int]) -> None:
    plan = plan_of(case)
    notes = moved(case.solo.notes, plan.form.lead_in, plan.form.end)
    assert in_pieces(plan, notes, sizes) == case.played().parts


@pytest.mark.parametrize("feel", sorted(FEELS))
@pytest.mark.parametrize("text", ["4/4", "3/4", "5/4", "6/8", "7/8"])
@pytest.mark.parametrize(("count_in", "intro"), [(0, 0), (1, 0), (2, 4)])
def test_every_feel_and_metre_is_the_same_in_pieces(feel: str, text: str, count_in: int, intro: int) -> None:
    chart = parse_chart(f"{text} | Dm7 | G7 | Cmaj7 | % | Ebm7 | Ab7 |")
    beats = 13 * chart.metre.bar_beats
    for seed in (0, 2**63):
        options = BandOptions(count_in=count_in, intro=intro)
        solo = Solo(tuple(note for note in EIGHTHS if note.start < beats), chart, 170, instrument="tp")
        plan = plan_band(
            chart, tempo=170, feel=feel, beats=beats, seed=seed, options=options, instrument="tp"
        )
        notes = moved(solo.notes, plan.form.lead_in, plan.form.end)
        whole = arrange(solo, beats=beats, feel=feel, seed=seed, options=options)
        assert in_pieces(plan, notes, [1]) == in_pieces(plan, notes, [2, 3]) == whole.parts


def test_an_open_end_goes_on_as_long_as_it_is_asked() -> None:
    plan = plan_band(BLUES, tempo=140)
    parts, state = arrange_bars(plan, BandState(), EIGHTHS, 60)
    assert state.bar == 60
    assert all(max(note.start for note in part.notes) > 4 * 59 - 1 for part in parts)
    more, state = arrange_bars(plan, state, EIGHTHS, 2)
    assert state.bar == 62
    assert all(4 * 60 - 0.1 < note.start < 4 * 62 for part in more for note in part.notes)


def test_a_declared_end_stops_the_band_with_a_last_chord() -> None:
    plan = plan_band(BLUES, tempo=140, beats=48)
    parts, state = arrange_bars(plan, BandState(), EIGHTHS, 99)
    assert state.bar == 12
    assert all(any(note.start == 48 for note in part.notes) for part in parts[1:])


CHANGES: dict[str, Callable[[BandPlan, BandState], BandPlan]] = {
    "tempo": lambda plan, state: continue_plan(plan, state, tempo=220),
    "feel": lambda plan, state: continue_plan(plan, state, feel="bossa"),
    "swing": lambda plan, state: continue_plan(plan, state, options=BandOptions(swing=0.5)),
    "comping": lambda plan, state: continue_plan(plan, state, options=BandOptions(comping="guitar")),
    "key": lambda plan, state: continue_plan(plan, state, chart=chart_in_key(BLUES, "D")),
}


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_a_change_acts_from_the_bar_line_on(name: str) -> None:
    plan = plan_band(BLUES, tempo=140, seed=3)
    before, state = arrange_bars(plan, BandState(), EIGHTHS, 5)
    changed = CHANGES[name](plan, state)
    same, _ = arrange_bars(plan, state, EIGHTHS, 4)
    other, after = arrange_bars(changed, state, EIGHTHS, 4)
    assert after.bar == 9
    assert [part.notes for part in same[1:]] != [part.notes for part in other[1:]]
    for early, late in zip(before[1:], other[1:], strict=True):
        assert max(note.start for note in early.notes) < 20.1
        assert all(19.9 < note.start < 36 for note in late.notes)


def test_in_another_key_the_form_goes_on_where_it_is() -> None:
    plan = plan_band(BLUES, tempo=140)
    _, state = arrange_bars(plan, BandState(), EIGHTHS, 9)
    changed = continue_plan(plan, state, chart=chart_in_key(BLUES, "D"))
    there, here = (each.form.bar(9).spans[0].chord.bass or 0 for each in (plan, changed))
    assert (here - there) % 12 == 4  # B flat to D
    bass = arrange_bars(changed, state, EIGHTHS, 1)[0][1].notes
    assert bass[0].pitch % 12 == changed.form.bar(9).spans[0].chord.bass


def test_the_bass_goes_on_from_its_last_note_when_the_chords_change() -> None:
    for seed in range(20):
        plan = plan_band(BLUES, tempo=140, seed=seed)
        before, state = arrange_bars(plan, BandState(), EIGHTHS, 4)
        changed = continue_plan(plan, state, chart=parse_chart("| F#m7 | B7 | Emaj7 | % |"), form_bar=0)
        after, _ = arrange_bars(changed, state, EIGHTHS, 4)
        line = [*before[1].notes, *after[1].notes]
        assert max(abs(b.pitch - a.pitch) for a, b in pairwise(line)) <= 12
        assert after[1].notes[0].pitch % 12 == 6  # F sharp


def test_a_plan_of_something_else_is_refused() -> None:
    plan = plan_band(BLUES, tempo=140)
    with pytest.raises(SettingsError):
        continue_plan(plan, BandState(), feel="polka")
    with pytest.raises(SettingsError):
        continue_plan(plan, BandState(), options=BandOptions(comping="banjo"))


def test_a_count_in_and_an_intro_change_nothing_of_the_solo() -> None:
    solo = Solo(EIGHTHS[:60], BLUES, 140, instrument="ts")
    for seed in range(4):
        plain = arrange(solo, beats=36, seed=seed).parts[0].notes
        led_in = arrange(solo, beats=36, seed=seed, options=BandOptions(count_in=1, intro=3)).parts[0].notes
        assert [(note.pitch, note.velocity) for note in plain] == [(n.pitch, n.velocity) for n in led_in]
        assert [note.start + 16 for note in plain] == pytest.approx([note.start for note in led_in])


@pytest.mark.parametrize("known", [4.0, 9.0, 16.0, 33.0, 47.5])
def test_the_beginning_of_a_solo_is_arranged_as_in_the_whole(known: float) -> None:
    solo = Solo(EIGHTHS[:80], BLUES, 140, instrument="ts")
    options = BandOptions(count_in=1)
    beginning = Solo(tuple(note for note in solo.notes if note.start < known), BLUES, 140, instrument="ts")
    part, whole = (
        arrange(each, beats=48, options=options, known=beat)
        for each, beat in ((beginning, known), (solo, math.inf))
    )
    assert part.beats == 4 * (known // 4)
    for some, all_notes in zip(part.parts, whole.parts, strict=True):
        assert some.notes == tuple(sorted(all_notes.notes)[: len(some.notes)])
        assert not some.notes or some.notes[-1].start > part.beats - 4.1
