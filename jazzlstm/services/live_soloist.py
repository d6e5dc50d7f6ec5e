"""The soloist of a live session: the network's line bar by bar, the musician's turns, exercises, answers."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from jazzlstm.encoding.events import decode_events, encode_notes
from jazzlstm.errors import SettingsError
from jazzlstm.generation.sampler import SoloStream, Trace, join_traces
from jazzlstm.model.network import Network
from jazzlstm.music import Note, Solo
from jazzlstm.services.likeness import likeness
from jazzlstm.services.live_bars import Trade
from jazzlstm.services.live_exercises import GUIDE_TONES, IMPROVISED, guide_tones, thinned
from jazzlstm.services.live_lines import BarLines

BARS_REMEMBERED = 8
"""Bars of the solo that the band and the copy detection look back to."""
STREAMS_KEPT = 16
"""Bar lines at which the network can go on otherwise: those ahead, and some that have sounded."""
HISTORY_BARS = 64
"""Bars of the solo that the network's history goes back at least; at most three times as many."""
MOST_RETRIES = 3
"""Of a bar that completes a copied phrase."""
RETRY_SEED_OFFSET = 2**32
ANSWERS = 4
"""Improvised to a question; the one most like it is played."""
ANSWER_SEED_OFFSET = 2**48
BEGIN_SEED_OFFSET = 2**36
"""Added to the seed for each bar that is skipped: otherwise the first bars would be played again there."""
LONGEST_ANSWER = 4
"""Bars that are compared with the question."""
FEWEST_NOTES = 3
"""Of a question that answers are compared with."""


class LiveSoloist:
    """The state of the network at each of the last bar lines, and what is in the bars."""

    def __init__(self, network: Network, seed: int, stream: SoloStream, lines: BarLines) -> None:
        self._network, self._seed, self._lines = network, seed, lines
        self._trade: tuple[int, Trade] | None = None
        """From which bar, and how."""
        self._exercise = (0, IMPROVISED)
        """From which bar, and which rung."""
        self._chorus: dict[int, list[Note]] = {}
        """The line of the exercise by bar of the form, in beats of the bar."""
        self.streams = {0: stream}
        """By bar: the network at the line before it."""
        self.pieces: dict[int, Trace] = {}
        """By bar: the events in it."""
        self.turns: dict[int, bool] = {}
        """By bar: whether it is the musician's."""

    def trade(self, bar: int, trade: Trade | None) -> None:
        """Take turns from a bar line on, or soon after it: turns keep to the form."""
        if trade is None:
            self._trade = None
            return
        first = max(0, bar)
        self._trade = (first + -self._lines.form_bar(first) % trade.bars, trade)

    def exercise(self, bar: int, rung: int) -> None:
        """Play an exercise from a bar line on, or improvise again with rung 0."""
        if rung <= GUIDE_TONES:
            self._chorus = {}
        elif not self._chorus:
            self._chorus = self._improvise_chorus(max(0, bar))
        self._exercise = (bar, rung)

    def skip_to(self, bar: int) -> None:
        """Begin with a bar, from zero states; nothing was played."""
        bar = max(0, bar)
        stream = self.streams[max(self.streams)].copy()
        stream.begin_on(self._lines.tick(bar))
        stream.change(seeds=[(self._seed + bar * BEGIN_SEED_OFFSET) % 2**64])
        self.streams = {bar: stream}

    @property
    def rung(self) -> int:
        """The rung of the exercise; 0 for none."""
        return self._exercise[1]

    def hear(self, first: int, until: int, heard: Sequence[Note]) -> None:
        """Take over what the musician played in these bars.

        Raises:
            SettingsError: these bars are too long ago.
        """
        stream = self.stream_at(first).copy()
        end = self._lines.tick(until)
        stream.play_first(
            encode_notes(heard, first_onset=stream.tick, first_reference=stream.reference, until=end)
        )
        for bar in range(first, until):
            self.pieces[bar], self.turns[bar] = stream.advance(self._lines.tick(bar + 1)), True
            self._keep(bar + 1, stream.copy())

    def answer(self, first: int, until: int, question: Sequence[Note]) -> None:
        """Improvise the bars after a question several times, and keep those that are most like it."""
        before, best = self.streams[until], -math.inf
        bars = min(until - first, LONGEST_ANSWER)
        kept: tuple[dict[int, Trace], dict[int, SoloStream]] | None = None
        for number in range(ANSWERS if len(question) >= FEWEST_NOTES else 0):
            self.drop_from(until)
            self.streams[until] = stream = before.copy()
            if number:
                stream.change(seeds=[(self._seed + number * ANSWER_SEED_OFFSET) % 2**64])
            for bar in range(until, until + bars):
                self.improvise(bar)
            answer = self.notes_of(until, until + bars)
            beats = (
                self._lines.beat(until) - self._lines.beat(first),
                self._lines.beat(until + bars) - self._lines.beat(until),
            )
            found = likeness(question, beats[0], answer, beats[1])
            if found and found.score > best:
                best, kept = found.score, (dict(self.pieces), dict(self.streams))
        if kept:
            self.pieces, self.streams = kept

    def drop_from(self, bar: int) -> None:
        """Drop what comes after the line before a bar; nothing is improvised in a count-in."""
        bar = max(0, bar)
        for number in [number for number in self.streams if number > bar]:
            del self.streams[number]
        for contents in (self.pieces, self.turns):
            for number in [number for number in contents if number >= bar]:
                del contents[number]

    def forget(self, bar: int) -> None:
        """Drop what comes before the line before a bar, and the network at most lines.

        The state of the network holds the history, some megabytes. It is kept at the last lines, and where
        the musician's last turn began, which may still be heard.
        """
        for contents in (self.pieces, self.turns):
            for number in [number for number in contents if number < bar]:
                del contents[number]
        recent = max(self.streams) - STREAMS_KEPT
        turn = max((number for number in self.turns if self._begins_turn(number)), default=recent)
        for number in [number for number in self.streams if number < recent and number != turn]:
            del self.streams[number]

    def _begins_turn(self, bar: int) -> bool:
        """Whether a turn of the musician begins with a bar that has sounded."""
        is_new = self.turns.get(bar, False) and not self.turns.get(bar - 1, False)
        return is_new and bar < max(self.streams) - STREAMS_KEPT

    def stream_at(self, bar: int) -> SoloStream:
        """The soloist at the line before a bar.

        Raises:
            SettingsError: the bar is too long ago.
        """
        bar = max(0, bar)
        if bar > max(self.streams):
            self.improvise(bar - 1)
        if bar not in self.streams:
            raise SettingsError("these bars are too long ago to be changed", field="bar")
        return self.streams[bar]

    def improvise(self, bar: int) -> None:
        """Improvise a bar, unless it is there; again with other seeds while it completes a copied phrase."""
        if bar in self.pieces or bar < 0:
            return
        before, end = self.stream_at(bar), self._lines.tick(bar + 1)
        self.turns[bar] = self._is_musicians(bar)
        for retry in range(MOST_RETRIES + 1):
            stream = before.copy()
            given = () if self.turns[bar] else self._exercise_in(bar, stream.reference)
            if given is not None:
                stream.play_first(
                    encode_notes(given, first_onset=stream.tick, first_reference=stream.reference, until=end)
                )
            elif retry:
                stream.change(seeds=[(self._seed + retry * RETRY_SEED_OFFSET) % 2**64])
            self.pieces[bar] = stream.advance(end)
            if not self._completes_copy(bar):
                break
        self._keep(bar + 1, stream)

    def _keep(self, bar: int, stream: SoloStream) -> None:
        """Keep the network at the line before a bar; now and then it forgets what is long over."""
        latest = self._events_of(bar - HISTORY_BARS, bar) if bar % (2 * HISTORY_BARS) == 0 else None
        if latest:
            stream.forget_before(latest)
        self.streams[bar] = stream

    def _exercise_in(self, bar: int, near: int) -> list[Note] | None:
        """The exercise in a bar, in straight beats of the solo; None if the network improvises."""
        since, rung = self._exercise
        if rung == IMPROVISED or bar < since:
            return None
        if rung == GUIDE_TONES:
            return guide_tones(self._lines.laid_out(bar).spans, near, self._lines.lead)
        line, start = self._chorus.get(self._lines.place(bar), []), self._lines.beat(bar)
        notes = thinned(line, rung, self._lines.beat(bar + 1) - start)
        return [replace(note, start=start + note.start) for note in notes]

    def _improvise_chorus(self, bar: int) -> dict[int, list[Note]]:
        """A chorus from a bar on that is not played, by bar of the form."""
        stream, bars = self.stream_at(bar).copy(), self._lines.plan_of(bar).form.chart.bars
        line: dict[int, list[Note]] = {}
        for number in range(bar, bar + bars):
            trace, start = stream.advance(self._lines.tick(number + 1)), self._lines.beat(number)
            notes = _notes_in(trace) if trace.steps_of[0] else ()
            line[self._lines.place(number)] = [replace(note, start=note.start - start) for note in notes]
        return line

    def _completes_copy(self, bar: int) -> bool:
        """Whether a phrase that copies the corpus ends in a bar."""
        index = self._network.copy_index
        is_exercise = bar >= self._exercise[0] and self._exercise[1] != IMPROVISED
        if self.turns[bar] or is_exercise or not index.names:
            return False
        plan = self._lines.plan_of(bar)
        notes = self.notes_of(bar - BARS_REMEMBERED, bar + 1)
        return index.longest_quotation(Solo(notes, plan.form.chart, plan.tempo)) is not None

    def _events_of(self, first: int, until: int) -> Trace | None:
        """The events of these bars, also those of the musician; None if there are none."""
        pieces = [self.pieces[bar] for bar in range(first, until) if bar in self.pieces]
        sounding = [piece for piece in pieces if piece.steps_of[0]]
        return join_traces(sounding) if sounding else None

    def notes_of(self, first: int, until: int) -> tuple[Note, ...]:
        """The network's notes in these bars, in straight beats of the solo."""
        trace = self._events_of(first, until)
        if trace is None:
            return ()
        mine = [bar for bar in range(first, until) if self.turns.get(bar) is False]
        begins = [self._lines.beat(bar) for bar in mine]
        ends = [-math.inf, *(self._lines.beat(bar + 1) for bar in mine)]
        return tuple(note for note in _notes_in(trace) if note.start < ends[bisect_right(begins, note.start)])

    def trace_of(self, first: int, until: int) -> Trace | None:
        """The network's events in these bars; None if there are none."""
        mine = [bar for bar in range(first, until) if self.turns.get(bar) is False]
        pieces = [self.pieces[bar] for bar in mine if self.pieces[bar].steps_of[0]]
        return join_traces(pieces) if pieces else None

    def _is_musicians(self, bar: int) -> bool:
        if self._trade is None or bar < self._trade[0]:
            return False
        start, trade = self._trade
        return ((bar - start) // trade.bars % 2 == 0) == trade.musician_first


def _notes_in(trace: Trace) -> tuple[Note, ...]:
    """The notes of a trace with events, in straight beats of the solo."""
    return decode_events(
        trace.pitch_values[0],
        trace.length_values[0],
        first_onset=int(trace.onsets[0, 0]),
        first_reference=int(trace.references[0, 0]),
    )
