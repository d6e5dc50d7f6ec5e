"""The drum part: time on the cymbals, comments on snare and bass drum, fills at the ends of sections.

Patterns are in ``grooves.py``; this module draws one for each bar, with random
velocities. Snare and bass drum play more in the soloist's rests than under a busy
soloist, and fills are likelier in rests. Each bar has its own random generator: a
change of the solo in one bar does not change the other bars.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.grooves import (
    BRUSH_KIT,
    BRUSH_VELOCITIES,
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
from jazzlstm.band.rhythm_counts import RhythmHit, draw_pattern, pulse_groups, read_counts
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jazzlstm.band.form import FormBar

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


def play_drums(
    bars: Sequence[FormBar], style: str, tempo: float, solo: Sequence[Note], rng: np.random.Generator
) -> tuple[Note, ...]:
    """The drum part in straight beats.

    Args:
        bars: the form.
        style: a key of ``GROOVES``.
        tempo: quarters a minute; fast tempos have fewer strokes.
        solo: the soloist's notes in straight beats; () without a soloist.
        rng: draws patterns, fills, velocities.
    """
    groove, activity = GROOVES[style], SoloistActivity(solo)
    notes: list[Note] = []
    since_fill, crashes = 0, False
    for place, (bar, bar_rng) in enumerate(zip(bars, rng.spawn(len(bars)), strict=True)):
        since_fill += 1
        time = list(_time(bar, groove, tempo, bar_rng))
        fill = _fill_length(bar, groove, since_fill, len(bars) - 1 - place, activity, bar_rng)
        strokes = [each for each in time if each.count < bar.size - fill or each.drum == PEDAL_HAT]
        if fill:
            strokes += _strokes(draw_pattern(FILLS[fill], bar_rng), bar.size - fill)
            since_fill = 0
        elif bar_rng.random() < _comment_probability(bar, groove, activity):
            strokes += _comments(bar, groove, activity, bar_rng)
        if crashes:
            strokes += [DrumStroke(0.0, CRASH, 0.8), DrumStroke(0.0, KICK, 1.0)]
        crashes = fill > 1 and not bar.is_last and bar_rng.random() < CRASH_SHARE
        notes += [_note(bar.beat_at(each.count), each, groove.kit, bar_rng) for each in strokes]
    return _without_doubles(notes)


def final_hit(beat: float, style: str, rng: np.random.Generator) -> tuple[Note, ...]:
    """Cymbal and bass drum on the last note."""
    kit = GROOVES[style].kit
    strength = 0.6 if kit == BRUSH_KIT else 1.0
    return tuple(sorted(_note(beat, DrumStroke(0.0, drum, strength), kit, rng) for drum in (CRASH, KICK)))


def _time(bar: FormBar, groove: Groove, tempo: float, rng: np.random.Generator) -> Iterator[DrumStroke]:
    """The strokes that keep time."""
    for drum, by_size in groove.time.items():
        for first, size in pulse_groups(bar.size):
            phrases = draw_pattern(by_size[size], rng).split("|")
            for hit in read_counts(phrases[bar.index % len(phrases)].strip()):
                if not _is_too_fast(hit, drum, groove, tempo, rng):
                    yield DrumStroke(hit.count + first, drum, hit.strength)


def _is_too_fast(hit: RhythmHit, drum: int, groove: Groove, tempo: float, rng: np.random.Generator) -> bool:
    """Whether a soft stroke is omitted at a fast tempo: some skip notes, all of the feathered bass drum."""
    if tempo < FAST_TEMPO or not groove.comment_share or hit.strength >= 1:
        return False
    omitted = (tempo - FAST_TEMPO) / (NO_SKIP_TEMPO - FAST_TEMPO)
    return drum == KICK or (hit.count % 1 > 0 and rng.random() < omitted)


def _comment_probability(bar: FormBar, groove: Groove, activity: SoloistActivity) -> float:
    density = activity.density(bar.start, bar.end)
    factor = float(np.interp(density, (0, 1), (COMMENTS_IN_REST, COMMENTS_WHEN_BUSY)))
    return groove.comment_share * factor * bar.energy**COMMENT_ENERGY_EXPONENT


def _comments(
    bar: FormBar, groove: Groove, activity: SoloistActivity, rng: np.random.Generator
) -> Iterator[DrumStroke]:
    """A comment for each pulse group, drawn by its weight and its fit beside the solo."""
    for first, size in pulse_groups(bar.size):
        start, end = bar.pulses[first], bar.pulse_ends[first + size - 1]
        weighted = tuple(
            (weight * activity.fit(_beats(text, bar, first), start, end), text)
            for weight, text in groove.comments[size]
        )
        yield from _strokes(draw_pattern(weighted, rng), first)


def _beats(text: str, bar: FormBar, first: int) -> list[float]:
    return [bar.beat_at(each.count) for each in _strokes(text, first)]


def _fill_length(
    bar: FormBar,
    groove: Groove,
    bars_since: int,
    bars_left: int,
    activity: SoloistActivity,
    rng: np.random.Generator,
) -> int:
    """Pulses of fill at the end of this bar; 0 in most bars."""
    is_due = bar.is_last or (bar.ends_section and bars_left >= FILL_DISTANCE_BARS)
    if not is_due or bars_since < FILL_DISTANCE_BARS or bar.size < 2:
        return 0
    density = activity.density(bar.pulses[-min(2, groove.longest_fill)], bar.end)
    factor = 1.0 if bar.is_last else float(np.interp(density, (0, 1), (FILLS_IN_REST, FILLS_WHEN_BUSY)))
    if groove.longest_fill == 1:
        return 1 if rng.random() < BRUSH_FILL_SHARE * factor else 0
    share = FILL_SHARE if bar.is_last or bars_since > SHORT_FILL_BARS else EARLY_FILL_SHARE
    if rng.random() >= factor * share:
        return 0
    may_be_long = bars_since >= LONG_FILL_BARS and bar.size == groove.longest_fill
    return groove.longest_fill if may_be_long and rng.random() < LONG_FILL_SHARE * factor else 2


def _strokes(text: str, first: int) -> Iterator[DrumStroke]:
    """The strokes of a pattern that begins on pulse ``first`` of the bar."""
    for drum, hit in read_strokes(text):
        yield DrumStroke(hit.count + first, drum, hit.strength)


@lru_cache(maxsize=256)
def read_strokes(text: str) -> tuple[tuple[int, RhythmHit], ...]:
    """A pattern with a letter for each drum ("~S2& K4") as pairs of drum and hit."""
    pairs = []
    for word in text.split():
        letter = next(sign for sign in word if sign in DRUM_LETTERS)
        hit = read_counts(word.replace(letter, "", 1))[0]
        pairs.append((DRUM_LETTERS[letter], hit))
    return tuple(pairs)


def _note(beat: float, stroke: DrumStroke, kit: int, rng: np.random.Generator) -> Note:
    plain = (BRUSH_VELOCITIES if kit == BRUSH_KIT else {}).get(stroke.drum, VELOCITIES.get(stroke.drum, 60))
    velocity = plain * stroke.strength * (1 + VELOCITY_DEVIATION * rng.normal())
    return Note(beat, STROKE_BEATS, stroke.drum, int(min(LOUDEST, max(SOFTEST, round(velocity)))))


def _without_doubles(notes: list[Note]) -> tuple[Note, ...]:
    """The louder of two strokes at once on one drum."""
    strongest: dict[tuple[float, int], Note] = {}
    for note in notes:
        key = (round(note.start, 4), note.pitch)
        if key not in strongest or note.velocity > strongest[key].velocity:
            strongest[key] = note
    return tuple(sorted(strongest.values()))


def count_in(bars: Sequence[FormBar]) -> tuple[Note, ...]:
    """Clicks of the sticks: on every pulse of the last bar, on every other pulse before."""
    clicks = []
    for number, bar in enumerate(bars):
        step = 1 if number == len(bars) - 1 else 2
        clicks += [Note(beat, STROKE_BEATS, CROSS_STICK, CLICK_VELOCITY) for beat in bar.pulses[::step]]
    return tuple(clicks)
