"""Ideas: a short thing said, then said again over the next chords.

The second statement keeps the rhythm and the shape, counted in steps of
whatever scale is under it now, and starts on the chord tone nearest to where it
would start if nothing had changed, or a step higher or lower: that is a
sequence. On a riff the pitches stay, and only what the new chord forbids moves.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.composer.harmony import Ground, ladder, nearest, step
from data.composer.lines import Curve, Stage, play_line
from data.composer.rhythms import onsets_between, tie_over

Sounding = list[tuple[float, int]]
"""Onsets and pitches."""
SHAPES: dict[str, float] = {"flowing": 5, "held": 2, "syncopated": 4, "triplets": 1.5}
"""Rhythms one remembers."""


def play_idea(
    stage: Stage, start: float, end: float, bars: Sequence[float], before: int, curve: Curve
) -> Sounding:
    """An idea of a bar or two, stated two or three times, and led on to the end of the phrase."""
    length = bars[1] - bars[0]
    period = length * (2 if end - start >= 4 * length and stage.rng.random() < 0.4 else 1)
    statements = min(3, int((end - bars[0]) // period))
    rhythm = _rhythm(stage, start, bars[0] + period - 1, bars)
    grounds = [stage.ground(onset) for onset in rhythm]
    notes = play_line(stage, rhythm, set(), before, curve)
    steps = [_steps(ground, notes[0][1], pitch) for ground, (_, pitch) in zip(grounds, notes, strict=True)]
    climb = (-1, 0, 0, 1)[int(stage.rng.random() * 4)]
    riff = stage.rng.random() < 0.3
    first = notes[0][1]
    for number in range(1, statements):
        later = [onset + number * period for onset in rhythm]
        grounds = [stage.ground(onset) for onset in later]
        if riff:
            restated = [_bend(ground, pitch) for ground, (_, pitch) in zip(grounds, notes, strict=False)]
        else:
            first = _restart(stage, grounds[0], first, climb)
            restated = [_apply(ground, first, shape) for ground, shape in zip(grounds, steps, strict=True)]
            restated[-1] = nearest(grounds[-1].chord.tone_classes, restated[-1])
        notes += list(zip(later, _within_reach(stage, restated), strict=True))
    return notes + _lead_on(stage, bars[0] + statements * period, end, bars, notes[-1][1], curve)


def _rhythm(stage: Stage, start: float, end: float, bars: Sequence[float]) -> list[float]:
    """At least three onsets, with a breath before the next statement."""
    for _ in range(8):
        onsets = onsets_between(start, end, bars, SHAPES, stage.rng)
        if len(onsets) >= 3:
            return onsets
    return [start, start + 0.5, start + 1.5]


def _steps(ground: Ground, first: int, pitch: int) -> tuple[int, int]:
    """How far a note is from the first: rungs of the scale, and the semitones it lies beside its rung."""
    rungs = ladder(ground.scale)
    rung, origin = nearest(ground.scale, pitch), nearest(ground.scale, first)
    return rungs.index(rung) - rungs.index(origin), pitch - rung


def _apply(ground: Ground, first: int, shape: tuple[int, int]) -> int:
    steps, beside = shape
    origin = nearest(ground.scale, first)
    return (step(ground.scale, origin, steps) if steps else origin) + beside


def _restart(stage: Stage, ground: Ground, first: int, climb: int) -> int:
    """Where the next statement starts: turned back before it leaves the register."""
    player = stage.player
    moved = step(ground.scale, first, climb) if climb else first
    moved += 12 * (moved < player.low + 4) - 12 * (moved > player.high - 4)
    return nearest(ground.chord.tone_classes, moved)


def _within_reach(stage: Stage, pitches: list[int]) -> list[int]:
    """A statement that has left the register comes back by an octave, whole."""
    too_low, too_high = min(pitches) < stage.player.low, max(pitches) > stage.player.high
    return [pitch + 12 * too_low - 12 * (too_high and not too_low) for pitch in pitches]


def _bend(ground: Ground, pitch: int) -> int:
    """The same note, moved a semitone where the chord has no place for it."""
    return pitch if pitch % 12 in ground.scale else nearest(ground.scale, pitch)


def _lead_on(
    stage: Stage, start: float, end: float, bars: Sequence[float], before: int, curve: Curve
) -> Sounding:
    onsets = onsets_between(start, end, bars, stage.player.rhythms, stage.rng)
    onsets, early = tie_over(onsets, bars, stage.player.anticipation, stage.rng)
    return play_line(stage, onsets, early, before, curve) if onsets else []
