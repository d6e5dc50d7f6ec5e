"""The band hears a musician: it answers rests within the bar, and energy within two bars."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from jazzlstm.band import BandOptions, BandState, arrange_bars, plan_band
from jazzlstm.band.grooves import KICK, PEDAL_HAT, RIDE, SNARE
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.music import Note, Part
from jazzlstm.theory.tunes import tune_chart

BLUES = tune_chart("blues")
SEEDS = range(60)
FEATHERED = 38
"""Velocity up to which the bass drum keeps time."""
TURN = 32.0
"""The bar line where the musician changes what is played."""
PLAYING = tuple(Note(k / 2, 0.5, 64 + k % 5) for k in range(64))
"""Eight bars of eighths."""
GOING_ON = tuple(Note(TURN + k / 2, 0.5, 64 + k % 5) for k in range(32))


def bar_at_turn(seed: int, heard: tuple[Note, ...], heard_until: float, bars: int = 1) -> tuple[Part, ...]:
    """The bars from ``TURN`` on. The bars before it answered what was heard before each bar line."""
    plan = plan_band(BLUES, tempo=140, seed=seed, options=BandOptions())
    state = BandState()
    while state.bar < TURN / 4:
        _, state = arrange_bars(plan, state, (), 1, heard=heard, heard_until=4.0 * state.bar)
    return arrange_bars(plan, state, (), bars, heard=heard, heard_until=heard_until)[0]


def answers(part: Part) -> int:
    """Comments of the drummer, or hits of the pianist, in the second half of the bar."""
    time = (RIDE, PEDAL_HAT) if part.is_drums else ()
    late = [note for note in part.notes if note.start > TURN + 1.9 and note.pitch not in time]
    return len({round(note.start, 1) for note in late if not part.is_drums or note.velocity > FEATHERED})


@pytest.mark.parametrize("part", [2, 3])
def test_drummer_and_pianist_answer_a_rest_within_the_bar(part: int) -> None:
    """The musician stops at the bar line; two beats later the rest of the bar is arranged again."""
    resting, playing = (
        sum(answers(bar_at_turn(seed, heard, TURN + 2)[part]) for seed in SEEDS)
        for heard in (PLAYING, (*PLAYING, *GOING_ON))
    )
    assert resting > 1.3 * playing


@pytest.mark.parametrize("part", [2, 3])
def test_drummer_and_pianist_take_up_energy_within_two_bars(part: int) -> None:
    soft = tuple(replace(note, velocity=60) for note in PLAYING[::2])
    louder = tuple(replace(note, velocity=115, pitch=note.pitch + 9) for note in GOING_ON)
    same = tuple(replace(note, velocity=60) for note in GOING_ON[::2])

    def strength(more: tuple[Note, ...], after: float) -> float:
        notes = [
            note.velocity
            for seed in SEEDS
            for note in bar_at_turn(seed, (*soft, *more), TURN + 6, bars=2)[part].notes
            if TURN + after <= note.start < TURN + 8 and note.pitch not in (SNARE, KICK)
        ]
        return float(np.mean(notes))

    assert strength(louder, 4) > 1.05 * strength(same, 4)


def test_only_what_was_heard_counts() -> None:
    for seed in range(10):
        plain, more = (
            bar_at_turn(seed, heard, TURN + 2)
            for heard in (PLAYING, (*PLAYING, *(note for note in GOING_ON if note.start >= TURN + 2)))
        )
        assert plain == more


def test_the_time_of_the_drums_and_the_bass_go_on_whatever_is_heard() -> None:
    for seed in range(10):
        quiet, busy = (bar_at_turn(seed, heard, TURN + 2) for heard in (PLAYING, (*PLAYING, *GOING_ON)))
        assert quiet[1] == busy[1]
        rides = [
            [round(note.start, 1) for note in parts[2].notes if note.pitch == RIDE] for parts in (quiet, busy)
        ]
        assert rides[0] == rides[1]


def test_energy_counts_notes_loudness_and_register() -> None:
    line = [Note(k / 2, 0.5, 64) for k in range(64)]
    usual = SoloistActivity(line).energy(32)
    assert SoloistActivity([replace(note, velocity=120) for note in line]).energy(32) > usual
    assert SoloistActivity(line[::4]).energy(32) < usual
    higher = [replace(note, pitch=76) if note.start >= 24 else note for note in line]
    assert SoloistActivity(higher).energy(32) > usual
    assert SoloistActivity([]).energy(32) == 0


def test_a_musician_is_expected_to_go_on_as_last_heard() -> None:
    line = [Note(k / 2, 0.5, 64) for k in range(16)]
    assert SoloistActivity(line, heard_until=8.0).density(8, 12) == 1.0
    assert SoloistActivity(line, heard_until=10.0).density(10, 12) == 0.0
    assert SoloistActivity(line, heard_until=8.0).rests_around(8.5) is False
    assert SoloistActivity(line, heard_until=10.0).rests_around(11.0) is True
