"""The data types of the package: Note, Chord, Chart, Solo, Part, Arrangement, Take.

All are frozen. Time is counted in beats; a beat is a quarter note, as in MIDI and MusicXML.
Seconds appear only where sound is made. Beat 0 is the downbeat of the first bar. Pitches are
MIDI numbers (60 is middle C, C4); pitch classes count semitones up from C (0 to 11).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TICKS_PER_BEAT = 12
"""The grid: triplets and sixteenths are both exact on it."""
BEAT_TOLERANCE = 1e-6
"""Beats closer than this are the same beat: positions are sums of floats."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One sounding note: start and duration in beats, MIDI pitch, velocity 1 to 127."""

    start: float
    duration: float
    pitch: int
    velocity: int = 90

    @property
    def end(self) -> float:
        return self.start + self.duration


START = attrgetter("start")
"""A key that sorts by start."""
IN_ORDER = attrgetter("start", "duration", "pitch", "velocity")
"""A key that sorts notes as they sort themselves, in a fraction of the time."""


@dataclass(frozen=True, slots=True)
class Chord:
    """A parsed chord symbol.

    ``tones``, ``tensions`` and ``scale`` are semitones above ``root`` (0 to 11, ascending). G7(b9)
    has the tones 0 4 7 10, the tension 1, and the scale that a player would choose. ``bass`` is a
    pitch class, equal to ``root`` unless the symbol has a slash. "NC", no chord, has no root and
    empty tuples.
    """

    symbol: str
    root: int | None
    tones: tuple[int, ...] = ()
    tensions: tuple[int, ...] = ()
    scale: tuple[int, ...] = ()
    bass: int | None = None

    @property
    def is_silent(self) -> bool:
        """True for "NC"."""
        return self.root is None

    @property
    def tone_classes(self) -> frozenset[int]:
        """Pitch classes of the chord tones, as sounding."""
        return frozenset((self.root + t) % 12 for t in self.tones) if self.root is not None else frozenset()

    @property
    def scale_classes(self) -> frozenset[int]:
        """Pitch classes of the scale, as sounding; every chord tone is among them."""
        return frozenset((self.root + t) % 12 for t in self.scale) if self.root is not None else frozenset()


NO_CHORD = Chord("NC", None)


@dataclass(frozen=True, slots=True)
class Metre:
    """A time signature."""

    numerator: int = 4
    denominator: int = 4

    @property
    def bar_beats(self) -> float:
        """Length of a bar in quarter notes: 4.0 for 4/4, 3.0 for both 3/4 and 6/8."""
        return self.numerator * 4 / self.denominator

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


@dataclass(frozen=True, slots=True)
class Change:
    """A chord and the beat on which it enters."""

    start: float
    chord: Chord


@dataclass(frozen=True, slots=True)
class MetreChange:
    """A time signature and the downbeat from which it holds."""

    start: float
    metre: Metre


@dataclass(frozen=True, slots=True)
class Section:
    """A rehearsal letter and its beat."""

    start: float
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Chord changes over ``beats`` quarter notes: one chorus of a form, or a whole transcription.

    ``changes`` ascend, the first on beat 0, and no two neighbours are equal chords. Beyond its end
    a chart starts over. ``key`` is the name a player uses ("Bb", "C minor"), "" when unknown.
    """

    changes: tuple[Change, ...]
    beats: float
    metres: tuple[MetreChange, ...] = (MetreChange(0.0, Metre()),)
    sections: tuple[Section, ...] = ()
    title: str = ""
    key: str = ""

    @property
    def metre(self) -> Metre:
        """The time signature at the start."""
        return self.metres[0].metre

    @property
    def has_one_metre(self) -> bool:
        return len({change.metre for change in self.metres}) == 1

    def changes_between(self, start: float, end: float) -> tuple[Change, ...]:
        """The changes from a beat on, before another."""
        first, until = (bisect_left(self.changes, beat, key=START) for beat in (start, end))
        return self.changes[first:until]

    def chord_at(self, beat: float) -> Chord:
        """The chord on ``beat``; beyond the end of the form it starts over."""
        return self.changes[self._index(beat % self.beats)].chord

    def metre_at(self, beat: float) -> Metre:
        """The time signature on ``beat``, wrapping round."""
        offset = beat % self.beats + BEAT_TOLERANCE
        return next(change.metre for change in reversed(self.metres) if change.start <= offset)

    def next_change(self, beat: float) -> tuple[float, Chord]:
        """The beat of the next chord change after ``beat``, and its chord."""
        offset = beat % self.beats
        following = self._index(offset) + 1
        if following < len(self.changes):
            change = self.changes[following]
            return beat - offset + change.start, change.chord
        return beat - offset + self.beats, self.changes[0].chord

    def _index(self, offset: float) -> int:
        return max(0, bisect_right(self.changes, offset + BEAT_TOLERANCE, key=START) - 1)

    def bar_starts(self) -> tuple[float, ...]:
        """The downbeats of one chorus, in beats; at least one."""
        starts: list[float] = []
        ends = [change.start for change in self.metres[1:]] + [self.beats]
        for change, end in zip(self.metres, ends, strict=True):
            beat = change.start
            while beat < end - BEAT_TOLERANCE:
                starts.append(beat)
                beat += change.metre.bar_beats
        return tuple(starts)

    @property
    def bars(self) -> int:
        return len(self.bar_starts())


@dataclass(frozen=True, slots=True)
class Solo:
    """A melody over a chart: notes ascend and never overlap; tempo in quarter notes a minute.

    ``title`` is the tune. ``performer``, ``instrument`` (WJazzD's short names: "ts", "tp", ...),
    ``style`` ("BEBOP") and ``source`` (a file and a place in it) are "" when unknown.
    """

    notes: tuple[Note, ...]
    chart: Chart
    tempo: float = 120.0
    title: str = ""
    performer: str = ""
    instrument: str = ""
    style: str = ""
    source: str = ""

    @property
    def end(self) -> float:
        """The beat on which the last note ends; 0.0 without notes."""
        return self.notes[-1].end if self.notes else 0.0

    @property
    def is_four_four(self) -> bool:
        return all(change.metre == Metre(4, 4) for change in self.chart.metres)

    def with_notes(self, notes: tuple[Note, ...]) -> Solo:
        return replace(self, notes=notes)


@dataclass(frozen=True, slots=True, order=True)
class Control:
    """A MIDI controller change on a beat. Number 1, the modulation wheel, is the depth of the vibrato."""

    start: float
    number: int
    value: int


@dataclass(frozen=True, slots=True, order=True)
class Bend:
    """Pitch bend of a part from a beat on, in cents: -50 is a quarter tone flat."""

    start: float
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """The notes of one player: with a General MIDI program (0 to 127), or for the drum kit."""

    name: str
    notes: tuple[Note, ...]
    program: int = 0
    is_drums: bool = False
    volume: int = 100
    """MIDI controller 7, 0 to 127."""
    pan: int = 64
    """MIDI controller 10: 0 left, 64 middle, 127 right."""
    controls: tuple[Control, ...] = ()
    bends: tuple[Bend, ...] = ()
    """At most an octave."""


@dataclass(frozen=True, slots=True)
class TempoChange:
    """A tempo in quarter notes a minute, and the beat from which it holds."""

    start: float
    tempo: float


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Parts that sound together over a chart, with swing and timing applied: ready for MIDI or sound."""

    parts: tuple[Part, ...]
    chart: Chart
    tempo: float
    beats: float
    """Length of the music; the chart repeats as often as needed."""
    title: str = ""
    lead_in: float = 0.0
    """Beats before the solo begins: count-in and intro."""
    counted: float = 0.0
    """Beats of the count-in."""
    tempos: tuple[TempoChange, ...] = ()
    """After ``tempo``: those of a live session."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A run of notes that a take shares with a solo of the corpus that its network was trained on."""

    notes: int
    beat: float
    """Its first note in the take."""
    performer: str
    title: str
    bar: int
    """Bar of the other solo, from 1; exact to eight notes."""
    in_rhythm: bool
    """The rhythm is the same, too."""

    def __str__(self) -> str:
        names = ", ".join(part for part in (self.performer, self.title) if part)
        return f"{self.notes} notes in a row are as in {names or 'a training solo'}, near bar {self.bar}"


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A solo that a network improvised, with the probabilities of every choice.

    ``onsets`` (steps,): the beat of each event. ``references`` (steps,): the MIDI pitch that each
    interval counts from. ``pitch_values`` and ``length_values`` (steps,): the events chosen.
    ``pitch_probabilities`` (steps, 50) and ``length_probabilities`` (steps, 31): the network's own.
    ``weighed_pitches`` and ``weighed_lengths``, of the same shapes: those that the events were
    drawn from, after temperature, top-p, range and biases.
    """

    solo: Solo
    seed: int
    onsets: NDArray[np.float64] = field(repr=False)
    references: NDArray[np.int64] = field(repr=False)
    pitch_values: NDArray[np.int64] = field(repr=False)
    length_values: NDArray[np.int64] = field(repr=False)
    pitch_probabilities: NDArray[np.float64] = field(repr=False)
    length_probabilities: NDArray[np.float64] = field(repr=False)
    weighed_pitches: NDArray[np.float32] = field(repr=False)
    weighed_lengths: NDArray[np.float32] = field(repr=False)
    quotation: Quotation | None = None
    """The longest run of 16 notes or more that is also in a solo of the network's corpus."""
