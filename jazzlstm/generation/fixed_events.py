"""Notes and rests that are fixed at their places in a solo: goal notes, and notes that were kept.

Before a fixed event, no length reaches beyond it. In the last three beats before a fixed note the line is
drawn near it; the last note is best a semitone away. On its tick the fixed event is played. An event that
may be the last before it leaves a pitch from which the next fixed note can be reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, REST, WIDEST_INTERVAL
from jazzlstm.encoding.features import FAR

Floats: TypeAlias = NDArray[np.floating[Any]]
Bools: TypeAlias = NDArray[np.bool_]
Ticks = NDArray[np.int64]
OPEN_LENGTH = -1
"""A length value that the network chooses."""
NEAR_TICKS = 36
"""Three beats: from here on, the line is drawn to the fixed note."""
NEAR_NATS = 0.35
"""Nats a semitone of distance, just before it."""
LAST_TICKS = 12
"""A beat: a note that starts so late may be the last before the fixed one."""
APPROACH_NATS = {1: 1.2, 2: 0.5}
"""Nats of a last note, by its distance in semitones."""
REPEAT_NATS = -1.5
"""Nats of the fixed pitch itself in the last beat."""
SCRAP_TICKS = 2
"""Ticks, a sixteenth triplet: the longest time that is not left before a kept event."""
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)
_TICKS = np.array(LENGTHS)


@dataclass(frozen=True, slots=True)
class FixedEvent:
    """A note or a rest at its place."""

    tick: int
    pitch: int | None
    """MIDI pitch; None for a rest."""
    length_value: int = OPEN_LENGTH

    @property
    def end(self) -> int:
        """The tick on which it ends, or its own if its length is open."""
        return self.tick + (0 if self.length_value == OPEN_LENGTH else LENGTHS[self.length_value])


@dataclass(frozen=True, slots=True, eq=False)
class FixedEvents:
    """All fixed events of a solo in order, as arrays (events + 1,); the last entry stands for none."""

    ticks: Ticks
    pitches: Ticks
    """Of a rest, the pitch of the next fixed note; -1 if none follows."""
    is_rest: Bools
    length_values: Ticks

    @staticmethod
    def of(events: Iterable[FixedEvent]) -> FixedEvents:
        """The arrays.

        Of two events on one tick the first counts. A length that reaches into the next event is open.
        """
        by_tick: dict[int, FixedEvent] = {}
        for event in events:
            by_tick.setdefault(event.tick, event)
        rows: list[tuple[int, int, bool, int]] = [(FAR, -1, False, OPEN_LENGTH)]
        for tick in sorted(by_tick, reverse=True):
            event, (following, next_pitch, *_) = by_tick[tick], rows[-1]
            pitch = next_pitch if event.pitch is None else event.pitch
            length_value = event.length_value if event.end <= following else OPEN_LENGTH
            rows.append((tick, pitch, event.pitch is None, length_value))
        ticks, pitches, is_rest, length_values = np.array(rows[::-1], np.int64).T
        return FixedEvents(ticks, pitches, is_rest.astype(bool), length_values)

    def __len__(self) -> int:
        return len(self.ticks) - 1

    def at(self, onsets: Ticks) -> AheadEvents:
        """The fixed event on each of ``onsets``, (takes,), or the next one."""
        place = np.searchsorted(self.ticks[:-1], onsets)
        ahead = np.where(place < len(self), self.ticks[place] - onsets, -1)
        return AheadEvents(ahead, self.pitches[place], self.is_rest[place], self.length_values[place])

    def too_long(self, onsets: Ticks, after_the_last: Bools) -> Bools:
        """Which lengths reach beyond the next event, (takes, 31); after the last, ``after_the_last``.

        Nor may a length leave a scrap of time before a kept event.
        """
        following = self.at(onsets + 1)
        left = (following.ahead + 1)[:, None] - _TICKS
        is_scrap = (left > 0) & (left <= SCRAP_TICKS) & (following.length_values != OPEN_LENGTH)[:, None]
        beyond: Bools = np.where(following.ahead[:, None] < 0, after_the_last, (left < 0) | is_scrap)
        return beyond


@dataclass(frozen=True, slots=True, eq=False)
class AheadEvents:
    """The fixed event that comes next in each take, (takes,) each."""

    ahead: Ticks
    """Ticks until it: 0 on it, -1 after the last."""
    pitches: Ticks
    is_rest: Bools
    length_values: Ticks

    def pitch_nats(self, reference: Ticks) -> Floats:
        """Nats added to each interval, (takes, 49), in the last three beats before a note."""
        ahead = np.where(self.is_rest, -1, self.ahead)
        away = self._away(reference)
        near = np.where((ahead > 0) & (ahead <= NEAR_TICKS), 1 - ahead / NEAR_TICKS, 0.0)[:, None]
        nats: Floats = -NEAR_NATS * near * away
        last = ((ahead > 0) & (ahead <= LAST_TICKS))[:, None]
        for distance, bonus in APPROACH_NATS.items():
            nats = nats + bonus * (last & (away == distance))
        found: Floats = nats + REPEAT_NATS * (last & (away == 0))
        return found

    def reachable(self, reference: Ticks) -> Bools:
        """Which intervals leave the next note within two octaves, (takes, 49).

        All, while another event has to come before it.
        """
        return ~self._may_be_last()[:, None] | (self._away(reference) <= WIDEST_INTERVAL)

    def must_play(self, reference: Ticks) -> Bools:
        """Whether a rest would leave the next note out of reach, (takes,)."""
        return self._may_be_last() & (abs(reference - self.pitches) > WIDEST_INTERVAL)

    def impose(self, weighed: Floats, reference: Ticks) -> Floats:
        """P(pitch value), (takes, 50), with the fixed event where it is due; in place.

        A note beyond two octaves is played nearer, in another octave.
        """
        for take in np.flatnonzero(self.ahead == 0):
            value = REST
            if not self.is_rest[take]:
                value = _folded(int(self.pitches[take] - reference[take])) + WIDEST_INTERVAL
            weighed[take] = np.arange(REST + 1) == value
        return weighed

    def impose_lengths(self, weighed: Floats) -> Floats:
        """P(length value), (takes, 31), with the length of the fixed event where it is due; in place."""
        for take in np.flatnonzero((self.ahead == 0) & (self.length_values != OPEN_LENGTH)):
            weighed[take] = np.arange(LENGTH_VALUES) == self.length_values[take]
        return weighed

    def _may_be_last(self) -> Bools:
        last: Bools = (self.ahead > 0) & (self.ahead <= LENGTHS[-1]) & (self.pitches >= 0)
        return last

    def _away(self, reference: Ticks) -> Ticks:
        away: Ticks = np.abs(reference[:, None] + _INTERVALS - self.pitches[:, None])
        return away


def _folded(interval: int) -> int:
    while abs(interval) > WIDEST_INTERVAL:
        interval -= int(np.sign(interval)) * 12
    return interval
