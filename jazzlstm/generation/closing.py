"""The end of a solo as a gesture: in its last bar a phrase ends as any other, and nothing follows it.

Without this, the last note is held up to the end, which is on a beat. So it begins on a beat, too: more often
than players' last notes.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import REST
from jazzlstm.encoding.state import DecoderState

Floats: TypeAlias = NDArray[np.floating[Any]]
CLOSING_TICKS = 48
"""Ticks before the end in which the last phrase may end: four beats."""
CLOSING_NATS = 1.0
"""Nats added there to the log odds of the rest that ends it."""


def is_closing(state: DecoderState, end: int) -> NDArray[np.bool_]:
    """Whether each take has come to where its last phrase may end, (takes,)."""
    closing: NDArray[np.bool_] = end - state.onset <= CLOSING_TICKS
    return closing


def close_phrase(rest: Floats, state: DecoderState, end: int) -> Floats:
    """P(rest), (takes, 1): higher near the end, and 1 after a rest there."""
    odds = np.exp(CLOSING_NATS) * rest
    higher = odds / (1.0 - rest + odds)
    ended = (state.last_pitch == REST)[:, None]
    closed: Floats = np.where(is_closing(state, end)[:, None], np.where(ended, 1.0, higher), rest)
    return closed
