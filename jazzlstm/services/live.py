"""A session without an end: band and soloist go on, and settings change at bar lines.

    session = LiveSession(network, settings)
    bars = session.play(0, 4)                      the first four bars
    session.change(3, other_settings)              from bar 3 on, whether it was played already or not
    session.trade(8, Trade(4, musician_first=True))
    session.hear(8, 12, notes)                     what the musician played in bars 8 to 11
    bars = session.play(12, 4)                     the answer

The session keeps the state of network and band at each of the last bar lines. So a change plays only the
bars after it anew, and the same changes at the same bars give the same notes again.

A bar needs the solo of the bar after it: the band looks ahead. What the band has played of a bar stays
when the next bar is changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jazzlstm.band import BandPlan, BandState, arrange_bars, continue_plan, plan_band
from jazzlstm.band.barwise import LOOK_AHEAD_BEATS
from jazzlstm.band.swing import off_beat
from jazzlstm.encoding.events import decode_events, encode_notes
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.errors import SettingsError
from jazzlstm.generation.improviser import open_stream, policy_of
from jazzlstm.generation.sampler import SoloFrame, SoloStream, Trace, join_traces
from jazzlstm.generation.settings import Settings
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Change, Chart, Note, Part, Solo
from jazzlstm.services.live_bars import LiveBars, Trade
from jazzlstm.services.play import Piece, band_options, instrument_of, prepare

LINES_KEPT = 64
"""Bar lines to which a session can go back."""
BARS_REMEMBERED = 8
"""Bars of the solo that the band and the copy detection look back to."""
MOST_RETRIES = 3
"""Of a bar that completes a copied phrase."""
RETRY_SEED_OFFSET = 2**32


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
        self._network, self._seed = network, settings.seed
        self._count_in, self._lead = settings.count_in, plan.form.lead_in
        self._trade: tuple[int, Trade] | None = None
        """From which bar, and how."""
        self._heard: tuple[Note, ...] = ()
        """What the musician played, in straight beats of the solo."""
        # By bar, counted from the first of the solo: the state at the line before it ...
        self._plans = {self.first: replace(plan, band=settings.band)}
        self._bands = {self.first: BandState()}
        self._streams = {0: stream}
        # ... and what is in it.
        self._pieces: dict[int, Trace] = {}
        self._turns: dict[int, bool] = {}
        """Whether a bar is the musician's."""

    @property
    def first(self) -> int:
        """The number of the first bar: below 0 with a count-in."""
        return -self._count_in

    def play(self, first: int, bars: int) -> LiveBars:
        """The bars from number ``first`` on: the next ones, or some of the last ones again.

        Raises:
            SettingsError: the session cannot go to this bar.
        """
        self._go_to(first)
        played, number = [self._play_bar(first)], first + 1
        while number < first + bars and number not in self._plans:  # one plan for all of them
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
        before, band = self._plan_of(bar), self._bands[bar]
        plan = continue_plan(
            before,
            band,
            chart=piece.chart,
            form_bar=None if piece.chart.bars == before.form.chart.bars else 0,
            tempo=piece.tempo,
            feel=piece.feel,
            options=replace(band_options(settings, piece), instrument=instrument.short),
        )
        stream = self._stream_at(bar).copy()
        grid = lay_out_harmony(piece.chart).moved(round(self._top(plan, bar) * TICKS_PER_BEAT))
        stream.change(
            frame=SoloFrame(grid, piece.tempo),
            policy=policy_of(self._network, settings, instrument, piece.chart),
            condition=self._network.conditioning.row(
                settings.player, instrument.short, settings.style, settings.manner
            ),
        )
        self._drop_from(bar)
        self._streams[bar], self._plans[bar] = stream, replace(plan, band=settings.band)

    def trade(self, bar: int, trade: Trade | None) -> None:
        """Take turns from a bar line on; None: the network plays on alone.

        Raises:
            SettingsError: the session cannot go to this bar.
        """
        self._go_to(bar)
        self._stream_at(bar)
        self._drop_from(bar)
        self._trade = None if trade is None else (bar, trade)

    def hear(self, first: int, until: int, notes: Sequence[Note]) -> None:
        """Take over what the musician played from bar ``first`` up to bar ``until``; later bars change.

        ``notes`` are in straight beats of the solo. What the band has played of these bars stays.

        Raises:
            SettingsError: the session cannot go to these bars.
        """
        if not first < until:
            raise SettingsError("a turn ends after it begins", field="bar")
        if first < min(self._streams):
            raise SettingsError("these bars are too long ago to be heard", field="bar")
        self._go_to(until)
        begin, end = self._beat(first), self._beat(until)
        heard = tuple(sorted(note for note in notes if begin <= note.start < end))
        self._heard = (*(note for note in self._heard if note.start < begin), *heard)
        stream = self._stream_at(first).copy()
        stream.play_first(
            encode_notes(
                heard, first_onset=stream.tick, first_reference=stream.reference, until=self._tick(until)
            )
        )
        for bar in range(first, until):
            self._pieces[bar], self._turns[bar] = stream.advance(self._tick(bar + 1)), True
            self._streams[bar + 1] = stream.copy()
        self._drop_from(until)

    def off_beat_at(self, bar: int) -> float:
        """The place of the second eighth note in the beat, as the band plays it in a bar."""
        plan = self._plan_of(bar)
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
        for states in (self._plans, self._bands, self._streams):
            for number in [number for number in states if number > bar]:
                del states[number]
        for contents in (self._pieces, self._turns):
            for number in [number for number in contents if number >= bar]:
                del contents[number]

    def _forget(self, bar: int) -> None:
        """Drop what comes before the line before a bar, but for the context of what follows."""
        plan = self._plan_of(max(bar, self.first))
        for states in (self._bands, self._streams, self._pieces, self._turns):
            for number in [number for number in states if number < bar - BARS_REMEMBERED]:
                del states[number]
        older = [number for number in self._plans if number < min(self._bands)]
        for number in older:
            del self._plans[number]
        self._plans.setdefault(min(self._bands), plan)
        self._heard = tuple(note for note in self._heard if note.start >= self._beat(min(self._bands)))

    def _plan_of(self, bar: int) -> BandPlan:
        return self._plans[max(number for number in self._plans if number <= max(bar, min(self._plans)))]

    def _beat(self, bar: int) -> float:
        """The beat of the line before a bar."""
        return self._plan_of(bar).form.line(bar + self._count_in) - self._lead

    def _tick(self, bar: int) -> int:
        return round(self._beat(bar) * TICKS_PER_BEAT)

    def _top(self, plan: BandPlan, bar: int) -> float:
        """The beat of a top of the form, from which its harmony counts."""
        form, number = plan.form, bar + self._count_in
        chorus, place = divmod(form.form_bar(number), form.chart.bars)
        above = chorus * form.chart.beats + form.chart.bar_starts()[place]
        return form.line(number) - self._lead - above

    # Soloist

    def _is_musicians(self, bar: int) -> bool:
        if self._trade is None or bar < self._trade[0]:
            return False
        start, trade = self._trade
        return ((bar - start) // trade.bars % 2 == 0) == trade.musician_first

    def _stream_at(self, bar: int) -> SoloStream:
        """The soloist at the line before a bar."""
        if bar not in self._streams:
            self._improvise(max(0, bar) - 1)
        return self._streams[max(0, bar)]

    def _improvise(self, bar: int) -> None:
        """Improvise a bar, unless it is there; again with other seeds while it completes a copied phrase."""
        if bar in self._pieces or bar < 0:
            return
        before, end = self._stream_at(bar), self._tick(bar + 1)
        self._turns[bar] = self._is_musicians(bar)
        for retry in range(MOST_RETRIES + 1):
            stream = before.copy()
            if self._turns[bar]:
                stream.play_first(
                    encode_notes((), first_onset=stream.tick, first_reference=stream.reference, until=end)
                )
            elif retry:
                stream.change(seeds=[(self._seed + retry * RETRY_SEED_OFFSET) % 2**64])
            self._pieces[bar] = stream.advance(end)
            if not self._completes_copy(bar):
                break
        self._streams[bar + 1] = stream

    def _completes_copy(self, bar: int) -> bool:
        """Whether a phrase that copies the corpus ends in a bar."""
        index = self._network.copy_index
        if self._turns[bar] or not index.names:
            return False
        plan = self._plan_of(bar)
        notes = self._notes_of(bar - BARS_REMEMBERED, bar + 1)
        return index.longest_quotation(Solo(notes, plan.form.chart, plan.tempo)) is not None

    def _events_of(self, first: int, until: int) -> Trace | None:
        """The events of these bars, also those of the musician; None if there are none."""
        pieces = [self._pieces[bar] for bar in range(first, until) if bar in self._pieces]
        sounding = [piece for piece in pieces if piece.steps_of[0]]
        return join_traces(sounding) if sounding else None

    def _notes_of(self, first: int, until: int) -> tuple[Note, ...]:
        """The network's notes in these bars, in straight beats of the solo."""
        trace = self._events_of(first, until)
        if trace is None:
            return ()
        notes = decode_events(
            trace.pitch_values[0],
            trace.length_values[0],
            first_onset=int(trace.onsets[0, 0]),
            first_reference=int(trace.references[0, 0]),
        )
        mine = [
            (self._beat(bar), self._beat(bar + 1))
            for bar in range(first, until)
            if self._turns.get(bar) is False
        ]
        return tuple(note for note in notes if any(begin <= note.start < end for begin, end in mine))

    # Band

    def _play_bar(self, bar: int) -> tuple[Part, ...]:
        """What everybody plays in a bar; keeps the band at the line after it."""
        plan = self._plan_of(bar)
        ahead = len(plan.form.from_bar(bar + self._count_in, LOOK_AHEAD_BEATS))
        for number in range(bar, bar + ahead):
            self._improvise(number)
        notes = self._notes_of(bar - BARS_REMEMBERED, bar + ahead)
        parts, self._bands[bar + 1] = arrange_bars(
            plan, self._bands[bar], self._in_performance(notes), 1, heard=self._in_performance(self._heard)
        )
        return parts

    def _in_performance(self, notes: Sequence[Note]) -> list[Note]:
        """The notes in beats of the performance, which begins with the count-in."""
        return [replace(note, start=note.start + self._lead) for note in notes]

    # What is played and shown

    def _bars_of(self, first: int, until: int, played: Sequence[tuple[Part, ...]]) -> LiveBars:
        plan, numbers = self._plan_of(first), range(first, until)
        mine = [bar for bar in numbers if self._turns.get(bar) is False]
        pieces = [self._pieces[bar] for bar in mine if self._pieces[bar].steps_of[0]]
        return LiveBars(
            first=first,
            lines=tuple(self._beat(bar) for bar in range(first, until + 1)),
            tempo=plan.tempo,
            lead=self._lead,
            parts=tuple(_joined(same) for same in zip(*played, strict=True)),
            trace=join_traces(pieces) if pieces else None,
            notes=self._notes_of(first, until),
            chart=self._chart_of(plan, first, until),
            turns=tuple(self._turns.get(bar, False) for bar in numbers),
        )

    def _chart_of(self, plan: BandPlan, first: int, until: int) -> Chart:
        """The chords of these bars as a chart of their own, on the beats of the solo."""
        laid_out = [plan.form.bar(bar + self._count_in) for bar in range(first, until)]
        spans = [span for bar in laid_out for span in bar.spans]
        changes = {max(0.0, span.start - self._lead): span.chord for span in spans}
        changes.setdefault(0.0, spans[0].chord)
        return replace(
            plan.form.chart,
            changes=tuple(Change(start, chord) for start, chord in sorted(changes.items())),
            beats=max(1.0, laid_out[-1].end - self._lead),
            sections=(),
        )


def _joined(parts: Sequence[Part]) -> Part:
    """The bars of one player as one part."""
    return replace(
        parts[0],
        notes=tuple(sorted(note for part in parts for note in part.notes)),
        controls=tuple(control for part in parts for control in part.controls),
        bends=tuple(bend for part in parts for bend in part.bends),
    )
