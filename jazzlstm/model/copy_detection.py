"""Copy detection: whether a take copies a solo of the corpus, without keeping the solos.

A model file keeps one mark a note: a hash, 0 to 4, of the three intervals ahead, and one bit that
hashes their rhythm. A line of 16 notes has 13 marks in a row. A copy in any key has the same 13, so
**no copy of 16 notes is missed** in a corpus of ``MOST_SOLOS`` or fewer. False alarms are rare: fewer than
one in a hundred human lines of 30 notes on tunes outside the corpus.

The solos cannot be reconstructed from the marks. A mark holds log2(5) = 2.3 bits of a note; to
predict a note of its corpus from the notes before it, the network lacks 2.8 bits (a perplexity of 7).
So the number of plausible lines that fit the marks grows with every note. An index of shorter runs would
reveal the solos, because each next note could be found by trial.

``evaluation/originality.py`` compares with the corpus itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jazzlstm.errors import ModelFileError
from jazzlstm.music import BEAT_TOLERANCE, TICKS_PER_BEAT, Note, Quotation, Solo

LONGEST_COPY = 16
"""Notes in a row that make a take a copy."""
INTERVALS = 3
"""Intervals that a mark hashes."""
MELODY_MARKS = 5
"""Values of the hash of intervals."""
RHYTHM_MARKS = 2
"""Values of the hash of the rhythm."""
_RUN = LONGEST_COPY - INTERVALS
"""Marks in a row of a copied line."""
MOST_SOLOS = 20_000
"""Solos of a corpus that have marks: their names fit into the header of a model file."""
LONGEST_WAIT = 96
"""Ticks from onset to onset; a longer wait counts as this one."""
BAR_EVERY = 8
"""Notes from one known bar number to the next; closer ones would give the rhythm away."""


@dataclass(frozen=True, eq=False)
class CopyIndex:
    """The marks of every note of a corpus, solo after solo.

    ``marks`` (notes,): melody mark + 5 x rhythm mark. ``bars``: the bar, from 1, of every eighth note
    of each solo. ``lengths`` (solos,): notes of each; ``names``: (performer, title) of each.
    """

    marks: NDArray[np.uint8] = field(repr=False)
    bars: NDArray[np.uint16] = field(repr=False)
    lengths: NDArray[np.uint32] = field(repr=False)
    names: tuple[tuple[str, str], ...]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by their names in a model file."""
        return {f"fingerprints.{name}": getattr(self, name) for name in ARRAYS}

    @property
    def is_sound(self) -> bool:
        """Whether the arrays have the right types and fit together."""
        kinds = all(
            array.dtype == ARRAYS[name.partition(".")[2]] and array.ndim == 1
            for name, array in self.arrays().items()
        )
        sizes = (len(self.lengths), int(self.lengths.sum()), int(_known_bars(self.lengths).sum()))
        return kinds and sizes == (len(self.names), len(self.marks), len(self.bars))

    def longest_quotation(self, solo: Solo) -> Quotation | None:
        """The longest run of 16 notes or more shared with a solo of the corpus; the first of equals."""
        marks = note_hashes(solo.notes)
        melody = marks[: max(0, len(marks) - INTERVALS)] % MELODY_MARKS
        best: tuple[int, int, int] | None = None  # marks, start in the take, place in the corpus
        wanted, (codes, places) = _codes(melody), self._by_code
        lows, highs = (codes.searchsorted(wanted, side).tolist() for side in ("left", "right"))
        for start, (low, high) in enumerate(zip(lows, highs, strict=True)):
            for place in places[low:high]:
                run = self._agreement(melody[start:], int(place))
                if best is None or run > best[0]:
                    best = run, start, int(place)
        return self._describe(solo, marks, *best) if best else None

    def _agreement(self, melody: NDArray[np.uint8], place: int) -> int:
        """How many marks in a row agree from ``place`` on, within its solo."""
        solo = int(np.searchsorted(self._starts, place, side="right")) - 1
        there = self.marks[place : self._starts[solo + 1] - INTERVALS] % MELODY_MARKS
        both = min(len(there), len(melody))
        differs = np.flatnonzero(there[:both] != melody[:both])
        return int(differs[0]) if len(differs) else both

    def _describe(self, solo: Solo, marks: NDArray[np.uint8], run: int, start: int, place: int) -> Quotation:
        owner = int(np.searchsorted(self._starts, place, side="right")) - 1
        first_bar = int(_known_bars(self.lengths[:owner]).sum())
        bar = int(self.bars[first_bar + (place - int(self._starts[owner])) // BAR_EVERY])
        return Quotation(
            run + INTERVALS,
            solo.notes[start].start,
            *self.names[owner],
            bar,
            bool((marks[start : start + run] == self.marks[place : place + run]).all()),
        )

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.cumsum([0, *self.lengths.tolist()])

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        """The code of the 13 marks from each place on; -1 if they leave the solo."""
        codes = _codes(self.marks % MELODY_MARKS)
        for end in self._starts[1:]:
            codes[max(0, end - _RUN - INTERVALS + 1) : end] = -1
        return codes

    @cached_property
    def _by_code(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The codes in order, and their places; equal codes in the order of their places."""
        bits = len(self._codes).bit_length()
        ordered = np.sort(self._codes << bits | np.arange(len(self._codes)))  # sooner done than an argsort
        return ordered >> bits, ordered & (1 << bits) - 1


_DAMAGED = "the copy index of the model file is damaged: download the file again"
ARRAYS = {"marks": np.uint8, "bars": np.uint16, "lengths": np.uint32}
EMPTY_COPY_INDEX = CopyIndex(np.zeros(0, np.uint8), np.zeros(0, np.uint16), np.zeros(0, np.uint32), ())


def build_copy_index(solos: Sequence[Solo]) -> CopyIndex:
    """The marks of the ``solos`` with notes; of more than ``MOST_SOLOS``, of every second, third, ..."""
    marks, bars, lengths, names = [np.zeros(0, np.uint8)], [np.zeros(0, np.uint16)], list[int](), []
    for solo in solos[:: max(1, -(-len(solos) // MOST_SOLOS))]:
        if solo.notes:
            marks.append(note_hashes(solo.notes))
            bars.append(_bars_of(solo))
            lengths.append(len(solo.notes))
            names.append((solo.performer, solo.title))
    return CopyIndex(np.concatenate(marks), np.concatenate(bars), np.array(lengths, np.uint32), tuple(names))


def read_copy_index(arrays: Mapping[str, NDArray[Any]], names: object) -> CopyIndex:
    """The copy index of a model file; an empty one if it has none.

    Raises:
        ModelFileError: its arrays are missing, of the wrong type, or do not fit together.
    """
    if not names:
        return EMPTY_COPY_INDEX
    try:
        owners = tuple((str(performer), str(title)) for performer, title in names)  # type: ignore[attr-defined]
        marks, bars, lengths = (arrays[f"fingerprints.{name}"] for name in ARRAYS)
        found = CopyIndex(marks, bars, lengths, owners)
        fit = found.is_sound
    except (KeyError, TypeError, ValueError) as exc:
        raise ModelFileError(_DAMAGED, entry="fingerprints") from exc
    if not fit:
        raise ModelFileError(_DAMAGED, entry="fingerprints")
    return found


def join_copy_indexes(first: CopyIndex, second: CopyIndex) -> CopyIndex:
    """The copy index of two corpora, as of a base network and of its fine-tuning."""
    return CopyIndex(
        np.concatenate([first.marks, second.marks]),
        np.concatenate([first.bars, second.bars]),
        np.concatenate([first.lengths, second.lengths]),
        first.names + second.names,
    )


def note_hashes(notes: Sequence[Note]) -> NDArray[np.uint8]:
    """The mark of each note, (notes,); 0 for the last three, which lack three intervals ahead."""
    marks = np.zeros(len(notes), np.uint8)
    if len(notes) > INTERVALS:
        steps = np.diff([note.pitch for note in notes])
        waits = np.diff(np.round([note.start * TICKS_PER_BEAT for note in notes]).astype(np.int64))
        rhythm = _hash(np.minimum(waits, LONGEST_WAIT), RHYTHM_MARKS)
        marks[:-INTERVALS] = _hash(steps + 128, MELODY_MARKS) + MELODY_MARKS * rhythm
    return marks


def _hash(values: NDArray[np.int64], marks: int) -> NDArray[np.uint8]:
    """A hash of each three values in a row, (n - 2,).

    Source: the finishing steps of SplitMix64 (Steele, Lea and Flood, 2014).
    """
    windows = np.lib.stride_tricks.sliding_window_view(values, INTERVALS).astype(np.uint64)
    mixed = windows[:, 0] << np.uint64(16) ^ windows[:, 1] << np.uint64(8) ^ windows[:, 2]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ mixed >> np.uint64(shift)) * np.uint64(factor)
    hashed: NDArray[np.uint8] = ((mixed >> np.uint64(31)) % np.uint64(marks)).astype(np.uint8)
    return hashed


def _codes(melody: NDArray[np.uint8]) -> NDArray[np.int64]:
    """13 melody marks in a row as one number, for each place that has so many ahead."""
    if len(melody) < _RUN:
        return np.zeros(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(melody.astype(np.int64), _RUN)
    codes: NDArray[np.int64] = windows @ MELODY_MARKS ** np.arange(_RUN)
    return codes


def _bars_of(solo: Solo) -> NDArray[np.uint16]:
    """The bar, from 1, of every eighth note."""
    onsets = np.array([note.start for note in solo.notes[::BAR_EVERY]]) + BEAT_TOLERANCE
    chart = solo.chart
    bars = np.searchsorted(chart.bar_starts(), onsets % chart.beats, side="right")
    return np.minimum(bars, np.iinfo(np.uint16).max).astype(np.uint16)


def _known_bars(notes: NDArray[np.uint32]) -> NDArray[np.int64]:
    return (notes.astype(np.int64) + BAR_EVERY - 1) // BAR_EVERY
