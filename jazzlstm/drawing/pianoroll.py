"""The piano roll: a solo against the chords it is played over.

Time runs to the right, in bars and beats; pitch upwards, a row a semitone. The
rows of the chord tones are tinted, the root's a little deeper, so that one sees
a line aim for them. A note is coloured by what it is to the chord under it:
chord tone, scale tone or outside. For a take, a glow behind the notes shows how
likely the network held every pitch at every moment, and the lane below them
how likely a rest.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from jazzlstm.drawing.canvas import Format, ThemeName, figure_bytes, theme_called
from jazzlstm.drawing.heat_map import BRIGHTNESS, Glow, glow_colours, glow_of
from jazzlstm.drawing.labels import write_chords, write_head, write_legend, write_pitches
from jazzlstm.drawing.roll_layout import WIDTH, RollPage
from jazzlstm.drawing.systems import System, spans_between
from jazzlstm.music import Solo, Take

NARROWEST_BAR = 0.25
"""Inches; in narrower bars the chord tones would be a blur, and are left out."""
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
    """A picture of a solo, or of a take with the network's probabilities behind it.

    ``title`` is the tune's unless given; ``heat=False`` leaves a take's
    probabilities out.

    Raises:
        RenderError: an unknown format or theme.
    """
    colours = theme_called(theme)
    solo = music.solo if isinstance(music, Take) else music
    glow = glow_of(music) if isinstance(music, Take) and heat else None
    page = RollPage(solo, colours, glow)
    figure = Figure(figsize=(WIDTH, page.height), facecolor=colours.paper)
    for place, system in enumerate(page.systems):
        _draw_system(figure, page, place, system)
    write_head(figure, page, solo.title or solo.chart.title or "Solo" if title is None else title)
    write_legend(figure, page)
    return figure_bytes(figure, format)


def _draw_system(figure: Figure, page: RollPage, place: int, system: System) -> None:
    axes = figure.add_axes(page.box(place, system))
    axes.set(xlim=(system.start, system.end), ylim=(page.floor, page.ceiling), facecolor=page.colours.lane)
    if page.inches(system.end - system.start) / len(system.bars) > NARROWEST_BAR:
        _draw_chord_tones(axes, page, system)
    if page.glow:
        _draw_glow(axes, page, page.glow.between(system.start, system.end), system)
    _draw_grid(axes, page, system)
    _draw_notes(axes, page, system)
    write_chords(axes, page, system)
    write_pitches(axes, page)


def _draw_chord_tones(axes: Axes, page: RollPage, system: System) -> None:
    """Tinted rows; where the glow needs the rows, lines along their middles."""
    rows: list[Box] = []
    colours: list[Colour] = []
    fainter, deeper = (0.4, 0.9) if page.glow else (0.11, 0.24)
    for change, end in spans_between(page.chart, system.start, system.end):
        for pitch in range(page.lowest, page.highest + 1):
            if pitch % 12 in change.chord.tone_classes:
                rows.append((change.start, pitch - 0.5, end, pitch + 0.5))
                alpha = deeper if pitch % 12 == change.chord.root else fainter
                colours.append((*to_rgb(page.colours.band), alpha))
    if page.glow:
        lines = [[(left, bottom + 0.5), (right, bottom + 0.5)] for left, bottom, right, _ in rows]
        axes.add_collection(LineCollection(lines, colors=colours, linewidths=0.8, zorder=2.5), autolim=False)
    else:
        bands = PolyCollection(list(map(_corners, rows)), facecolors=colours, edgecolors="none", zorder=1)
        axes.add_collection(bands, autolim=False)


def _draw_glow(axes: Axes, page: RollPage, glow: Glow, system: System) -> None:
    pitches = glow.pitches[:, page.lowest : page.highest + 1].T  # (pitches, ticks)
    for image, bottom, top in (
        (pitches, page.lowest - 0.5, page.ceiling),
        (glow.rests[np.newaxis], page.floor + 0.35, page.lowest - 0.85),
    ):
        axes.imshow(
            image,
            extent=(system.start, system.end, bottom, top),
            origin="lower",
            aspect="auto",
            interpolation="none",
            cmap=glow_colours(page.colours.heat),
            norm=BRIGHTNESS,
            zorder=2,
        )
    axes.set(xlim=(system.start, system.end), ylim=(page.floor, page.ceiling))


def _draw_grid(axes: Axes, page: RollPage, system: System) -> None:
    bars = [*system.bars, system.end]
    beats = [
        beat
        for bar, following in zip(bars, bars[1:], strict=False)
        for beat in np.arange(bar + 1, following - 1e-6)
    ]
    if page.inches(1) > 0.06:
        lines = [[(beat, page.floor), (beat, page.ceiling)] for beat in beats]
        axes.add_collection(
            LineCollection(lines, colors=page.colours.beat, linewidths=0.6, zorder=3), autolim=False
        )
    lines = [[(bar, page.floor), (bar, page.ceiling)] for bar in bars]
    chorus = [abs(bar / page.chart.beats - round(bar / page.chart.beats)) < 1e-6 for bar in bars]
    widths = [1.8 if start else 0.8 for start in chorus]
    axes.add_collection(
        LineCollection(lines, colors=page.colours.bar, linewidths=widths, zorder=3, clip_on=False),
        autolim=False,
    )
    if page.glow:
        axes.axhline(page.lowest - 0.5, color=page.colours.bar, linewidth=0.6, zorder=3)


def _draw_notes(axes: Axes, page: RollPage, system: System) -> None:
    boxes: list[Box] = []
    colours: list[Colour] = []
    for note, tone in zip(page.solo.notes, page.tones, strict=True):
        if note.end > system.start and note.start < system.end:
            start, end = max(note.start, system.start), min(note.end, system.end)
            boxes.append((start, note.pitch - 0.46, end, note.pitch + 0.46))
            colours.append(getattr(page.colours, tone))
    edge = min(0.6, 6 * page.inches(0.25))
    notes = PolyCollection(
        list(map(_corners, boxes)),
        facecolors=colours,
        edgecolors=page.colours.note_edge,
        linewidths=edge,
        zorder=4,
    )
    axes.add_collection(notes, autolim=False)


def _corners(box: Box) -> list[tuple[float, float]]:
    left, bottom, right, top = box
    return [(left, bottom), (left, top), (right, top), (right, bottom)]
