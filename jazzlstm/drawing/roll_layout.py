"""The layout of a piano roll: its rows, its systems and their places, in inches.

All systems have the same rows, so that heights can be compared down the page.
"""

from __future__ import annotations

from jazzlstm.drawing.canvas import Theme
from jazzlstm.drawing.heat_map import HeatMap
from jazzlstm.drawing.systems import System, break_into_systems
from jazzlstm.drawing.tones import tone_of
from jazzlstm.music import Chart, Solo

WIDTH = 11.0
"""Inches, as all sizes here but the margins of rows."""
LEFT = 0.55
RIGHT = 0.25
HEAD = 0.55
FOOT = 0.42
CHORD_STRIP = 0.3
"""Room for chord symbols above a system."""
GAP = 0.14
"""Between a system and the chord symbols of the next."""
ROW = 0.072
"""Height of a semitone."""
LOWEST_ROLL = 1.1
HIGHEST_ROLL = 3.2
"""Bounds of the height of a system's rows; the semitones share it."""
MARGIN_ROWS = 2
"""Semitones above the highest note and below the lowest."""
FEWEST_ROWS = 14
"""Semitones from the lowest row to the highest."""
REST_ROWS = 2
"""Height of the lane of rests, in rows."""
EMPTY_RANGE = [60, 72]
"""MIDI pitches of the roll of a solo without notes."""


class RollLayout:
    """Rows, systems and colours of a piano roll."""

    def __init__(self, solo: Solo, colours: Theme, heat_map: HeatMap | None) -> None:
        self.solo, self.colours, self.heat_map = solo, colours, heat_map
        self.chart: Chart = solo.chart
        start = min([0.0, *(note.start for note in solo.notes[:1])])
        self.systems = break_into_systems(solo.chart, start, solo.end if solo.notes else solo.chart.beats)
        pitches = [note.pitch for note in solo.notes] or EMPTY_RANGE
        middle = (min(pitches) + max(pitches)) // 2
        self.lowest = min(min(pitches) - MARGIN_ROWS, middle - FEWEST_ROWS // 2)
        self.highest = max(max(pitches) + MARGIN_ROWS, middle + FEWEST_ROWS // 2)
        self.tones = [tone_of(note, solo.chart.chord_at(note.start)) for note in solo.notes]

    @property
    def floor(self) -> float:
        """Bottom of the lowest row; with a heat map, of the lane of rests below it."""
        return self.lowest - 0.5 - (REST_ROWS if self.heat_map else 0)

    @property
    def ceiling(self) -> float:
        return self.highest + 0.5

    @property
    def roll_height(self) -> float:
        """Height of a system's rows, in inches."""
        return min(HIGHEST_ROLL, max(LOWEST_ROLL, (self.ceiling - self.floor) * ROW))

    @property
    def height(self) -> float:
        """Height of the picture, in inches."""
        systems = len(self.systems)
        return HEAD + FOOT + systems * (CHORD_STRIP + self.roll_height) + (systems - 1) * GAP

    @property
    def system_beats(self) -> float:
        """Beats of the longest system."""
        return max(system.end - system.start for system in self.systems)

    def box(self, place: int, system: System) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of a system's rows, as shares of the figure."""
        top = HEAD + place * (CHORD_STRIP + self.roll_height + GAP) + CHORD_STRIP
        width = self.inches(system.end - system.start)
        bottom = 1 - (top + self.roll_height) / self.height
        return LEFT / WIDTH, bottom, width / WIDTH, self.roll_height / self.height

    def inches(self, beats: float) -> float:
        return (WIDTH - LEFT - RIGHT) * beats / self.system_beats
