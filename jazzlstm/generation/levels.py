"""Levels: solos that are easier to play, made by limiting what the network may choose.

A level excludes lengths, leaps and pitches, and makes rests and longer notes likelier. A limit that would
leave nothing is dropped for that event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, WIDEST_INTERVAL
from jazzlstm.encoding.harmony_grid import CHORD_TONE, HarmonyGrid
from jazzlstm.encoding.state import DecoderState
from jazzlstm.errors import SettingsError
from jazzlstm.music import TICKS_PER_BEAT

Floats: TypeAlias = NDArray[np.floating[Any]]

EIGHTH = TICKS_PER_BEAT // 2
"""Ticks."""
STRONG = 2 * TICKS_PER_BEAT
"""Ticks from one strong beat to the next: beats 1 and 3."""
_TICKS = np.array(LENGTHS)
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)


@dataclass(frozen=True, slots=True)
class Level:
    """What a level allows. Its notes and rests begin on eighths."""

    note_ticks: tuple[int, ...]
    """Lengths of notes."""
    is_square: bool = False
    """Whether a quarter begins on a beat, and a longer note on a strong beat."""
    rest_nats: float = 0.0
    """Nats added to the log odds of a rest."""
    doubling_nats: float = 0.0
    """Nats added to the length of a note with each doubling."""
    widest: int = WIDEST_INTERVAL
    """The widest leap, semitones."""
    reach: int = 127
    """Semitones from the middle of the instrument's range."""
    has_strong_tones: bool = False
    """Whether notes on strong beats are chord tones."""


LEVELS: Mapping[str, Level] = {
    "easy": Level((6, 12, 18, 24, 36, 48)),
    "beginner": Level(
        (6, 12, 24),
        is_square=True,
        rest_nats=0.5,
        doubling_nats=1.0,
        widest=7,
        reach=9,
        has_strong_tones=True,
    ),
}
"""Levels by name, from harder to easier."""


def read_level(name: str) -> Level | None:
    """The level of this name; None for "".

    Raises:
        SettingsError: there is none.
    """
    if name and name not in LEVELS:
        raise SettingsError(
            f"there is no level {name[:20]!r}: choose from {', '.join(LEVELS)}", field="level"
        )
    return LEVELS.get(name)


def limit_pitches(
    level: Level, probabilities: Floats, harmony: HarmonyGrid, state: DecoderState, middle: float
) -> Floats:
    """P(interval) of what the level allows, (takes, 49); ``middle`` of the instrument's range, MIDI pitch."""
    pitches = state.reference[:, None] + _INTERVALS
    limited = _keep(probabilities, abs(pitches - middle) <= level.reach)
    limited = _keep(limited, np.broadcast_to(abs(_INTERVALS) <= level.widest, limited.shape))
    if not level.has_strong_tones:
        return limited
    inside, _ = harmony.inside_at(state)  # (takes, 49)
    is_weak = harmony.places[state.onset % harmony.ticks, 0] % STRONG != 0
    return _keep(limited, (inside == CHORD_TONE) | is_weak[:, None])


def rest_odds(level: Level) -> float:
    """Factor of the odds of a rest."""
    return float(np.exp(level.rest_nats))


def length_nats(level: Level, resting: NDArray[np.bool_]) -> Floats:
    """Nats added to each length of a note, (takes, 31); 0 for rests."""
    nats: Floats = np.where(resting[:, None], 0.0, level.doubling_nats * np.log2(_TICKS / EIGHTH))
    return nats


def exclude_lengths(
    level: Level, onsets: NDArray[np.int64], resting: NDArray[np.bool_], excluded: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """``excluded`` and what the level does not allow, (takes, 31); alone where nothing would be left."""
    ends_off = (onsets[:, None] + _TICKS) % EIGHTH != 0
    not_a_note = ~np.isin(_TICKS, level.note_ticks) & (onsets % EIGHTH == 0)[:, None]
    if level.is_square:
        not_a_note = not_a_note | ((onsets % TICKS_PER_BEAT != 0)[:, None] & (_TICKS > EIGHTH))
        not_a_note = not_a_note | ((onsets % STRONG != 0)[:, None] & (_TICKS > TICKS_PER_BEAT))
    more = excluded | ends_off | (~resting[:, None] & not_a_note)
    result: NDArray[np.bool_] = np.where(more.all(axis=1, keepdims=True), excluded, more)
    return result


def _keep(probabilities: Floats, allowed: NDArray[np.bool_]) -> Floats:
    """The allowed ones, unless none of them is possible."""
    kept = np.where(allowed, probabilities, 0.0)
    result: Floats = np.where(kept.sum(axis=1, keepdims=True) > 0, kept, probabilities)
    return result
