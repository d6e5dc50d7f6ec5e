"""Comping: the rhythm of the piano, guitar or vibraphone, and its chords.

Rhythms are drawn by weight, less often while the soloist is busy, more often where
they answer in the soloist's rests, seldom the same twice in a row. A hit on an
off-beat just before a chord change plays the next chord early (a push).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.form import chords_of
from jazzlstm.band.rhythm_counts import RhythmHit, WeightedPatterns, pulse_groups, read_counts
from jazzlstm.band.soloist_activity import SoloistActivity
from jazzlstm.band.voicings import VOICING_RANGES, voice
from jazzlstm.music import BEAT_TOLERANCE, Note

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jazzlstm.band.form import ChordSpan, FormBar
    from jazzlstm.music import Chord

COMPING_RHYTHMS: Mapping[str, Mapping[int, WeightedPatterns]] = {
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
"""Rhythms with their relative frequencies, by style, then by pulses in the group."""

STYLES_WITH_EVERY_CHORD = frozenset({"ballad"})
"""Slow styles, in which each chord is played as it enters."""
REPEAT_FACTOR = 0.25
"""Factor on the weight of the rhythm just played."""
REVOICE_SHARE = 0.12
"""Share of repeated chords that get another voicing."""
VELOCITY = 66
VELOCITY_DEVIATION = 4.0
"""Standard deviation from hit to hit."""
TOP_VOICE_ACCENT = 5
"""Velocity added to the highest voice."""
STRUM_BEATS = 0.012
"""Beats from one string of a guitar to the next."""
PUSH_BEATS = 0.5 + BEAT_TOLERANCE
"""A hit may precede its chord by an eighth."""
SHORTEST_CHORD = 0.125
"""Beats of a chord that must remain for a hit."""
LONGEST_BEATS = 3.0
STACCATO_BEATS = 0.35
PLAIN_BEATS = 0.6
HELD_SHARE = 0.95
"""Share of the time to the next hit that a held chord lasts."""


@dataclass(frozen=True, slots=True)
class CompingStyle:
    """Rhythms and voicings of a comping instrument."""

    rhythms: str
    """A key of ``COMPING_RHYTHMS``."""
    voicings: str = "piano"
    """A key of ``VOICING_RANGES``."""
    strums: bool = False
    """True to play the voices one after another, from low to high."""


@dataclass(frozen=True, slots=True)
class _ChordHit:
    beat: float
    hit: RhythmHit
    chord_index: int
    """Index of its chord among all chords of the performance."""


def play_comping(
    bars: Sequence[FormBar], style: CompingStyle, solo: Sequence[Note], rng: np.random.Generator
) -> tuple[Note, ...]:
    """The comping part in straight beats.

    Args:
        bars: the form.
        style: rhythms and voicings.
        solo: the soloist's notes in straight beats; () without a soloist.
        rng: draws rhythms, voicings, velocities.
    """
    activity, chords = SoloistActivity(solo), chords_of(bars)
    starts = [span.start for span in chords]
    hits: list[_ChordHit] = []
    previous = ""
    for bar in bars:
        rhythm, previous = _draw_rhythm(bar, style.rhythms, activity, previous, rng)
        hits += [_chord_hit(bar.beat_at(hit.count), hit, chords, starts) for hit in rhythm]
    if style.rhythms in STYLES_WITH_EVERY_CHORD:
        hits += _missing_chords(chords, hits)
    playable = [hit for hit in hits if _is_playable(hit, chords[hit.chord_index])]
    playable.sort(key=lambda hit: hit.beat)
    return _notes_of(playable, chords, bars[-1].following, style, rng)


def final_chord(
    beat: float, chord: Chord, length: float, style: CompingStyle, before: tuple[int, ...] = ()
) -> tuple[Note, ...]:
    """The chord of the ending, held for ``length`` beats."""
    pitches = voice(chord, before, VOICING_RANGES[style.voicings])
    return tuple(Note(beat, length, pitch, VELOCITY) for pitch in pitches)


def _draw_rhythm(
    bar: FormBar, rhythms: str, activity: SoloistActivity, previous: str, rng: np.random.Generator
) -> tuple[list[RhythmHit], str]:
    """The hits of a bar, and the pattern of its last group."""
    hits: list[RhythmHit] = []
    text = ""
    for first, size in pulse_groups(bar.size):
        patterns = COMPING_RHYTHMS[rhythms][size]
        start, end = bar.pulses[first], bar.pulse_ends[first + size - 1]
        weights = np.array(
            [weight * activity.fit(_beats(text, bar, first), start, end) for weight, text in patterns]
        )
        if len(patterns) > 1:
            weights *= [REPEAT_FACTOR if text and text == previous else 1.0 for _, text in patterns]
        text = patterns[int(rng.choice(len(patterns), p=weights / weights.sum()))][1]
        hits += [replace(hit, count=hit.count + first) for hit in read_counts(text)]
    return hits, text


def _beats(text: str, bar: FormBar, first: int) -> list[float]:
    """Beats of the hits of a rhythm that begins on pulse ``first`` of the bar."""
    return [bar.beat_at(hit.count + first) for hit in read_counts(text)]


def _chord_hit(
    beat: float, hit: RhythmHit, chords: Sequence[ChordSpan], starts: Sequence[float]
) -> _ChordHit:
    """A hit with its chord: the sounding chord or, for a push, the next.

    Where the sounding chord enters on the hit itself, there is no push.
    """
    index = bisect_right(starts, beat + BEAT_TOLERANCE) - 1
    following = chords[index + 1] if index + 1 < len(chords) else None
    is_off_beat = hit.count % 1 > BEAT_TOLERANCE and starts[index] < beat - BEAT_TOLERANCE
    if is_off_beat and following and following.start <= beat + PUSH_BEATS and not following.chord.is_silent:
        index += 1
    return _ChordHit(beat, hit, index)


def _missing_chords(chords: Sequence[ChordSpan], hits: Sequence[_ChordHit]) -> list[_ChordHit]:
    """A held hit for each chord without a hit where it enters."""
    present = {hit.chord_index for hit in hits if hit.beat <= chords[hit.chord_index].start + PUSH_BEATS}
    return [
        _ChordHit(span.start, RhythmHit(0.0, is_held=True), index)
        for index, span in enumerate(chords)
        if index not in present
    ]


def _is_playable(hit: _ChordHit, span: ChordSpan) -> bool:
    """Whether there is a chord, and enough of it left to play."""
    return not span.chord.is_silent and span.end - hit.beat >= SHORTEST_CHORD


def _notes_of(
    hits: Sequence[_ChordHit],
    chords: Sequence[ChordSpan],
    ending: Chord,
    style: CompingStyle,
    rng: np.random.Generator,
) -> tuple[Note, ...]:
    """The hits as notes; none outlasts its chord."""
    notes: list[Note] = []
    pitches: tuple[int, ...] = ()
    sounding = -1
    for hit, later in zip_longest(hits, hits[1:]):
        span = chords[hit.chord_index]
        until = min(span.end, later.beat) if later else span.end
        if hit.chord_index != sounding or rng.random() < REVOICE_SHARE:
            following = chords[hit.chord_index + 1].chord if hit.chord_index + 1 < len(chords) else ending
            pitches = voice(
                span.chord,
                pitches,
                VOICING_RANGES[style.voicings],
                resolves_to_minor=leads_to_minor(span.chord, following),
            )
            sounding = hit.chord_index
        notes += _strike(hit, pitches, until, style, rng)
    return tuple(sorted(notes))


def leads_to_minor(chord: Chord, following: Chord) -> bool:
    """Whether the root falls a fifth to a minor chord, as from V to i."""
    if chord.root is None or following.root is None:
        return False
    return (following.root - chord.root) % 12 == 5 and {3, 7} <= set(following.tones)


def _strike(
    hit: _ChordHit, pitches: tuple[int, ...], until: float, style: CompingStyle, rng: np.random.Generator
) -> list[Note]:
    held = (until - hit.beat) * HELD_SHARE
    if hit.hit.is_held:
        length = min(LONGEST_BEATS, held)
    else:
        length = min(STACCATO_BEATS if hit.hit.is_short else PLAIN_BEATS, held)
    velocity = VELOCITY * (0.85 + 0.15 * hit.hit.strength) + rng.normal(0, VELOCITY_DEVIATION)
    delay = STRUM_BEATS if style.strums else 0.0
    top = len(pitches) - 1
    return [
        Note(
            hit.beat + delay * index,
            length - delay * index,
            pitch,
            int(velocity + (TOP_VOICE_ACCENT if index == top else 0)),
        )
        for index, pitch in enumerate(pitches)
    ]
