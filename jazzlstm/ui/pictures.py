"""Small pictures: a roll the size of a stamp, a row of bars.

They are SVG inside an image's address, as Streamlit takes SVG out of HTML; so
their colours are their own, and chosen to be seen on light paper and on dark.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import Note

WIDTH, HEIGHT = 300, 110
NOTE, LAST, LINE = "#3a93cc", "#d98a1f", "#8b93a1"


def draw_roll(notes: Sequence[Note], until: float, beats: float) -> str:
    """The notes that start before ``until``, on paper of ``beats``; the last one stands out."""
    played = [note for note in notes if note.start < until - 1e-6]
    if not played:
        return _picture("", "nothing has been played yet")
    low = min(note.pitch for note in played)
    rows = max(12, max(note.pitch for note in played) - low + 1)
    across, row = WIDTH / max(beats, 1.0), HEIGHT / rows
    shapes = "".join(
        f'<rect class="{"last" if note is played[-1] else "note"}" x="{note.start * across:.1f}" '
        f'y="{(rows - 1 - note.pitch + low) * row:.1f}" width="{max(2.0, note.duration * across - 1):.1f}" '
        f'height="{max(2.0, row - 1):.1f}" rx="1.5"/>'
        for note in played
    )
    return _picture(shapes, f"{len(played)} notes")


def draw_bars(probabilities: NDArray[np.floating[Any]], chosen: int) -> str:
    """A bar for each interval, low to high; the chosen one stands out."""
    across = WIDTH / len(probabilities)
    highest = max(float(probabilities.max()), 1e-9)
    shapes = "".join(
        f'<rect class="{"last" if i == chosen else "note"}" x="{i * across:.1f}" '
        f'y="{HEIGHT - share / highest * (HEIGHT - 4):.1f}" width="{across - 1:.1f}" '
        f'height="{share / highest * (HEIGHT - 4):.1f}"/>'
        for i, share in enumerate(probabilities.tolist())
    )
    middle = f'<line x1="{WIDTH / 2}" x2="{WIDTH / 2}" y1="0" y2="{HEIGHT}"/>'
    return _picture(middle + shapes, "probabilities of the intervals, two octaves down to two up")


def _picture(shapes: str, words: str) -> str:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"<style>.note{{fill:{NOTE}}}.last{{fill:{LAST}}}line{{stroke:{LINE}}}</style>{shapes}</svg>"
    )
    data = b64encode(svg.encode()).decode()
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'


def read_picture(image: str) -> str:
    """The SVG of a picture made here."""
    return b64decode(image.partition("base64,")[2].partition('"')[0]).decode()
