"""Small SVG pictures for HTML: a piano roll, bars of probabilities, a random draw, curves, cell states.

Streamlit removes SVG from HTML, so each picture is an ``<img>`` with a data URL. Its colours are
readable on light and dark pages, because an image does not take the colours of its page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import BEAT_TOLERANCE, Note

WIDTH = 300
"""Units of the picture, which is scaled to the width of its card."""
HEIGHT = 120
FOOT = 14
"""Height of the names of notes below the bars."""
TOP = 4
"""Space above the highest bar."""
NAME_EVERY = 6
"""Semitones between two names below the bars: more names would overlap."""
REST_GAP = 2
"""Places between the bar of the rest and the first pitch."""
FEWEST_ROWS = 12
"""Semitones that a piano roll covers at least, so that a few notes are not drawn huge."""
NOTE = "#3a93cc"
LAST = "#d98a1f"
LINE = "#8b93a1"
WORDS = "#7b8390"


def draw_roll(notes: Sequence[Note], until: float, beats: float, *, height: int = HEIGHT) -> str:
    """A piano roll of ``beats``. The last note that starts before ``until`` stands out, later are pale."""
    played = [note for note in notes if note.start < until - BEAT_TOLERANCE]
    if not notes:
        return _picture("", "no notes", height)
    low = min(note.pitch for note in notes)
    rows = max(FEWEST_ROWS, max(note.pitch for note in notes) - low + 1)
    across, row = WIDTH / max(beats, 1.0), height / rows
    shapes = "".join(
        f'<rect class="{_kind(place, len(played))}" x="{note.start * across:.1f}" '
        f'y="{(rows - 1 - note.pitch + low) * row:.1f}" width="{max(2.0, note.duration * across - 1):.1f}" '
        f'height="{max(2.0, row - 1):.1f}" rx="1.5"/>'
        for place, note in enumerate(notes)
    )
    if until < beats - BEAT_TOLERANCE:
        shapes += f'<line x1="{until * across:.1f}" x2="{until * across:.1f}" y1="0" y2="{height}"/>'
    return _picture(shapes, f"piano roll: {len(played)} of {len(notes)} notes are played so far", height)


def _kind(place: int, played: int) -> str:
    if place >= played:
        return "later"
    return "last" if place == played - 1 else "note"


def draw_bars(
    probabilities: NDArray[np.floating[Any]],
    chosen: int,
    names: Sequence[str],
    before: NDArray[np.floating[Any]] | None = None,
) -> str:
    """A bar chart of a rest, apart at the left, and the pitches from low to high.

    The last probability is that of the rest. The bar at index ``chosen`` is highlighted. ``before`` is drawn
    as outlines: the probabilities before the sampling policy.
    """
    highest = max(float(probabilities.max()), 0.0 if before is None else float(before.max()), 1e-9)
    across = WIDTH / (len(probabilities) + REST_GAP)
    room, rest = HEIGHT - FOOT - TOP, len(probabilities) - 1

    def left(i: int) -> float:
        return 0.0 if i == rest else (i + REST_GAP + 1) * across

    def bars(shares: NDArray[np.floating[Any]], kind: str) -> str:
        return "".join(
            f'<rect class="{"last" if kind == "note" and i == chosen else kind}" x="{left(i):.1f}" '
            f'y="{TOP + room * (1 - share / highest):.1f}" width="{across - 1:.1f}" '
            f'height="{room * share / highest:.1f}"/>'
            for i, share in enumerate(shares.tolist())
        )

    shapes = bars(probabilities, "note") + ("" if before is None else bars(before, "before"))
    ticks = f'<text x="0" y="{HEIGHT - 2}" class="start">rest</text>' + "".join(
        f'<text x="{left(i) + across / 2:.1f}" y="{HEIGHT - 2}">{names[i]}</text>'
        for i in range(NAME_EVERY, len(names) - 1, NAME_EVERY)
    )
    floor = f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>'
    words = f"probability of a rest and of the pitches from {names[0]} to {names[-1]}"
    return _picture(shapes + floor + ticks, words)


def draw_ruler(probabilities: NDArray[np.floating[Any]], chosen: int, number: float) -> str:
    """A random draw: all choices side by side from 0 to 1, each as wide as its probability."""
    edges = np.concatenate([[0.0], np.cumsum(probabilities)])
    edges = edges / edges[-1] * WIDTH
    shapes = "".join(
        f'<rect class="{"last" if i == chosen else "odd" if i % 2 else "note"}" x="{low:.2f}" y="14" '
        f'width="{high - low:.2f}" height="22"/>'
        for i, (low, high) in enumerate(pairwise(edges.tolist()))
        if high > low
    )
    x = number * WIDTH
    anchor = "start" if x < WIDTH / 4 else "end" if x > 3 * WIDTH / 4 else "middle"
    shapes += f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="11" y2="40"/>'
    shapes += f'<text x="{x:.1f}" y="9" class="{anchor}">{number:.3f}</text>'
    shapes += f'<text x="0" y="50" class="start">0</text><text x="{WIDTH}" y="50" class="end">1</text>'
    return _picture(shapes, f"the random number {number:.3f} falls on the choice that is highlighted", 54)


def draw_curves(curves: Sequence[Curve], now: float | None, words: str) -> str:
    """Curves over the same steps, each scaled to the height of the picture; a line at ``now``."""
    shapes = ""
    for row, curve in enumerate(curves):
        low, high = float(np.nanmin(curve.values)), float(np.nanmax(curve.values))
        scaled = (curve.values - low) / max(high - low, 1e-9)
        across = WIDTH / max(1, len(scaled) - 1)
        points = " ".join(
            f"{i * across:.1f},{TOP + 14 + (HEIGHT - 2 * TOP - 30) * (1 - y):.1f}"
            for i, y in enumerate(scaled)
        )
        shapes += f'<polyline class="{curve.kind}" points="{points}"/>'
        x = row * WIDTH * 2 / 3
        shapes += f'<line class="{curve.kind}" x1="{x}" x2="{x + 14}" y1="6" y2="6"/>'
        shapes += f'<text x="{x + 18}" y="9" class="start">{escape(curve.name)}</text>'
    if now is not None:
        x = now * WIDTH
        shapes += f'<line x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="{HEIGHT - 12}"/>'
    return _picture(shapes, words)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line of a picture: ``kind`` is "one" or "two", and gives its colour."""

    name: str
    values: NDArray[np.floating[Any]]
    kind: str


def draw_losses(training: Sequence[float], held_out: Sequence[float], best: int) -> str:
    """Loss by epoch on a common axis, with the epoch whose weights were kept, counted from 1."""
    values = [loss for loss in (*training, *held_out) if np.isfinite(loss)]
    low, high = min(values), max(values)
    left, right, top, foot = 26.0, WIDTH - 4.0, 18.0, HEIGHT - 24.0

    def place(epoch: int, loss: float) -> tuple[float, float]:
        x = left + (right - left) * epoch / max(1, len(training) - 1)
        return x, top + (foot - top) * (high - loss) / max(high - low, 1e-9)

    shapes = f'<line x1="{left}" x2="{right}" y1="{foot + 4}" y2="{foot + 4}"/>'
    for column, (name, kind, losses) in enumerate(
        (("training solos", "one", training), ("held-out solos", "two", held_out))
    ):
        points = " ".join(
            "{:.1f},{:.1f}".format(*place(epoch, loss))
            for epoch, loss in enumerate(losses)
            if np.isfinite(loss)
        )
        x = left + column * 120
        shapes += f'<polyline class="{kind}" points="{points}"/>'
        shapes += f'<line class="{kind}" x1="{x}" x2="{x + 14}" y1="6" y2="6"/>'
        shapes += f'<text x="{x + 18}" y="9" class="start">{name}</text>'
    for loss in (low, high):
        shapes += f'<text x="{left - 3}" y="{place(0, loss)[1] + 3:.1f}" class="end">{loss:.1f}</text>'
    if 1 <= best <= len(held_out) and np.isfinite(held_out[best - 1]):
        x, y = place(best - 1, held_out[best - 1])
        shapes += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    shapes += f'<text x="{left}" y="{HEIGHT - 8}" class="start">epoch 1</text>'
    shapes += f'<text x="{right}" y="{HEIGHT - 8}" class="end">epoch {len(training)}</text>'
    return _picture(shapes, f"the loss falls from {high:.2f} to {low:.2f} nats in {len(training)} epochs")


def draw_cells(cells: NDArray[np.floating[Any]]) -> str:
    """Cell states (layers, units), a square each: one colour above 0, another below, pale near 0."""
    layers, units = cells.shape
    columns = max(8, round(units**0.5 * 2))
    rows = -(-units // columns)
    size = WIDTH / columns
    strongest = max(float(abs(cells).max()), 1e-9)
    shapes = "".join(
        f'<rect class="{"two" if value > 0 else "one"}" x="{unit % columns * size:.1f}" '
        f'y="{(layer * (rows + 1) + unit // columns) * size:.1f}" width="{size - 0.5:.1f}" '
        f'height="{size - 0.5:.1f}" fill-opacity="{min(1.0, abs(value) / strongest + 0.06):.2f}"/>'
        for layer, states in enumerate(cells.tolist())
        for unit, value in enumerate(states)
    )
    height = round((layers * (rows + 1) - 1) * size)
    return _picture(shapes, f"{layers * units} cell states: blue below 0, orange above, pale near 0", height)


def _picture(shapes: str, words: str, height: int = HEIGHT) -> str:
    style = (
        f".note{{fill:{NOTE}}}.last{{fill:{LAST}}}.before{{fill:none;stroke:{WORDS};stroke-width:.8}}"
        f".later{{fill:{LINE};opacity:.55}}.odd{{fill:{NOTE};opacity:.6}}rect.one{{fill:{NOTE}}}"
        f"rect.two,circle{{fill:{LAST}}}polyline{{fill:none;stroke-width:1.4}}line{{stroke:{LINE}}}"
        f".mark{{stroke:{WORDS};stroke-width:2}}polyline.one,line.one{{stroke:{NOTE}}}"
        f"polyline.two,line.two{{stroke:{LAST}}}text{{fill:{WORDS};font:9px sans-serif;text-anchor:middle}}"
        "text.start{text-anchor:start}text.end{text-anchor:end}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f"<style>{style}</style>{shapes}</svg>"
    )
    data = b64encode(svg.encode()).decode()
    return f'<img alt="{escape(words)}" src="data:image/svg+xml;base64,{data}">'
