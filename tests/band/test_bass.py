from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from jazzlstm.band.bass import Bassist, BassState, play_bass
from jazzlstm.band.bass_line import HIGHEST, IMPOSSIBLE, INTERVAL_COSTS, LOWEST
from jazzlstm.band.form import lay_out
from jazzlstm.band.randomness import BarRandomness
from jazzlstm.music import Chart, Note
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.tunes import TUNES, tune_chart

SEEDS = range(4)


def walk(chart: Chart, beats: float | None = None, style: str = "four", seed: int = 0) -> tuple[Note, ...]:
    return play_bass(lay_out(chart, beats or chart.beats), style, BarRandomness(seed))


def walking_tunes() -> list[str]:
    return [name for name, tune in TUNES.items() if tune.feel == "swing"]


@pytest.mark.parametrize("name", walking_tunes())
def test_walking_bass_plays_the_root_on_the_bar_line_and_root_third_or_fifth_within_a_bar(name: str) -> None:
    chart = tune_chart(name)
    for seed in SEEDS:
        sounding = {note.start: note.pitch for note in walk(chart, seed=seed)}
        for change in chart.changes:
            above = (sounding[change.start] - (change.chord.bass or 0)) % 12
            assert not above or (
                change.start % 4 and above in change.chord.tones and above in (3, 4, 6, 7, 8)
            )


def test_some_chords_within_a_bar_are_entered_without_the_root() -> None:
    chart = tune_chart("rhythm-changes")
    within = [change for change in chart.changes if change.start % 4]
    lines = [{note.start: note.pitch for note in walk(chart, seed=seed)} for seed in range(20)]
    roots = [line[change.start] % 12 == change.chord.bass for line in lines for change in within]
    assert 0.5 < np.mean(roots) < 0.8


def test_skip_notes_fill_slow_beats_and_are_absent_from_fast_ones() -> None:
    def skips(tempo: float) -> int:
        lines = [
            Bassist("four", BarRandomness(seed), tempo).play(bar, None, BassState())[0]
            for seed in range(8)
            for bar in lay_out(tune_chart("blues"), 48)
        ]
        return sum(note.start % 1 == 0.5 for line in lines for note in line)

    assert skips(60) > 2 * skips(140) > 0 == skips(320)


def test_the_bass_plays_the_bass_note_of_a_slash_chord() -> None:
    line = walk(parse_chart("| C/E | F | C/G | G7 |"))
    assert [note.pitch % 12 for note in line if note.start % 4 == 0] == [4, 5, 7, 7]


def test_walking_bass_plays_on_every_beat() -> None:
    starts = {note.start for note in walk(tune_chart("jazz-blues"))}
    assert starts >= set(range(48))


def test_a_new_root_is_mostly_approached_by_step_or_from_the_fifth() -> None:
    approached = total = 0
    for name in walking_tunes():
        chart = tune_chart(name)
        line = [note for note in walk(chart) if note.start % 1 == 0]
        for before, note in pairwise(line):
            if note.start in {change.start for change in chart.changes}:
                total += 1
                approached += abs(note.pitch - before.pitch) <= 2 or (before.pitch - note.pitch) % 12 == 7
    assert approached / total > 0.8


@pytest.mark.parametrize("style", ["four", "two", "ballad", "waltz", "bossa", "funk", "even"])
def test_every_style_uses_only_allowed_intervals_and_pitches(style: str) -> None:
    allowed = {interval for interval, cost in INTERVAL_COSTS.items() if cost < IMPOSSIBLE}
    for seed in SEEDS:
        line = walk(tune_chart("rhythm-changes"), style=style, seed=seed)
        assert {abs(b.pitch - a.pitch) for a, b in pairwise(line)} <= allowed
        assert all(LOWEST <= note.pitch <= HIGHEST for note in line)


def test_leaps_wider_than_a_fifth_are_rare() -> None:
    line = [note for seed in SEEDS for note in walk(tune_chart("four-keys"), seed=seed)]
    wide = sum(7 < abs(b.pitch - a.pitch) < 12 for a, b in pairwise(line))
    assert wide / len(line) < 0.02


def test_two_feel_has_about_half_the_notes_of_four() -> None:
    chart = tune_chart("jazz-blues")
    assert 0.4 < len(walk(chart, style="two")) / len(walk(chart)) < 0.8


def test_a_long_chord_sometimes_has_a_pedal() -> None:
    chart = parse_chart("| Dm7 " + "| % " * 15 + "|")
    bars: dict[int, set[int]] = {}
    for seed in SEEDS:
        for note in walk(chart, seed=seed):
            bars.setdefault(100 * seed + int(note.start // 4), set()).add(note.pitch % 12)
    assert any(classes == {2} for classes in bars.values())
    assert sum(len(classes) > 1 for classes in bars.values()) > len(bars) / 2


def test_the_bass_is_silent_without_a_chord() -> None:
    line = walk(parse_chart("| C7 | N.C. | F7 |"))
    assert not [note for note in line if 4 <= note.start < 8]
    assert [note for note in line if note.start == 8]


def test_an_early_root_belongs_to_the_next_pulse_within_a_long_bar_too() -> None:
    chart = parse_chart("8/4 | C7 . . . . . . . | F7 . . . . . . . |")
    early = [
        note for seed in SEEDS for note in walk(chart, style="bossa", seed=seed) if note.start % 8 == 3.5
    ]
    assert early
    assert all(note.pitch % 12 == (0 if note.start < 8 else 5) for note in early)


def test_a_line_never_repeats_a_note_three_times() -> None:
    for seed in SEEDS:
        line = [note.pitch for note in walk(tune_chart("minor-swing"), seed=seed) if note.start % 1 == 0]
        assert not any(len(set(line[k : k + 3])) == 1 for k in range(len(line) - 2) if k % 4 != 3)


def test_a_seed_determines_the_line() -> None:
    chart = tune_chart("blues")
    assert walk(chart, seed=1) == walk(chart, seed=1)
    assert walk(chart, seed=1) != walk(chart, seed=2)
