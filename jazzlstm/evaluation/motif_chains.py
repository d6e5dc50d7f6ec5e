"""Chains: a cell that is played again at once, the same or changed.

A cell is four notes whose onsets are not evenly spaced (runs of eighths resemble each other by chance). It
is stated again if its rhythm and its contour (up, down, same) come again, within two bars of the last
statement and without sharing a note with it. Statements in a row are a chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jazzlstm.evaluation.means import mean, ratio
from jazzlstm.music import TICKS_PER_BEAT, Note, Solo

CELL = 4
"""Notes of a cell."""
SOON_TICKS = 8 * TICKS_PER_BEAT
"""From statement to statement, at most: two bars of 4/4."""
KEPT = 3
"""Statements from which a cell counts as kept."""
_PITCHES, _INTERVALS, _CONTOUR = range(3)


@dataclass(frozen=True, slots=True)
class MotifChains:
    """Figures of the chains of a set of solos; NaN where there is nothing to count."""

    notes_in_chains: float
    """Share of notes in a cell that is stated twice or more."""
    notes_in_kept_cells: float
    """Share of notes in a cell that is stated three times or more."""
    chain_statements: float
    """Mean number of statements of a chain."""
    restated_as_is: float
    """Of the restatements, those on the same pitches."""
    restated_elsewhere: float
    """Of the restatements, those with the same intervals from another pitch."""
    restated_changed: float
    """Of the restatements, those that keep rhythm and contour and change an interval."""


def measure_chains(solos: Sequence[Solo]) -> MotifChains:
    """The chains of all ``solos`` together."""
    chains = [(solo_number, chain) for solo_number, solo in enumerate(solos) for chain in _chains(solo.notes)]
    changes = [change for _, (_, found) in chains for change in found]
    notes = sum(len(solo.notes) for solo in solos)
    return MotifChains(
        notes_in_chains=ratio(_covered(chains, 2), notes),
        notes_in_kept_cells=ratio(_covered(chains, KEPT), notes),
        chain_statements=mean([len(starts) for _, (starts, _) in chains]),
        restated_as_is=mean([change == _PITCHES for change in changes]),
        restated_elsewhere=mean([change == _INTERVALS for change in changes]),
        restated_changed=mean([change == _CONTOUR for change in changes]),
    )


_Chain = tuple[list[int], list[int]]
"""The first note of each statement, and what each restatement kept."""


def _chains(notes: Sequence[Note]) -> Iterator[_Chain]:
    """The chains of two statements or more."""
    pitches = np.array([note.pitch for note in notes], np.int64)
    onsets = np.round([note.start * TICKS_PER_BEAT for note in notes]).astype(np.int64)
    waits, steps = np.diff(onsets), np.diff(pitches)
    open_chains: dict[tuple[int, ...], _Chain] = {}
    for i in range(len(notes) - CELL + 1):
        rhythm, moves = waits[i : i + CELL - 1], steps[i : i + CELL - 1]
        if (rhythm == rhythm[0]).all() or rhythm.sum() > SOON_TICKS:
            continue
        cell = (*rhythm.tolist(), *np.sign(moves).tolist())
        starts, changes = open_chains.get(cell, ([], []))
        if starts and i < starts[-1] + CELL:
            continue  # shares a note with the last statement
        if starts and onsets[i] - onsets[starts[-1]] <= SOON_TICKS:
            before = starts[-1]
            changes.append(_kept(pitches[before : before + CELL], pitches[i : i + CELL]))
            starts.append(i)
            continue
        if len(starts) > 1:
            yield starts, changes
        open_chains[cell] = ([i], [])
    yield from (chain for chain in open_chains.values() if len(chain[0]) > 1)


def _kept(before: NDArray[np.int64], after: NDArray[np.int64]) -> int:
    """What a restatement keeps."""
    if (before == after).all():
        return _PITCHES
    return _INTERVALS if (np.diff(before) == np.diff(after)).all() else _CONTOUR


def _covered(chains: Sequence[tuple[int, _Chain]], statements: int) -> int:
    """How many notes are in chains of so many statements."""
    return len(
        {
            (solo, start + i)
            for solo, (starts, _) in chains
            if len(starts) >= statements
            for start in starts
            for i in range(CELL)
        }
    )
