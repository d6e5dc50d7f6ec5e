"""Themes, fonts and file formats of all pictures.

Note colours are from the palette of Okabe and Ito, which colour-blind readers can
distinguish, at three lightnesses for grey prints.
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

FONT = "DejaVu Sans"
"""Bundled with matplotlib, so pictures look the same on every machine."""
DOTS_PER_INCH = 160

# Without a salt the ids in an SVG are random; matplotlib has no other place for it.
mpl.rcParams["svg.hashsalt"] = "jazzlstm"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by purpose."""

    paper: str
    ink: str
    faint_ink: str
    lane: str
    """Background of the rows."""
    bar: str
    beat: str
    band: str
    """Rows of chord tones."""
    chord_tone: str
    scale_tone: str
    outside: str
    no_chord: str
    note_edge: str
    heat: str
    """The heat map: grey, since hues are for notes."""


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


def find_theme(name: str) -> Theme:
    """The theme of a name.

    Raises:
        RenderError: no such theme.
    """
    if name not in THEMES:
        raise RenderError(
            f"there is no theme {name!r}: choose one of {', '.join(THEMES)}", code="unknown_theme"
        )
    return THEMES[name]


def dress_axes(axes: Axes, colours: Theme, *, xlabel: str, ylabel: str = "") -> None:
    """Give a plot the theme's colours, a grid, a line at the bottom and labels."""
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
    """The figure as a PNG or SVG file, without date, version or random ids.

    Raises:
        RenderError: another format.
    """
    metadata: dict[str, dict[str, Any]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}
    if image_format not in metadata:
        raise RenderError(
            f"there is no picture format {image_format!r}: choose png or svg", code="unknown_format"
        )
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
    """``text`` on one line, with a box for each character missing in the font."""
    known = _characters()
    return "".join(letter if ord(letter) in known else "□" for letter in " ".join(text.split()))


@cache
def _characters() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=FONT))
    return frozenset(font_manager.get_font(path).get_charmap())
