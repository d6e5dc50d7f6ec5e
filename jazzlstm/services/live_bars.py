"""What a live session plays: some of its bars, and the turns of musician and network."""

from __future__ import annotations

from dataclasses import dataclass

from jazzlstm.errors import SettingsError
from jazzlstm.generation.sampler import Trace
from jazzlstm.music import Chart, Note, Part

LONGEST_TURN = 32
"""Bars that a musician or the network plays before it is the other's turn."""

MOST_SEMITONES = 12
"""Of a transposition for practice."""


@dataclass(frozen=True, slots=True)
class Trade:
    """Musician and network take turns."""

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

    def __post_init__(self) -> None:
        if isinstance(self.semitones, bool) or not isinstance(self.semitones, int):
            raise SettingsError("semitones are a whole number", field="semitones")
        if abs(self.semitones) > MOST_SEMITONES:
            raise SettingsError(f"transpose by up to {MOST_SEMITONES} semitones", field="semitones")


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
