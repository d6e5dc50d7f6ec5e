"""Comping: when the pianist (or guitarist, or vibraphonist) plays the chords, and when he doesn't.

He accompanies and compliments: few hits while the soloist is busy, an answer when
the soloist breathes, never the same rhythm twice in a row. A hit on the last
off-beat of a bar belongs to the next chord: he plays it early.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.form import CLOSE, chords_of
from jazzlstm.band.rhythm_counts import Choices, Hit, groups, read_counts
from jazzlstm.band.soloist_activity import Ear
from jazzlstm.band.voicings import REACHES, voice
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jazzlstm.band.form import BeatSpan, FormBar
    from jazzlstm.music import Chord

RHYTHMS: Mapping[str, Mapping[int, Choices]] = {
    "swing": {
        4: (
            (5, "1 2&."),  # the Charleston
            (4, "2& 4."),
            (3, "1& 3."),
            (2, "2&-"),
            (3, "2&"),
            (2, "4&-"),
            (3, "4&."),
            (2, "2 4&-"),
            (2, "2. 4&."),
            (2, "1- 4&."),
            (2, "1&. 2&."),
            (2, "2. 3&"),
            (2, "3&."),
            (2, "1. 2&. 4."),
            (1, "2. 4."),
            (2, "1-"),
            (4, ""),
        ),
        3: ((4, "1 2&."), (3, "2&-"), (3, "2. 3&-"), (2, "1-"), (2, "1& 3."), (3, ""), (2, "3&-")),
        2: ((3, "1 2&."), (2, "2&-"), (2, "1-"), (2, "")),
        1: ((1, "1-"), (2, "")),
    },
    "ballad": {
        4: ((6, "1-"), (4, "1- 3-"), (2, "1- 4&-"), (2, "1- 2&-"), (1, "~1- 3- ~4&")),
        3: ((4, "1-"), (1, "1- 3-")),
        2: ((1, "1-"),),
        1: ((1, "1-"),),
    },
    "bossa": {
        4: ((4, "1 2&. 4."), (3, "1. 2& 4&-"), (3, "1&. 3 4&-"), (2, "2. 3&-"), (2, "1- 2&. 4&.")),
        3: ((2, "1 2&."), (1, "1. 2& 3&.")),
        2: ((1, "1 2&."), (1, "1-")),
        1: ((1, "1-"), (1, "")),
    },
    "funk": {
        4: ((3, "1. 2&."), (3, "2&. 4."), (2, "1e. 2&. 3a."), (2, "1. 1a. 3&."), (2, "4&."), (2, "")),
        3: ((2, "1. 2&."), (1, "2&."), (1, "")),
        2: ((1, "1&."), (1, "2."), (1, "")),
        1: ((1, ""), (1, "1&.")),
    },
    "even": {
        4: ((3, "1-"), (3, "1- 2&-"), (3, "2&-"), (2, "1. 2& 4-"), (2, "4&-"), (1, "1& 3&-"), (2, "")),
        3: ((2, "1-"), (2, "1- 2&-"), (1, "2&-"), (1, "")),
        2: ((2, "1-"), (1, "2&-"), (1, "")),
        1: ((1, "1-"), (1, "")),
    },
    "four-to-the-bar": {
        4: ((1, "~1. 2. ~3. 4."),),
        3: ((1, "~1. 2. 3."),),
        2: ((1, "~1. 2."),),
        1: ((1, "~1."),),
    },
}
"""By style and pulses in the group: how often, and the rhythm."""

STATES_EVERY_CHORD = frozenset({"ballad"})
"""Styles so slow that a chord left out is missed."""
REPEAT_PRICE = 0.25
"""How likely the same rhythm is to come again in the next bar, against another."""
VELOCITY, UNEVEN, STRUM = 66, 4.0, 0.012
"""Of a plain chord; how much hits differ; beats between the strings of a guitar."""
EARLY = 0.5 + CLOSE
"""Beats by which a hit may come before its chord: an eighth, the push."""
ROOM = 0.125
"""Beats of its chord that have to be left for a hit."""
LONGEST = 3.0
SHORT, PLAIN, HELD = 0.35, 0.6, 0.95
"""Beats of a short and a plain hit; the share of the way to the next hit that a held one lasts."""


@dataclass(frozen=True, slots=True)
class Comper:
    """Who comps, and how: rhythms by a key of ``RHYTHMS``, voicings by one of ``REACHES``."""

    style: str
    reach: str = "piano"
    strums: bool = False


@dataclass(frozen=True, slots=True)
class _Stab:
    beat: float
    hit: Hit
    number: int
    """Of the chord it plays, counted over the whole performance."""


def play_comping(
    bars: Sequence[FormBar], comper: Comper, solo: Sequence[Note], rng: np.random.Generator
) -> tuple[Note, ...]:
    """The comping part in straight beats, with an ear on ``solo``.

    Args:
        bars: the form.
        comper: the player.
        solo: what the soloist plays, in straight beats; () when nobody does.
        rng: chance.
    """
    ear, chords = Ear(solo), chords_of(bars)
    starts = [span.start for span in chords]
    stabs: list[_Stab] = []
    before = ""
    for bar in bars:
        hits, before = _rhythm(bar, comper.style, ear, before, rng)
        stabs += [_stab(bar.beat_at(hit.count), hit, chords, starts) for hit in hits]
    if comper.style in STATES_EVERY_CHORD:
        stabs += _left_out(chords, stabs)
    audible = [stab for stab in stabs if _is_heard(stab, chords[stab.number])]
    audible.sort(key=lambda stab: stab.beat)
    return _sound(audible, chords, bars[-1].following, comper, rng)


def final_chord(
    beat: float, chord: Chord, length: float, comper: Comper, before: tuple[int, ...] = ()
) -> tuple[Note, ...]:
    """The last chord, left to ring."""
    pitches = voice(chord, before, REACHES[comper.reach])
    return tuple(Note(beat, length, pitch, VELOCITY) for pitch in pitches)


def _rhythm(
    bar: FormBar, style: str, ear: Ear, before: str, rng: np.random.Generator
) -> tuple[list[Hit], str]:
    """The hits of a bar and the name of its rhythm."""
    hits: list[Hit] = []
    text = ""
    for first, size in groups(bar.size):
        choices = RHYTHMS[style][size]
        start, end = bar.pulses[first], bar.pulse_ends[first + size - 1]
        weights = np.array(
            [weight * ear.welcome(_beats(text, bar, first), start, end) for weight, text in choices]
        )
        if len(choices) > 1:
            weights *= [REPEAT_PRICE if text and text == before else 1.0 for _, text in choices]
        text = choices[int(rng.choice(len(choices), p=weights / weights.sum()))][1]
        hits += [replace(hit, count=hit.count + first) for hit in read_counts(text)]
    return hits, text


def _beats(text: str, bar: FormBar, first: int) -> list[float]:
    """Where the hits of a rhythm fall, if it begins on pulse ``first`` of the bar."""
    return [bar.beat_at(hit.count + first) for hit in read_counts(text)]


def _stab(beat: float, hit: Hit, chords: Sequence[BeatSpan], starts: Sequence[float]) -> _Stab:
    """A hit and its chord: the one that sounds, or, off the beat just before a change, the one that comes.

    Where the chord that sounds comes in with the hit itself, that is the change to play.
    """
    number = bisect_right(starts, beat + CLOSE) - 1
    coming = chords[number + 1] if number + 1 < len(chords) else None
    is_push = hit.count % 1 > CLOSE and starts[number] < beat - CLOSE
    if is_push and coming and coming.start <= beat + EARLY and not coming.chord.is_silent:
        number += 1
    return _Stab(beat, hit, number)


def _left_out(chords: Sequence[BeatSpan], stabs: Sequence[_Stab]) -> list[_Stab]:
    """A held stab for each chord that no hit states as it comes in."""
    stated = {stab.number for stab in stabs if stab.beat <= chords[stab.number].start + EARLY}
    return [
        _Stab(span.start, Hit(0.0, is_held=True), number)
        for number, span in enumerate(chords)
        if number not in stated
    ]


def _is_heard(stab: _Stab, span: BeatSpan) -> bool:
    """Whether there is a chord to play, and time to play it in."""
    return not span.chord.is_silent and span.end - stab.beat >= ROOM


def _sound(
    stabs: Sequence[_Stab],
    chords: Sequence[BeatSpan],
    ending: Chord,
    comper: Comper,
    rng: np.random.Generator,
) -> tuple[Note, ...]:
    """The stabs as notes; none goes on when its chord is over."""
    notes: list[Note] = []
    pitches: tuple[int, ...] = ()
    sounding = -1
    for stab, later in zip_longest(stabs, stabs[1:]):
        span = chords[stab.number]
        until = min(span.end, later.beat) if later else span.end
        if stab.number != sounding or rng.random() < 0.12:
            following = chords[stab.number + 1].chord if stab.number + 1 < len(chords) else ending
            darkens = leads_to_minor(span.chord, following)
            pitches = voice(span.chord, pitches, REACHES[comper.reach], resolves_to_minor=darkens)
            sounding = stab.number
        notes += _press(stab, pitches, until, comper, rng)
    return tuple(sorted(notes))


def leads_to_minor(chord: Chord, following: Chord) -> bool:
    """Whether a chord falls a fifth to a minor one, as V does to i."""
    if chord.root is None or following.root is None:
        return False
    return (following.root - chord.root) % 12 == 5 and {3, 7} <= set(following.tones)


def _press(
    stab: _Stab, pitches: tuple[int, ...], until: float, comper: Comper, rng: np.random.Generator
) -> list[Note]:
    room = until - stab.beat
    length = (
        min(LONGEST, room * HELD)
        if stab.hit.is_held
        else min(SHORT if stab.hit.is_short else PLAIN, room * HELD)
    )
    velocity = VELOCITY * (0.85 + 0.15 * stab.hit.strength) + rng.normal(0, UNEVEN)
    delay = STRUM if comper.strums else 0.0
    top = len(pitches) - 1
    return [
        Note(
            stab.beat + delay * place,
            length - delay * place,
            pitch,
            int(velocity + (5 if place == top else 0)),
        )
        for place, pitch in enumerate(pitches)
    ]
