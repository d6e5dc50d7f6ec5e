"""Comping: the rhythm of the piano, guitar or vibraphone, and its chords.

Rhythms are drawn by weight, less often while the soloist is busy, more often where
they answer in the soloist's rests, seldom the same twice in a row. A hit on an
off-beat just before a chord change plays the next chord early (a push).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.comping_rhythms import COMPING_RHYTHMS
from jazzlstm.band.form import chords_of
from jazzlstm.band.mix import REFERENCE_TEMPO, in_midi
from jazzlstm.band.randomness import COMPING_RHYTHM, COMPING_TOUCH
from jazzlstm.band.rhythm_counts import RhythmHit, draw_index, pulse_groups, read_counts
from jazzlstm.band.soloist_activity import SoloistActivity, fit
from jazzlstm.band.voicings import VOICING_RANGES, quartal, voice
from jazzlstm.music import BEAT_TOLERANCE, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import ChordSpan, FormBar
    from jazzlstm.band.randomness import BarRandomness
    from jazzlstm.music import Chord

STYLES_WITH_EVERY_CHORD = frozenset({"ballad"})
"""Slow styles, in which each chord is played as it enters."""
REPEAT_FACTOR = 0.25
"""Factor on the weight of the rhythm just played."""
CROWDING_TEMPOS = (60.0, 100.0, 200.0, 320.0)
CROWDING = (-1.2, 0.0, 0.0, 1.3)
"""Log odds that each hit of a rhythm costs, by tempo: more chords in a slow bar, fewer in a fast one."""
STYLES_IN_FOURTHS = frozenset({"piano", "vibes"})
QUARTAL_SHARE = 0.3
"""Share of the minor and suspended chords that these instruments voice in fourths."""
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
BARS_AHEAD_BEATS = LONGEST_BEATS + 1.0
"""Beats after a bar whose chords decide how long its last chord lasts."""


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
class CompingState:
    """What the pianist carries over a bar line."""

    rhythm: str = ""
    """The pattern just played."""
    voicing: tuple[int, ...] = ()
    chord: Chord | None = None
    """The chord of the voicing."""


@dataclass(frozen=True, slots=True)
class _ChordHit:
    beat: float
    hit: RhythmHit
    chord_index: int
    """Index of its chord among the chords from this bar on."""


class Comper:
    """The part of piano, guitar or vibraphone, bar by bar, in straight beats.

    Args:
        style: rhythms and voicings.
        randomness: of the performance.
        tempo: quarters a minute; fast tempos have fewer hits a bar.
    """

    def __init__(
        self, style: CompingStyle, randomness: BarRandomness, tempo: float = REFERENCE_TEMPO
    ) -> None:
        self._style, self._randomness = style, randomness
        self._crowding = float(np.interp(tempo, CROWDING_TEMPOS, CROWDING))
        self._rhythms: dict[tuple[int, str], tuple[list[RhythmHit], str]] = {}

    def play(
        self, bars: Sequence[FormBar], activity: SoloistActivity, state: CompingState, level: float = 1.0
    ) -> tuple[list[Note], CompingState]:
        """The notes of the first of ``bars``, and the state at its end.

        Args:
            bars: the bar to play, and those that follow within ``BARS_AHEAD_BEATS``.
            activity: of the soloist in these bars.
            state: at the beginning of the bar.
            level: factor on the velocities.
        """
        bar, chords = bars[0], chords_of(bars)
        starts = [span.start for span in chords]
        rhythm, text = self._rhythm(bar, activity, state.rhythm)
        hits = [_chord_hit(bar.beat_at(hit.count), hit, chords, starts) for hit in rhythm]
        if self._style.rhythms in STYLES_WITH_EVERY_CHORD:
            hits += _missing_chords(bar, chords, hits, state.chord)
        playable = [hit for hit in hits if _is_playable(hit, chords[hit.chord_index])]
        playable.sort(key=lambda hit: hit.beat)
        ends = [hit.beat for hit in playable[1:]]
        ends.append(self._next_hit(bars, activity, text))
        rng = self._randomness.at(bar.solo_bar, COMPING_TOUCH)
        notes: list[Note] = []
        state = CompingState(text, state.voicing, state.chord)
        for hit, until in zip(playable, ends, strict=False):
            span = chords[hit.chord_index]
            following = chords[hit.chord_index + 1 :][:1]
            chord = following[0].chord if following else bars[-1].following
            state = _revoiced(state, span.chord, chord, self._style, rng)
            notes += _strike(hit, state.voicing, min(span.end, until), self._style, level, rng)
        return notes, state

    def _rhythm(self, bar: FormBar, activity: SoloistActivity, previous: str) -> tuple[list[RhythmHit], str]:
        """The hits of a bar, and the pattern of its last group."""
        if (bar.index, previous) not in self._rhythms:
            rng = self._randomness.at(bar.solo_bar, COMPING_RHYTHM)
            known = activity.before(bar.end)
            self._rhythms[bar.index, previous] = _draw_rhythm(
                bar, self._style.rhythms, known, previous, rng, crowding=self._crowding
            )
        return self._rhythms[bar.index, previous]

    def _next_hit(self, bars: Sequence[FormBar], activity: SoloistActivity, text: str) -> float:
        """The first hit of the next bar; infinite if there is none."""
        rhythm = self._rhythm(bars[1], activity, text)[0] if len(bars) > 1 else []
        return bars[1].beat_at(rhythm[0].count) if rhythm else math.inf


def play_comping(
    bars: Sequence[FormBar], style: CompingStyle, solo: Sequence[Note], randomness: BarRandomness
) -> tuple[Note, ...]:
    """The comping part of a whole performance in straight beats; ``solo`` is () without a soloist."""
    comper, state = Comper(style, randomness), CompingState()
    activity = SoloistActivity(sorted(solo))
    notes: list[Note] = []
    for index, bar in enumerate(bars):
        ahead = [each for each in bars[index + 1 :] if each.start < bar.end + BARS_AHEAD_BEATS]
        played, state = comper.play([bar, *ahead], activity, state)
        notes += played
    return tuple(sorted(notes))


def final_chord(
    beat: float, chord: Chord, length: float, style: CompingStyle, before: tuple[int, ...] = ()
) -> list[Note]:
    """The chord of the ending, held for ``length`` beats."""
    return [
        Note(beat, length, pitch, VELOCITY) for pitch in voice(chord, before, VOICING_RANGES[style.voicings])
    ]


def _draw_rhythm(
    bar: FormBar,
    rhythms: str,
    activity: SoloistActivity,
    previous: str,
    rng: np.random.Generator,
    *,
    crowding: float,
) -> tuple[list[RhythmHit], str]:
    """The hits of a bar, and the pattern of its last group; each hit costs ``crowding`` log odds."""
    hits: list[RhythmHit] = []
    text = previous
    for first, size in pulse_groups(bar.size):
        patterns = COMPING_RHYTHMS[rhythms][size]
        if len(patterns) > 1:
            density = activity.density(bar.pulses[first], bar.pulse_ends[first + size - 1])
            answers = activity.answers_in(bar, first)
            weights = [
                weight
                * fit(answers(counts := read_counts(each)), density)
                * (REPEAT_FACTOR if each and each == text else 1.0)
                * math.exp(-crowding * len(counts))
                for weight, each in patterns
            ]
            text = patterns[draw_index(tuple(accumulate(weights)), rng)][1]
        else:
            text = patterns[0][1]
        hits += [replace(hit, count=hit.count + first) if first else hit for hit in read_counts(text)]
    return hits, text


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


def _missing_chords(
    bar: FormBar, chords: Sequence[ChordSpan], hits: Sequence[_ChordHit], sounding: Chord | None
) -> list[_ChordHit]:
    """A held hit for each chord of the bar that is not played where it enters, or just before."""
    present = {hit.chord_index for hit in hits if hit.beat <= chords[hit.chord_index].start + PUSH_BEATS}
    return [
        _ChordHit(span.start, RhythmHit(0.0, is_held=True), index)
        for index, span in enumerate(chords)
        if span.enters and span.start < bar.end - BEAT_TOLERANCE
        if index not in present and not (index == 0 and span.chord == sounding)
    ]


def _is_playable(hit: _ChordHit, span: ChordSpan) -> bool:
    """Whether there is a chord, and enough of it left to play."""
    return not span.chord.is_silent and span.end - hit.beat >= SHORTEST_CHORD


def _revoiced(
    state: CompingState, chord: Chord, following: Chord, style: CompingStyle, rng: np.random.Generator
) -> CompingState:
    """The state with a voicing of ``chord``: a new one for a new chord, sometimes for a repeated one."""
    if chord == state.chord and rng.random() >= REVOICE_SHARE:
        return state
    limits = VOICING_RANGES[style.voicings]
    pitches: tuple[int, ...] = ()
    if style.voicings in STYLES_IN_FOURTHS and rng.random() < QUARTAL_SHARE:
        pitches = quartal(chord, state.voicing, limits)
    pitches = pitches or voice(
        chord, state.voicing, limits, resolves_to_minor=leads_to_minor(chord, following)
    )
    return CompingState(state.rhythm, pitches, chord)


def leads_to_minor(chord: Chord, following: Chord) -> bool:
    """Whether the root falls a fifth to a minor chord, as from V to i."""
    if chord.root is None or following.root is None:
        return False
    return (following.root - chord.root) % 12 == 5 and {3, 7} <= set(following.tones)


def _strike(
    hit: _ChordHit,
    pitches: tuple[int, ...],
    until: float,
    style: CompingStyle,
    level: float,
    rng: np.random.Generator,
) -> list[Note]:
    held = (until - hit.beat) * HELD_SHARE
    if hit.hit.is_held:
        length = min(LONGEST_BEATS, held)
    else:
        length = min(STACCATO_BEATS if hit.hit.is_short else PLAIN_BEATS, held)
    velocity = VELOCITY * (0.85 + 0.15 * hit.hit.strength) + VELOCITY_DEVIATION * rng.standard_normal()
    delay = STRUM_BEATS if style.strums else 0.0
    top = len(pitches) - 1
    return [
        Note(
            hit.beat + delay * index,
            length - delay * index,
            pitch,
            in_midi(level * (velocity + (TOP_VOICE_ACCENT if index == top else 0))),
        )
        for index, pitch in enumerate(pitches)
    ]
