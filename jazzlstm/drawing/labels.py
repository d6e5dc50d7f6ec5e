"""The words on a piano roll: chord names, bar numbers, octaves, title, legend."""

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
from jazzlstm.drawing.heat_map import BRIGHTNESS, glow_colours
from jazzlstm.drawing.roll_layout import LEFT, REST_LANE, RIGHT, WIDTH, RollPage
from jazzlstm.drawing.systems import System, spans_between
from jazzlstm.music import Chord

NAMES = {"chord_tone": "chord tone", "scale_tone": "scale tone", "outside": "outside", "no_chord": "no chord"}


def write_chords(axes: Axes, page: RollPage, system: System) -> None:
    """Chord names above the rows, bar numbers in small, section letters boxed."""
    above = axes.get_xaxis_transform()
    for change, end in spans_between(page.chart, system.start, system.end):
        name = chord_label(change.chord)
        size = min(10.5, page.inches(end - change.start) * 72 / (0.66 * len(name) + 0.4))
        if size >= 4:
            axes.text(
                change.start,
                1.03,
                " " + name if change.start > system.start else name,
                transform=above,
                fontsize=size,
                fontfamily=FONT,
                fontweight="bold",
                color=page.colours.ink,
                va="bottom",
                parse_math=False,
            )
    for number, bar in enumerate(system.bars, system.first_bar):
        if number % 4 == 1 or bar == system.start:
            axes.text(
                bar,
                -0.015,
                str(number),
                transform=above,
                fontsize=6.5,
                fontfamily=FONT,
                color=page.colours.faint_ink,
                va="top",
                ha="center",
            )


def chord_label(chord: Chord) -> str:
    """A chord's name as it is engraved: B♭m7♭5 for "Bbm7b5", N.C. for "NC"."""
    if chord.is_silent:
        return "N.C."
    name = re.sub(r"(?<=[A-G])b", "♭", chord.symbol)
    return drawable(re.sub(r"b(?=\d)", "♭", name).replace("#", "♯"))


def write_pitches(axes: Axes, page: RollPage) -> None:
    """The octaves at the left, and the lane of rests."""
    octaves = [pitch for pitch in range(page.lowest, page.highest + 1) if pitch % 12 == 0]
    axes.set_yticks(octaves, [f"C{pitch // 12 - 1}" for pitch in octaves])
    axes.set_xticks([])
    axes.tick_params(
        axis="y", length=2.5, pad=2, labelsize=7.5, labelcolor=page.colours.faint_ink, color=page.colours.bar
    )
    for label in axes.get_yticklabels():
        label.set_fontfamily(FONT)
    for side in axes.spines.values():
        side.set_visible(False)
    if page.glow:
        axes.text(
            -0.06 / page.inches(1) + axes.get_xlim()[0],
            page.lowest - 0.5 - REST_LANE / 2,
            "rest",
            fontsize=6.5,
            fontfamily=FONT,
            color=page.colours.faint_ink,
            ha="right",
            va="center",
        )


def write_head(figure: Figure, page: RollPage, title: str) -> None:
    """The title, and at the right who plays, how fast, how much."""
    solo = page.solo
    ink: dict[str, Any] = {"fontfamily": FONT, "va": "baseline", "parse_math": False}
    top = 1 - 0.34 / page.height
    figure.text(
        LEFT / WIDTH, top, drawable(title)[:80], fontsize=14, fontweight="bold", color=page.colours.ink, **ink
    )
    facts = [solo.performer, f"♩ = {solo.tempo:.0f}", _count(len(solo.notes), "note")]
    chorded = [tone for tone in page.tones if tone != "no_chord"]
    if chorded:
        facts.append(f"{100 * chorded.count('chord_tone') / len(chorded):.0f} % chord tones")
    line = drawable("  ·  ".join(fact for fact in facts if fact))
    figure.text(1 - RIGHT / WIDTH, top, line, fontsize=9, color=page.colours.faint_ink, ha="right", **ink)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def write_legend(figure: Figure, page: RollPage) -> None:
    """What the colours mean."""
    keys = [tone for tone in NAMES if tone != "no_chord" or "no_chord" in page.tones]
    handles: list[Artist] = [Patch(facecolor=getattr(page.colours, tone), label=NAMES[tone]) for tone in keys]
    handles.append(_chord_tone_key(page))
    legend = figure.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(LEFT / WIDTH, 0.06 / page.height),
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
        labelcolor=page.colours.faint_ink,
    )
    legend.set_zorder(5)
    if page.glow:
        _draw_glow_key(figure, page)


def _chord_tone_key(page: RollPage) -> Artist:
    label = "the chord's tones, its root deeper"
    if page.glow:
        return Line2D([], [], color=page.colours.band, linewidth=0.8, label=label)
    return Patch(facecolor=(*to_rgb(page.colours.band), 0.2), label=label)


def _draw_glow_key(figure: Figure, page: RollPage) -> None:
    """A little ramp at the right of the legend: how bright is how likely."""
    left, bottom, width, height = WIDTH - RIGHT - 1.25, 0.1, 1.1, 0.1
    axes = figure.add_axes((left / WIDTH, bottom / page.height, width / WIDTH, height / page.height))
    axes.imshow(
        np.linspace(0, 1, 256)[np.newaxis] ** 2,
        extent=(0, 1, 0, 1),
        aspect="auto",
        cmap=glow_colours(page.colours.heat),
        norm=BRIGHTNESS,
        interpolation="none",
    )
    axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, edgecolor=page.colours.bar, linewidth=0.6))
    axes.set_axis_off()
    how: dict[str, Any] = {"fontfamily": FONT, "fontsize": 8, "color": page.colours.faint_ink, "va": "center"}
    middle = (bottom + height / 2) / page.height
    figure.text((left - 0.08) / WIDTH, middle, "the network's probability   0", ha="right", **how)
    figure.text((left + width + 0.08) / WIDTH, middle, "1", ha="left", **how)
