"""Acts of a live session, and the replay of its record.

    replay = LiveReplay(network, record)
    bars = replay.play(4)         what was heard in the next bars
    session = replay.resume()     the session as it was then, to go on with

A long session is resumed from one of its last bars, ``resumed_from``, as if it had begun there: what acted
before holds, and nothing of what was played is known. The record notes it, and a replay does the same.

A live session applies acts by the same function, ``act_on``. So a replay plays what was played:
``LiveSession`` gives the same notes for the same acts, however the bars are asked for.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from math import floor

from jazzlstm.errors import SettingsError
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Note
from jazzlstm.services.live import LiveSession
from jazzlstm.services.live_acts import (
    RecordedAct,
    RecordedChange,
    RecordedNotes,
    RecordedSoFar,
    RecordedTrade,
)
from jazzlstm.services.live_bars import LiveBars, LivePractice
from jazzlstm.services.live_record import LiveRecord
from jazzlstm.services.live_vamps import FURTHEST_BACK, repeated, sources_of
from jazzlstm.services.play import Piece, prepare
from jazzlstm.theory.transposition import transpose_chart


def begin(network: Network, settings: Settings, practice: LivePractice) -> LiveSession:
    """A new session.

    Raises:
        InputError: the settings cannot be played.
    """
    session = LiveSession(network, settings, practised(settings, practice))
    session.exercise(session.first, practice.rung)
    return session


def act_on(session: LiveSession, act: RecordedAct) -> None:
    """Apply an act to a session.

    Raises:
        InputError: the settings cannot be played, or the session cannot go to these bars.
    """
    if isinstance(act, RecordedChange):
        session.change(act.bar, act.settings, practised(act.settings, act.practice))
        session.exercise(act.bar, act.practice.rung)
    elif isinstance(act, RecordedTrade):
        session.trade(act.bar, act.trade)
    elif isinstance(act, RecordedNotes):
        place = session.off_beat_at(act.first)
        session.hear(act.first, act.bar, [straightened(note, place) for note in act.notes])
    elif isinstance(act, RecordedSoFar):
        place = session.off_beat_at(act.first)
        notes = [straightened(note, place) for note in act.notes]
        session.listen(act.first, act.bar, notes, straight_beat(act.until, place))


def practised(settings: Settings, practice: LivePractice) -> Piece:
    """The piece of some settings, as it is practised."""
    piece = prepare(settings)
    chart = transpose_chart(piece.chart, practice.semitones)
    return replace(piece, chart=chart, tempo=practice.tempo or piece.tempo)


def straightened(note: Note, place: float) -> Note:
    """A note as played, in straight beats; ``place`` of the second eighth note in the beat as played."""
    start = straight_beat(note.start, place)
    duration = max(straight_beat(note.end, place) - start, 1 / TICKS_PER_BEAT)
    return Note(start, duration, note.pitch, note.velocity)


def straight_beat(beat: float, place: float) -> float:
    """A beat as played, as a straight one."""
    whole, within = floor(beat), beat - floor(beat)
    half = within / place / 2 if within < place else 0.5 + (within - place) / (1 - place) / 2
    return whole + half


LATEST = 8
"""Bars after its own at which an act is applied, though it was heard later: the session goes back to the last
lines only. In between the server was silent, and the band repeated bars: ``live_vamps.py``."""


LONGEST_EXACT = 256
"""Bars of a record that is played as a whole to resume the session: up to 3 s of processor."""
FEWEST_RESUMED = 64
"""Bars that are played to resume a longer one: as many as the session can go back, ``LINES_KEPT``."""


def resumed_from(record: LiveRecord) -> int | None:
    """The first bar that the server plays again to resume a session; None: it plays the whole record.

    No turn of the musician, and no act that was heard late, begins before it and ends after it.
    """
    if record.bars <= LONGEST_EXACT:
        return None
    since, before = record.bars - FEWEST_RESUMED, record.bars
    begins = [(getattr(act, "first", act.bar), _applies(act)) for act in record.acts]
    while since < before:
        before = since
        since = min([since, *(begin for begin, until in begins if begin < since < until)])
    return since if since > 0 else None


class LiveReplay:
    """A session that plays its record; not for several threads at once.

    ``since``: a bar of ``resumed_from`` with which it begins.

    Raises:
        SettingsError: the settings do not fit the network, or an act cannot be applied.
    """

    def __init__(self, network: Network, record: LiveRecord, since: int | None = None) -> None:
        self.record, self._network = record, network
        self._session = begin(network, record.settings, record.practice)
        self._left = list(record.acts)
        """Acts that are still to come."""
        self.next = self._session.first
        """The number of the next bar: below 0 in the count-in."""
        self._resumed = {} if since else dict(record.resumed)
        """For each bar at which the session was resumed: the first bar that the server played again."""
        if since:
            self._skip_to(since)
        self._sources = sources_of(record.vamps)
        self._heard: deque[LiveBars] = deque(maxlen=FURTHEST_BACK)

    @property
    def is_over(self) -> bool:
        return self.next >= self.record.bars

    def play(self, bars: int) -> LiveBars:
        """The next bars, as they were heard: up to the next act, and not beyond the end.

        Raises:
            SettingsError: the session is over, or an act of it cannot be applied.
        """
        if self.is_over:
            raise SettingsError("this session is over: play it from the start", field="bar")
        self._go_on()
        source = self._sources.get(self.next)
        until = self.next + bars if source is None else self.next + 1
        others = (bar for bar in (*self._sources, *self._resumed) if bar > self.next)
        until = min(until, *others, self.record.bars, *map(_applies, self._left[:1]))
        played = self._session.play(self.next, until - self.next)
        self.next += len(played.turns)
        if source is not None:
            played = repeated(played, source, self._heard)
        if self._sources:
            self._heard.append(played)
        return played

    def resume(self) -> LiveSession:
        """The session, to go on with from the next bar."""
        self._go_on()
        return self._session

    def heard_in(self, bars: LiveBars) -> tuple[Note, ...]:
        """What the musician played in these bars, as played."""
        begin, end = bars.lines[0], bars.lines[-1]
        until = bars.first + len(bars.turns)
        turns = [
            act
            for act in self.record.acts
            if isinstance(act, RecordedNotes) and act.first <= until and act.bar >= bars.first
        ]
        notes = (note for act in turns for note in act.notes)
        return tuple(note for note in notes if begin <= note.start < end)

    def _go_on(self) -> None:
        """Resume the session at the next bar if it was resumed there, and apply what is heard from it on."""
        since = self._resumed.pop(self.next, None)
        if since is not None:
            again = LiveReplay(self._network, replace(self.record, bars=self.next, vamps=()), since)
            while not again.is_over:
                again.play(self.next - since)
            self._session, self._left = again.resume(), again._left  # noqa: SLF001 -- of this class
        while self._left and _applies(self._left[0]) <= self.next:
            act_on(self._session, self._left.pop(0))

    def _skip_to(self, since: int) -> None:
        """Begin with a bar. What acted earlier holds; what the musician played earlier is forgotten."""
        while self._left and _applies(self._left[0]) <= since:
            act = self._left.pop(0)
            if isinstance(act, RecordedChange | RecordedTrade):
                self.next = max(self.next, act.bar)
                self._session.skip_to(self.next)
                act_on(self._session, replace(act, bar=self.next))
        self._session.skip_to(since)
        self.next = since


def _applies(act: RecordedAct) -> int:
    """The bar before which an act is applied."""
    return min(act.sounds, act.bar + LATEST)
