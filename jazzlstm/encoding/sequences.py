"""Training sequences: solos cut into passages, and batches drawn by a seed.

Every epoch cuts each solo at a new random offset. It hides the player, instrument or style of some
sequences, so that the network also learns to play without these names, and the chords of a few, so that
it can play over a tune without chords.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.encoding.events import Events, encode_notes
from jazzlstm.encoding.features import FAR, blank_ending, blank_harmony, blank_key, feature_rows
from jazzlstm.encoding.fields import COLUMNS
from jazzlstm.encoding.harmony_grid import lay_out_harmony
from jazzlstm.encoding.history import histories_along
from jazzlstm.encoding.state import states_along
from jazzlstm.music import TICKS_PER_BEAT, Solo

SOLOS_AT_ONCE = 32
"""Encoded side by side: twice as many are hardly faster, and take more memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Some events of a solo: inputs of the network, and the values that it should predict."""

    features: NDArray[np.uint8]  # (events, COLUMNS)
    condition: NDArray[np.float32]  # (conditioning size,)
    pitch_values: NDArray[np.integer]  # (events,)
    length_values: NDArray[np.integer]  # (events,)


class TrainingSolo(Protocol):
    """An encoded solo in memory or in a file (``model/solo_store.py``). Its length is in events."""

    def __len__(self) -> int: ...

    def passage(self, start: int, end: int) -> Passage:
        """The events from ``start`` to ``end``."""

    def identity(self) -> Iterable[NDArray[np.generic]]:
        """Arrays that differ if two solos differ."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedSolo:
    """A solo as the network reads it: ``features`` (events, COLUMNS), ``condition`` (conditioning size,)."""

    events: Events
    features: NDArray[np.uint8]
    condition: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.events)

    def passage(self, start: int, end: int) -> Passage:
        """The events from ``start`` to ``end``."""
        now = slice(start, end)
        return Passage(
            self.features[now], self.condition, self.events.pitch_values[now], self.events.length_values[now]
        )

    def identity(self) -> tuple[NDArray[np.generic], ...]:
        """Arrays that differ if two solos differ."""
        return self.features, self.condition


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Sequences side by side; ``weight`` is 0 for padding."""

    features: NDArray[np.uint8]  # (batch, steps, COLUMNS)
    condition: NDArray[np.float32]  # (batch, max(1, conditioning size))
    pitch_values: NDArray[np.int32]  # (batch, steps)
    length_values: NDArray[np.int32]  # (batch, steps)
    weight: NDArray[np.float32]  # (batch, steps)


@dataclass(frozen=True, slots=True)
class Hiding:
    """Shares of sequences with player, instrument, style (each drawn alone), chords, key or end hidden."""

    condition: float = 0.25
    harmony: float = 0.05
    key: float = 0.1
    ending: float = 0.5


def encode_solo(solo: Solo, conditioning: Conditioning, *, end_is_known: bool = False) -> EncodedSolo:
    """Events and features of a solo over its own chart.

    ``end_is_known``: False for evaluation, where the network must not see the length of the solo.
    """
    return next(encode_solos([solo], conditioning, end_is_known=end_is_known))


def encode_solos(
    solos: Iterable[Solo], conditioning: Conditioning, *, end_is_known: bool = False
) -> Iterator[EncodedSolo]:
    """``encode_solo`` for each solo, in the same order: ``SOLOS_AT_ONCE`` side by side, which is faster."""
    rest = iter(solos)
    while few := list(islice(rest, SOLOS_AT_ONCE)):
        events = [encode_notes(solo.notes) for solo in few]
        for solo, own, history in zip(few, events, histories_along(events), strict=True):
            end = round(solo.end * TICKS_PER_BEAT) if end_is_known else FAR
            rows = feature_rows(lay_out_harmony(solo.chart), solo.tempo, states_along(own, history), end)
            yield EncodedSolo(own, rows, conditioning.row(solo.performer, solo.instrument, solo.style))


def draw_batches(
    solos: Sequence[TrainingSolo],
    *,
    conditioning: Conditioning,
    steps: int,
    batch: int,
    rng: np.random.Generator | None = None,
    hiding: Hiding | None = None,
) -> Iterator[Batch]:
    """The batches of an epoch. With ``rng`` cuts and order are random; without, they are fixed."""
    spans = [(solo, start, end) for solo in solos for start, end in pairwise(_cuts(len(solo), steps, rng))]
    order = rng.permutation(len(spans)) if rng is not None else np.arange(len(spans))
    for first in range(0, len(spans), batch):
        chosen = [spans[i] for i in order[first : first + batch]]
        filled = _fill(chosen, conditioning, steps, batch)
        if rng is not None and hiding is not None:
            _hide(filled, conditioning, hiding, rng)
        yield filled


def count_batches(solos: Sequence[TrainingSolo], *, steps: int, batch: int) -> int:
    """The number of batches of an epoch, approximately."""
    return max(1, -(-sum(len(solo) // steps + 1 for solo in solos) // batch))


def count_sequences(solos: Sequence[TrainingSolo], *, steps: int) -> int:
    """The number of sequences with fixed cuts."""
    return sum(-(-len(solo) // steps) for solo in solos)


def _cuts(events: int, steps: int, rng: np.random.Generator | None) -> list[int]:
    """The cuts of a solo: its ends, and every ``steps`` events from a random place near the start."""
    first = steps if rng is None else int(rng.integers(1, steps + 1))
    return [0, *range(first, events, steps), events] if events else []


def _fill(
    chosen: list[tuple[TrainingSolo, int, int]], conditioning: Conditioning, steps: int, batch: int
) -> Batch:
    filled = Batch(
        np.zeros((batch, steps, COLUMNS), np.uint8),
        np.zeros((batch, max(1, conditioning.size)), np.float32),
        np.zeros((batch, steps), np.int32),
        np.zeros((batch, steps), np.int32),
        np.zeros((batch, steps), np.float32),
    )
    for row, (solo, start, end) in enumerate(chosen):
        n, passage = end - start, solo.passage(start, end)
        filled.features[row, :n] = passage.features
        filled.condition[row, : conditioning.size] = passage.condition
        filled.pitch_values[row, :n] = passage.pitch_values
        filled.length_values[row, :n] = passage.length_values
        filled.weight[row, :n] = 1.0
    return filled


def _hide(filled: Batch, conditioning: Conditioning, hiding: Hiding, rng: np.random.Generator) -> None:
    sizes = (len(conditioning.players), len(conditioning.instruments), len(conditioning.styles))
    ends = np.cumsum(sizes)
    for size, end in zip(sizes, ends, strict=True):
        hidden = rng.random(len(filled.condition)) < hiding.condition
        filled.condition[hidden, end - size : end] = 0.0
    hidden_parts = ((hiding.harmony, blank_harmony), (hiding.key, blank_key), (hiding.ending, blank_ending))
    for share, blank in hidden_parts:
        for row in np.flatnonzero(rng.random(len(filled.features)) < share):
            blank(filled.features[row])
