"""How like a question an answer is: motifs, register, density.

A motif is a run of intervals between the starts of notes, so it is the same in every transposition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from jazzlstm.music import Note

MOTIF_INTERVALS = 2
"""Three notes."""
MOTIF_SPREAD = 0.13
REGISTER_SPREAD = 3.5
"""Semitones."""
DENSITY_SPREAD = 0.4
"""Notes a beat."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """An answer beside its question; 1, 0 and 0 for an answer that repeats it."""

    motifs: float
    """Share of the answer's motifs that the question has."""
    register: float
    """Semitones between the mean pitches."""
    density: float
    """Difference in notes a beat."""

    @property
    def score(self) -> float:
        """Higher is more alike: each figure counts in its usual spread among answers."""
        return self.motifs / MOTIF_SPREAD - self.register / REGISTER_SPREAD - self.density / DENSITY_SPREAD


def likeness(
    question: Sequence[Note], question_beats: float, answer: Sequence[Note], answer_beats: float
) -> Likeness | None:
    """How like the question an answer is; None if either has fewer than three notes."""
    if min(len(question), len(answer)) <= MOTIF_INTERVALS:
        return None
    heard = set(motifs(question))
    played = motifs(answer)
    return Likeness(
        motifs=sum(motif in heard for motif in played) / len(played),
        register=abs(fmean(note.pitch for note in answer) - fmean(note.pitch for note in question)),
        density=abs(len(answer) / answer_beats - len(question) / question_beats),
    )


def motifs(notes: Sequence[Note], length: int = MOTIF_INTERVALS) -> list[tuple[int, ...]]:
    """Every run of ``length`` intervals."""
    intervals = [after.pitch - before.pitch for before, after in pairwise(notes)]
    return [tuple(intervals[i : i + length]) for i in range(len(intervals) - length + 1)]
