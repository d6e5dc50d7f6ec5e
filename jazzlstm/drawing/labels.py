"""Text of a piano roll: chord symbols, bar numbers, octaves, title, legend."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from jazzlstm.drawing.canvas import FONT, drawable
from jazzlstm.drawing.heat_map import OPACITY, heat_colours
from jazzlstm.drawing.roll_layout import LEFT, REST_ROWS, RIGHT, WIDTH, RollLayout
from jazzlstm.drawing.systems import System, spans_between
from jazzlstm.music import Chord

NAMES = {"chord_tone": "chord tone", "scale_tone": "scale tone", "outside": "outside", "no_chord": "no chord"}


SMALLEST_CHORD_POINTS = 4
"""Smaller chord symbols are omitted."""
LARGEST_CHORD_POINTS = 10.5
CHORD_LETTER_WIDTH = 0.66
"""Width of a letter, as a share of the font size."""
CHORD_MARGIN = 0.4
"""Space around a chord symbol, as a share of the font size."""
POINTS_PER_INCH = 72
NUMBERED_BARS = 4
"""Every so many bars have a number, and the first of each system."""


def write_chords(axes: Axes, layout: RollLayout, system: System) -> None:
    """Chord symbols above the rows, bar numbers below."""
    above = axes.get_xaxis_transform()
    for change, end in spans_between(layout.chart, system.start, system.end):
        name = chord_label(change.chord)
        room = layout.inches(end - change.start) * POINTS_PER_INCH
        size = min(LARGEST_CHORD_POINTS, room / (CHORD_LETTER_WIDTH * len(name) + CHORD_MARGIN))
        if size >= SMALLEST_CHORD_POINTS:
            axes.text(
                change.start,
                1.03,
                " " + name if change.start > system.start else name,
                transform=above,
                fontsize=size,
                fontfamily=FONT,
                fontweight="bold",
                color=layout.colours.ink,
                va="bottom",
                parse_math=False,
            )
    _write_bar_numbers(axes, layout, system)


def _write_bar_numbers(axes: Axes, layout: RollLayout, system: System) -> None:
    for number, bar in enumerate(system.bars, system.first_bar):
        if number % NUMBERED_BARS == 1 or bar == system.start:
            axes.text(
                bar,
                -0.015,
                str(number),
                transform=axes.get_xaxis_transform(),
                fontsize=6.5,
                fontfamily=FONT,
                color=layout.colours.faint_ink,
                va="top",
                ha="center",
            )


def chord_label(chord: Chord) -> str:
    """A chord symbol as printed: B♭m7♭5 for "Bbm7b5", N.C. for "NC"."""
    if chord.is_silent:
        return "N.C."
    name = re.sub(r"(?<=[A-G])b", "♭", chord.symbol)
    return drawable(re.sub(r"b(?=\d)", "♭", name).replace("#", "♯"))


def write_pitches(axes: Axes, layout: RollLayout) -> None:
    """Names of the octaves and of the lane of rests, left of the rows."""
    octaves = [pitch for pitch in range(layout.lowest, layout.highest + 1) if pitch % 12 == 0]
    axes.set_yticks(octaves, [f"C{pitch // 12 - 1}" for pitch in octaves])
    axes.set_xticks([])
    axes.tick_params(
        axis="y",
        length=2.5,
        pad=2,
        labelsize=7.5,
        labelcolor=layout.colours.faint_ink,
        color=layout.colours.bar,
    )
    for label in axes.get_yticklabels():
        label.set_fontfamily(FONT)
    for side in axes.spines.values():
        side.set_visible(False)
    if layout.heat_map:
        axes.text(
            -0.06 / layout.inches(1) + axes.get_xlim()[0],
            layout.lowest - 0.5 - REST_ROWS / 2,
            "rest",
            fontsize=6.5,
            fontfamily=FONT,
            color=layout.colours.faint_ink,
            ha="right",
            va="center",
        )


def write_head(figure: Figure, layout: RollLayout, title: str) -> None:
    """The title; at the right performer, tempo, number of notes, share of chord tones."""
    solo = layout.solo
    ink: dict[str, Any] = {"fontfamily": FONT, "va": "baseline", "parse_math": False}
    top = 1 - 0.34 / layout.height
    figure.text(
        LEFT / WIDTH,
        top,
        drawable(title)[:80],
        fontsize=14,
        fontweight="bold",
        color=layout.colours.ink,
        **ink,
    )
    facts = [solo.performer, f"♩ = {solo.tempo:.0f}", _count(len(solo.notes), "note")]
    chorded = [tone for tone in layout.tones if tone != "no_chord"]
    if chorded:
        facts.append(f"{100 * chorded.count('chord_tone') / len(chorded):.0f} % chord tones")
    line = drawable("  ·  ".join(fact for fact in facts if fact))
    figure.text(1 - RIGHT / WIDTH, top, line, fontsize=9, color=layout.colours.faint_ink, ha="right", **ink)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def write_legend(figure: Figure, layout: RollLayout) -> None:
    """The legend of the colours."""
    keys = [tone for tone in NAMES if tone != "no_chord" or "no_chord" in layout.tones]
    handles: list[Artist] = [
        Patch(facecolor=getattr(layout.colours, tone), label=NAMES[tone]) for tone in keys
    ]
    handles.append(_chord_tone_key(layout))
    legend = figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(LEFT / WIDTH, 0.06 / layout.height),
        bbox_transform=figure.transFigure,
        ncols=len(handles),
        frameon=False,
        borderpad=0,
        borderaxespad=0,
        handlelength=1.1,
        handleheight=0.8,
        handletextpad=0.5,
        columnspacing=1.6,
        prop={"family": FONT, "size": 8},
        labelcolor=layout.colours.faint_ink,
    )
    legend.set_zorder(5)
    if layout.heat_map:
        _draw_heat_key(figure, layout)


def _chord_tone_key(layout: RollLayout) -> Artist:
    label = "rows of chord tones, root darker"
    if layout.heat_map:
        return Line2D([], [], color=layout.colours.band, linewidth=0.8, label=label)
    return Patch(facecolor=(*to_rgb(layout.colours.band), 0.2), label=label)


def _draw_heat_key(figure: Figure, layout: RollLayout) -> None:
    """A scale of the heat map at the right of the legend."""
    left, bottom, width, height = WIDTH - RIGHT - 1.25, 0.1, 1.1, 0.1
    axes = figure.add_axes((left / WIDTH, bottom / layout.height, width / WIDTH, height / layout.height))
    axes.imshow(
        np.linspace(0, 1, 256)[np.newaxis] ** 2,
        extent=(0, 1, 0, 1),
        aspect="auto",
        cmap=heat_colours(layout.colours.heat),
        norm=OPACITY,
        interpolation="none",
    )
    axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=layout.colours.bar, linewidth=0.6))
    axes.set_axis_off()
    how: dict[str, Any] = {
        "fontfamily": FONT,
        "fontsize": 8,
        "color": layout.colours.faint_ink,
        "va": "center",
    }
    middle = (bottom + height / 2) / layout.height
    figure.text((left - 0.08) / WIDTH, middle, "probability   0", ha="right", **how)
    figure.text((left + width + 0.08) / WIDTH, middle, "1", ha="left", **how)
