"""The end of a solo as a gesture: in its last bar a phrase ends on a longer note, and nothing follows it.

Without this, the last note is held up to the end, which is on a beat. So it begins on a beat, too: more often
than players' last notes.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, REST, length_ticks
from jazzlstm.encoding.state import DecoderState

Floats: TypeAlias = NDArray[np.floating[Any]]
CLOSING_TICKS = 48
"""Ticks before the end in which the last phrase may end: four beats."""
REST_NATS = 0.3
"""Nats added there to the log odds of the rest that ends it, after a note of ``USUAL_TICKS``."""
NATS_A_DOUBLING = 0.8
"""More of them with each doubling of that note, two doublings at most."""
USUAL_TICKS = 8
LENGTH_NATS = 0.7
"""Nats of the length of a note there, with each doubling."""
_DOUBLINGS = np.log2(np.array(LENGTHS) / 6)


def close_phrase(rest: Floats, state: DecoderState, end: int) -> Floats:
    """P(rest), (takes, 1): higher after a long note near the end, and 1 after a rest there."""
    closes = is_closing(state, end)
    if not closes.any():
        return rest
    last = length_ticks(np.minimum(state.last_length, len(LENGTHS) - 1))
    doublings = np.clip(np.log2(last / USUAL_TICKS), -2, 2)
    odds = np.exp(REST_NATS + NATS_A_DOUBLING * doublings)[:, None] * rest
    ended = (state.last_pitch == REST)[:, None]
    closed = np.where(ended, 1.0, odds / (1.0 - rest + odds))
    return np.where(closes[:, None], closed, rest)


def lengthen(probabilities: Floats, state: DecoderState, pitch_values: NDArray[np.int64], end: int) -> Floats:
    """Weights of the lengths, (takes, 31): longer notes are likelier near the end."""
    is_note = is_closing(state, end) & (pitch_values != REST)
    if not is_note.any():
        return probabilities
    weighed: Floats = probabilities * np.exp(LENGTH_NATS * is_note[:, None] * _DOUBLINGS)
    return weighed


def is_closing(state: DecoderState, end: int) -> NDArray[np.bool_]:
    """Whether the next event of each take starts where the last phrase may end, (takes,)."""
    closing: NDArray[np.bool_] = end - state.onset <= CLOSING_TICKS
    return closing
