"""The nouns everything else speaks in: Note, Chord, Chart, Solo, Part, Arrangement, Take.

All are frozen. Time is counted in beats, and a beat is a quarter note, as in
MIDI and MusicXML; seconds appear only where sound is made. Beat 0 is the
downbeat of the first bar. Pitches are MIDI numbers (60 is middle C, C4); pitch
classes count semitones up from C (0 to 11).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord symbol, understood.

    ``tones``, ``tensions`` and ``scale`` are semitones above ``root`` (0 to 11,
    ascending): for G7(b9) the tones 0 4 7 10, the tension 1, and the scale a
    player would reach for. ``bass`` is a pitch class, equal to ``root`` unless
    the symbol has a slash. "NC", no chord, has no root and empty tuples.
    """

    symbol: str
    root: int | None
    tones: tuple[int, ...] = ()
    tensions: tuple[int, ...] = ()
    scale: tuple[int, ...] = ()
    bass: int | None = None

    @property
    def is_silent(self) -> bool:
        """True for "NC": nobody says what is in and what is out."""
        return self.root is None

    @property
    def tone_classes(self) -> frozenset[int]:
        """Pitch classes of the chord tones, as sounding."""
        return frozenset((self.root + t) % 12 for t in self.tones) if self.root is not None else frozenset()

    @property
    def scale_classes(self) -> frozenset[int]:
        """Pitch classes of the scale, as sounding; holds every chord tone."""
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
    """A chord and the beat it enters on."""

    start: float
    chord: Chord


@dataclass(frozen=True, slots=True)
class MetreChange:
    """A time signature and the downbeat it takes over on."""

    start: float
    metre: Metre


@dataclass(frozen=True, slots=True)
class Section:
    """A rehearsal letter and the beat it stands on."""

    start: float
    name: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Chord changes over ``beats`` quarter notes: one chorus of a form, or a whole transcription.

    ``changes`` ascend, the first on beat 0, and no two neighbours are equal
    chords. Asked beyond its end, a chart starts over, as a rhythm section does.
    ``key`` is as a player says it ("Bb", "C minor"), "" when unknown.
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

    def chord_at(self, beat: float) -> Chord:
        """The chord that sounds on ``beat``, wrapping round at the end of the form."""
        return self.changes[self._index(beat % self.beats)].chord

    def metre_at(self, beat: float) -> Metre:
        """The time signature on ``beat``, wrapping round."""
        offset = beat % self.beats + BEAT_TOLERANCE
        return next(change.metre for change in reversed(self.metres) if change.start <= offset)

    def next_change(self, beat: float) -> tuple[float, Chord]:
        """When the chord next changes, in beats on the same count as ``beat``, and to what."""
        offset = beat % self.beats
        following = self._index(offset) + 1
        if following < len(self.changes):
            change = self.changes[following]
            return beat - offset + change.start, change.chord
        return beat - offset + self.beats, self.changes[0].chord

    def _index(self, offset: float) -> int:
        return max(
            0, bisect_right(self.changes, offset + BEAT_TOLERANCE, key=lambda change: change.start) - 1
        )

    def bar_starts(self) -> tuple[float, ...]:
        """The downbeats of one pass through the chart, in beats; at least one."""
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
    """A melody over a chart: notes ascending and never overlapping, tempo in quarters a minute.

    ``title`` is the tune, ``performer``, ``instrument`` (WJazzD's short names:
    "ts", "tp", ...), ``style`` ("BEBOP") and ``source`` (a file and where in it)
    are "" when unknown.
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
    """A MIDI controller moved on a beat: number 1, the modulation wheel, is how deep the vibrato is."""

    start: float
    number: int
    value: int


@dataclass(frozen=True, slots=True, order=True)
class Bend:
    """How far off its pitch a part sounds from a beat on, in cents: -50 is a quarter tone flat."""

    start: float
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one player plays: a General MIDI program (0 to 127), or the drum kit."""

    name: str
    notes: tuple[Note, ...]
    program: int = 0
    is_drums: bool = False
    volume: int = 100
    """MIDI controller 7, 0 to 127: the place in the mix."""
    pan: int = 64
    """MIDI controller 10: 0 left, 64 middle, 127 right."""
    controls: tuple[Control, ...] = ()
    """What moves while it plays."""
    bends: tuple[Bend, ...] = ()
    """Pitch, where it leaves the note; at most an octave."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Parts that sound together over a chart, with their time feel played out: ready for MIDI or sound."""

    parts: tuple[Part, ...]
    chart: Chart
    tempo: float
    beats: float
    """How long the music lasts, in beats; the chart goes round as often as it must."""
    title: str = ""
    lead_in: float = 0.0
    """Beats before the solo begins: those counted, and the intro."""
    counted: float = 0.0
    """Beats of the count-in."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A run of notes that a take shares with a solo its network has learnt from."""

    notes: int
    beat: float
    """Where it starts in the take."""
    performer: str
    title: str
    bar: int
    """Near which bar of the other solo."""
    in_rhythm: bool
    """It has the same rhythm too."""

    def __str__(self) -> str:
        whose = ", ".join(part for part in (self.performer, self.title) if part) or "a solo it learnt from"
        return f"{self.notes} notes in a row as in {whose}, near bar {self.bar}"


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A solo that the network improvised, with what it saw while it did.

    ``pitch_values`` and ``length_values``: the events chosen, (steps,) int.
    ``pitch_probabilities`` (steps, 50) and ``length_probabilities`` (steps, 31)
    are the network's own; ``weighed_pitches`` and ``weighed_lengths``, of the same shapes, are
    what the events were drawn from: after temperature, top-p, range and biases. ``references``
    (steps,): the pitch that each interval is counted from; ``onsets`` (steps,): the beat of each event.
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
    """The longest run of 16 notes or more that stands in a solo the network has learnt from."""
