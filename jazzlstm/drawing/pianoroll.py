"""The piano roll of a solo over its chords.

Time runs to the right, pitch upwards, one row a semitone. Rows of chord tones are
tinted, the root's darker. A note's colour is its relation to the chord: chord tone,
scale tone or outside. Behind the notes of a take a heat map shows the network's
probability of each pitch, and in a lane below, of a rest.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from jazzlstm.drawing.canvas import Format, ThemeName, figure_bytes, find_theme
from jazzlstm.drawing.heat_map import OPACITY, HeatMap, heat_colours, heat_map_of
from jazzlstm.drawing.labels import write_chords, write_head, write_legend, write_pitches
from jazzlstm.drawing.roll_layout import WIDTH, RollLayout
from jazzlstm.drawing.systems import System, spans_between
from jazzlstm.music import BEAT_TOLERANCE, Solo, Take

NARROWEST_BAR = 0.25
"""Inches; narrower bars have no rows of chord tones, which would blur."""
NARROWEST_BEAT = 0.06
"""Inches; narrower beats have no lines."""
NOTE_HALF_HEIGHT = 0.46
"""Rows."""
FAINT_ROW = 0.11
ROOT_ROW = 0.24
"""Opacity of the rows of chord tones and of roots."""
FAINT_LINE = 0.4
ROOT_LINE = 0.9
"""Opacity of the lines that replace the rows over a heat map."""
Box = tuple[float, float, float, float]
"""A rectangle: beat and row of its lower left corner, then of its upper right."""
Colour = str | tuple[float, ...]


def draw_piano_roll(
    music: Take | Solo,
    *,
    format: Format = "png",
    theme: ThemeName = "light",
    title: str | None = None,
    heat: bool = True,
) -> bytes:
    """A picture of a solo, or of a take with its heat map.

    Args:
        music: the solo or take.
        format: "png" or "svg".
        theme: "light" or "dark".
        title: None for the tune's title.
        heat: False for a take without its heat map.

    Raises:
        RenderError: an unknown format or theme.
    """
    colours = find_theme(theme)
    solo = music.solo if isinstance(music, Take) else music
    heat_map = heat_map_of(music) if isinstance(music, Take) and heat else None
    layout = RollLayout(solo, colours, heat_map)
    figure = Figure(figsize=(WIDTH, layout.height), facecolor=colours.paper)
    for place, system in enumerate(layout.systems):
        _draw_system(figure, layout, place, system)
    write_head(figure, layout, solo.title or solo.chart.title or "Solo" if title is None else title)
    write_legend(figure, layout)
    return figure_bytes(figure, format)


def _draw_system(figure: Figure, layout: RollLayout, place: int, system: System) -> None:
    axes = figure.add_axes(layout.box(place, system))
    axes.set(
        xlim=(system.start, system.end), ylim=(layout.floor, layout.ceiling), facecolor=layout.colours.lane
    )
    if layout.inches(system.end - system.start) / len(system.bars) > NARROWEST_BAR:
        _draw_chord_tones(axes, layout, system)
    if layout.heat_map:
        _draw_heat_map(axes, layout, layout.heat_map.between(system.start, system.end), system)
    _draw_grid(axes, layout, system)
    _draw_notes(axes, layout, system)
    write_chords(axes, layout, system)
    write_pitches(axes, layout)


def _draw_chord_tones(axes: Axes, layout: RollLayout, system: System) -> None:
    """Tinted rows; over a heat map, lines along the middles of the rows."""
    rows: list[Box] = []
    colours: list[Colour] = []
    faint, root = (FAINT_LINE, ROOT_LINE) if layout.heat_map else (FAINT_ROW, ROOT_ROW)
    for change, end in spans_between(layout.chart, system.start, system.end):
        for pitch in range(layout.lowest, layout.highest + 1):
            if pitch % 12 in change.chord.tone_classes:
                rows.append((change.start, pitch - 0.5, end, pitch + 0.5))
                alpha = root if pitch % 12 == change.chord.root else faint
                colours.append((*to_rgb(layout.colours.band), alpha))
    if layout.heat_map:
        lines = [[(left, bottom + 0.5), (right, bottom + 0.5)] for left, bottom, right, _ in rows]
        axes.add_collection(LineCollection(lines, colors=colours, linewidths=0.8, zorder=2.5), autolim=False)
    else:
        bands = PolyCollection(list(map(_corners, rows)), facecolors=colours, edgecolors="none", zorder=1)
        axes.add_collection(bands, autolim=False)


def _draw_heat_map(axes: Axes, layout: RollLayout, heat_map: HeatMap, system: System) -> None:
    pitches = heat_map.pitches[:, layout.lowest : layout.highest + 1].T  # (pitches, ticks)
    for image, bottom, top in (
        (pitches, layout.lowest - 0.5, layout.ceiling),
        (heat_map.rests[np.newaxis], layout.floor + 0.35, layout.lowest - 0.85),
    ):
        axes.imshow(
            image,
            extent=(system.start, system.end, bottom, top),
            origin="lower",
            aspect="auto",
            interpolation="none",
            cmap=heat_colours(layout.colours.heat),
            norm=OPACITY,
            zorder=2,
        )
    axes.set(xlim=(system.start, system.end), ylim=(layout.floor, layout.ceiling))


def _draw_grid(axes: Axes, layout: RollLayout, system: System) -> None:
    bars = [*system.bars, system.end]
    beats = [
        beat
        for bar, following in zip(bars, bars[1:], strict=False)
        for beat in np.arange(bar + 1, following - BEAT_TOLERANCE)
    ]
    if layout.inches(1) > NARROWEST_BEAT:
        lines = [[(beat, layout.floor), (beat, layout.ceiling)] for beat in beats]
        axes.add_collection(
            LineCollection(lines, colors=layout.colours.beat, linewidths=0.6, zorder=3), autolim=False
        )
    lines = [[(bar, layout.floor), (bar, layout.ceiling)] for bar in bars]
    chorus = [
        abs(bar / layout.chart.beats - round(bar / layout.chart.beats)) < BEAT_TOLERANCE for bar in bars
    ]
    widths = [1.8 if start else 0.8 for start in chorus]
    axes.add_collection(
        LineCollection(lines, colors=layout.colours.bar, linewidths=widths, zorder=3, clip_on=False),
        autolim=False,
    )
    if layout.heat_map:
        axes.axhline(layout.lowest - 0.5, color=layout.colours.bar, linewidth=0.6, zorder=3)


def _draw_notes(axes: Axes, layout: RollLayout, system: System) -> None:
    boxes: list[Box] = []
    colours: list[Colour] = []
    for note, tone in zip(layout.solo.notes, layout.tones, strict=True):
        if note.end > system.start and note.start < system.end:
            start, end = max(note.start, system.start), min(note.end, system.end)
            boxes.append((start, note.pitch - NOTE_HALF_HEIGHT, end, note.pitch + NOTE_HALF_HEIGHT))
            colours.append(getattr(layout.colours, tone))
    edge = min(0.6, 6 * layout.inches(0.25))
    notes = PolyCollection(
        list(map(_corners, boxes)),
        facecolors=colours,
        edgecolors=layout.colours.note_edge,
        linewidths=edge,
        zorder=4,
    )
    axes.add_collection(notes, autolim=False)


def _corners(box: Box) -> list[tuple[float, float]]:
    left, bottom, right, top = box
    return [(left, bottom), (left, top), (right, top), (right, bottom)]
