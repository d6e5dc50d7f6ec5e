"""The page of a piano roll: its rows, its lines, and where they stand, in inches.

All lines share the rows, from a little below the lowest note to a little above
the highest, so that the eye can compare heights down the page.
"""

from __future__ import annotations

from jazzlstm.drawing.canvas import Theme
from jazzlstm.drawing.heat_map import Glow
from jazzlstm.drawing.systems import System, break_into_systems
from jazzlstm.music import Chart, Chord, Note, Solo

WIDTH = 11.0
LEFT, RIGHT = 0.55, 0.25
HEAD, FOOT = 0.55, 0.42
STRIP = 0.3
"""Room for chord names above a system."""
GAP = 0.14
"""Between one system and the strip of the next."""
LANE, LOWEST_ROLL, HIGHEST_ROLL = 0.072, 1.1, 3.2
"""A semitone's row, and what the rows of one system add up to at least and at most."""

MARGIN = 2
"""Semitones above the highest note and below the lowest."""
REST_LANE = 2
"""Height of the lane of rests, in rows."""


class RollPage:
    """What all systems share: the rows, the lines, the colours."""

    def __init__(self, solo: Solo, colours: Theme, glow: Glow | None) -> None:
        self.solo, self.colours, self.glow = solo, colours, glow
        self.chart: Chart = solo.chart
        start = min([0.0, *(note.start for note in solo.notes[:1])])
        self.systems = break_into_systems(solo.chart, start, solo.end if solo.notes else solo.chart.beats)
        pitches = [note.pitch for note in solo.notes] or [60, 72]
        middle = (min(pitches) + max(pitches)) // 2
        self.lowest = min(min(pitches) - MARGIN, middle - 7)
        self.highest = max(max(pitches) + MARGIN, middle + 7)
        self.tones = [tone_of(note, solo.chart.chord_at(note.start)) for note in solo.notes]

    @property
    def floor(self) -> float:
        """The bottom of the lowest row; the rests' lane lies under the notes'."""
        return self.lowest - 0.5 - (REST_LANE if self.glow else 0)

    @property
    def ceiling(self) -> float:
        return self.highest + 0.5

    @property
    def roll(self) -> float:
        """Height of a system's rows, in inches."""
        return min(HIGHEST_ROLL, max(LOWEST_ROLL, (self.ceiling - self.floor) * LANE))

    @property
    def height(self) -> float:
        """Of the whole picture, in inches."""
        return HEAD + FOOT + len(self.systems) * (STRIP + self.roll) + (len(self.systems) - 1) * GAP

    @property
    def beats_a_line(self) -> float:
        return max(system.end - system.start for system in self.systems)

    def box(self, place: int, system: System) -> tuple[float, float, float, float]:
        """Where the rows of a system stand: left, bottom, width, height as shares of the figure."""
        top = HEAD + place * (STRIP + self.roll + GAP) + STRIP
        width = (WIDTH - LEFT - RIGHT) * (system.end - system.start) / self.beats_a_line
        return LEFT / WIDTH, 1 - (top + self.roll) / self.height, width / WIDTH, self.roll / self.height

    def inches(self, beats: float) -> float:
        return (WIDTH - LEFT - RIGHT) * beats / self.beats_a_line


def tone_of(note: Note, chord: Chord) -> str:
    """What a note is to the chord: "chord_tone", "scale_tone", "outside" or "no_chord"."""
    if chord.is_silent:
        return "no_chord"
    if note.pitch % 12 in chord.tone_classes:
        return "chord_tone"
    return "scale_tone" if note.pitch % 12 in chord.scale_classes else "outside"
