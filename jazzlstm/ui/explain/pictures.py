"""Small pictures: a roll the size of a stamp, a row of bars.

They are SVG inside an image's address, as Streamlit takes SVG out of HTML; so
their colours are their own, and chosen to be seen on light paper and on dark.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import Note

WIDTH, HEIGHT = 300, 120
FOOT = 14
"""Below the bars, for names of notes."""
NOTE, LAST, LINE, WORDS = "#3a93cc", "#d98a1f", "#8b93a1", "#7b8390"


def draw_roll(notes: Sequence[Note], until: float, beats: float, *, height: int = HEIGHT) -> str:
    """The notes that start before ``until``, on paper of ``beats``; the last one stands out."""
    played = [note for note in notes if note.start < until - 1e-6]
    if not played:
        return _picture("", "nothing has been played yet", height)
    low = min(note.pitch for note in notes)
    rows = max(12, max(note.pitch for note in notes) - low + 1)
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
    """A bar for each pitch, low to high, told by ``names``; the chosen one stands out.

    What was likely ``before`` is drawn behind, as outlines.
    """
    highest = max(float(probabilities.max()), 0.0 if before is None else float(before.max()), 1e-9)
    across = WIDTH / len(probabilities)
    room = HEIGHT - FOOT - 4

    def bars(shares: NDArray[np.floating[Any]], kind: str) -> str:
        return "".join(
            f'<rect class="{"last" if kind == "note" and i == chosen else kind}" x="{i * across:.1f}" '
            f'y="{4 + room * (1 - share / highest):.1f}" width="{across - 1:.1f}" '
            f'height="{room * share / highest:.1f}"/>'
            for i, share in enumerate(shares.tolist())
        )

    shapes = bars(probabilities, "note") + ("" if before is None else bars(before, "before"))
    ticks = "".join(
        f'<text x="{(i + 0.5) * across:.1f}" y="{HEIGHT - 2}">{names[i]}</text>'
        for i in range(6, len(names) - 1, 6)
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
