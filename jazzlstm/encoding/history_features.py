"""History features: which earlier events of a solo are counted before the next one.

Counting within the piece, in addition to the network's prediction, is the idea of cache language models.
Source: Kuhn and De Mori, A cache-based natural language model for speech recognition (1990); Grave,
Joulin and Usunier, Improving neural language models with a continuous cache (2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES
from jazzlstm.music import TICKS_PER_BEAT

BAR_TICKS = 4 * TICKS_PER_BEAT
"""Ticks of a bar as the network counts it; a longer bar starts over."""
ANYWHERE = 1
"""Ticks after which a place is the same again: an event counts wherever it starts."""
ON_TICK_OF_BEAT = TICKS_PER_BEAT
"""An event counts if it starts on the same tick of the beat as the next one."""
ON_TICK_OF_BAR = BAR_TICKS
"""An event counts if it starts on the same tick of the bar as the next one."""


@dataclass(frozen=True, slots=True)
class HistoryFeature:
    """Which earlier events count, and how much."""

    of: str
    """The values counted: "pitch", "length", or "heard" (pitches, as intervals from the last one)."""
    pitches: int = 0
    """An event counts if at least so many pitch values before it equal the latest ones."""
    lengths: int = 0
    """An event counts if at least so many length values before it equal the latest ones."""
    place: int = ANYWHERE
    """Ticks: an event counts if it starts a multiple of them before the next one."""
    fade: float = 1.0
    """Factor on the weight of an event for each event since."""
    events: int = 0
    """Only the latest so many events count; 0 for all."""
    ever: bool = False
    """1 for a value that came at all, instead of its share."""

    @property
    def values(self) -> int:
        return LENGTH_VALUES if self.of == "length" else PITCH_VALUES


HISTORY_FEATURES: Mapping[str, HistoryFeature] = {
    "pitch after one": HistoryFeature("pitch", pitches=1, ever=True),
    "pitch after two": HistoryFeature("pitch", pitches=2, ever=True),
    "pitch after four": HistoryFeature("pitch", pitches=4, ever=True),
    "pitch after six": HistoryFeature("pitch", pitches=6, ever=True),
    "often after one": HistoryFeature("pitch", pitches=1, fade=0.98),
    "often after two": HistoryFeature("pitch", pitches=2, fade=0.98),
    "often after three": HistoryFeature("pitch", pitches=3),
    "often after one in rhythm": HistoryFeature("pitch", pitches=1, lengths=1),
    "often on this tick": HistoryFeature("pitch", place=ON_TICK_OF_BEAT, fade=0.99),
    "often lately": HistoryFeature("pitch", fade=0.95),
    "heard lately": HistoryFeature("heard", events=4, ever=True),
    "heard before": HistoryFeature("heard", events=10, ever=True),
    "heard long ago": HistoryFeature("heard", events=24, ever=True),
    "heard often lately": HistoryFeature("heard", fade=0.95),
    "heard often": HistoryFeature("heard", fade=0.985),
    "length after one": HistoryFeature("length", lengths=1, place=ON_TICK_OF_BEAT, ever=True),
    "length after five": HistoryFeature("length", lengths=5, place=ON_TICK_OF_BEAT, ever=True),
    "length often after one": HistoryFeature("length", lengths=1, place=ON_TICK_OF_BEAT, fade=0.98),
    "length often after two": HistoryFeature("length", lengths=2, place=ON_TICK_OF_BEAT),
    "length often after three": HistoryFeature("length", lengths=3, place=ON_TICK_OF_BEAT),
    "length often after one note": HistoryFeature("length", pitches=1, lengths=1, place=ON_TICK_OF_BEAT),
    "length often on this tick": HistoryFeature("length", place=ON_TICK_OF_BEAT, fade=0.99),
    "length often on this tick of the bar": HistoryFeature("length", place=ON_TICK_OF_BAR),
    "length often lately": HistoryFeature("length", fade=0.9),
    "length often": HistoryFeature("length", fade=0.98),
}
"""Model files use the names; ``docs/training-log.md`` has the gain of each feature."""
