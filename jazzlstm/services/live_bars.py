"""What a live session plays: some of its bars, and the turns of musician and network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from jazzlstm.band import BandPlan
from jazzlstm.band.form import FormBar
from jazzlstm.errors import SettingsError
from jazzlstm.generation.sampler import Trace
from jazzlstm.music import IN_ORDER, Change, Chart, Note, Part

LONGEST_TURN = 32
"""Bars that a musician or the network plays before it is the other's turn."""

MOST_SEMITONES = 12
"""Of a transposition for practice."""
HIGHEST_RUNG = 4
TEMPOS = (20, 400)
"""The slowest and the fastest for practice, quarter notes a minute."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Musician and network take turns, from the next bar of the form that is a multiple of ``bars``."""

    bars: int
    """Of each turn."""
    musician_first: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.bars <= LONGEST_TURN:
            raise SettingsError(
                f"a turn has {self.bars} bars: choose from 1 to {LONGEST_TURN}", field="trade"
            )


@dataclass(frozen=True, slots=True)
class LivePractice:
    """What practice adds to the settings."""

    semitones: int = 0
    """That the chart is transposed by, beside its key."""
    tempo: float = 0.0
    """Quarter notes a minute; 0 for that of the settings."""
    rung: int = 0
    """The exercise of ``live_exercises.py`` that the soloist plays; 0: it improvises."""

    def __post_init__(self) -> None:
        if isinstance(self.tempo, bool) or not isinstance(self.tempo, int | float):
            raise SettingsError("the tempo must be a number", field="tempo")
        if self.tempo and not TEMPOS[0] <= self.tempo <= TEMPOS[1]:
            raise SettingsError(f"choose a tempo from {TEMPOS[0]} to {TEMPOS[1]}", field="tempo")
        if self.rung not in range(HIGHEST_RUNG + 1):
            raise SettingsError(f"choose a step of the ladder from 0 to {HIGHEST_RUNG}", field="rung")
        if isinstance(self.semitones, bool) or not isinstance(self.semitones, int):
            raise SettingsError("the number of semitones must be a whole number", field="semitones")
        if abs(self.semitones) > MOST_SEMITONES:
            raise SettingsError(f"transpose by at most {MOST_SEMITONES} semitones", field="semitones")


@dataclass(frozen=True, slots=True, eq=False)
class LiveBars:
    """Some bars of a session. Beats count from the first bar of the solo; a count-in is below 0."""

    first: int
    """The number of the first of these bars, from 0; a count-in has numbers below 0."""
    lines: tuple[float, ...]
    """The beats of the bar lines: before each bar, and after the last."""
    tempo: float
    """Quarter notes a minute."""
    lead: float
    """Beats of the count-in."""
    parts: tuple[Part, ...]
    """What everybody plays, as played; beats count from the count-in."""
    trace: Trace | None
    """The network's events; None if there are none."""
    notes: tuple[Note, ...]
    """The network's notes, in straight beats."""
    chart: Chart
    """The chords of these bars, on their beats."""
    turns: tuple[bool, ...]
    """For each bar, whether it is the musician's."""
    form_bars: tuple[int, ...]
    """For each bar, its place in the form; it counts on through the choruses."""
    chorus_bars: int
    """Bars of a chorus."""


def chart_of(plan: BandPlan, bars: Sequence[FormBar], lead: float) -> Chart:
    """The chords of some bars as a chart of their own, on the beats of the solo."""
    spans = [span for bar in bars for span in bar.spans]
    changes = {max(0.0, span.start - lead): span.chord for span in spans}
    changes.setdefault(0.0, spans[0].chord)
    return replace(
        plan.form.chart,
        changes=tuple(Change(start, chord) for start, chord in sorted(changes.items())),
        beats=max(1.0, bars[-1].end - lead),
        sections=(),
    )


def joined(parts: Sequence[Part]) -> Part:
    """The bars of one player as one part."""
    return replace(
        parts[0],
        notes=tuple(sorted((note for part in parts for note in part.notes), key=IN_ORDER)),
        controls=tuple(control for part in parts for control in part.controls),
        bends=tuple(bend for part in parts for bend in part.bends),
    )
