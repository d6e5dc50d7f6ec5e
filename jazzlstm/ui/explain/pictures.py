"""Small SVG pictures for HTML: a piano roll, and a bar chart of probabilities.

Streamlit removes SVG from HTML, so each picture is an ``<img>`` with a data URL. Its colours are
readable on light and dark pages, because an image does not take the colours of its page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
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
FEWEST_ROWS = 12
"""Semitones that a piano roll covers at least, so that a few notes are not drawn huge."""
NOTE = "#3a93cc"
LAST = "#d98a1f"
LINE = "#8b93a1"
WORDS = "#7b8390"


def draw_roll(notes: Sequence[Note], until: float, beats: float, *, height: int = HEIGHT) -> str:
    """A piano roll of ``beats`` with the notes that start before ``until``; the last one is highlighted."""
    played = [note for note in notes if note.start < until - BEAT_TOLERANCE]
    if not played:
        return _picture("", "no notes yet", height)
    low = min(note.pitch for note in notes)
    rows = max(FEWEST_ROWS, max(note.pitch for note in notes) - low + 1)
    across, row = WIDTH / max(beats, 1.0), height / rows
    shapes = "".join(
        f'<rect class="{"last" if note is played[-1] else "note"}" x="{note.start * across:.1f}" '
        f'y="{(rows - 1 - note.pitch + low) * row:.1f}" width="{max(2.0, note.duration * across - 1):.1f}" '
        f'height="{max(2.0, row - 1):.1f}" rx="1.5"/>'
        for note in played
    )
    return _picture(shapes, f"{len(played)} notes", height)


def draw_bars(
    probabilities: NDArray[np.floating[Any]],
    chosen: int,
    names: Sequence[str],
    before: NDArray[np.floating[Any]] | None = None,
) -> str:
    """A bar chart of pitches from low to high; the bar at index ``chosen`` is highlighted.

    ``before`` is drawn as outlines: the probabilities before the sampling policy.
    """
    highest = max(float(probabilities.max()), 0.0 if before is None else float(before.max()), 1e-9)
    across = WIDTH / len(probabilities)
    room = HEIGHT - FOOT - TOP

    def bars(shares: NDArray[np.floating[Any]], kind: str) -> str:
        return "".join(
            f'<rect class="{"last" if kind == "note" and i == chosen else kind}" x="{i * across:.1f}" '
            f'y="{TOP + room * (1 - share / highest):.1f}" width="{across - 1:.1f}" '
            f'height="{room * share / highest:.1f}"/>'
            for i, share in enumerate(shares.tolist())
        )

    shapes = bars(probabilities, "note") + ("" if before is None else bars(before, "before"))
    ticks = "".join(
        f'<text x="{(i + 0.5) * across:.1f}" y="{HEIGHT - 2}">{names[i]}</text>'
        for i in range(NAME_EVERY, len(names) - 1, NAME_EVERY)
    )
    floor = f'<line x1="0" x2="{WIDTH}" y1="{HEIGHT - FOOT}" y2="{HEIGHT - FOOT}"/>'
    return _picture(shapes + floor + ticks, f"probabilities of the pitches from {names[0]} to {names[-1]}")


def _picture(shapes: str, words: str, height: int = HEIGHT) -> str:
    style = (
        f".note{{fill:{NOTE}}}.last{{fill:{LAST}}}.before{{fill:none;stroke:{WORDS};stroke-width:.8}}"
        f"line{{stroke:{LINE}}}text{{fill:{WORDS};font:9px sans-serif;text-anchor:middle}}"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">'
        f"<style>{style}</style>{shapes}</svg>"
    )
    data = b64encode(svg.encode()).decode()
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'
