"""The drums: time on the cymbals, comments under the soloist, a fill where a section ends.

The patterns are tables in ``grooves.py``; here a player chooses among them, bar by
bar, and never hits with the same strength twice. He listens: snare and kick talk
where the soloist breathes and keep still while he is busy, and a fill waits for
a rest. Each bar has a chance of its own, so what the soloist does in one leaves
the time in the others as it was.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

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
    Groove,
)
from jazzlstm.band.rhythm_counts import Hit, choose, groups, read_counts
from jazzlstm.band.soloist_activity import Ear
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jazzlstm.band.form import FormBar

STROKE = 0.2
"""Beats from note-on to note-off; a drum rings as it will."""
UNEVEN = 0.05
"""How much strokes differ, as a share of their strength."""
TALK = (1.7, 0.5)
"""How much likelier a comment is in a bar where the soloist rests, and where he is busy."""
CHATTIER = 3
"""Comments grow with this power of the energy of a bar."""
FILL_IN_REST, FILL_WHEN_BUSY = 1.2, 0.45
"""The same of fills, by the beats that the fill would take."""
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


def play_drums(
    bars: Sequence[FormBar], style: str, tempo: float, solo: Sequence[Note], rng: np.random.Generator
) -> tuple[Note, ...]:
    """The drum part in straight beats.

    Args:
        bars: the form.
        style: a key of ``GROOVES``.
        tempo: quarters a minute; fast tempos are played lighter.
        solo: what the soloist plays, in straight beats; () when nobody does.
        rng: chance.
    """
    groove, ear = GROOVES[style], Ear(solo)
    notes: list[Note] = []
    since_fill, crash_next = 0, False
    for place, (bar, chance) in enumerate(zip(bars, rng.spawn(len(bars)), strict=True)):
        since_fill += 1
        time = list(_time(bar, groove, tempo, chance))
        fill = _fill_length(bar, groove, since_fill, len(bars) - 1 - place, ear, chance)
        strokes = [stroke for stroke in time if _stays(stroke, bar.size - fill)]
        if fill:
            strokes += _fill(bar, fill, chance)
            since_fill = 0
        elif chance.random() < groove.chattiness * _talk(bar, ear) * bar.energy**CHATTIER:
            strokes += _comment(bar, groove, ear, chance)
        if crash_next:
            strokes += [(0.0, CRASH, 0.8), (0.0, KICK, 1.0)]
        crash_next = fill > 1 and not bar.is_last and chance.random() < 0.6
        notes += [
            _strike(bar.beat_at(count), drum, strength, groove.kit, chance)
            for count, drum, strength in strokes
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


def _time(bar: FormBar, groove: Groove, tempo: float, rng: np.random.Generator) -> Iterator[Stroke]:
    for drum, by_size in groove.time.items():
        for first, size in groups(bar.size):
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


def _talk(bar: FormBar, ear: Ear) -> float:
    """How much likelier than usual a comment is in this bar."""
    return float(np.interp(ear.business(bar.start, bar.end), (0, 1), TALK))


def _comment(bar: FormBar, groove: Groove, ear: Ear, rng: np.random.Generator) -> Iterator[Stroke]:
    for first, size in groups(bar.size):
        start, end = bar.pulses[first], bar.pulse_ends[first + size - 1]
        choices = tuple(
            (weight * ear.welcome(_beats(text, bar, first), start, end), text)
            for weight, text in groove.comments[size]
        )
        yield from _lettered(choose(choices, rng), first)


def _beats(text: str, bar: FormBar, first: int) -> list[float]:
    return [bar.beat_at(count) for count, _, _ in _lettered(text, first)]


def _fill_length(
    bar: FormBar, groove: Groove, bars_since: int, bars_left: int, ear: Ear, rng: np.random.Generator
) -> int:
    """Pulses of fill at the end of this bar: none in most."""
    due = bar.ends_section and bars_left >= APART
    if not (due or bar.is_last) or bars_since < APART or bar.size < 2:
        return 0
    busy = ear.business(bar.pulses[-min(2, groove.longest_fill)], bar.end)
    invited = 1.0 if bar.is_last else float(np.interp(busy, (0, 1), (FILL_IN_REST, FILL_WHEN_BUSY)))
    if groove.longest_fill == 1:
        return 1 if rng.random() < BRUSH_SHARE * invited else 0
    usual = bar.is_last or bars_since > SHORT_FILL_BARS
    if rng.random() >= invited * (FILL_SHARE if usual else SHORT_SHARE):
        return 0
    has_room = bars_since >= LONG_FILL_BARS and bar.size == groove.longest_fill
    return groove.longest_fill if has_room and rng.random() < LONG_SHARE * invited else 2


def _fill(bar: FormBar, length: int, rng: np.random.Generator) -> Iterator[Stroke]:
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


def count_in(bars: Sequence[FormBar]) -> tuple[Note, ...]:
    """Clicks of the sticks: every beat in the last bar, every other one in those before it."""
    clicks = []
    for number, bar in enumerate(bars):
        step = 1 if number == len(bars) - 1 else 2
        clicks += [Note(beat, STROKE, CROSS_STICK, 90) for beat in bar.pulses[::step]]
    return tuple(clicks)
