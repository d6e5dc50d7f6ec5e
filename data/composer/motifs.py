"""Motifs: a short phrase repeated over the next chords.

A sequence keeps the rhythm and the scale steps of the motif, and starts on the nearest chord
tone, or a step higher or lower. A riff keeps the pitches, and moves only those outside the scale.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.composer.harmony import ChordScale, ladder, nearest, step
from data.composer.lines import Contour, SoloContext, play_line
from data.composer.rhythms import onsets_between, tie_over

Melody = list[tuple[float, int]]
"""(onset in beats, MIDI pitch) of each note."""
SHAPES: dict[str, float] = {"flowing": 5, "held": 2, "syncopated": 4, "triplets": 1.5}
"""Weights of the rhythms of a motif."""
TWO_BARS = 0.4
"""Probability that a motif in four bars takes two bars."""
RIFF = 0.3
"""Probability of a riff; else a sequence."""
FEWEST_NOTES = 3
ATTEMPTS = 8
"""At a rhythm with enough notes."""
MOST_STATEMENTS = 3
MARGIN = 4
"""Semitones from the end of the register where a statement moves by an octave."""


def play_motif(
    context: SoloContext, start: float, end: float, bars: Sequence[float], before: int, contour: Contour
) -> Melody:
    """A motif of one or two bars, stated up to three times, and a line to the end of the phrase."""
    length = bars[1] - bars[0]
    period = length * (2 if end - start >= 4 * length and context.rng.random() < TWO_BARS else 1)
    statements = min(MOST_STATEMENTS, int((end - bars[0]) // period))
    rhythm = _rhythm(context, start, bars[0] + period - 1, bars)
    harmonies = [context.harmony(onset) for onset in rhythm]
    notes = play_line(context, rhythm, set(), before, contour)
    steps = [
        _steps(harmony, notes[0][1], pitch) for harmony, (_, pitch) in zip(harmonies, notes, strict=True)
    ]
    climb = (-1, 0, 0, 1)[int(context.rng.random() * 4)]
    riff = context.rng.random() < RIFF
    first = notes[0][1]
    for number in range(1, statements):
        later = [onset + number * period for onset in rhythm]
        harmonies = [context.harmony(onset) for onset in later]
        if riff:
            restated = [
                _into_scale(harmony, pitch) for harmony, (_, pitch) in zip(harmonies, notes, strict=False)
            ]
        else:
            first = _restart(context, harmonies[0], first, climb)
            restated = [
                _apply(harmony, first, shape) for harmony, shape in zip(harmonies, steps, strict=True)
            ]
            restated[-1] = nearest(harmonies[-1].chord.tone_classes, restated[-1])
        notes += list(zip(later, _in_register(context, restated), strict=True))
    return notes + _lead_on(context, bars[0] + statements * period, end, bars, notes[-1][1], contour)


def _rhythm(context: SoloContext, start: float, end: float, bars: Sequence[float]) -> list[float]:
    """At least three onsets before ``end``."""
    for _ in range(ATTEMPTS):
        onsets = onsets_between(start, end, bars, SHAPES, context.rng)
        if len(onsets) >= FEWEST_NOTES:
            return onsets
    return [start, start + 0.5, start + 1.5]


def _steps(harmony: ChordScale, first: int, pitch: int) -> tuple[int, int]:
    """Interval from the first note: scale steps, and semitones that the note lies beside the scale."""
    rungs = ladder(harmony.scale)
    rung, origin = nearest(harmony.scale, pitch), nearest(harmony.scale, first)
    return rungs.index(rung) - rungs.index(origin), pitch - rung


def _apply(harmony: ChordScale, first: int, shape: tuple[int, int]) -> int:
    steps, offset = shape
    origin = nearest(harmony.scale, first)
    return (step(harmony.scale, origin, steps) if steps else origin) + offset


def _restart(context: SoloContext, harmony: ChordScale, first: int, climb: int) -> int:
    """The first pitch of the next statement, moved by an octave near the end of the register."""
    player = context.player
    moved = step(harmony.scale, first, climb) if climb else first
    moved += 12 * (moved < player.low + MARGIN) - 12 * (moved > player.high - MARGIN)
    return nearest(harmony.chord.tone_classes, moved)


def _in_register(context: SoloContext, pitches: list[int]) -> list[int]:
    """The pitches, all moved by an octave if one is outside the register."""
    too_low, too_high = min(pitches) < context.player.low, max(pitches) > context.player.high
    return [pitch + 12 * too_low - 12 * (too_high and not too_low) for pitch in pitches]


def _into_scale(harmony: ChordScale, pitch: int) -> int:
    """The pitch, or the nearest one in the scale."""
    return pitch if pitch % 12 in harmony.scale else nearest(harmony.scale, pitch)


def _lead_on(
    context: SoloContext, start: float, end: float, bars: Sequence[float], before: int, contour: Contour
) -> Melody:
    onsets = onsets_between(start, end, bars, context.player.rhythms, context.rng)
    onsets, early = tie_over(onsets, bars, context.player.anticipation, context.rng)
    return play_line(context, onsets, early, before, contour) if onsets else []
