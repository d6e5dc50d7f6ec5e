"""The bass part: which note function on which beat, by feel.

A pattern is a rhythm in counts (``rhythm_counts.py``) with a letter for the function
of each note:

    R root    V fifth    W walking    A approach to the next root
    N root of the next pulse, played early

Where a chord enters, the note is a root whatever the pattern has, and the note
before it is an approach. Within a bar a walking bass sometimes enters on third or fifth.
``bass_line.py`` finds the pitches. The bass is silent under "N.C.".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.bass_line import BassStep, LineCosts, find_bass_line
from jazzlstm.band.mix import REFERENCE_TEMPO, in_midi
from jazzlstm.band.randomness import BASS_LINE, BASS_TOUCH
from jazzlstm.band.rhythm_counts import RhythmHit, WeightedPatterns, draw_pattern, pulse_groups, read_counts
from jazzlstm.music import BEAT_TOLERANCE, Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jazzlstm.band.bass_line import LineEnd
    from jazzlstm.band.form import FormBar
    from jazzlstm.band.randomness import BarRandomness
    from jazzlstm.music import Chord

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
SKIP_TEMPOS = (60.0, 140.0, 260.0)
SKIP_FACTORS = (3.0, 1.0, 0.0)
"""Factors on this share at these tempos: skip notes fill slow beats, and no bassist plays them at 260."""
INVERSION_SHARE = 0.35
"""Share of the chords within a bar that a walking bass enters on third or fifth instead of the root."""
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


@dataclass(frozen=True, slots=True)
class BassState:
    """What the bassist carries over a bar line: where the line is; None where it begins anew."""

    end: LineEnd | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """Contiguous steps of a bar, without pitches."""

    steps: list[BassStep]
    costs: LineCosts

    @property
    def start(self) -> float:
        return self.steps[0].beat

    @property
    def end(self) -> float:
        return self.steps[-1].end


class Bassist:
    """The bass part, bar by bar, in straight beats.

    The pitches of a bar are chosen together with those of the next bar, so that the line leads there.

    Args:
        style: a key of ``BASS_PATTERNS``.
        randomness: of the performance.
        tempo: quarters a minute.
    """

    def __init__(self, style: str, randomness: BarRandomness, tempo: float = REFERENCE_TEMPO) -> None:
        self._style, self._randomness = style, randomness
        skips = SKIP_SHARE * float(np.interp(tempo, SKIP_TEMPOS, SKIP_FACTORS))
        self._skips = skips if style in SKIP_STYLES else 0.0
        self._drafts: dict[int, list[_Line]] = {}

    def play(
        self, bar: FormBar, following: FormBar | None, state: BassState, level: float = 1.0
    ) -> tuple[list[Note], BassState]:
        """The notes of a bar, their velocities multiplied by ``level``, and the state at its end."""
        lines = self._lines(bar)
        pitches = [
            self._pitches(line, following, state.end if line.start <= bar.start + BEAT_TOLERANCE else None)
            for line in lines
        ]
        rng = self._randomness.at(bar.solo_bar, BASS_TOUCH)
        notes: list[Note] = []
        for line, ends in zip(lines, pitches, strict=True):
            for step, end in zip(line.steps, ends, strict=True):
                notes += _articulate(step, end.pitch, self._skips, level, rng)
        goes_on = lines and lines[-1].end >= bar.end - BEAT_TOLERANCE
        return notes, BassState(pitches[-1][-1] if goes_on else None)

    def _pitches(self, line: _Line, following: FormBar | None, before: LineEnd | None) -> list[LineEnd]:
        ahead = self._lines(following)[:1] if following else []
        goes_on = ahead and ahead[0].start <= line.end + BEAT_TOLERANCE
        costs = line.costs.followed_by(ahead[0].costs) if goes_on else line.costs
        return find_bass_line(costs, before, len(line.steps))

    def _lines(self, bar: FormBar) -> list[_Line]:
        """The lines of a bar: one, unless a silence divides it."""
        if bar.index not in self._drafts:
            rng = self._randomness.at(bar.solo_bar, BASS_LINE)
            lines = _split_at_rests(_steps(bar, self._style, rng))
            self._drafts[bar.index] = [_Line(steps, LineCosts.of(steps, rng)) for steps in lines]
        return self._drafts[bar.index]


def play_bass(bars: Sequence[FormBar], style: str, randomness: BarRandomness) -> tuple[Note, ...]:
    """The bass part of a whole performance in straight beats."""
    bassist, state = Bassist(style, randomness), BassState()
    notes: list[Note] = []
    for bar, following in zip_longest(bars, bars[1:]):
        played, state = bassist.play(bar, following, state)
        notes += played
    return tuple(notes)


def _steps(bar: FormBar, style: str, rng: np.random.Generator) -> list[BassStep]:
    """The steps of a bar, with roots where chords enter and approaches before them."""
    style = _style_of(bar, style, rng)
    drawn = _draw(bar, style, rng)
    beats = [bar.beat_at(hit.count) for _, hit in drawn]
    steps: list[BassStep] = []
    for (function, hit), beat, end in zip(drawn, beats, [*beats[1:], bar.end], strict=True):
        chord = bar.chord_at(bar.pulse_ends[int(hit.count)] if function == "N" else beat)
        step = BassStep(
            beat,
            end,
            chord,
            _inverted(
                _function_of(function, beat, chord, steps[-1] if steps else None, bar), beat, bar, style, rng
            ),
            strength=hit.strength,
            is_short=hit.is_short,
            may_skip=bar.chord_at(beat + 0.5) == chord,
        )
        steps.append(step)
    return _with_approaches([step for step in steps if not step.chord.is_silent], bar.following)


def _style_of(bar: FormBar, style: str, rng: np.random.Generator) -> str:
    """The style of a bar: sometimes a pedal within a long chord."""
    goes_on = len(bar.spans) == 1 and not bar.spans[0].enters and bar.following == bar.spans[0].chord
    return "pedal" if goes_on and style == "four" and rng.random() < PEDAL_SHARE else style


def _draw(bar: FormBar, style: str, rng: np.random.Generator) -> list[tuple[str, RhythmHit]]:
    """A pattern for each pulse group of the bar, as (function, hit)."""
    return [
        (function, replace(hit, count=hit.count + first) if first else hit)
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


def _function_of(function: str, beat: float, chord: Chord, before: BassStep | None, bar: FormBar) -> str:
    """A root where the chord is new, "D" on the downbeat of one that goes on, else the pattern's function."""
    if function == "N":
        return "R"
    enters = any(span.enters and abs(span.start - beat) < BEAT_TOLERANCE for span in bar.spans)
    if enters or (before is not None and before.chord != chord):
        return "R"
    if function == "W" and abs(beat - bar.start) < BEAT_TOLERANCE:
        return "D"
    return function


def _inverted(function: str, beat: float, bar: FormBar, style: str, rng: np.random.Generator) -> str:
    """The function, or "E" for some roots of a walking bass within the bar: it enters on third or fifth."""
    if function != "R" or style != "four" or beat < bar.start + BEAT_TOLERANCE:
        return function
    chord = bar.chord_at(beat)
    return "E" if chord.bass == chord.root and rng.random() < INVERSION_SHARE else "R"


def _with_approaches(steps: list[BassStep], following: Chord) -> list[BassStep]:
    """The steps of a bar with approaches exactly where a new root follows.

    ``following`` is the chord of the next bar, which begins with its root if it is new.
    """
    result = []
    for step, later in zip_longest(steps, steps[1:]):
        chord = later.chord if later else following
        leads = (later is None or later.function == "R") and chord != step.chord and not chord.is_silent
        if leads and step.function in "WAD":
            result.append(replace(step, function="A", target=chord.bass))
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


def _articulate(
    step: BassStep, pitch: int, skip_share: float, level: float, rng: np.random.Generator
) -> list[Note]:
    """The note of a step, and sometimes its skip note."""
    strength = step.strength if step.strength >= 1 else GHOST_FACTOR
    accent = BACKBEAT_ACCENT * (step.beat % 2 == 1)
    velocity = min(LOUDEST, VELOCITY * strength + accent + VELOCITY_DEVIATION * rng.standard_normal()) * level
    length = step.end - step.beat
    skips = skip_share and step.may_skip and abs(length - 1) < BEAT_TOLERANCE and rng.random() < skip_share
    if not skips:
        share = STACCATO_SHARE if step.is_short else LEGATO_SHARE
        return [Note(step.beat, length * share, pitch, in_midi(velocity))]
    return [
        Note(step.beat, SKIPPED_BEATS, pitch, in_midi(velocity)),
        Note(step.beat + 0.5, SKIP_BEATS, pitch, in_midi(velocity * GHOST_FACTOR)),
    ]
