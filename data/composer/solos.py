"""A whole solo: phrases and rests over the chart, contour, dynamics, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data.composer.harmony import draw, step
from data.composer.lines import Contour, SoloContext, play_line
from data.composer.motifs import Melody, play_motif
from data.composer.programme import Piece
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
"""Weights of contours: semitones from the centre of a phrase at its beginning, middle and end."""
FEWEST_NOTES = 3
"""Notes of a phrase."""
ENTRIES: dict[float, float] = {0: 1, 0.5: 3, 1: 1, 1.5: 2, 2.5: 1, 3.5: 1}
"""Weights of the beats before the first note."""
ENTRY_OF_MOTIF: dict[float, float] = {0: 1, 0.5: 2, 1: 1}
"""Weights of the beats of the bar on which a motif enters."""
MOTIF_BARS: dict[float, float] = {3: 2, 4: 2}
"""Weights of the bars of a phrase with a motif."""
END_OFFSETS: dict[float, float] = {0: 2, 1: 1, -1: 1}
"""Weights of the beats from a half bar to the end of a phrase."""
HIGHEST_AT = 0.75
"""Share of the solo at which its pitches are highest."""
LOWEST_VELOCITY = 40
HIGHEST_VELOCITY = 120
CRESCENDO = 8
"""Velocity from the first to the last note of the solo."""
OFFBEAT_ACCENT = 5
PEAK_ACCENT = 9
"""Velocity of off-beats, and of the highest note of a phrase."""
VELOCITY_SPREAD = 10
"""Width of the random part of velocity."""
PITCH_ACCENT = 0.4
"""Velocity a semitone above the middle of the register."""
OFFBEAT_PHASE = 0.3
"""Share of the beat after which an onset is off the beat."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line or a repeated motif, from beat to beat."""

    start: float
    end: float
    is_motif: bool = False


def compose(piece: Piece) -> Solo:
    """The solo of a piece; the same at every call."""
    chart = tune_chart(piece.tune, piece.key)
    tempo = piece.tempo or TUNES[piece.tune].tempo
    rng = np.random.default_rng([piece.seed, piece.choruses])
    context = SoloContext(chart, parse_key(chart.key).pitch_class, piece.player, rng)
    end = chart.beats * piece.choruses
    notes: list[Note] = []
    beat, before = draw(ENTRIES, rng), round(piece.player.middle)
    while beat < end - 4:
        phrase = _plan_phrase(context, beat, end)
        melody = _play_phrase(context, tempo, phrase, before, _contour(context, phrase, beat / end))
        before = melody[-1][1]
        rest = draw(context.player.rests, rng)
        until = min(phrase.end + rest - 0.5, end)
        notes += _voice(context, _ornament(context, melody), until, beat / end)
        beat = phrase.end + rest
    return Solo(
        _on_grid(notes), chart, tempo, title=chart.title, performer=piece.player.name,
        instrument=piece.player.instrument, source=piece.file_name,
    )  # fmt: skip


def _plan_phrase(context: SoloContext, beat: float, end: float) -> Phrase:
    """Start and end of a phrase.

    A line has a length that the player prefers, and ends on a half bar or a beat beside it. A motif
    starts on or just after a downbeat and takes three or four bars. The last phrase ends a beat and a half
    before the end, so that its last note can be long.
    """
    bar, rng = context.chart.metre.bar_beats, context.rng
    if rng.random() < context.player.motifs:
        start = beat if beat % bar < 2 else beat - beat % bar + bar + draw(ENTRY_OF_MOTIF, rng)
        until = start - start % bar + bar * draw(MOTIF_BARS, rng)
        if until < end - bar:
            return Phrase(start, until, is_motif=True)
    length = draw(context.player.phrases, rng) * bar
    until = round((beat + length) / 2) * 2 + draw(END_OFFSETS, rng)
    return Phrase(beat, max(until, beat + 3) if until < end - bar - 4 else end - 1.5)


def _contour(context: SoloContext, phrase: Phrase, progress: float) -> Contour:
    """The centre of the pitches of a phrase by beat; it is highest at three quarters of the solo."""
    reach = (context.player.high - context.player.low) / 2 - 5
    rise = 1 - abs(progress - HIGHEST_AT) / HIGHEST_AT
    centre = context.player.middle + reach * (0.45 * rise - 0.2 + 0.7 * (context.rng.random() - 0.5))
    first, middle, last = draw(SHAPES, context.rng)

    def height(beat: float) -> float:
        way = 2 * (beat - phrase.start) / max(1.0, phrase.end - phrase.start)
        return centre + (first + (middle - first) * way if way < 1 else middle + (last - middle) * (way - 1))

    return height


def _play_phrase(context: SoloContext, tempo: float, phrase: Phrase, before: int, contour: Contour) -> Melody:
    bars = _downbeats(context.chart, phrase.start, phrase.end)
    if phrase.is_motif:
        return play_motif(context, phrase.start, phrase.end, bars, before, contour)
    weights = at_tempo(context.player.rhythms, tempo)
    onsets: list[float] = []
    while len(onsets) < FEWEST_NOTES:
        onsets = onsets_between(phrase.start, phrase.end, bars, weights, context.rng)
    onsets, early = tie_over(onsets, _strong_beats(bars), context.player.anticipation, context.rng)
    return play_line(context, onsets, early, before, contour)


def _downbeats(chart: Chart, start: float, end: float) -> list[float]:
    """Downbeats from the bar of ``start`` to the first at or after ``end``."""
    bar = chart.metre.bar_beats
    first = int(start // bar)
    return [index * bar for index in range(first, max(first + 2, int(-(-end // bar)) + 1))]


def _strong_beats(bars: Sequence[float]) -> list[float]:
    return [beat for bar in bars for beat in (bar, bar + 2)]


def _ornament(context: SoloContext, melody: Melody) -> Melody:
    """Add turns to notes on the beat that lead by step to the next eighth."""
    turned: Melody = []
    for (onset, pitch), (following, target) in zip(melody, [*melody[1:], (np.inf, 0)], strict=True):
        turned.append((onset, pitch))
        on_beat = abs(onset - round(onset)) < 1e-9 and abs(following - onset - 0.5) < 1e-9
        if on_beat and 0 < abs(target - pitch) <= 2 and context.rng.random() < context.player.turns:
            above = step(context.chart.chord_at(onset).scale_classes, pitch, 1)
            turned += [(onset + 1 / 6, above), (onset + 1 / 3, pitch)]
    return turned


def _voice(context: SoloContext, melody: Melody, until: float, progress: float) -> list[Note]:
    """Notes with lengths and velocities: legato, with accents on off-beats and on the highest note."""
    peak = max(pitch for _, pitch in melody)
    ends = [onset for onset, _ in melody[1:]]
    ends.append(max(melody[-1][0] + 0.5, min(until, melody[-1][0] + _last_length(context, melody[-1][0]))))
    notes = []
    for (onset, pitch), end in zip(melody, ends, strict=True):
        offbeat = onset % 1 > OFFBEAT_PHASE
        velocity = context.player.loudness + CRESCENDO * progress
        velocity += OFFBEAT_ACCENT * offbeat + PEAK_ACCENT * (pitch == peak)
        velocity += VELOCITY_SPREAD * (context.rng.random() - 0.5)
        velocity += PITCH_ACCENT * (pitch - context.player.middle)
        length = min(end - onset, context.player.sustain)
        notes.append(Note(onset, length, pitch, min(HIGHEST_VELOCITY, max(LOWEST_VELOCITY, round(velocity)))))
    return notes


def _last_length(context: SoloContext, onset: float) -> float:
    """Beats of the last note of a phrase: mostly short off the beat, longer on it."""
    lengths = {0.5: 5.0, 1.5: 1.0} if onset % 1 > OFFBEAT_PHASE else {0.5: 1.0, 1.0: 2.0, 2.0: 2.0}
    return draw(lengths, context.rng)


def _on_grid(notes: Sequence[Note]) -> tuple[Note, ...]:
    """The notes rounded to the grid of ``TICKS_PER_BEAT``; notes without length are dropped."""

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
