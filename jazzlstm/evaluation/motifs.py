"""Motifs that recur within a solo.

A motif is a run of intervals, so it is the same in every transposition. It recurs if the same run came
earlier in the solo. Scales and arpeggios recur in every solo, so the plain share means little. *Memory*
(recurrence beyond chance) is that share minus the share of motifs that are found in an equally long part of
another solo: it is 0 if motifs recur only by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from jazzlstm.evaluation.means import mean
from jazzlstm.music import TICKS_PER_BEAT, Solo

SHORT_MOTIF = 3
"""Intervals: four notes."""
LONG_MOTIF = 6
"""Intervals: seven notes."""

Motif = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class MotifRecurrence:
    """Shares, from 0 to 1, of the places in a solo where a motif starts; means over all places."""

    motifs: float
    """Motifs of three intervals that came earlier in the solo."""
    motifs_in_rhythm: float
    """Motifs of three intervals that came earlier in the same rhythm."""
    long_motifs: float
    """Motifs of six intervals that came earlier."""
    memory: float
    """``motifs`` less the share that is found in as much of another solo of the set."""
    memory_in_rhythm: float
    """The same of ``motifs_in_rhythm``."""
    long_memory: float
    """The same of ``long_motifs``."""


def measure_motifs(solos: Sequence[Solo]) -> MotifRecurrence:
    """Recurrence of motifs in ``solos``; NaN if all are too short, or there is only one to compare."""
    lines = [
        (_motifs(solo, SHORT_MOTIF), _motifs(solo, SHORT_MOTIF, rhythm=True), _motifs(solo, LONG_MOTIF))
        for solo in solos
    ]
    own, borrowed = [], []
    for kind in range(3):
        motifs = [line[kind] for line in lines]
        own.append(mean([again for line in motifs for again in _come_back(line, line)]))
        others = motifs[1:] + motifs[:1] if len(motifs) > 1 else []
        elsewhere = [
            again for line, other in zip(motifs, others, strict=False) for again in _come_back(line, other)
        ]
        borrowed.append(mean(elsewhere))
    return MotifRecurrence(*own, *(mine - other for mine, other in zip(own, borrowed, strict=True)))


def _motifs(solo: Solo, length: int, *, rhythm: bool = False) -> list[Motif]:
    """Every run of ``length`` intervals; with ``rhythm``, each with the ticks from onset to onset."""
    steps: list[object] = np.diff([note.pitch for note in solo.notes]).tolist() if solo.notes else []
    if rhythm:
        onsets = np.round([note.start * TICKS_PER_BEAT for note in solo.notes])
        steps = list(zip(steps, np.diff(onsets).tolist(), strict=True)) if solo.notes else []
    return [tuple(steps[i : i + length]) for i in range(len(steps) - length + 1)]


def _come_back(line: Sequence[Motif], past: Sequence[Motif]) -> list[bool]:
    """For each place of ``line``, as far as ``past`` reaches, whether its motif came earlier in ``past``."""
    heard: set[Motif] = set()
    found = []
    for motif, once in zip(line, past, strict=False):
        found.append(motif in heard)
        heard.add(once)
    return found
