"""A chart on the grid: for each tick the chord, the next chord, and the place in bar and section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import WIDEST_INTERVAL
from jazzlstm.encoding.fields import FIELDS, NO_KEY
from jazzlstm.encoding.state import DecoderState
from jazzlstm.music import TICKS_PER_BEAT, Chart, Chord
from jazzlstm.theory.keys import guess_key, parse_key

Each: TypeAlias = Any
"""One number for all rows of a state, or an array of one a row."""
TIME_TO_CHORD_TICKS = np.array([3, 6, 9, 12, 18, 24, 30, 36, 48, 72, 96])
"""Borders between the values of "time to next chord", ticks."""
BASIC_TONES = (0, 3, 4, 6, 7, 8)
"""Semitones above the root of a root, third or fifth, if they are tones of the chord."""
SCALE_TONE, CHORD_TONE = 1, 2
"""Values of ``HarmonyGrid.inside``; a scale tone is none of the chord."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
_IS_BASIC = np.isin(np.arange(12), BASIC_TONES)
ROOT = slice(0, 13)
TONES = slice(13, 25)
SCALE = slice(25, 37)
"""Columns of ``HarmonyGrid.chords``; the bass follows."""


@dataclass(frozen=True, slots=True, eq=False)
class HarmonyGrid:
    """One chorus of a chart, tick by tick.

    ``chord`` and ``following`` (ticks,) index ``chords``. ``places`` (ticks, 4): the values of tick
    of the bar, tick of the beat, bar of section and time to next chord. ``chords`` (chords, 12, 49):
    each chord from each of the twelve references; columns of root, tones, scale and bass. ``inside``
    (chords, 12, 49): how far inside the harmony each interval is, ``CHORD_TONE``, ``SCALE_TONE`` or 0.
    """

    chord: NDArray[np.int64]
    following: NDArray[np.int64]
    places: NDArray[np.int64]
    chords: NDArray[np.uint8]
    inside: NDArray[np.uint8]
    key: Each = NO_KEY
    """Tonic as a pitch class, 12 more if minor."""

    @property
    def ticks(self) -> int:
        return len(self.chord)

    def moved(self, tick: int) -> HarmonyGrid:
        """The harmony of a chart that begins on ``tick``, as when other changes follow in the middle."""
        return replace(
            self,
            chord=np.roll(self.chord, tick),
            following=np.roll(self.following, tick),
            places=np.roll(self.places, tick, axis=0),
        )

    def unrolled(self, ticks: int) -> HarmonyGrid:
        """The choruses of the first ``ticks``, as one."""
        now = np.arange(ticks) % self.ticks
        return replace(self, chord=self.chord[now], following=self.following[now], places=self.places[now])

    def inside_at(self, state: DecoderState) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
        """How far inside each interval is, (n, 49), and whether this is on the beat, (n,)."""
        tick = state.onset % self.ticks
        inside = self.inside.reshape(-1, self.inside.shape[2])  # a row for each chord and reference
        return inside.take(12 * self.chord[tick] + state.reference % 12, axis=0), self.places[tick, 1] == 0

    def basic_tones_above(self, state: DecoderState) -> NDArray[np.bool_]:
        """Which semitones above the reference are root, third or fifth of the chord: (n, 12)."""
        chord = self.chords[self.chord[state.onset % self.ticks], state.reference % 12]
        above_root = (np.arange(12) - chord[:, ROOT].argmax(axis=1)[:, None]) % 12
        basic: NDArray[np.bool_] = chord[:, TONES].astype(bool) & _IS_BASIC[above_root]
        return basic


def join_harmonies(grids: Sequence[HarmonyGrid]) -> HarmonyGrid:
    """Grids one after another as one; ``key`` has the key of each, (grids,)."""
    first_chords = np.cumsum([0, *(len(grid.chords) for grid in grids[:-1])])
    pairs = list(zip(grids, first_chords, strict=True))
    return HarmonyGrid(
        chord=np.concatenate([grid.chord + first for grid, first in pairs]),
        following=np.concatenate([grid.following + first for grid, first in pairs]),
        places=np.concatenate([grid.places for grid in grids]),
        chords=np.concatenate([grid.chords for grid in grids]),
        inside=np.concatenate([grid.inside for grid in grids]),
        key=np.array([grid.key for grid in grids]),
    )


def lay_out_harmony(chart: Chart) -> HarmonyGrid:
    """One chorus of ``chart`` on the grid; later choruses repeat it."""
    ticks = max(1, round(chart.beats * TICKS_PER_BEAT))
    chords = list(dict.fromkeys(change.chord for change in chart.changes))
    starts = np.array([round(change.start * TICKS_PER_BEAT) for change in chart.changes])
    place_of = {chord: place for place, chord in enumerate(chords)}
    indices = np.array([place_of[change.chord] for change in chart.changes])
    now = np.arange(ticks)
    change = np.maximum(np.searchsorted(starts, now, side="right") - 1, 0)
    from_references = np.stack([_from_each_reference(chord) for chord in chords])
    to_next_chord = np.append(starts[1:], ticks)[change] - now
    return HarmonyGrid(
        chord=indices[change],
        following=indices[(change + 1) % len(indices)],
        places=np.stack([*_places(chart, now), np.searchsorted(TIME_TO_CHORD_TICKS, to_next_chord)], axis=1),
        chords=from_references,
        inside=_inside(from_references),
        key=_key(chart),
    )


def _inside(chords: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """``HarmonyGrid.inside`` of ``HarmonyGrid.chords``."""
    inside: NDArray[np.uint8] = np.maximum(CHORD_TONE * chords[..., TONES], SCALE_TONE * chords[..., SCALE])
    return inside[..., _INTERVALS % 12]


def _places(chart: Chart, now: NDArray[np.int64]) -> tuple[NDArray[np.int64], ...]:
    """Tick of the bar, tick of the beat and bar of section, (ticks,) each."""
    bar_starts = np.array([round(beat * TICKS_PER_BEAT) for beat in chart.bar_starts()])
    bar = np.maximum(np.searchsorted(bar_starts, now, side="right") - 1, 0)
    sections = np.array(
        [0, *(round(section.start * TICKS_PER_BEAT) for section in chart.sections if section.start > 0)]
    )
    bar_of_section = bar - bar[sections[np.searchsorted(sections, now, side="right") - 1]]
    tick_of_bar = now - bar_starts[bar]
    return (
        tick_of_bar % FIELDS["tick of the bar"],
        tick_of_bar % TICKS_PER_BEAT,
        bar_of_section % FIELDS["bar of section"],
    )


def _key(chart: Chart) -> int:
    """The key that the chart names, or else the likeliest."""
    if all(change.chord.is_silent for change in chart.changes):
        return NO_KEY
    key = parse_key(chart.key) if chart.key else guess_key(chart)
    return key.pitch_class + 12 * key.is_minor


def _from_each_reference(chord: Chord) -> NDArray[np.uint8]:
    """A chord in semitones above each pitch class: (12, 49), columns of root, tones, scale and bass."""
    reference = np.arange(12)
    root, tones, scale, bass = (np.zeros((12, width), np.uint8) for width in (13, 12, 12, 12))
    root[reference, 12 if chord.root is None else (chord.root - reference) % 12] = 1
    for block, classes in ((tones, chord.tone_classes), (scale, chord.scale_classes)):
        for pitch_class in classes:
            block[reference, (pitch_class - reference) % 12] = 1
    if chord.bass is not None:
        bass[reference, (chord.bass - reference) % 12] = 1
    return np.hstack([root, tones, scale, bass])
