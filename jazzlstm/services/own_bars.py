"""The bars of a session in which the musician played, one turn after another, as a solo of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jazzlstm.errors import InputError
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Change, Chart, Note, Solo

Turn = tuple[float, float]
"""First beat, and the beat after the last."""


@dataclass(frozen=True, slots=True)
class Line:
    """What sounded: the solo of musician and network, and where it is the musician's."""

    solo: Solo
    """All notes, in straight beats, over the chords of the whole session."""
    turns: tuple[Turn, ...]
    """The musician's, in order and apart."""

    def is_own(self, beat: float) -> bool:
        return any(start - BEAT_TOLERANCE <= beat < end - BEAT_TOLERANCE for start, end in self.turns)

    def own_bars(self) -> Solo:
        """The musician's turns as a solo of their own: each begins where the one before it ends.

        Raises:
            InputError: there is no note in them.
        """
        changes: dict[float, Change] = {}
        notes: list[Note] = []
        now = 0.0
        for start, end in self.turns:
            notes += [
                replace(note, start=note.start - start + now, duration=min(note.duration, end - note.start))
                for note in self.solo.notes
                if start - BEAT_TOLERANCE <= note.start < end - BEAT_TOLERANCE
            ]
            for change in _changes_within(self.solo.chart, start, end):
                beat = round(change.start - start + now, 6)
                changes[beat] = Change(beat, change.chord)
            now += end - start
        if not notes:
            raise InputError("you have played nothing yet: play some bars first")
        chart = replace(self.solo.chart, changes=without_repeats(list(changes.values())), beats=now)
        return replace(self.solo, notes=one_voice(notes), chart=replace(chart, sections=()))


def _changes_within(chart: Chart, start: float, end: float) -> list[Change]:
    """The chord that sounds at a beat, and the changes from there to another."""
    within = [change for change in chart.changes if start < change.start < end - BEAT_TOLERANCE]
    return [Change(start, chart.chord_at(start)), *within]


def without_repeats(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes without those to the chord that sounds already."""
    return tuple(
        change
        for before, change in zip([None, *changes], changes, strict=False)
        if before is None or before.chord != change.chord
    )


def one_voice(notes: Sequence[Note]) -> tuple[Note, ...]:
    """A melody on the grid: of notes on one tick the highest, and each ends where the next one begins."""
    highest: dict[int, Note] = {}
    for note in sorted(notes, key=lambda note: note.pitch):
        highest[round(note.start * TICKS_PER_BEAT)] = note
    ticks = sorted(highest)
    voice = []
    for tick, following in zip(ticks, [*ticks[1:], None], strict=True):
        long = max(1, round(highest[tick].duration * TICKS_PER_BEAT))
        long = long if following is None else min(long, following - tick)
        start, duration = tick / TICKS_PER_BEAT, long / TICKS_PER_BEAT
        voice.append(replace(highest[tick], start=start, duration=duration))
    return tuple(voice)
