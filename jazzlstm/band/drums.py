"""The drum part: time on the cymbals, comments on snare and bass drum, fills at the ends of sections.

Patterns are in ``grooves.py``; this module draws one for each bar, with random
velocities. Snare and bass drum play more in the soloist's rests than under a busy
soloist, and fills are likelier in rests.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from jazzlstm.band.grooves import (
    BRUSH_KIT,
    BRUSH_KIT_VELOCITIES,
    CRASH,
    CROSS_STICK,
    DRUM_LETTERS,
    FILLS,
    GROOVES,
    KICK,
    PEDAL_HAT,
    VELOCITIES,
    Groove,
)
from jazzlstm.band.randomness import DRUM_STROKES
from jazzlstm.band.rhythm_counts import RhythmHit, draw_index, draw_pattern, pulse_groups, read_counts
from jazzlstm.band.soloist_activity import SoloistActivity, fit
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from jazzlstm.band.form import FormBar
    from jazzlstm.band.randomness import BarRandomness
    from jazzlstm.band.rhythm_counts import WeightedPatterns

STROKE_BEATS = 0.2
"""From note-on to note-off; drum sounds end by themselves."""
VELOCITY_DEVIATION = 0.05
"""Standard deviation, as a share of a stroke's velocity."""
SOFTEST = 8
LOUDEST = 124
CLICK_VELOCITY = 90
"""Sticks of the count-in."""
COMMENTS_IN_REST = 1.7
COMMENTS_WHEN_BUSY = 0.5
"""Factors on the probability of a comment, by the soloist's density in the bar."""
COMMENT_ENERGY_EXPONENT = 3
"""Comments grow with this power of the bar's energy."""
FILLS_IN_REST = 1.2
FILLS_WHEN_BUSY = 0.45
"""Factors on the probability of a fill, by the soloist's density in its beats."""
FILL_DISTANCE_BARS = 2
"""Least distance between fills, and between a fill and the ending."""
LONG_FILL_BARS = 8
"""Bars since the last fill after which a fill may take a whole bar."""
SHORT_FILL_BARS = 4
"""Bars since the last fill up to which a fill is an exception."""
LONG_FILL_SHARE = 0.3
"""Share of the fills that take a whole bar, where they may."""
FILL_SHARE = 0.8
"""Probability of a fill at the end of a section."""
EARLY_FILL_SHARE = 0.35
"""The same up to ``SHORT_FILL_BARS`` after the last fill."""
BRUSH_FILL_SHARE = 0.5
"""The same on brushes."""
CRASH_SHARE = 0.6
"""Share of the fills that lead to a crash cymbal."""
TAKEN_UP = 12.0
"""Factor on the weight of the comment of the bar before."""
FASTEST_STROKES = 0.08
"""Seconds between two strokes of a comment or a fill: single strokes, twelve a second."""
FAST_TEMPO = 230.0
"""Quarters a minute from which skip notes become rarer and the bass drum stops feathering."""
NO_SKIP_TEMPO = 350.0
"""Quarters a minute without skip notes."""


@dataclass(frozen=True, slots=True)
class DrumStroke:
    """A stroke in a bar."""

    count: float
    """Pulses from the bar line."""
    drum: int
    """General MIDI drum key."""
    strength: float
    """Factor on the drum's velocity."""


@dataclass(frozen=True, slots=True)
class DrumState:
    """What the drummer carries over a bar line."""

    since_fill: int = 0
    """Bars since the last fill."""
    crashes: bool = False
    """Whether a fill leads to a cymbal on the next downbeat."""
    comment: str = ""
    """The last comment; "" after a bar without one."""


class Drummer:
    """The drum part, bar by bar, in straight beats.

    Args:
        style: a key of ``GROOVES``.
        tempo: quarters a minute; fast tempos have fewer strokes.
        randomness: of the performance.
    """

    def __init__(self, style: str, tempo: float, randomness: BarRandomness) -> None:
        self._groove, self._tempo, self._randomness = GROOVES[style], tempo, randomness

    def play(
        self, bar: FormBar, activity: SoloistActivity, state: DrumState, level: float = 1.0
    ) -> tuple[list[Note], DrumState]:
        """The notes of a bar, their velocities multiplied by ``level``, and the state at its end."""
        groove, rng = self._groove, self._randomness.at(bar.solo_bar, DRUM_STROKES)
        activity, since_fill = activity.before(bar.end), state.since_fill + 1
        time = _time(bar, groove, self._tempo, rng)
        fill = _fill_length(bar, groove, since_fill, activity, rng)
        strokes = [each for each in time if each.count < bar.size - fill or each.drum == PEDAL_HAT]
        if fill:
            fills = _playable(FILLS[fill], self._pulse_seconds(bar))
            strokes += _strokes(draw_pattern(fills, rng), bar.size - fill)
            since_fill = 0
        comment = ""
        if not fill and rng.random() < _comment_probability(bar, groove, activity):
            comment, played = self._comments(bar, activity, state.comment, rng)
            strokes += played
        if state.crashes:
            strokes += [DrumStroke(0.0, CRASH, 0.8), DrumStroke(0.0, KICK, 1.0)]
        crashes = fill > 1 and not bar.is_last and rng.random() < CRASH_SHARE
        notes = _notes([(bar.beat_at(each.count), each) for each in strokes], groove.kit, level, rng)
        return notes, DrumState(since_fill, crashes, comment)

    def _comments(
        self, bar: FormBar, activity: SoloistActivity, before: str, rng: np.random.Generator
    ) -> tuple[str, list[DrumStroke]]:
        """A comment for each pulse group, drawn by its weight and its fit beside the solo.

        The comment of the bar before is likely to come again, so that a figure is taken up.

        Returns:
            The last comment, and all strokes.
        """
        text = before
        strokes: list[DrumStroke] = []
        for first, size in pulse_groups(bar.size):
            start, end = bar.pulses[first], bar.pulse_ends[first + size - 1]
            density = activity.density(start, end)
            patterns = _playable(self._groove.comments[size], self._pulse_seconds(bar))
            answers = activity.answers_in(bar, first)
            weights = [
                weight
                * fit(answers([hit for _, hit in read_strokes(each)]), density)
                * (TAKEN_UP if each == text else 1.0)
                for weight, each in patterns
            ]
            text = patterns[draw_index(tuple(accumulate(weights)), rng)][1]
            strokes += _strokes(text, first)
        return text, strokes

    def _pulse_seconds(self, bar: FormBar) -> float:
        return (bar.pulse_ends[0] - bar.pulses[0]) * 60 / self._tempo


def play_drums(
    bars: Sequence[FormBar], style: str, tempo: float, solo: Sequence[Note], randomness: BarRandomness
) -> tuple[Note, ...]:
    """The drum part of a whole performance in straight beats; ``solo`` is () without a soloist."""
    drummer, state = Drummer(style, tempo, randomness), DrumState()
    activity = SoloistActivity(sorted(solo))
    notes: list[Note] = []
    for bar in bars:
        played, state = drummer.play(bar, activity, state)
        notes += played
    return tuple(sorted(notes))


def final_hit(beat: float, style: str, level: float, rng: np.random.Generator) -> list[Note]:
    """Cymbal and bass drum on the last note."""
    kit = GROOVES[style].kit
    strength = 0.6 if kit == BRUSH_KIT else 1.0
    return _notes([(beat, DrumStroke(0.0, drum, strength)) for drum in (CRASH, KICK)], kit, level, rng)


def _time(bar: FormBar, groove: Groove, tempo: float, rng: np.random.Generator) -> list[DrumStroke]:
    """The strokes that keep time."""
    is_fast = tempo >= FAST_TEMPO and groove.comment_share > 0
    strokes: list[DrumStroke] = []
    for drum, by_size in groove.time.items():
        for first, size in pulse_groups(bar.size):
            phrases = _phrases(draw_pattern(by_size[size], rng), drum, first)
            phrase = phrases[bar.solo_bar % len(phrases)]
            strokes += [each for each in phrase if not _is_too_fast(each, tempo, rng)] if is_fast else phrase
    return strokes


def _is_too_fast(stroke: DrumStroke, tempo: float, rng: np.random.Generator) -> bool:
    """Whether a soft stroke is omitted at a fast tempo: some skip notes, all of the feathered bass drum."""
    if stroke.strength >= 1:
        return False
    omitted = (tempo - FAST_TEMPO) / (NO_SKIP_TEMPO - FAST_TEMPO)
    return stroke.drum == KICK or (stroke.count % 1 > 0 and rng.random() < omitted)


@lru_cache(maxsize=1024)
def _phrases(text: str, drum: int, first: int) -> tuple[tuple[DrumStroke, ...], ...]:
    """The bars of a pattern that keeps time, and begins on pulse ``first``."""
    return tuple(
        tuple(DrumStroke(hit.count + first, drum, hit.strength) for hit in read_counts(phrase.strip()))
        for phrase in text.split("|")
    )


def _comment_probability(bar: FormBar, groove: Groove, activity: SoloistActivity) -> float:
    density = activity.density(bar.start, bar.end)
    factor = COMMENTS_IN_REST + density * (COMMENTS_WHEN_BUSY - COMMENTS_IN_REST)
    return groove.comment_share * factor * bar.energy**COMMENT_ENERGY_EXPONENT


@lru_cache(maxsize=256)
def _playable(patterns: WeightedPatterns, pulse_seconds: float) -> WeightedPatterns:
    """The comments or fills that two hands can play at a tempo."""
    fastest = {text: _shortest_gap(text) * pulse_seconds for _, text in patterns}
    found = tuple(pattern for pattern in patterns if fastest[pattern[1]] >= FASTEST_STROKES)
    return found or (max(patterns, key=lambda pattern: fastest[pattern[1]]),)


def _shortest_gap(text: str) -> float:
    """Pulses between the two strokes of a fill that are nearest to each other."""
    counts = [hit.count for _, hit in read_strokes(text)]
    return min((b - a for a, b in pairwise(counts)), default=1.0)


def _fill_length(
    bar: FormBar,
    groove: Groove,
    bars_since: int,
    activity: SoloistActivity,
    rng: np.random.Generator,
) -> int:
    """Pulses of fill at the end of this bar; 0 in most bars."""
    is_due = bar.is_last or (bar.ends_section and bar.bars_left >= FILL_DISTANCE_BARS)
    if not is_due or bars_since < FILL_DISTANCE_BARS or bar.size < 2:
        return 0
    density = activity.density(bar.pulses[-min(2, groove.longest_fill)], bar.end)
    factor = 1.0 if bar.is_last else FILLS_IN_REST + density * (FILLS_WHEN_BUSY - FILLS_IN_REST)
    if groove.longest_fill == 1:
        return 1 if rng.random() < BRUSH_FILL_SHARE * factor else 0
    share = FILL_SHARE if bar.is_last or bars_since > SHORT_FILL_BARS else EARLY_FILL_SHARE
    if rng.random() >= factor * share:
        return 0
    may_be_long = bars_since >= LONG_FILL_BARS and bar.size == groove.longest_fill
    return groove.longest_fill if may_be_long and rng.random() < LONG_FILL_SHARE * factor else 2


@lru_cache(maxsize=1024)
def _strokes(text: str, first: int) -> tuple[DrumStroke, ...]:
    """The strokes of a pattern that begins on pulse ``first`` of the bar."""
    return tuple(DrumStroke(hit.count + first, drum, hit.strength) for drum, hit in read_strokes(text))


@lru_cache(maxsize=256)
def read_strokes(text: str) -> tuple[tuple[int, RhythmHit], ...]:
    """A pattern with a letter for each drum ("~S2& K4") as pairs of drum and hit."""
    pairs = []
    for word in text.split():
        letter = next(sign for sign in word if sign in DRUM_LETTERS)
        hit = read_counts(word.replace(letter, "", 1))[0]
        pairs.append((DRUM_LETTERS[letter], hit))
    return tuple(pairs)


def _notes(
    strokes: Sequence[tuple[float, DrumStroke]], kit: int, level: float, rng: np.random.Generator
) -> list[Note]:
    """Strokes on beats as notes in order; of two strokes at once on one drum the louder."""
    plain = BRUSH_KIT_VELOCITIES if kit == BRUSH_KIT else VELOCITIES
    touches: list[float] = rng.normal(1.0, VELOCITY_DEVIATION, len(strokes)).tolist()
    loudest: dict[tuple[float, int], Note] = {}
    for (beat, stroke), touch in zip(strokes, touches, strict=True):
        velocity = max(SOFTEST, min(LOUDEST, round(plain[stroke.drum] * stroke.strength * touch * level)))
        place = (round(beat, 4), stroke.drum)
        if place not in loudest or velocity > loudest[place].velocity:
            loudest[place] = Note(beat, STROKE_BEATS, stroke.drum, velocity)
    return list(loudest.values())


def count_in(bar: FormBar) -> list[Note]:
    """Clicks of the sticks in a bar before the music: on every pulse of the last bar, else on every other."""
    pulses = bar.pulses[::2] if bar.following.is_silent else bar.pulses
    return [Note(beat, STROKE_BEATS, CROSS_STICK, CLICK_VELOCITY) for beat in pulses]
