"""A take that is improvised bar by bar, and checked for copies as it grows.

The first bars sound while the rest is improvised. So a copied phrase that is found later must not change
them: only the stretch in which the copy is found is improvised again, with another seed, from the state of
the network where the stretch begins. Stretches have fixed lengths, so a take has the same notes however
far it grows at a time: on the page, by link, in files and on the command line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from jazzlstm.encoding.events import REST, decode_events
from jazzlstm.generation.improviser import open_stream, takes_of
from jazzlstm.generation.sampler import SoloStream, Trace, join_traces
from jazzlstm.generation.settings import Settings
from jazzlstm.model.copy_detection import LONGEST_COPY
from jazzlstm.model.network import Network
from jazzlstm.music import TICKS_PER_BEAT, Chart, Note, Solo, Take
from jazzlstm.theory.instruments import Instrument

STRETCH_BEATS = 16.0
"""A stretch has as many bars as last that long, two at least; the last stretch may be a bar longer."""
RETRY_SEED_OFFSET = 2**32
"""Seed offset for the retry of a stretch that copies the corpus; seeds that visitors choose are lower."""
MOST_RETRIES = 3
"""A locked phrase can be a copy itself, and then every retry copies, too."""


@dataclass(frozen=True, slots=True)
class Improvisation:
    """What decides the notes of some takes."""

    network: Network
    chart: Chart
    settings: Settings
    tempo: float
    instrument: Instrument | None = None
    primer: Sequence[Note] = ()

    def begin(self) -> SoloStream:
        """The takes before their first event."""
        return open_stream(
            self.network,
            self.chart,
            self.settings,
            tempo=self.tempo,
            instrument=self.instrument,
            primer=self.primer,
        )

    def takes_of(self, trace: Trace) -> list[Take]:
        """The takes, or their beginnings, as a trace holds them."""
        return takes_of(
            trace,
            self.network,
            self.chart,
            self.settings,
            tempo=self.tempo,
            instrument=self.instrument,
        )


class GrowingTake:
    """One take, whole or in part. Threads may let the same take grow: one at a time does.

    ``improvisation`` has the settings of one take.

    Raises:
        SettingsError: the settings do not fit the network.
    """

    def __init__(self, improvisation: Improvisation) -> None:
        self._what = improvisation
        self._ends = stretch_ends(improvisation.chart, improvisation.settings.beats)
        self._lock = Lock()
        self._stream: SoloStream | None = improvisation.begin()
        """Where the next stretch begins; None if it was given up, or is not needed any more."""
        self._pieces: list[Trace] = []
        """The traces of the stretches that are done."""
        self._seed = self._first_seed = improvisation.settings.seed
        self._retries = 0
        self._copies = False
        self._attempt: tuple[SoloStream, list[Trace]] | None = None
        """The stretch that is being improvised."""

    @property
    def beats(self) -> float:
        """Length of the whole take."""
        return self._ends[-1]

    @property
    def done(self) -> float:
        """All notes that start before this beat are final."""
        stretches = len(self._pieces)
        return self._ends[stretches - 1] if stretches else 0.0

    @property
    def is_whole(self) -> bool:
        return len(self._pieces) == len(self._ends)

    def grow(self, until: float = math.inf, go_on: Callable[[], bool] | None = None) -> None:
        """Improvise the stretches up to the beat ``until`` or a little further.

        ``go_on`` is called before each event; once it returns False, the take stops growing. What was
        improvised is kept, and a later call continues it.
        """
        with self._lock:
            while self.done < min(until, self.beats) and (go_on is None or go_on()):
                self._grow_stretch(go_on)

    def rest(self) -> None:
        """Give up the state of the network, which takes ten times the memory of the notes.

        A later ``grow`` makes it again, and the same notes. A take that is growing keeps its state.
        """
        if self._lock.acquire(blocking=False):
            self._stream = self._attempt = None
            self._lock.release()

    def take(self) -> Take:
        """The take as far as it is done. A whole take that copies a solo names it."""
        pieces = tuple(self._pieces)  # another thread may add to them
        (take,) = self._what.takes_of(join_traces(pieces))
        take = replace(take, seed=self._first_seed)
        if len(pieces) < len(self._ends) or not self._copies:
            return take
        return replace(take, quotation=self._what.network.copy_index.longest_quotation(take.solo))

    def _grow_stretch(self, go_on: Callable[[], bool] | None) -> None:
        """Improvise the next stretch, again and again while it copies; or a part of it."""
        end = round(self._ends[len(self._pieces)] * TICKS_PER_BEAT)
        begin = self._stream = self._made_again() if self._stream is None else self._stream
        stream, traces = self._attempt or (begin.copy(), [])
        self._attempt = stream, [*traces, stream.advance(end, go_on)]
        if stream.tick < end:  # interrupted
            return
        stretch, self._attempt = join_traces(self._attempt[1]), None
        copies = self._completes_copy(stretch)
        if copies and self._retries < MOST_RETRIES:
            self._retry(begin)
            return
        self._copies, self._retries = self._copies or copies, 0
        self._pieces.append(stretch)
        self._stream = None if self.is_whole else stream

    def _made_again(self) -> SoloStream:
        """The state at the end of the last stretch that is done."""
        again = GrowingTake(self._what)
        again.grow(self.done)
        self._seed, self._first_seed, self._retries = again._seed, again._first_seed, 0
        return again._stream if again._stream is not None else self._what.begin()

    def _retry(self, stream: SoloStream) -> None:
        self._retries += 1
        self._seed = (self._seed + RETRY_SEED_OFFSET) % 2**64
        stream.change(seeds=[self._seed])
        if not self._pieces:
            self._first_seed = self._seed

    def _completes_copy(self, stretch: Trace) -> bool:
        """Whether a copied run of notes ends in the stretch; it may begin before."""
        trace = join_traces([*self._pieces, stretch])
        sounding = np.flatnonzero(trace.pitch_values[0] != REST)
        new = int((stretch.pitch_values[0] != REST).sum())
        if not new or len(sounding) < LONGEST_COPY:
            return False
        first = int(sounding[max(0, len(sounding) - new - LONGEST_COPY + 1)])
        notes = decode_events(
            trace.pitch_values[0, first:],
            trace.length_values[0, first:],
            first_onset=int(trace.onsets[0, first]),
            first_reference=int(trace.references[0, first]),
        )
        solo = Solo(notes, self._what.chart, self._what.tempo)
        return self._what.network.copy_index.longest_quotation(solo) is not None


def stretch_ends(chart: Chart, beats: float) -> list[float]:
    """The beats on which the stretches of a solo end; the last is ``beats``."""
    bar = chart.metre.bar_beats
    stretch = max(2, math.ceil(STRETCH_BEATS / bar)) * bar
    whole = max(1, math.ceil((beats - bar) / stretch))
    return [*(stretch * (i + 1) for i in range(whole - 1)), beats]
