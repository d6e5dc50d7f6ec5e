"""Played notes to written notes: swing removed, then quantised to 12 ticks a beat.

Swung eighths are written straight and played long-short, about 2:1. The second eighth is
recorded near two thirds of the beat, where the last note of a triplet is too. A beat with
a note near one third holds a triplet; a piece is swung if nearly all its off-beats are
alone in their beat, late, and never in the middle.

Each beat is then written in the simplest division that explains its notes, so a note 3 %
late is not a sextuplet. Notes that are on the grid already stay as they are.

Source: the division by beats follows FlexQ (Frieler and Pfleiderer, 2017), with which
the Weimar Jazz Database was annotated.
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

STRAIGHT = 0.5
"""Phase of a straight off-beat eighth."""
LATE_OFFBEAT = (0.55, 0.73)
"""Phases of the beat with a swung off-beat, from light swing to nearly dotted."""
MIDDLE = (0.42, 0.55)
"""Phases of a straight off-beat."""
TRIPLET = (0.27, 0.42)
"""Phases of the second note of a triplet."""
NEAR_BEAT = 0.12
"""Beats; a note this close to a beat is on it."""
LEAST_SWUNG = 8
"""Beats with a swung off-beat in a swung piece, at least."""
SWUNG_TO_STRAIGHT = 3
"""Swung beats to straight beats in a swung piece, at least."""

ON_GRID = 0.01
"""Beats; a note this close to the grid is on it."""
JITTER = 0.045
"""Beats; the standard deviation of a good player's timing."""
DIVISION_COSTS = {1: 0.0, 2: 0.4, 4: 1.5, 3: 1.5, 6: 4.0, 12: 6.0}
"""Parts of a beat to the cost of the division, in squared deviations over ``JITTER``."""
COLLISION_COST = 8.0
"""Cost of two notes on one place, in the same unit."""

LEAST_TO_JUDGE = 24
"""Notes; fewer are too few to tell whether they follow the beat."""
PARTS = (1, 2, 3, 4, 6)
"""Divisions of the beat at which onsets are tested for concentration."""
LEAST_CONCENTRATION = 0.2
"""Concentration below which onsets ignore the beat; 19 of 20 WJazzD solos with 3 % jitter are above."""


def straighten(notes: Sequence[Note]) -> tuple[list[Note], float]:
    """Swung eighths written straight, and the median phase of the off-beats; 0.5 without swing."""
    beats = _phases_by_beat(notes)
    swung = [phases for phases in beats.values() if _is_swung(phases)]
    straight = sum(_has_one_offbeat(phases, MIDDLE) for phases in beats.values())
    triplets = sum(any(TRIPLET[0] <= phase < TRIPLET[1] for phase in phases) for phases in beats.values())
    if len(swung) < LEAST_SWUNG or len(swung) < SWUNG_TO_STRAIGHT * straight or 2 * len(swung) < triplets:
        return list(notes), STRAIGHT
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
    """The phases of the notes of each beat; a note just before a beat belongs to that beat."""
    beats: dict[int, list[float]] = defaultdict(list)
    for note in notes:
        beat = int(np.floor(note.start + NEAR_BEAT / 2))
        beats[beat].append(note.start - beat)
    return beats


def _is_swung(phases: Sequence[float]) -> bool:
    return _has_one_offbeat(phases, LATE_OFFBEAT)


def _has_one_offbeat(phases: Sequence[float], where: tuple[float, float]) -> bool:
    """True for exactly one off-beat, within ``where``, with or without a note on the beat."""
    others = [phase for phase in phases if abs(phase) > NEAR_BEAT]
    return len(others) == 1 and where[0] <= others[0] < where[1]


def _is_plain(phases: Sequence[float]) -> bool:
    """True for notes on the beat only."""
    return all(abs(phase) <= NEAR_BEAT for phase in phases)


def _moved(note: Note, written: Callable[[float], float]) -> Note:
    start = written(note.start)
    return replace(note, start=start, duration=max(written(note.end) - start, 0.0))


def quantise(notes: Sequence[Note]) -> list[Note]:
    """Notes on the grid of 12 ticks, ascending, at least one tick long, never overlapping."""
    if not notes:
        return []
    onsets = np.array([note.start for note in notes])
    if _are_on_grid(onsets):
        return _laid(notes, [int(tick) for tick in np.round(onsets * TICKS_PER_BEAT)])
    return _laid(notes, _simplest_ticks(notes))


def _are_on_grid(onsets: np.ndarray) -> bool:
    """True for onsets (n,) on the grid up to the rounding of ticks, as a sequencer writes them."""
    return bool(np.mean(np.abs(onsets - np.round(onsets * TICKS_PER_BEAT) / TICKS_PER_BEAT) < ON_GRID) > 0.95)


def _simplest_ticks(notes: Sequence[Note]) -> list[int]:
    """The tick of each note, in the cheapest division of its beat."""
    ticks: list[int] = []
    for beat, phases in sorted(_phases_by_beat(notes).items()):
        found = min((_explain(np.array(phases), division) for division in DIVISION_COSTS), key=lambda f: f[0])
        ticks += [beat * TICKS_PER_BEAT + int(tick) for tick in found[1]]
    return ticks


def writing_cost(onsets: np.ndarray) -> float:
    """The cost of writing onsets (n,) in the cheapest division of each beat, summed over beats."""
    beats = np.floor(onsets + NEAR_BEAT / 2)
    phases, (_, places) = onsets - beats, np.unique(beats, return_inverse=True)
    costs = [
        cost + np.bincount(places, ((phases - np.round(phases * parts) / parts) / JITTER) ** 2)
        for parts, cost in DIVISION_COSTS.items()
    ]  # (divisions, beats)
    return float(np.min(costs, axis=0).sum())


def _explain(phases: np.ndarray, division: int) -> tuple[float, np.ndarray]:
    """The cost of writing the notes (n,) of one beat in ``division`` parts, and their ticks (n,)."""
    places = np.round(phases * division)
    deviations = (phases - places / division) / JITTER
    collisions = len(places) - len(set(places.tolist()))
    cost = DIVISION_COSTS[division] + float(deviations @ deviations) + COLLISION_COST * collisions
    return cost, places * (TICKS_PER_BEAT // division)


def _laid(notes: Sequence[Note], starts: Sequence[int]) -> list[Note]:
    """Notes at their ticks; of two on one tick the longer stays, and each ends before the next starts."""
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
    """False if the notes were played freely or to another clock than the file's beats.

    The test is the concentration of onset phases within the beat or a part of it (the
    length of their mean vector): 1 for a sequencer, near 0 for a uniform spread.
    """
    if len(notes) < LEAST_TO_JUDGE:
        return True
    onsets = np.array([note.start for note in notes])
    if _are_on_grid(onsets):
        return True
    concentrations = [abs(np.exp(2j * np.pi * parts * onsets).mean()) for parts in PARTS]
    return bool(max(concentrations) > LEAST_CONCENTRATION)
