"""Remove a constant delay of a line against the beat, such as audio latency.

A recording that is 40 ms late from the first note to the last has no late rhythm. A
delay is found if all onsets have about the same distance from the grid, and it is removed
only if that makes the line much simpler to write.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.formats.midi.quantising import straighten, writing_cost

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jazzlstm.music import Note

LEAST_NOTES = 16
"""Notes; fewer are too few to tell a delay from a rhythm."""
LEAST_DELAY = 0.03
"""Beats; a smaller delay changes no written rhythm."""
MOST_DELAY = 0.3
"""Beats; more is rhythm: an off-beat eighth is 0.5 late."""
LATEST = 0.15
"""Seconds of the longest latency, that of wireless headphones."""
EARLIEST = 0.06
"""Seconds that a line may be early; latency is seldom corrected too much."""
PARTS = (1, 2, 3, 4)
"""Divisions of the beat at which onsets gather."""
LEAST_CONCENTRATION = 0.25
"""Length of the mean vector of the phases; a line of many rhythms has little."""
LEAST_GAIN = 0.4
"""Share of the cost of writing that removing the delay saves, at least."""


def remove_delay(notes: Sequence[Note], tempo: float) -> tuple[list[Note], float]:
    """The notes without their delay, and the delay in beats; 0.0 if there is none.

    ``tempo`` is in beats a minute.
    """
    onsets = np.array([note.start for note in notes])
    if len(notes) < LEAST_NOTES:
        return list(notes), 0.0
    moved = {delay: _moved(notes, delay) for delay in _possible_delays(onsets, tempo)}
    if not moved:
        return list(notes), 0.0
    costs = {delay: _cost(line) for delay, line in moved.items()}
    best = min(costs, key=lambda delay: costs[delay])
    if costs[best] > (1 - LEAST_GAIN) * _cost(notes):
        return list(notes), 0.0
    return moved[best], best


def _possible_delays(onsets: np.ndarray, tempo: float) -> Iterator[float]:
    """Mean phases of onsets (n,) that gather beside a beat or a part of it, in beats."""
    for parts in PARTS:
        mean = np.exp(2j * np.pi * parts * onsets).mean()
        nearest = float(np.angle(mean) / (2 * np.pi * parts))
        if abs(mean) < LEAST_CONCENTRATION or abs(nearest) < LEAST_DELAY:
            continue
        for delay in (nearest, nearest + 1 / parts):  # before or after the part of the beat
            if abs(delay) <= MOST_DELAY and -EARLIEST <= delay * 60 / tempo <= LATEST:
                yield delay


def _moved(notes: Sequence[Note], delay: float) -> list[Note]:
    return [replace(note, start=max(0.0, note.start - delay)) for note in notes]


def _cost(notes: Sequence[Note]) -> float:
    """The cost of writing the line after its swing is removed."""
    return writing_cost(np.array([note.start for note in straighten(notes)[0]]))
