"""Arrivals: does a line show that the chord changes?

The *arrival* at a chord change is the note that starts nearest to it, at most half a beat before or
after; of two as near, the later. A dominant chord has a major third and a minor seventh. It *resolves*
if the next chord is a fifth below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.evaluation.means import mean, ratio
from jazzlstm.music import BEAT_TOLERANCE, Chord, Note, Solo

NEAR_BEATS = 0.5
"""An arrival starts at most so long before or after the change."""
FEWEST_NOTES = 2
"""Notes over a dominant from which its third is expected."""
THIRDS, SEVENTHS, FIFTHS = (3, 4), (9, 10, 11), (6, 7, 8)
"""Semitones above the root. Nine is the seventh of a diminished chord, or a sixth."""
MAJOR_THIRD, MINOR_SEVENTH = 4, 10


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Shares, from 0 to 1; NaN where there is nothing to count."""

    dominant_thirds: float
    """Of the dominant chords with two notes or more, those whose third is played."""
    resolving_thirds: float
    """The same, of dominants that resolve a fifth down."""
    arrivals: float
    """Of the chord changes, those at which a note starts within half a beat."""
    arrivals_early: float
    """Of the arrivals, those that start before the change."""
    arrivals_by_half_step: float
    """Of the arrivals, those that are a semitone from the note before."""
    arrivals_enclosed: float
    """Of the arrivals, those after a note above and a note below, each at most two semitones away."""
    arrivals_on_guide_tone: float
    """Of the arrivals, those on the third or seventh of the new chord."""
    arrivals_on_fifth: float
    """Of the arrivals, those on the fifth of the new chord."""
    arrivals_on_root: float
    """Of the arrivals, those on the root of the new chord."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A chord as it sounds under a solo."""

    start: float
    end: float
    chord: Chord
    following: Chord


def measure_arrivals(solos: Sequence[Solo]) -> Arrivals:
    """The arrivals of all ``solos`` together."""
    dominants = [row for solo in solos for row in _dominants(solo)]
    changes = [row for solo in solos for row in _changes(solo)]
    reached = [row for row in changes if row is not None]
    early, half_step, enclosed, guide, fifth, root = np.array(reached, float).reshape(-1, 6).T
    return Arrivals(
        dominant_thirds=mean([third for third, _ in dominants]),
        resolving_thirds=mean([third for third, resolves in dominants if resolves]),
        arrivals=ratio(len(reached), len(changes)),
        arrivals_early=mean(early),
        arrivals_by_half_step=mean(half_step),
        arrivals_enclosed=mean(enclosed),
        arrivals_on_guide_tone=mean(guide),
        arrivals_on_fifth=mean(fifth),
        arrivals_on_root=mean(root),
    )


def _spans(solo: Solo) -> Iterator[_Span]:
    """The chords from the first note to the last."""
    if not solo.notes:
        return
    now = solo.notes[0].start
    while now < solo.end - BEAT_TOLERANCE:
        until, following = solo.chart.next_change(now)
        yield _Span(now, until, solo.chart.chord_at(now), following)
        now = until


def _dominants(solo: Solo) -> Iterator[tuple[bool, bool]]:
    """For each dominant with enough notes: whether its third is played, whether it resolves."""
    starts = np.array([note.start for note in solo.notes])
    for span in _spans(solo):
        chord, root = span.chord, span.chord.root
        if root is None or not {MAJOR_THIRD, MINOR_SEVENTH} <= set(chord.tones):
            continue
        first, last = np.searchsorted(starts, [span.start - BEAT_TOLERANCE, span.end - BEAT_TOLERANCE])
        if last - first >= FEWEST_NOTES:
            third = any((note.pitch - root) % 12 == MAJOR_THIRD for note in solo.notes[first:last])
            resolves = span.following.root is not None and (root - span.following.root) % 12 == 7
            yield third, resolves


def _changes(solo: Solo) -> Iterator[tuple[bool, ...] | None]:
    """For each chord change: its arrival as a row of ``measure_arrivals``, None without."""
    starts = np.array([note.start for note in solo.notes])
    for span in _spans(solo):
        inside = span.end < solo.end - BEAT_TOLERANCE
        if not inside or span.following.root is None or span.following == span.chord:
            continue
        away = np.abs(starts - span.end)
        place = len(starts) - 1 - int(np.argmin(away[::-1]))  # the later of two as near
        near = away[place] <= NEAR_BEATS + BEAT_TOLERANCE
        yield _arrival(solo.notes, place, span) if near and place else None


def _arrival(notes: Sequence[Note], place: int, span: _Span) -> tuple[bool, ...]:
    note, root = notes[place], span.following.root or 0
    degree = (note.pitch - root) % 12 if (note.pitch - root) % 12 in span.following.tones else None
    before = [other.pitch - note.pitch for other in notes[max(0, place - 2) : place]]
    encloses = len(before) == 2 and before[0] * before[1] < 0 and max(map(abs, before)) <= 2
    return (
        note.start < span.end - BEAT_TOLERANCE,
        abs(before[-1]) == 1,
        encloses,
        degree in (*THIRDS, *SEVENTHS),
        degree in FIFTHS,
        degree == 0,
    )
