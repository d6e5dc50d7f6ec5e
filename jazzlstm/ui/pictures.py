"""Small pictures in words of SVG: a roll the size of a stamp, a row of bars. CSS gives them colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.music import Note

WIDTH, HEIGHT = 300, 110


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
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}" preserveAspectRatio="none">'
        f"{shapes}</svg>"
    )
