"""What a player's ear notices about each note of a line: the inputs of dynamics and articulation.

Used twice, by the same code: on human solos, to measure how players respond to
these things (``fitting.py``), and on the network's, to play them so
(``expression.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BREATH = 0.4
"""Beats of silence that end a phrase."""

QUANTILES = (5, 25, 50, 75, 95)
"""Percentages at which a distribution is written down."""

TRAITS = (
    "high",  # octaves above the solo's mean pitch
    "risen",  # octaves risen since the note before
    "peak",  # higher than both neighbours
    "valley",  # lower than both
    "long",  # log2 of its length in beats
    "downbeat",  # on the first beat of the bar
    "on the beat",  # on any beat
    "off-beat",  # on the second eighth
    "opens",  # first of its phrase
    "closes",  # last of its phrase
    "soon over",  # share of the phrase behind it
)
"""Names of the columns of ``traits``."""


def traits(
    starts: Sequence[float], lengths: Sequence[float], pitches: Sequence[float], in_bar: Sequence[float]
) -> NDArray[np.float64]:
    """One row a note, one column a trait, (notes, len(TRAITS)).

    Args:
        starts: in beats, ascending.
        lengths: in beats.
        pitches: MIDI numbers.
        in_bar: beats since the bar line.
    """
    start, length, pitch, place = (
        np.asarray(values, dtype=float) for values in (starts, lengths, pitches, in_bar)
    )
    before = np.diff(pitch, prepend=pitch[:1])
    after = np.diff(pitch, append=pitch[-1:])
    opens, closes = phrase_ends(start, length)
    in_beat = place % 1.0
    columns = (
        (pitch - pitch.mean()) / 12,
        np.clip(before / 12, -1, 1) * ~opens,
        (before > 0) & (after < 0) & ~closes & ~opens,
        (before < 0) & (after > 0) & ~closes & ~opens,
        np.clip(np.log2(np.maximum(length, 1e-3)), -3, 2),
        place < 0.05,
        (in_beat < 0.05) | (in_beat > 0.95),
        abs(in_beat - 0.5) < 0.05,
        opens,
        closes,
        _progress(start, opens),
    )
    return np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)


TOUCHES = (
    "same note",  # as the one that follows
    "step",  # of one or two semitones
    "leap",  # wider than a major third
)
"""Names of the columns of ``touches``: what binds a note to the next, or parts them."""


def touches(pitches: Sequence[float]) -> NDArray[np.float64]:
    """One row a note, one column for each of ``TOUCHES``, (notes, len(TOUCHES)); the last leads nowhere."""
    wide = abs(np.diff(np.asarray(pitches, dtype=float), append=np.nan))
    return np.stack([wide == 0, (wide > 0) & (wide <= 2), wide > 4], axis=1).astype(float)


def phrase_ends(
    start: NDArray[np.float64], length: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which notes open a phrase and which close one."""
    breathes = np.diff(start) - length[:-1] >= BREATH
    return np.concatenate([[True], breathes]), np.concatenate([breathes, [True]])


def _progress(start: NDArray[np.float64], opens: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far through its phrase each note is: 0 at its first, 1 at its last."""
    phrase = np.cumsum(opens) - 1
    first = start[opens][phrase]
    last = np.maximum.reduceat(start, np.flatnonzero(opens))[phrase]
    return np.asarray((start - first) / np.maximum(last - first, 1e-6))


def length_kind(beats: float) -> str:
    """The class of a written length that players articulate alike."""
    if beats < 0.45:
        return "quick"
    if beats < 0.7:
        return "eighth"
    return "quarter" if beats < 1.05 else "long"
