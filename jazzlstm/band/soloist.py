"""The soloist, bar by bar: expression, time feel, breaths, inflections.

Of the notes that follow a bar, only those within the look-ahead are used; so a bar is
the same whether the solo goes on after them or not.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from jazzlstm.band.breathing import Breath, add_breaths
from jazzlstm.band.expression import BarInLine, Register, express, into_range, loudness
from jazzlstm.band.inflection import inflect
from jazzlstm.band.note_context import PHRASE_REST
from jazzlstm.band.randomness import LARGEST_DEVIATION, SOLO_INFLECTION, SOLO_TIMING
from jazzlstm.band.swing import SOLO_DRIFT_SECONDS
from jazzlstm.band.timefeel import SHORTEST, TimeFeel, bar_time, drift
from jazzlstm.band.vibrato import vibrato
from jazzlstm.music import BEAT_TOLERANCE, Bend, Control, Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jazzlstm.band.form import FormBar
    from jazzlstm.band.randomness import BarRandomness
    from jazzlstm.theory.instruments import Instrument

MEMORY_BEATS = 32.0
"""Beats before a bar whose notes are its context: loud and soft, high and low are relative to them."""


@dataclass(frozen=True, slots=True)
class SoloState:
    """What the soloist carries over a bar line."""

    register: Register = Register()
    breath: Breath = Breath()
    last_start: float = -math.inf
    """Where the last note began, as played."""
    fell: bool = False
    """Whether the last note fell."""


@dataclass(frozen=True, slots=True)
class SoloBar:
    """What a soloist plays in a bar."""

    notes: list[Note]
    controls: tuple[Control, ...] = ()
    bends: tuple[Bend, ...] = ()


class Soloist:
    """The solo part, bar by bar.

    Args:
        instrument: the soloist's.
        feel: the timing; None for notes as written.
        tempo: quarters a minute.
        end: the beat on which the solo ends; infinite with an open end.
        randomness: of the performance.
    """

    def __init__(
        self,
        instrument: Instrument,
        feel: TimeFeel | None,
        tempo: float,
        end: float,
        randomness: BarRandomness,
    ) -> None:
        self._instrument, self._feel, self._tempo = instrument, feel, tempo
        self._end, self._randomness = end, randomness

    def play(
        self, notes: Sequence[Note], bars: Sequence[Sequence[FormBar]], state: SoloState
    ) -> tuple[list[SoloBar], SoloState]:
        """Some bars of the solo, and the state at their end.

        Args:
            notes: the solo in straight beats; what comes after ``bars`` is not used.
            bars: the bars to play, each with those of its look-ahead.
            state: at the beginning of the first.
        """
        starts = [note.start for note in notes]
        passages, register = [], state.register
        for bar, *ahead in bars:
            passage, register = self._passage(notes, starts, bar, ahead, register)
            passages.append(passage)
        state = replace(state, register=register)
        if self._feel is None:
            return [SoloBar([each.line[index] for index in each.played]) for each in passages], state
        found = []
        for passage, decibels, (_, *ahead) in zip(passages, loudness(passages), bars, strict=True):
            played = SoloBar([])
            if passage.played:
                played, state = self._perform(passage, decibels, ahead, state, self._feel)
            found.append(played)
        return found, state

    def _passage(
        self,
        notes: Sequence[Note],
        starts: Sequence[float],
        bar: FormBar,
        ahead: Sequence[FormBar],
        register: Register,
    ) -> tuple[BarInLine, Register]:
        """A bar within the instrument's range, and the register at its end."""
        first, begin, end, last = (
            bisect_left(starts, beat - BEAT_TOLERANCE)
            for beat in (bar.start - MEMORY_BEATS, bar.start, bar.end, (ahead[-1] if ahead else bar).end)
        )
        line, played = notes[first:last], range(begin - first, end - first)
        if not played:
            return BarInLine(bar, (), played), register
        within, register = into_range(line, played, self._instrument, register)
        return BarInLine(bar, [*line[: played.start], *within, *line[played.stop :]], played), register

    def _perform(
        self,
        passage: BarInLine,
        decibels: Sequence[float],
        ahead: Sequence[FormBar],
        state: SoloState,
        feel: TimeFeel,
    ) -> tuple[SoloBar, SoloState]:
        bar, line, played = passage.bar, passage.line, passage.played
        expressed = express(passage, decibels, self._instrument, self._randomness)
        sounding = self._in_time(expressed, bar, feel, state.last_start)
        later = line[played.stop :]
        upcoming = self._upcoming(later, ahead, feel, sounding[-1].start)
        if upcoming:
            sounding[-1] = _until(sounding[-1], upcoming[0].start)
        else:
            sounding[-1] = self._with_gap(sounding[-1], expressed[-1], ahead[-1] if ahead else bar)
        sounding, breath = add_breaths(sounding, upcoming, state.breath, self._instrument, self._tempo)
        inflections = inflect(
            sounding,
            _phrase_bounds(line, played),
            self._instrument,
            self._tempo,
            self._randomness.at(bar.solo_bar, SOLO_INFLECTION),
            after_fall=state.fell,
        )
        wheel = vibrato(sounding, self._instrument, self._tempo, inflections.fallen)
        fell = len(sounding) - 1 in inflections.fallen
        state = SoloState(state.register, breath, sounding[-1].start, fell)
        return SoloBar(sounding, (*wheel, *inflections.swells), inflections.bends), state

    def _in_time(self, notes: Sequence[Note], bar: FormBar, feel: TimeFeel, last_start: float) -> list[Note]:
        """The notes of a bar, one at least, as played: singly, after ``last_start`` and before the end."""
        time = bar_time(notes, bar, feel)
        leans = drift(len(notes), feel, self._tempo, self._randomness.at(bar.solo_bar, SOLO_TIMING))
        starts = []
        for note, lean in zip(notes, leans, strict=True):
            last_start = max(0.0, last_start + SHORTEST, time(note.start) + lean)
            starts.append(last_start)
        latest = self._end
        for index in reversed(range(len(starts))):
            latest -= SHORTEST
            starts[index] = min(starts[index], latest)
        played = []
        for note, lean, start, until in zip(notes, leans, starts, [*starts[1:], self._end], strict=True):
            length = min(max(SHORTEST, time(note.end) + lean - start), until - start)
            played.append(Note(start, length, note.pitch, note.velocity))
        return played

    def _upcoming(
        self, notes: Sequence[Note], bars: Sequence[FormBar], feel: TimeFeel, last_start: float
    ) -> list[Note]:
        """The next notes as they will be played, but for their lengths."""
        found: list[Note] = []
        for bar in bars:
            starts = bar.start - BEAT_TOLERANCE, bar.end - BEAT_TOLERANCE
            if inside := [note for note in notes if starts[0] <= note.start < starts[1]]:
                found += self._in_time(inside, bar, feel, last_start)
                last_start = found[-1].start
        return found

    def _with_gap(self, note: Note, written: Note, last_bar: FormBar) -> Note:
        """The last note that is known, so short that it ends before any note that may follow."""
        if last_bar.is_last or written.end < last_bar.end - PHRASE_REST:
            return note
        gap = 2 * LARGEST_DEVIATION * SOLO_DRIFT_SECONDS * self._tempo / 60
        return _until(note, max(note.start + SHORTEST, min(note.end, written.end) - gap))


def _until(note: Note, beat: float) -> Note:
    """The note, no longer than to ``beat``."""
    return replace(note, duration=min(note.duration, beat - note.start))


def _phrase_bounds(line: Sequence[Note], played: range) -> list[tuple[bool, bool]]:
    """For each note whether it begins a phrase, and whether it ends one."""

    def rests_after(index: int) -> bool:
        if not 0 <= index < len(line) - 1:
            return True
        return line[index + 1].start - line[index].end >= PHRASE_REST

    return [(rests_after(index - 1), rests_after(index)) for index in played]
