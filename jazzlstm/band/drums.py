"""The drums: time on the cymbals, comments under the soloist, a fill where a section ends.

The patterns are tables in ``grooves.py``; here a player chooses among them, bar by
bar, and never hits with the same strength twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jazzlstm.band.counts import Hit, cut, read_counts
from jazzlstm.band.grooves import (
    BRUSH_KIT,
    BRUSH_VELOCITIES,
    CRASH,
    CROSS_STICK,
    FILLS,
    GROOVES,
    KICK,
    LETTERS,
    PEDAL_HAT,
    VELOCITIES,
    Choices,
    Groove,
)
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from jazzlstm.band.form import Bar

STROKE = 0.2
"""Beats from note-on to note-off; a drum rings as it will."""
UNEVEN = 0.05
"""How much strokes differ, as a share of their strength."""
APART = 2
"""Bars between fills, and between a fill and the ending, at the least."""
LONG_FILL_BARS = 8
"""After so many bars without one a fill may take a whole bar."""
SHORT_FILL_BARS = 4
"""After so few bars a fill is the exception."""
LONG_SHARE, FILL_SHARE, SHORT_SHARE, BRUSH_SHARE = 0.3, 0.8, 0.35, 0.5
"""Of the places for a fill, those that get one: long ones, usual ones, after four bars, on brushes."""
FAST = 230.0
"""Quarters a minute from which skip notes thin out and the bass drum stops feathering."""

Stroke = tuple[float, int, float]
"""Count in the bar, drum, strength."""


def play_drums(bars: Sequence[Bar], style: str, tempo: float, rng: np.random.Generator) -> tuple[Note, ...]:
    """The drum part in straight beats.

    Args:
        bars: the form.
        style: a key of ``GROOVES``.
        tempo: quarters a minute; fast tempos are played lighter.
        rng: chance.
    """
    groove = GROOVES[style]
    notes: list[Note] = []
    since_fill, crash_next = 0, False
    for place, bar in enumerate(bars):
        since_fill += 1
        fill = _fill_length(bar, groove, since_fill, len(bars) - 1 - place, rng)
        strokes = [stroke for stroke in _time(bar, groove, tempo, rng) if _stays(stroke, bar.size - fill)]
        if fill:
            strokes += _fill(bar, fill, rng)
            since_fill = 0
        elif rng.random() < groove.chattiness:
            strokes += _comment(bar, groove, rng)
        if crash_next:
            strokes += [(0.0, CRASH, 0.8), (0.0, KICK, 1.0)]
        crash_next = fill > 1 and not bar.is_last and rng.random() < 0.6
        notes += [
            _strike(bar.beat_at(count), drum, strength, groove.kit, rng) for count, drum, strength in strokes
        ]
    return _one_hand_each(notes)


def final_hit(beat: float, style: str, rng: np.random.Generator) -> tuple[Note, ...]:
    """What the drummer plays on the last note: cymbal and bass drum, left to ring."""
    kit = GROOVES[style].kit
    strength = 0.6 if kit == BRUSH_KIT else 1.0
    return tuple(sorted(_strike(beat, drum, strength, kit, rng) for drum in (CRASH, KICK)))


def _stays(stroke: Stroke, until: int) -> bool:
    """During a fill the hands are busy; the foot keeps the hi-hat going."""
    return stroke[0] < until or stroke[1] == PEDAL_HAT


def _time(bar: Bar, groove: Groove, tempo: float, rng: np.random.Generator) -> Iterator[Stroke]:
    for drum, by_size in groove.time.items():
        for first, size in _groups(bar.size):
            text = choose(by_size[size], rng)
            phrases = text.split("|")
            for hit in read_counts(phrases[bar.index % len(phrases)].strip()):
                if not _too_fast(hit, drum, groove, tempo, rng):
                    yield hit.count + first, drum, hit.strength


def _too_fast(hit: Hit, drum: int, groove: Groove, tempo: float, rng: np.random.Generator) -> bool:
    """At up tempos some skip notes are left out, and the bass drum no longer feathers."""
    if tempo < FAST or not groove.chattiness or hit.strength >= 1:
        return False
    return drum == KICK or (hit.count % 1 > 0 and rng.random() < (tempo - FAST) / 120)


def _groups(size: int) -> Iterator[tuple[int, int]]:
    """First pulse and length of each group of a bar."""
    first = 0
    for group in cut(size):
        yield first, group
        first += group


def _comment(bar: Bar, groove: Groove, rng: np.random.Generator) -> Iterator[Stroke]:
    for first, size in _groups(bar.size):
        yield from _lettered(choose(groove.comments[size], rng), first)


def _fill_length(bar: Bar, groove: Groove, bars_since: int, bars_left: int, rng: np.random.Generator) -> int:
    """Pulses of fill at the end of this bar: none in most."""
    due = bar.ends_section and bars_left >= APART
    if not (due or bar.is_last) or bars_since < APART or bar.size < 2:
        return 0
    if groove.longest_fill == 1:
        return 1 if rng.random() < BRUSH_SHARE else 0
    if bars_since >= LONG_FILL_BARS and bar.size == groove.longest_fill:
        return groove.longest_fill if rng.random() < LONG_SHARE else 2
    usual = bar.is_last or bars_since > SHORT_FILL_BARS
    return 2 if rng.random() < (FILL_SHARE if usual else SHORT_SHARE) else 0


def _fill(bar: Bar, length: int, rng: np.random.Generator) -> Iterator[Stroke]:
    yield from _lettered(choose(FILLS[length], rng), bar.size - length)


def _lettered(text: str, first: int) -> Iterator[Stroke]:
    for drum, hit in read_strokes(text):
        yield hit.count + first, drum, hit.strength


@lru_cache(maxsize=256)
def read_strokes(text: str) -> tuple[tuple[int, Hit], ...]:
    """A pattern with a letter for each drum ("~S2& K4") as drums and hits."""
    pairs = []
    for word in text.split():
        letter = next(sign for sign in word if sign in LETTERS)
        hit = read_counts(word.replace(letter, "", 1))[0]
        pairs.append((LETTERS[letter], hit))
    return tuple(pairs)


def choose(choices: Choices, rng: np.random.Generator) -> str:
    """A pattern, as often as its weight says."""
    weights = [weight for weight, _ in choices]
    total = sum(weights)
    return choices[int(rng.choice(len(choices), p=[weight / total for weight in weights]))][1]


def _strike(beat: float, drum: int, strength: float, kit: int, rng: np.random.Generator) -> Note:
    usual = (BRUSH_VELOCITIES if kit == BRUSH_KIT else {}).get(drum, VELOCITIES.get(drum, 60))
    velocity = usual * strength * (1 + UNEVEN * rng.normal())
    return Note(beat, STROKE, drum, int(min(124, max(8, round(velocity)))))


def _one_hand_each(notes: list[Note]) -> tuple[Note, ...]:
    """A drum can be struck once at a time: of two strokes on it together, the stronger stays."""
    strongest: dict[tuple[float, int], Note] = {}
    for note in notes:
        key = (round(note.start, 4), note.pitch)
        if key not in strongest or note.velocity > strongest[key].velocity:
            strongest[key] = note
    return tuple(sorted(strongest.values()))


def count_in(bars: Sequence[Bar]) -> tuple[Note, ...]:
    """Clicks of the sticks: every beat in the last bar, every other one in those before it."""
    clicks = []
    for number, bar in enumerate(bars):
        step = 1 if number == len(bars) - 1 else 2
        clicks += [Note(beat, STROKE, CROSS_STICK, 90) for beat in bar.pulses[::step]]
    return tuple(clicks)
