"""A live session as a whole: what everybody played, for MIDI, sheet music and sound."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from jazzlstm.errors import SettingsError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import LONGEST_SOLO
from jazzlstm.model.network import Network
from jazzlstm.music import IN_ORDER, Arrangement, Change, Note, Part, Solo, TempoChange
from jazzlstm.services.live_bars import LiveBars, joined
from jazzlstm.services.live_record import LiveRecord
from jazzlstm.services.live_replay import LiveReplay, straightened
from jazzlstm.services.play import instrument_of, prepare
from jazzlstm.services.sheets import write_sheet

MUSICIAN = "Musician"
"""The part of the musician."""
BARS_AT_ONCE = 8


class WholeSession:
    """Everything that was heard in a session; beats count from the count-in.

    ``turn`` is entered while some bars are played: so other work can go on in between.

    Raises:
        SettingsError: the record cannot be played with this network.
    """

    def __init__(
        self,
        network: Network,
        record: LiveRecord,
        turn: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.record, self._network = record, network
        self._parts: dict[tuple[str, int], list[Part]] = {}
        self._straight: list[Note] = []
        """The line of soloist and musician, in straight beats of the solo."""
        self._changes: list[Change] = []
        self._tempos: list[TempoChange] = []
        self._lead = self._end = 0.0
        replay = LiveReplay(network, record)
        while not replay.is_over:
            with turn():
                bars = replay.play(BARS_AT_ONCE)
            self._add(bars, replay.heard_in(bars), replay.resume().off_beat_at(bars.first))
        self._chart = replace(bars.chart, changes=_without_repeats(self._changes), beats=self._end)

    def _add(self, bars: LiveBars, heard: Iterable[Note], place: float) -> None:
        self._lead, self._end = bars.lead, bars.lines[-1]
        for part in bars.parts:
            self._parts.setdefault((part.name, part.program), []).append(part)
        mine = [replace(note, start=max(0.0, note.start + bars.lead)) for note in heard]
        if mine:
            soloist = bars.parts[0]
            part = replace(soloist, name=MUSICIAN, notes=tuple(mine), controls=(), bends=())
            self._parts.setdefault((MUSICIAN, soloist.program), []).append(part)
        self._straight += [*bars.notes, *(straightened(note, place) for note in heard)]
        self._changes += [change for change in bars.chart.changes if change.start >= bars.lines[0]]
        if not self._tempos or self._tempos[-1].tempo != bars.tempo:
            self._tempos.append(TempoChange(max(0.0, bars.lines[0] + bars.lead), bars.tempo))

    @property
    def title(self) -> str:
        return self._chart.title or "Session"

    @property
    def arrangement(self) -> Arrangement:
        """Everybody's part. Who changed the instrument has a part for each."""
        first, *later = self._tempos
        chart = self._chart
        if self._lead:
            first_chord, *others = chart.changes
            moved = [replace(change, start=change.start + self._lead) for change in others]
            chart = replace(chart, changes=(first_chord, *moved), beats=self._end + self._lead)
        return Arrangement(
            tuple(joined(parts) for parts in self._parts.values()),
            chart,
            first.tempo,
            self._end + self._lead,
            lead_in=self._lead,
            counted=self._lead,
            tempos=tuple(later),
        )

    def midi(self) -> bytes:
        """The session as MIDI, as played."""
        return write_midi(self.arrangement)

    def sheet(self) -> bytes:
        """The line of soloist and musician as MusicXML, with the chords.

        Raises:
            SettingsError: the session is too long for sheet music.
        """
        if self._end > LONGEST_SOLO:
            raise SettingsError(
                f"sheet music has at most {LONGEST_SOLO:,} beats: choose MIDI for this session", field="beats"
            )
        settings = self.record.settings
        solo = Solo(
            _one_line(self._straight),
            self._chart,
            self._tempos[0].tempo,
            title=self._chart.title,
            instrument=instrument_of(self._network, settings).short,
        )
        return write_sheet(solo, prepare(settings), replace(settings, beats=max(1.0, self._end)))


def _without_repeats(changes: Iterable[Change]) -> tuple[Change, ...]:
    kept: list[Change] = []
    for change in changes:
        if not kept or change.chord != kept[-1].chord:
            kept.append(change)
    return (replace(kept[0], start=0.0), *kept[1:])


def _one_line(notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes one after another: each ends where the next begins."""
    line: list[Note] = []
    for note in sorted(notes, key=IN_ORDER):
        if note.start < 0:
            continue
        if line and line[-1].end > note.start:
            before = line.pop()
            if note.start > before.start:
                line.append(replace(before, duration=note.start - before.start))
        line.append(note)
    return tuple(line)
