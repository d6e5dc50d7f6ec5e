"""Comping: when the pianist (or guitarist, or vibraphonist) plays the chords, and when he doesn't.

He accompanies and compliments: few hits while the soloist is busy, an answer when
the soloist breathes, never the same rhythm twice in a row. A hit on the last
off-beat of a bar belongs to the next chord: he plays it early.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.counts import Hit, cut, read_counts
from jazzlstm.band.form import CLOSE
from jazzlstm.band.listening import Ear
from jazzlstm.band.voicings import REACHES, voice
from jazzlstm.music import Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jazzlstm.band.form import Bar
    from jazzlstm.music import Chord

RHYTHMS: Mapping[str, Mapping[int, tuple[tuple[float, str], ...]]] = {
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
    chord: Chord
    following: Chord


def play_comping(
    bars: Sequence[Bar], comper: Comper, solo: Sequence[Note], rng: np.random.Generator
) -> tuple[Note, ...]:
    """The comping part in straight beats, with an ear on ``solo``.

    Args:
        bars: the form.
        comper: the player.
        solo: what the soloist plays, in straight beats; () when nobody does.
        rng: chance.
    """
    ear = Ear(solo)
    stabs: list[_Stab] = []
    before = ""
    for bar in bars:
        hits, before = _rhythm(bar, comper.style, ear, before, rng)
        played = [_stab(bar, hit) for hit in hits]
        stabs += [*played, *_left_out(bar, played)] if comper.style in STATES_EVERY_CHORD else played
    changes = [span.start for bar in bars for span in bar.spans if span.enters] + [bars[-1].end]
    audible = sorted((stab for stab in stabs if not stab.chord.is_silent), key=lambda stab: stab.beat)
    return _sound(audible, changes, comper, rng)


def final_chord(
    beat: float, chord: Chord, length: float, comper: Comper, before: tuple[int, ...] = ()
) -> tuple[Note, ...]:
    """The last chord, left to ring."""
    pitches = voice(chord, before, REACHES[comper.reach])
    return tuple(Note(beat, length, pitch, VELOCITY) for pitch in pitches)


def _rhythm(bar: Bar, style: str, ear: Ear, before: str, rng: np.random.Generator) -> tuple[list[Hit], str]:
    """The hits of a bar and the name of its rhythm."""
    hits: list[Hit] = []
    names, first = [], 0
    for group in cut(bar.size):
        choices = RHYTHMS[style][group]
        start = bar.pulses[first]
        end = bar.pulse_ends[first + group - 1]
        weights = np.array(
            [weight * ear.welcome(_beats(text, bar, first), start, end) for weight, text in choices]
        )
        if len(choices) > 1:
            weights *= [REPEAT_PRICE if text and text == before else 1.0 for _, text in choices]
        text = choices[int(rng.choice(len(choices), p=weights / weights.sum()))][1]
        hits += [replace(hit, count=hit.count + first) for hit in read_counts(text)]
        names.append(text)
        first += group
    return hits, names[-1]


def _beats(text: str, bar: Bar, first: int) -> list[float]:
    """Where the hits of a rhythm fall, if it begins on pulse ``first`` of the bar."""
    return [bar.beat_at(hit.count + first) for hit in read_counts(text)]


def _stab(bar: Bar, hit: Hit) -> _Stab:
    """A hit and its chord; one just before a change plays the chord that comes."""
    beat = bar.beat_at(hit.count)
    chord = bar.chord_at(beat)
    coming = bar.chord_at(min(bar.end, beat + EARLY))
    if beat % 1 and not coming.is_silent and not (bar.is_last and beat + EARLY >= bar.end):
        chord = coming
    later = next((span.chord for span in bar.spans if span.start > beat + EARLY), bar.following)
    return _Stab(beat, hit, chord, later)


def _left_out(bar: Bar, played: Sequence[_Stab]) -> list[_Stab]:
    """A held chord for each that enters in the bar and that no hit states."""
    stated = [stab.chord for stab in played]
    return [
        _Stab(span.start, Hit(0.0, is_held=True), span.chord, bar.following)
        for span in bar.spans
        if span.enters and span.chord not in stated
    ]


def _sound(
    stabs: list[_Stab], changes: list[float], comper: Comper, rng: np.random.Generator
) -> tuple[Note, ...]:
    """The stabs as notes; none goes on when the chord has changed."""
    notes: list[Note] = []
    pitches: tuple[int, ...] = ()
    sounding: Chord | None = None
    for index, stab in enumerate(stabs):
        change = changes[min(bisect_right(changes, stab.beat + EARLY), len(changes) - 1)]
        following = min(change, stabs[index + 1].beat) if index + 1 < len(stabs) else change
        if stab.chord != sounding or rng.random() < 0.12:
            darkens = leads_to_minor(stab.chord, stab.following)
            pitches = voice(stab.chord, pitches, REACHES[comper.reach], resolves_to_minor=darkens)
            sounding = stab.chord
        notes += _press(stab, pitches, following, comper, rng)
    return tuple(sorted(notes))


def leads_to_minor(chord: Chord, following: Chord) -> bool:
    """Whether a chord falls a fifth to a minor one, as V does to i."""
    if chord.root is None or following.root is None:
        return False
    return (following.root - chord.root) % 12 == 5 and {3, 7} <= set(following.tones)


def _press(
    stab: _Stab, pitches: tuple[int, ...], following: float, comper: Comper, rng: np.random.Generator
) -> list[Note]:
    room = max(0.15, following - stab.beat)
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
