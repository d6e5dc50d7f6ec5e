"""The bass: what it plays in each feel, and how it gets from chord to chord.

Rhythms are counts with a letter before them that says what the note should be:

    R root    V fifth    W free to walk    A approach to the next root
    N the root of the pulse to come, early

Wherever a new chord comes in on a step, the step is a root, whatever the table
says, and the last step before it is an approach. ``lines.py`` finds the pitches.
Over "N.C." the bass lays out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from jazzlstm.band.bass_line import Step, find_line
from jazzlstm.band.form import CLOSE
from jazzlstm.band.rhythm_counts import Choices, Hit, choose, groups, read_counts
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np

    from jazzlstm.band.form import FormBar

# How often, and what: by feel, then by the number of pulses in the group.
PATTERNS: Mapping[str, Mapping[int, Choices]] = {
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

PEDAL_SHARE = 0.2
"""Of the bars in the middle of a long chord, those that stay on the root."""
SKIP_SHARE = 0.06
"""Of walking notes, those repeated lightly on the off-beat: the skip."""
VELOCITY, BACKBEAT, GHOST = 84, 4, 0.72
"""Of a plain note; more on two and four; a quiet note, times as strong."""
LEGATO = 0.93
SHORT = 0.45


def play_bass(bars: Sequence[FormBar], style: str, rng: np.random.Generator) -> tuple[Note, ...]:
    """The bass part in straight beats.

    Args:
        bars: the form.
        style: a key of ``PATTERNS``.
        rng: chance.
    """
    steps = _steps(bars, style, rng)
    notes: list[Note] = []
    for stretch in _stretches(steps):
        for step, pitch in zip(stretch, find_line(stretch, rng), strict=True):
            notes += _articulate(step, pitch, style, rng)
    return tuple(notes)


def _steps(bars: Sequence[FormBar], style: str, rng: np.random.Generator) -> list[Step]:
    """What the bass is to play, bar by bar, with roots where chords come in and approaches before them."""
    drawn = [hit for bar in bars for hit in _draw(bar, _style_of(bar, style, rng), rng)]
    steps: list[Step] = []
    for index, (bar, role, hit) in enumerate(drawn):
        beat = bar.beat_at(hit.count)
        following = (
            drawn[index + 1][0].beat_at(drawn[index + 1][2].count) if index + 1 < len(drawn) else bar.end
        )
        chord = bar.chord_at(bar.pulse_ends[int(hit.count)] if role == "N" else beat)
        step = Step(
            beat,
            following,
            chord,
            role,
            strength=hit.strength,
            is_short=hit.is_short,
            may_skip=bar.chord_at(beat + 0.5) == chord,
        )
        steps.append(_settle(step, steps[-1] if steps else None, bar))
    return _approach([step for step in steps if not step.chord.is_silent])


def _style_of(bar: FormBar, style: str, rng: np.random.Generator) -> str:
    """The style of a bar: a pedal now and then, where one chord goes on and on."""
    stays = len(bar.spans) == 1 and not bar.spans[0].enters and bar.following == bar.spans[0].chord
    return "pedal" if stays and style == "four" and rng.random() < PEDAL_SHARE else style


def _draw(bar: FormBar, style: str, rng: np.random.Generator) -> list[tuple[FormBar, str, Hit]]:
    """A pattern for each group of the bar, as (bar, role, hit)."""
    return [
        (bar, role, replace(hit, count=hit.count + first))
        for first, size in groups(bar.size)
        for role, hit in read_pattern(choose(PATTERNS[style][size], rng))
    ]


@lru_cache(maxsize=256)
def read_pattern(text: str) -> tuple[tuple[str, Hit], ...]:
    """A pattern of ``PATTERNS`` as roles and hits."""
    pairs = []
    for word in text.split():
        role = next(letter for letter in word if letter.isalpha())
        pairs.append((role, read_counts(word.replace(role, "", 1))[0]))
    return tuple(pairs)


def _settle(step: Step, before: Step | None, bar: FormBar) -> Step:
    """The step with its role as the harmony asks: a root where the chord is new."""
    if step.role == "N":
        return replace(step, role="R")
    enters = any(span.enters and abs(span.start - step.beat) < CLOSE for span in bar.spans)
    if enters or before is None or before.chord != step.chord:
        return replace(step, role="R")
    if step.role == "W" and abs(step.beat - bar.start) < CLOSE:
        return replace(step, role="D")
    return step


def _approach(steps: list[Step]) -> list[Step]:
    """Free steps before a new root become approaches to it."""
    result = []
    for step, following in zip_longest(steps, steps[1:]):
        leads = following and following.role == "R" and following.chord != step.chord
        if leads and step.role in "WAD":
            result.append(replace(step, role="A", target=following.chord.bass))
        elif step.role == "A":
            result.append(replace(step, role="W"))
        else:
            result.append(step)
    return result


def _stretches(steps: list[Step]) -> list[list[Step]]:
    """Steps that follow each other, apart where the bass laid out for a bar or more."""
    stretches: list[list[Step]] = []
    for step in steps:
        if stretches and step.beat <= stretches[-1][-1].end + CLOSE:
            stretches[-1].append(step)
        else:
            stretches.append([step])
    return stretches


def _articulate(step: Step, pitch: int, style: str, rng: np.random.Generator) -> list[Note]:
    """The note as it is plucked, and perhaps its skip."""
    velocity = VELOCITY * (step.strength if step.strength >= 1 else GHOST)
    velocity = int(min(112, round(velocity + BACKBEAT * (step.beat % 2 == 1) + rng.normal(0, 2.5))))
    length = step.end - step.beat
    sounding = length * (SHORT if step.is_short else LEGATO)
    skips = (
        step.may_skip and style in ("four", "waltz") and abs(length - 1) < CLOSE and rng.random() < SKIP_SHARE
    )
    if not skips:
        return [Note(step.beat, sounding, pitch, velocity)]
    return [
        Note(step.beat, 0.45, pitch, velocity),
        Note(step.beat + 0.5, 0.4, pitch, int(velocity * GHOST)),
    ]
