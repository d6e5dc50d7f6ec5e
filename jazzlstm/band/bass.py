"""The bass part: which note function on which beat, by feel.

A pattern is a rhythm in counts (``rhythm_counts.py``) with a letter for the function
of each note:

    R root    V fifth    W walking    A approach to the next root
    N root of the next pulse, played early

Where a chord enters, the note is a root whatever the pattern has, and the note
before it is an approach. ``bass_line.py`` finds the pitches. The bass is silent
under "N.C.".
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from jazzlstm.band.bass_line import BassStep, find_bass_line
from jazzlstm.band.rhythm_counts import RhythmHit, WeightedPatterns, draw_pattern, pulse_groups, read_counts
from jazzlstm.music import BEAT_TOLERANCE, Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from jazzlstm.band.form import FormBar

BASS_PATTERNS: Mapping[str, Mapping[int, WeightedPatterns]] = {
    "four": {
        4: ((1.0, "W1 W2 W3 W4"),),
        3: ((1.0, "W1 W2 W3"),),
        2: ((1.0, "W1 W2"),),
        1: ((1.0, "W1"),),
    },
    "two": {
        4: ((6, "R1 V3"), (2, "R1 V3 A4"), (2, "R1 V3 A4&"), (1, "W1 W2 W3 A4")),
        3: ((3, "R1 A3"), (2, "R1 V2")),
        2: ((3, "R1"), (1, "R1 A2&")),
        1: ((1, "R1"),),
    },
    "ballad": {
        4: ((5, "R1 V3"), (3, "R1 V3 ~A4&"), (2, "R1 ~W2& V3"), (1, "R1 V3 A4"), (1, "R1 W2 V3 A4")),
        3: ((3, "R1"), (2, "R1 A3"), (1, "R1 V2& A3")),
        2: ((3, "R1"), (1, "R1 ~A2&")),
        1: ((1, "R1"),),
    },
    "waltz": {
        4: ((1, "W1 W2 W3 W4"),),
        3: ((4, "W1 W2 W3"), (3, "R1 A3"), (2, "R1"), (1, "R1 V2& A3")),
        2: ((1, "W1 W2"),),
        1: ((1, "R1"),),
    },
    "bossa": {
        4: ((5, "R1 ~V2& V3 ~N4&"), (3, "R1 V3 ~N4&"), (1, "R1 ~V2& V3"), (1, "R1 ~R2& V3 ~A4&")),
        3: ((3, "R1 ~V2& V3"), (1, "R1 V2&")),
        2: ((3, "R1 ~V2&"), (1, "R1 V2")),
        1: ((1, "R1"),),
    },
    "funk": {
        4: (
            (4, ">R1. ~R1a R2&. W3& A4&."),
            (3, ">R1 R2&. ~R2a V3&. A4."),
            (2, ">R1. R1&. W3. W3& A4&"),
            (2, ">R1 V2a. R3&. ~A4a"),
        ),
        3: ((2, ">R1. R2&. A3&"), (1, ">R1 V2& A3&")),
        2: ((1, ">R1. A2&"),),
        1: ((1, ">R1."),),
    },
    "even": {
        4: ((4, "R1 V2& W3- "), (2, "R1 V2& W4"), (2, "R1 W3 A4&"), (1, "R1")),
        3: ((2, "R1 V2&"), (1, "R1 W2 A3"), (1, "R1")),
        2: ((2, "R1"), (1, "R1 V2")),
        1: ((1, "R1"),),
    },
    "pedal": {
        4: ((2, "R1 R2& R4"), (1, "R1 R2 R3 R4")),
        3: ((1, "R1 R2 R3"),),
        2: ((1, "R1 R2"),),
        1: ((1, "R1"),),
    },
}
"""Patterns with their relative frequencies, by style, then by pulses in the group."""

PEDAL_SHARE = 0.2
"""Share of the bars within a long chord that stay on the root."""
SKIP_SHARE = 0.06
"""Share of walking notes repeated softly on the off-beat (a skip note)."""
SKIP_STYLES = frozenset({"four", "waltz"})
VELOCITY = 84
VELOCITY_DEVIATION = 2.5
"""Standard deviation from note to note."""
BACKBEAT_ACCENT = 4
"""Velocity added on two and four."""
GHOST_FACTOR = 0.72
"""Factor on the velocity of a ghost note."""
LOUDEST = 112
LEGATO_SHARE = 0.93
"""Share of the time to the next note that a note sounds."""
STACCATO_SHARE = 0.45
SKIPPED_BEATS = 0.45
"""Duration of a note before its skip note."""
SKIP_BEATS = 0.4


def play_bass(bars: Sequence[FormBar], style: str, rng: np.random.Generator) -> tuple[Note, ...]:
    """The bass part in straight beats.

    Args:
        bars: the form.
        style: a key of ``BASS_PATTERNS``.
        rng: draws patterns, pitches, velocities.
    """
    notes: list[Note] = []
    for line in _split_at_rests(_steps(bars, style, rng)):
        for step, pitch in zip(line, find_bass_line(line, rng), strict=True):
            notes += _articulate(step, pitch, style, rng)
    return tuple(notes)


def _steps(bars: Sequence[FormBar], style: str, rng: np.random.Generator) -> list[BassStep]:
    """The steps of the line, with roots where chords enter and approaches before them."""
    drawn = [hit for bar in bars for hit in _draw(bar, _style_of(bar, style, rng), rng)]
    steps: list[BassStep] = []
    for index, (bar, function, hit) in enumerate(drawn):
        beat = bar.beat_at(hit.count)
        following = (
            drawn[index + 1][0].beat_at(drawn[index + 1][2].count) if index + 1 < len(drawn) else bar.end
        )
        chord = bar.chord_at(bar.pulse_ends[int(hit.count)] if function == "N" else beat)
        step = BassStep(
            beat,
            following,
            chord,
            function,
            strength=hit.strength,
            is_short=hit.is_short,
            may_skip=bar.chord_at(beat + 0.5) == chord,
        )
        steps.append(_with_root(step, steps[-1] if steps else None, bar))
    return _with_approaches([step for step in steps if not step.chord.is_silent])


def _style_of(bar: FormBar, style: str, rng: np.random.Generator) -> str:
    """The style of a bar: sometimes a pedal within a long chord."""
    goes_on = len(bar.spans) == 1 and not bar.spans[0].enters and bar.following == bar.spans[0].chord
    return "pedal" if goes_on and style == "four" and rng.random() < PEDAL_SHARE else style


def _draw(bar: FormBar, style: str, rng: np.random.Generator) -> list[tuple[FormBar, str, RhythmHit]]:
    """A pattern for each pulse group of the bar, as (bar, function, hit)."""
    return [
        (bar, function, replace(hit, count=hit.count + first))
        for first, size in pulse_groups(bar.size)
        for function, hit in read_pattern(draw_pattern(BASS_PATTERNS[style][size], rng))
    ]


@lru_cache(maxsize=256)
def read_pattern(text: str) -> tuple[tuple[str, RhythmHit], ...]:
    """A pattern of ``BASS_PATTERNS`` as pairs of function and hit."""
    pairs = []
    for word in text.split():
        function = next(letter for letter in word if letter.isalpha())
        pairs.append((function, read_counts(word.replace(function, "", 1))[0]))
    return tuple(pairs)


def _with_root(step: BassStep, before: BassStep | None, bar: FormBar) -> BassStep:
    """The step as a root where its chord is new, as "D" on the downbeat of a chord that goes on."""
    if step.function == "N":
        return replace(step, function="R")
    enters = any(span.enters and abs(span.start - step.beat) < BEAT_TOLERANCE for span in bar.spans)
    if enters or before is None or before.chord != step.chord:
        return replace(step, function="R")
    if step.function == "W" and abs(step.beat - bar.start) < BEAT_TOLERANCE:
        return replace(step, function="D")
    return step


def _with_approaches(steps: list[BassStep]) -> list[BassStep]:
    """The steps with approaches exactly where a new root follows."""
    result = []
    for step, following in zip_longest(steps, steps[1:]):
        leads = following and following.function == "R" and following.chord != step.chord
        if leads and step.function in "WAD":
            result.append(replace(step, function="A", target=following.chord.bass))
        elif step.function == "A":
            result.append(replace(step, function="W"))
        else:
            result.append(step)
    return result


def _split_at_rests(steps: list[BassStep]) -> list[list[BassStep]]:
    """Lines of contiguous steps."""
    lines: list[list[BassStep]] = []
    for step in steps:
        if lines and step.beat <= lines[-1][-1].end + BEAT_TOLERANCE:
            lines[-1].append(step)
        else:
            lines.append([step])
    return lines


def _articulate(step: BassStep, pitch: int, style: str, rng: np.random.Generator) -> list[Note]:
    """The note of a step, and sometimes its skip note."""
    velocity = VELOCITY * (step.strength if step.strength >= 1 else GHOST_FACTOR)
    accent = BACKBEAT_ACCENT * (step.beat % 2 == 1)
    velocity = int(min(LOUDEST, round(velocity + accent + rng.normal(0, VELOCITY_DEVIATION))))
    length = step.end - step.beat
    skips = (
        step.may_skip
        and style in SKIP_STYLES
        and abs(length - 1) < BEAT_TOLERANCE
        and rng.random() < SKIP_SHARE
    )
    if not skips:
        share = STACCATO_SHARE if step.is_short else LEGATO_SHARE
        return [Note(step.beat, length * share, pitch, velocity)]
    return [
        Note(step.beat, SKIPPED_BEATS, pitch, velocity),
        Note(step.beat + 0.5, SKIP_BEATS, pitch, int(velocity * GHOST_FACTOR)),
    ]
