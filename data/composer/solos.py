"""A whole solo: phrases and silences over the form, a curve to the whole, dynamics, an ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.composer.harmony import draw, step
from data.composer.lines import Curve, Stage, play_line
from data.composer.motifs import Sounding, play_idea
from data.composer.programme import Number
from data.composer.rhythms import at_tempo, onsets_between, tie_over
from jazzlstm.music import TICKS_PER_BEAT, Chart, Note, Solo
from jazzlstm.theory.keys import parse_key
from jazzlstm.theory.tunes import TUNES, tune_chart

SHAPES: dict[tuple[float, float, float], float] = {
    (-2, 4, -3): 3,
    (3, 0, -4): 3,
    (-4, 0, 4): 2,
    (3, -3, 2): 1.5,
    (0, 3, 3): 1,
}
"""Where a phrase begins, is in the middle, and ends, in semitones from its centre; and how usual that is."""
FEWEST_NOTES = 3
"""In a phrase."""
ENTRIES: dict[float, float] = {0: 1, 0.5: 3, 1: 1, 1.5: 2, 2.5: 1, 3.5: 1}
"""Beats of silence before the first note."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """From beat to beat, a running line or an idea taken through the changes."""

    start: float
    end: float
    is_idea: bool = False


def compose(number: Number) -> Solo:
    """The solo of a number of the programme: always the same one."""
    chart = tune_chart(number.tune, number.key)
    tempo = number.tempo or TUNES[number.tune].tempo
    rng = np.random.default_rng([number.seed, number.choruses])
    stage = Stage(chart, parse_key(chart.key).pitch_class, number.player, rng)
    end = chart.beats * number.choruses
    notes: list[Note] = []
    beat, before = draw(ENTRIES, rng), round(number.player.middle)
    while beat < end - 4:
        phrase = _plan_phrase(stage, beat, end)
        sounding = _play_phrase(stage, tempo, phrase, before, _curve(stage, phrase, beat / end))
        before = sounding[-1][1]
        breath = draw(stage.player.breaths, rng)
        until = min(phrase.end + breath - 0.5, end)
        notes += _voice(stage, _ornament(stage, sounding), until, beat / end)
        beat = phrase.end + breath
    return Solo(
        _on_grid(notes), chart, tempo, title=chart.title, performer=number.player.name,
        instrument=number.player.instrument, source=number.file_name,
    )  # fmt: skip


def _plan_phrase(stage: Stage, beat: float, end: float) -> Phrase:
    """Where a phrase starts and stops: a length the player likes, on a half bar or just off it.

    An idea starts at the top of a bar, or just after, and takes three bars or
    four. The last phrase stops on the third beat from the end, so that its last
    note can ring.
    """
    bar, rng = stage.chart.metre.bar_beats, stage.rng
    if rng.random() < stage.player.ideas:
        start = beat if beat % bar < 2 else beat - beat % bar + bar + draw({0: 1.0, 0.5: 2.0, 1: 1.0}, rng)
        until = start - start % bar + bar * draw({3: 2.0, 4: 2.0}, rng)
        if until < end - bar:
            return Phrase(start, until, is_idea=True)
    length = draw(stage.player.phrases, rng) * bar
    until = round((beat + length) / 2) * 2 + draw({0: 2.0, 1: 1.0, -1: 1.0}, rng)
    return Phrase(beat, max(until, beat + 3) if until < end - bar - 4 else end - 1.5)


def _curve(stage: Stage, phrase: Phrase, progress: float) -> Curve:
    """The height of a phrase over time. Solos climb: the centre is highest three quarters through."""
    reach = (stage.player.high - stage.player.low) / 2 - 5
    rise = 1 - abs(progress - 0.75) / 0.75
    centre = stage.player.middle + reach * (0.45 * rise - 0.2 + 0.7 * (stage.rng.random() - 0.5))
    first, middle, last = draw(SHAPES, stage.rng)

    def height(beat: float) -> float:
        way = 2 * (beat - phrase.start) / max(1.0, phrase.end - phrase.start)
        return centre + (first + (middle - first) * way if way < 1 else middle + (last - middle) * (way - 1))

    return height


def _play_phrase(stage: Stage, tempo: float, phrase: Phrase, before: int, curve: Curve) -> Sounding:
    bars = _downbeats(stage.chart, phrase.start, phrase.end)
    if phrase.is_idea:
        return play_idea(stage, phrase.start, phrase.end, bars, before, curve)
    weights = at_tempo(stage.player.rhythms, tempo)
    onsets: list[float] = []
    while len(onsets) < FEWEST_NOTES:
        onsets = onsets_between(phrase.start, phrase.end, bars, weights, stage.rng)
    onsets, early = tie_over(onsets, _strong_beats(bars), stage.player.anticipation, stage.rng)
    return play_line(stage, onsets, early, before, curve)


def _downbeats(chart: Chart, start: float, end: float) -> list[float]:
    """Downbeats from the bar that holds ``start`` to the first at or past ``end``."""
    bar = chart.metre.bar_beats
    first = int(start // bar)
    return [number * bar for number in range(first, max(first + 2, int(-(-end // bar)) + 1))]


def _strong_beats(bars: Sequence[float]) -> list[float]:
    return [beat for bar in bars for beat in (bar, bar + 2)]


def _ornament(stage: Stage, sounding: Sounding) -> Sounding:
    """Turns: on the beat, before a step to the next eighth, the note, the one above, and the note again."""
    turned: Sounding = []
    for (onset, pitch), (following, target) in zip(sounding, [*sounding[1:], (np.inf, 0)], strict=True):
        turned.append((onset, pitch))
        on_beat = abs(onset - round(onset)) < 1e-9 and abs(following - onset - 0.5) < 1e-9
        if on_beat and 0 < abs(target - pitch) <= 2 and stage.rng.random() < stage.player.turns:
            above = step(stage.chart.chord_at(onset).scale_classes, pitch, 1)
            turned += [(onset + 1 / 6, above), (onset + 1 / 3, pitch)]
    return turned


def _voice(stage: Stage, sounding: Sounding, until: float, progress: float) -> list[Note]:
    """Lengths and loudness: legato, the last note long or clipped, the peak and the offbeats leaned on."""
    peak = max(pitch for _, pitch in sounding)
    ends = [onset for onset, _ in sounding[1:]]
    ends.append(
        max(sounding[-1][0] + 0.5, min(until, sounding[-1][0] + _last_length(stage, sounding[-1][0])))
    )
    notes = []
    for (onset, pitch), end in zip(sounding, ends, strict=True):
        offbeat = onset % 1 > 0.3
        velocity = stage.player.loudness + 8 * progress + 5 * offbeat + 9 * (pitch == peak)
        velocity += 10 * (stage.rng.random() - 0.5) + 0.4 * (pitch - stage.player.middle)
        length = min(end - onset, stage.player.sustain)
        notes.append(Note(onset, length, pitch, min(120, max(40, round(velocity)))))
    return notes


def _last_length(stage: Stage, onset: float) -> float:
    """A phrase that stops off the beat is clipped, mostly; one that stops on it rings."""
    lengths = {0.5: 5.0, 1.5: 1.0} if onset % 1 > 0.3 else {0.5: 1.0, 1.0: 2.0, 2.0: 2.0}
    return draw(lengths, stage.rng)


def _on_grid(notes: Sequence[Note]) -> tuple[Note, ...]:
    """To the grid of twelve ticks a beat, exactly."""

    def tick(beat: float) -> int:
        return round(beat * TICKS_PER_BEAT)

    starts = [tick(note.start) for note in notes]
    ends = [
        min(tick(note.end), following) for note, following in zip(notes, [*starts[1:], 10**9], strict=True)
    ]
    return tuple(
        Note(start / TICKS_PER_BEAT, (end - start) / TICKS_PER_BEAT, note.pitch, note.velocity)
        for note, start, end in zip(notes, starts, ends, strict=True)
        if end > start
    )
