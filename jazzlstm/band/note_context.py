"""Context of each note of a line: the inputs of dynamics and articulation.

The same features are computed for human solos, to measure how loud and how legato
players are (``tools/fit_band.py``), and for generated solos, to play them that way
(``expression.py``).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PHRASE_REST = 0.4
"""Beats of silence that end a phrase."""
SHORTEST_LENGTH = 1 / 8
LONGEST_LENGTH = 4.0
"""Beats: a shorter note counts as so long, and a longer one too."""
QUANTILES = (5, 25, 50, 75, 95)
"""Percentages at which a distribution is tabulated."""

DYNAMICS_FEATURES = (
    "height",  # octaves above the solo's mean pitch
    "rise",  # octaves up from the note before
    "peak",  # higher than both neighbours
    "valley",  # lower than both neighbours
    "length",  # log2 of beats
    "downbeat",  # on the first beat of the bar
    "on the beat",  # on any beat
    "off-beat",  # on the second eighth of a beat
    "phrase start",
    "phrase end",
    "phrase position",  # 0 at the first note of the phrase, 1 at the last
)
"""Names of the columns of ``dynamics_features``."""

ARTICULATION_FEATURES = (
    "same note",  # as the next
    "step",  # of one or two semitones
    "leap",  # wider than a major third
)
"""Names of the columns of ``articulation_features``: the interval to the next note."""


def dynamics_features(
    starts: Sequence[float],
    lengths: Sequence[float],
    pitches: Sequence[float],
    in_bar: Sequence[float],
    firsts: Sequence[int] = (0,),
) -> NDArray[np.float64]:
    """One row a note, one column a feature, (notes, len(DYNAMICS_FEATURES)).

    Args:
        starts: in beats, ascending.
        lengths: in beats.
        pitches: MIDI numbers.
        in_bar: beats after the bar line.
        firsts: indices at which another line begins. All lines at once take hardly longer than one.
    """
    start, length, pitch, place = (
        np.asarray(values, dtype=float) for values in (starts, lengths, pitches, in_bar)
    )
    before, after = np.zeros_like(pitch), np.zeros_like(pitch)
    before[1:] = after[:-1] = pitch[1:] - pitch[:-1]
    opens, closes = phrase_bounds(start, length, firsts)
    in_beat = place % 1.0
    columns = (
        (pitch - pitch.mean()) / 12,
        np.minimum(np.maximum(before / 12, -1), 1) * ~opens,
        (before > 0) & (after < 0) & ~closes & ~opens,
        (before < 0) & (after > 0) & ~closes & ~opens,
        np.log2(np.minimum(np.maximum(length, SHORTEST_LENGTH), LONGEST_LENGTH)),
        place < 0.05,
        (in_beat < 0.05) | (in_beat > 0.95),
        abs(in_beat - 0.5) < 0.05,
        opens,
        closes,
        _phrase_position(start, opens),
    )
    table = np.empty((len(start), len(columns)))
    for index, column in enumerate(columns):
        table[:, index] = column
    return table


def articulation_features(pitches: Sequence[float]) -> NDArray[np.float64]:
    """One row a note, one column a feature, (notes, len(ARTICULATION_FEATURES)); the last row is zeros."""
    table = np.zeros((len(pitches), len(ARTICULATION_FEATURES)))
    for row, (pitch, following) in zip(table, pairwise(pitches), strict=False):
        if name := interval_class(pitch, following):
            row[ARTICULATION_FEATURES.index(name)] = 1
    return table


def interval_class(pitch: float, following: float) -> str:
    """One of ``ARTICULATION_FEATURES``, or "" for a third."""
    semitones = abs(following - pitch)
    if not semitones:
        return "same note"
    return "step" if semitones <= 2 else "leap" if semitones > 4 else ""


def phrase_bounds(
    start: NDArray[np.float64], length: NDArray[np.float64], firsts: Sequence[int] = (0,)
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which notes begin a phrase, and which end one: two arrays (notes,). ``firsts`` begin lines."""
    opens, closes = np.ones(len(start), dtype=bool), np.ones(len(start), dtype=bool)
    opens[1:] = start[1:] - start[:-1] - length[:-1] >= PHRASE_REST
    opens[list(firsts)] = True
    closes[:-1] = opens[1:]
    return opens, closes


def _phrase_position(start: NDArray[np.float64], opens: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Place of each note in its phrase: 0 at the first note, 1 at the last."""
    phrase = np.cumsum(opens) - 1
    first = start[opens][phrase]
    last = np.maximum.reduceat(start, np.flatnonzero(opens))[phrase]
    return np.asarray((start - first) / np.maximum(last - first, 1e-6))


def length_class(beats: float) -> str:
    """The class of a written length: "short" (below an eighth), "eighth", "quarter" or "long"."""
    if beats < 0.45:
        return "short"
    if beats < 0.7:
        return "eighth"
    return "quarter" if beats < 1.05 else "long"
