"""Played notes to written ones: the swing taken out, then onto the grid of 12 ticks a beat.

A swung pair of eighths is written straight and played long-short, about 2:1. A
sequencer records the second where it was played, near two thirds of the beat,
and that is also where the last note of a triplet lies. They are told apart by
their company: in a beat that has a note near one third it is a triplet; a piece
whose off-beats nearly all lie alone, late and never in the middle, is swung.

Then each beat gets the simplest division that explains its notes, so that a
note played 3 % late is not written as a sextuplet. A file whose notes lie on the
grid already is taken as it stands. The idea of the choice by beat follows FlexQ,
with which the Weimar Jazz Database was annotated (Frieler and Pfleiderer, 2017).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.music import TICKS_PER_BEAT, Note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LATE_OFFBEAT = (0.55, 0.73)
"""Where in the beat a swung off-beat lies: from a hint of swing to nearly dotted."""
MIDDLE = (0.42, 0.55)
"""Where a straight one lies, give or take."""
TRIPLET = (0.27, 0.42)
"""Where the second note of a triplet lies."""
NEAR_BEAT = 0.12
LEAST_SWUNG = 8
"""Beats with a late off-beat before a piece is called swung."""
SWUNG_TO_STRAIGHT = 3
"""How many times as many swung beats as straight ones and triplets a swung piece has."""

ON_GRID = 0.01
"""Beats; a note this close to the grid is on it."""
JITTER = 0.045
"""Beats; how far from the written place a good player plays."""
DIVISION_COSTS = {1: 0.0, 2: 0.4, 4: 1.5, 3: 1.5, 6: 4.0, 12: 6.0}
"""Parts of a beat and what each costs, in the units of squared deviations."""
COLLISION_COST = 8.0

LEAST_TO_JUDGE = 24
"""Notes; of fewer nobody can say whether they follow the beat."""
PARTS = (1, 2, 3, 4, 6)
"""Divisions of the beat at which onsets may gather."""
LEAST_GATHERED = 0.2
"""Onsets less gathered than this are free: 19 of 20 solos of WJazzD are above it, played with 3 % jitter."""


def straighten(notes: Sequence[Note]) -> tuple[list[Note], float]:
    """Swung eighths written straight, and where in the beat they lay; 0.5 if nothing was swung."""
    beats = _phases_by_beat(notes)
    swung = [phases for phases in beats.values() if _is_swung(phases)]
    straight = sum(_has_one_offbeat(phases, MIDDLE) for phases in beats.values())
    triplets = sum(any(TRIPLET[0] <= phase < TRIPLET[1] for phase in phases) for phases in beats.values())
    if len(swung) < LEAST_SWUNG or len(swung) < SWUNG_TO_STRAIGHT * straight or 2 * len(swung) < triplets:
        return list(notes), 0.5
    late = median(phase for phases in swung for phase in phases if LATE_OFFBEAT[0] <= phase < LATE_OFFBEAT[1])
    kept = {beat for beat, phases in beats.items() if not _is_swung(phases) and not _is_plain(phases)}

    def written(time: float) -> float:
        beat = int(np.floor(time + 1e-9))
        phase = max(0.0, time - beat)
        if beat in kept:
            return time
        return beat + (0.5 * phase / late if phase <= late else 1 - 0.5 * (1 - phase) / (1 - late))

    return [_moved(note, written) for note in notes], late


def _phases_by_beat(notes: Sequence[Note]) -> dict[int, list[float]]:
    """For each beat with notes, where in it they start; those just ahead of a beat belong to it."""
    beats: dict[int, list[float]] = defaultdict(list)
    for note in notes:
        beat = int(np.floor(note.start + NEAR_BEAT / 2))
        beats[beat].append(note.start - beat)
    return beats


def _is_swung(phases: Sequence[float]) -> bool:
    return _has_one_offbeat(phases, LATE_OFFBEAT)


def _has_one_offbeat(phases: Sequence[float], where: tuple[float, float]) -> bool:
    """One off-beat, lying there, and nothing else but perhaps the beat itself."""
    others = [phase for phase in phases if abs(phase) > NEAR_BEAT]
    return len(others) == 1 and where[0] <= others[0] < where[1]


def _is_plain(phases: Sequence[float]) -> bool:
    """Nothing but the beat itself."""
    return all(abs(phase) <= NEAR_BEAT for phase in phases)


def _moved(note: Note, written: Callable[[float], float]) -> Note:
    start = written(note.start)
    return replace(note, start=start, duration=max(written(note.end) - start, 0.0))


def quantise(notes: Sequence[Note]) -> list[Note]:
    """Notes on the 12-tick grid, ascending, at least a tick long and never overlapping."""
    if not notes:
        return []
    onsets = np.array([note.start for note in notes])
    if _are_on_grid(onsets):
        return _laid(notes, [int(tick) for tick in np.round(onsets * TICKS_PER_BEAT)])
    return _laid(notes, _simplest_ticks(notes))


def _are_on_grid(onsets: np.ndarray) -> bool:
    """True for what a machine wrote: onsets (n,) on the grid but for the rounding of ticks."""
    return bool(np.mean(np.abs(onsets - np.round(onsets * TICKS_PER_BEAT) / TICKS_PER_BEAT) < ON_GRID) > 0.95)


def _simplest_ticks(notes: Sequence[Note]) -> list[int]:
    """The tick of each note, by the simplest division that explains the notes of its beat."""
    ticks: list[int] = []
    for beat, phases in sorted(_phases_by_beat(notes).items()):
        found = min((_explain(np.array(phases), division) for division in DIVISION_COSTS), key=lambda f: f[0])
        ticks += [beat * TICKS_PER_BEAT + int(tick) for tick in found[1]]
    return ticks


def _explain(phases: np.ndarray, division: int) -> tuple[float, np.ndarray]:
    """What it costs to write notes (n,) of one beat in ``division`` parts, and their ticks (n,)."""
    places = np.round(phases * division)
    deviations = (phases - places / division) / JITTER
    collisions = len(places) - len(set(places.tolist()))
    cost = DIVISION_COSTS[division] + float(deviations @ deviations) + COLLISION_COST * collisions
    return cost, places * (TICKS_PER_BEAT // division)


def _laid(notes: Sequence[Note], starts: Sequence[int]) -> list[Note]:
    """Notes from their ticks: of two on one tick the longer stays, ends are cut at the next start."""
    by_tick: dict[int, Note] = {}
    for note, tick in zip(notes, starts, strict=True):
        other = by_tick.get(max(0, tick))
        if other is None or note.duration > other.duration:
            by_tick[max(0, tick)] = note
    laid, ticks = [], sorted(by_tick)
    for tick, following in zip(ticks, [*ticks[1:], None], strict=True):
        note = by_tick[tick]
        end = max(tick + 1, round(note.end * TICKS_PER_BEAT))
        end = end if following is None else min(end, following)
        laid.append(
            Note(tick / TICKS_PER_BEAT, (end - tick) / TICKS_PER_BEAT, note.pitch, max(1, note.velocity))
        )
    return laid


def follows_beats(notes: Sequence[Note]) -> bool:
    """False if the notes keep no company with the file's beats: played freely, or to another clock.

    The measure is how strongly onsets gather at one place of the beat or of
    one of its parts: 1 for a machine, near 0 if they fall anywhere.
    """
    if len(notes) < LEAST_TO_JUDGE:
        return True
    onsets = np.array([note.start for note in notes])
    if _are_on_grid(onsets):
        return True
    gathered = [abs(np.exp(2j * np.pi * parts * onsets).mean()) for parts in PARTS]
    return bool(max(gathered) > LEAST_GATHERED)
