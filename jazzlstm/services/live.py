"""A session without an end: band and soloist go on, and settings change at bar lines.

    session = LiveSession(network, settings)
    bars = session.play(0, 4)                      the first four bars
    session.change(3, other_settings)              from bar 3 on, whether it was played already or not
    session.trade(8, Trade(4, musician_first=True))
    session.listen(8, 10, notes, until=39.0)       so far: the band answers it from bar 10 on
    session.hear(8, 12, notes)                     what the musician played in bars 8 to 11
    bars = session.play(12, 4)                     the answer

The session keeps the state of network and band at each of the last bar lines. So a change plays only the
bars after it anew, and the same changes at the same bars give the same notes again.

A bar needs the solo of the bar after it: the band looks ahead. What the band has played of a bar stays
when the next bar is changed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from jazzlstm.band import BandState, arrange_bars, continue_plan, plan_band
from jazzlstm.band.barwise import LOOK_AHEAD_BEATS
from jazzlstm.band.swing import off_beat
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.errors import SettingsError
from jazzlstm.generation.improviser import open_stream, policy_of
from jazzlstm.generation.sampler import SoloFrame
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Note, Part
from jazzlstm.services.live_bars import LiveBars, Trade, chart_of, joined
from jazzlstm.services.live_lines import BarLines
from jazzlstm.services.live_soloist import BARS_REMEMBERED, LiveSoloist
from jazzlstm.services.play import Piece, band_options, instrument_of, prepare

LINES_KEPT = 64
"""Bar lines to which a session can go back."""


class LiveSession:
    """One session; not for several threads at once.

    Raises:
        SettingsError: the settings do not fit the network.
    """

    def __init__(self, network: Network, settings: Settings, piece: Piece | None = None) -> None:
        piece = piece or prepare(settings)
        instrument = instrument_of(network, settings)
        plan = plan_band(
            piece.chart,
            tempo=piece.tempo,
            feel=piece.feel,
            seed=settings.seed % 2**32,
            options=replace(band_options(settings, piece), intro=0),
            instrument=instrument.short,
        )
        stream = open_stream(
            network,
            piece.chart,
            replace(settings, takes=1),
            tempo=piece.tempo,
            instrument=instrument,
            has_end=False,
        )
        self._network = network
        self._lines = BarLines(replace(plan, band=settings.band), settings.count_in)
        self._soloist = LiveSoloist(network, settings.seed, stream, self._lines)
        self._bands = {self.first: BandState()}
        """By bar: the band at the line before it."""
        self._heard: tuple[Note, ...] = ()
        """What the musician played, in straight beats of the solo."""
        self._heard_until = math.inf
        """The beat up to which the musician was heard in a turn that goes on; infinite if not heard."""

    @property
    def first(self) -> int:
        """The number of the first bar: below 0 with a count-in."""
        return -self._lines.count_in

    def play(self, first: int, bars: int) -> LiveBars:
        """The bars from number ``first`` on: the next ones, or some of the last ones again.

        Raises:
            SettingsError: the session cannot go to this bar.
        """
        self._go_to(first)
        played, number = [self._play_bar(first)], first + 1
        while number < first + bars and number not in self._lines.plans:  # one plan for all of them
            played.append(self._play_bar(number))
            number += 1
        found = self._bars_of(first, number, played)
        self._forget(number - LINES_KEPT)
        return found

    def change(self, bar: int, settings: Settings, piece: Piece | None = None) -> None:
        """Go on with other settings from a bar line on. Their seed, length and count-in are not used.

        Raises:
            SettingsError: the settings do not fit the network, or the session cannot go to this bar.
        """
        piece = piece or prepare(settings)
        instrument = instrument_of(self._network, settings)
        self._go_to(bar)
        before, band = self._lines.plan_of(bar), self._bands[bar]
        plan = continue_plan(
            before,
            band,
            chart=piece.chart,
            form_bar=None if piece.chart.bars == before.form.chart.bars else 0,
            tempo=piece.tempo,
            feel=piece.feel,
            options=replace(band_options(settings, piece), instrument=instrument.short),
        )
        stream = self._soloist.stream_at(bar).copy()
        grid = lay_out_harmony(piece.chart).moved(round(self._lines.top(plan, bar) * TICKS_PER_BEAT))
        stream.change(
            frame=SoloFrame(grid, piece.tempo),
            policy=policy_of(self._network, settings, instrument, piece.chart),
            condition=self._network.conditioning.row(
                settings.player, instrument.short, settings.style, settings.manner
            ),
        )
        self._drop_from(bar)
        self._soloist.streams[bar] = stream
        self._lines.plans[bar] = replace(plan, band=settings.band)

    def trade(self, bar: int, trade: Trade | None) -> None:
        """Take turns from a bar line on, or soon after it; None: the network plays on alone.

        Raises:
            SettingsError: the session cannot go to this bar.
        """
        self._go_to(bar)
        self._soloist.stream_at(bar)
        self._drop_from(bar)
        self._heard_until = math.inf
        self._soloist.trade(bar, trade)

    def exercise(self, bar: int, rung: int) -> None:
        """Play an exercise from a bar line on, or improvise again with rung 0: ``live_exercises.py``.

        Raises:
            SettingsError: the session cannot go to this bar.
        """
        if rung == self._soloist.rung:
            return
        self._go_to(bar)
        self._soloist.stream_at(bar)
        self._drop_from(bar)
        self._soloist.exercise(bar, rung)

    def hear(self, first: int, until: int, notes: Sequence[Note]) -> None:
        """Take over what the musician played from bar ``first`` up to bar ``until``; later bars change.

        ``notes`` are in straight beats of the solo. What the band has played of these bars stays.

        Raises:
            SettingsError: the session cannot go to these bars.
        """
        if not first < until:
            raise SettingsError("a turn ends after it begins", field="bar")
        self._go_to(until)
        begin, end = self._lines.beat(first), self._lines.beat(until)
        heard = tuple(sorted(note for note in notes if begin <= note.start < end))
        self._soloist.hear(first, until, heard)
        self._heard = (*(note for note in self._heard if note.start < begin), *heard)
        self._heard_until = math.inf
        self._drop_from(until)
        self._soloist.answer(first, until, heard)

    def listen(self, first: int, bar: int, notes: Sequence[Note], until: float) -> None:
        """Let the band answer a turn that goes on: what it plays from ``bar`` on changes, and no line does.

        ``notes`` are what the musician played from bar ``first`` on, up to the beat ``until``; both in
        straight beats of the solo.

        Raises:
            SettingsError: the session cannot go to these bars.
        """
        if not first < bar:
            raise SettingsError("a turn begins before the band hears it", field="bar")
        self._go_to(first)
        self._go_to(bar)
        begin, self._heard_until = self._lines.beat(first), min(until, self._lines.beat(bar))
        heard = sorted(note for note in notes if begin <= note.start < self._heard_until)
        self._heard = (*(note for note in self._heard if note.start < begin), *heard)
        self._drop_bands_from(bar)

    def skip_to(self, bar: int) -> None:
        """Let the session begin with this bar. Called before any bar is played; several calls go forward.

        What has acted goes on: settings, turns, an exercise. The form counts on.
        """
        self._lines.drop_before(bar, self._lines.plan_of(bar))
        self._bands = {bar: BandState(bar + self._lines.count_in)}
        self._soloist.skip_to(bar)

    def off_beat_at(self, bar: int) -> float:
        """The place of the second eighth note in the beat, as the band plays it in a bar."""
        plan = self._lines.plan_of(bar)
        return off_beat(plan.feel, plan.tempo, plan.options.swing)

    # Bar lines

    def _go_to(self, bar: int) -> None:
        """Play up to a bar."""
        newest = max(self._bands)
        if not min(self._bands) <= bar <= newest + LINES_KEPT:
            raise SettingsError(f"this session can't go to bar {bar + 1}: start another", field="bar")
        for number in range(newest, bar):
            self._play_bar(number)

    def _drop_from(self, bar: int) -> None:
        """Drop what comes after the line before a bar."""
        self._drop_bands_from(bar)
        self._lines.drop_after(bar)
        self._soloist.drop_from(bar)

    def _drop_bands_from(self, bar: int) -> None:
        """Drop what the band plays after the line before a bar."""
        for number in [number for number in self._bands if number > bar]:
            del self._bands[number]

    def _forget(self, bar: int) -> None:
        """Drop what comes before the line before a bar, but for the context of what follows."""
        plan = self._lines.plan_of(max(bar, self.first))
        for number in [number for number in self._bands if number < bar - BARS_REMEMBERED]:
            del self._bands[number]
        self._soloist.forget(bar - BARS_REMEMBERED)
        oldest = min(self._bands)
        self._lines.drop_before(oldest, plan)
        self._heard = tuple(note for note in self._heard if note.start >= self._lines.beat(oldest))

    def _play_bar(self, bar: int) -> tuple[Part, ...]:
        """What everybody plays in a bar; keeps the band at the line after it."""
        plan = self._lines.plan_of(bar)
        ahead = len(plan.form.from_bar(bar + self._lines.count_in, LOOK_AHEAD_BEATS))
        for number in range(bar, bar + ahead):
            self._soloist.improvise(number)
        notes = self._soloist.notes_of(bar - BARS_REMEMBERED, bar + ahead)
        until = self._heard_until if self._soloist.turns.get(bar) else math.inf
        parts, after = arrange_bars(
            plan,
            self._bands[bar],
            self._in_performance(notes),
            1,
            heard=self._in_performance(self._heard),
            heard_until=until + self._lines.lead,
        )
        self._bands.setdefault(bar + 1, after)  # a bar that is played again may have been heard otherwise
        return parts

    def _in_performance(self, notes: Sequence[Note]) -> list[Note]:
        """The notes in beats of the performance, which begins with the count-in."""
        lead = self._lines.lead
        return [Note(note.start + lead, note.duration, note.pitch, note.velocity) for note in notes]

    # What is played and shown

    def _bars_of(self, first: int, until: int, played: Sequence[tuple[Part, ...]]) -> LiveBars:
        plan, numbers = self._lines.plan_of(first), range(first, until)
        return LiveBars(
            first=first,
            lines=tuple(self._lines.beat(bar) for bar in range(first, until + 1)),
            tempo=plan.tempo,
            lead=self._lines.lead,
            parts=tuple(joined(same) for same in zip(*played, strict=True)),
            trace=self._soloist.trace_of(first, until),
            notes=self._soloist.notes_of(first, until),
            chart=chart_of(plan, [self._lines.laid_out(bar) for bar in numbers], self._lines.lead),
            turns=tuple(self._soloist.turns.get(bar, False) for bar in numbers),
            form_bars=tuple(self._lines.form_bar(bar) for bar in numbers),
            chorus_bars=plan.form.chart.bars,
        )
