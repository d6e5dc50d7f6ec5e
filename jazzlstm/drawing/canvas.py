"""Themes, text and bytes: what every picture shares.

The colours of notes are Okabe and Ito's, which people who see few colours can
tell apart, set at three lightnesses, so that they survive a grey print too.
Source: M. Okabe, K. Ito, "Color Universal Design" (2008).
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from jazzlstm.errors import RenderError

Format = Literal["png", "svg"]
ThemeName = Literal["light", "dark"]

FONT = "DejaVu Sans"  # comes with matplotlib, so a picture looks the same everywhere
DOTS_PER_INCH = 160

# SVG names its parts at random unless told otherwise. matplotlib offers no other
# place to say so; setting it is harmless, and the same whoever does it first.
mpl.rcParams["svg.hashsalt"] = "jazzlstm"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a picture, by what they stand for."""

    paper: str
    ink: str
    faint_ink: str
    lane: str
    """What the rows of the roll stand on."""
    bar: str
    beat: str
    band: str
    """A row that is a chord tone, behind the notes."""
    chord_tone: str
    scale_tone: str
    outside: str
    no_chord: str
    note_edge: str
    heat: str
    """The glow of what was likely: no hue, as the notes have theirs."""


THEMES: Mapping[str, Theme] = MappingProxyType(
    {
        "light": Theme(
            paper="#ffffff",
            ink="#1d2430",
            faint_ink="#6b7280",
            lane="#ffffff",
            bar="#8b93a1",
            beat="#e1e4e9",
            band="#0072b2",
            chord_tone="#00609c",
            scale_tone="#56b4e9",
            outside="#d55e00",
            no_chord="#7a7f87",
            note_edge="#ffffff",
            heat="#30343c",
        ),
        "dark": Theme(
            paper="#12161d",
            ink="#ece7dc",
            faint_ink="#98a1ae",
            lane="#191f28",
            bar="#5d6878",
            beat="#28303c",
            band="#56b4e9",
            chord_tone="#b9e3ff",
            scale_tone="#3a93cc",
            outside="#f27d23",
            no_chord="#9aa2ad",
            note_edge="#12161d",
            heat="#f3e9d2",
        ),
    }
)


def theme_called(name: str) -> Theme:
    """The theme of that name.

    Raises:
        RenderError: there is no such theme.
    """
    if name not in THEMES:
        raise RenderError(f"there is no theme {name!r}; choose one of {', '.join(THEMES)}")
    return THEMES[name]


def dress_axes(axes: Axes, colours: Theme, *, xlabel: str, ylabel: str = "") -> None:
    """A plot in the theme's colours: a grid behind, a line below, and what the axes mean."""
    axes.set_facecolor(colours.lane)
    axes.set_xlabel(xlabel, fontfamily=FONT, fontsize=9, color=colours.faint_ink)
    axes.set_ylabel(ylabel, fontfamily=FONT, fontsize=9, color=colours.faint_ink)
    axes.grid(color=colours.beat, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=colours.faint_ink, labelfontfamily=FONT)
    for name, side in axes.spines.items():
        side.set_visible(name == "bottom")
        side.set_color(colours.bar)


def figure_bytes(figure: Figure, image_format: str) -> bytes:
    """The figure as a PNG or SVG file, without date, version or random names in it.

    Raises:
        RenderError: another format was asked for.
    """
    metadata: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
    if image_format not in metadata:
        raise RenderError(f"cannot draw {image_format!r}; choose png or svg")
    file = io.BytesIO()
    figure.savefig(
        file,
        format=image_format,
        dpi=DOTS_PER_INCH,
        facecolor=figure.get_facecolor(),
        metadata=metadata[image_format],
    )
    return file.getvalue()


def drawable(text: str) -> str:
    """``text`` on one line, with a box for each character that the font lacks."""
    known = _characters()
    return "".join(letter if ord(letter) in known else "□" for letter in " ".join(text.split()))


@cache
def _characters() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=FONT))
    return frozenset(font_manager.get_font(path).get_charmap())
