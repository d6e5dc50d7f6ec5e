"""Idiom: which runs of intervals two sets of solos have in common, in both directions.

``theirs_in_ours`` is low if the network lacks what people say; ``ours_in_theirs`` is low if it says what
people do not. Each depends on the size of the other set, so both are compared with the same shares of
people's other solos, as many notes as the network's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jazzlstm.evaluation.originality import CorpusIndex, share_of_runs
from jazzlstm.music import Solo

IDIOM_NOTES = (4, 5, 7)
"""Lengths of runs, in notes."""


@dataclass(frozen=True, slots=True)
class Idiom:
    """Shares of runs of ``notes`` notes in common, from 0 to 1; NaN if no solo is so long."""

    notes: int
    theirs_in_ours: float
    """Share of people's runs that the network plays, too."""
    theirs_in_others: float
    """Share of people's runs that other people play, too: the ceiling."""
    ours_in_theirs: float
    """Share of the network's runs that people play, too."""
    others_in_theirs: float
    """Share of other people's runs that people play, too: the ceiling."""


def measure_idiom(
    human: Sequence[Solo], generated: Sequence[Solo], others: Sequence[Solo]
) -> tuple[Idiom, ...]:
    """What ``human`` and ``generated`` share, for each length in ``IDIOM_NOTES``.

    ``others``: human solos that are not among ``human``; as many notes as ``generated`` has are used.
    """
    notes = sum(len(solo.notes) for solo in generated)
    peers = _as_many_notes(others, notes)
    theirs, ours, third = (CorpusIndex(tuple(each)) for each in (human, generated, peers))
    matches = [
        [index.shared(solo) for solo in solos]
        for solos, index in ((human, ours), (human, third), (generated, theirs), (peers, theirs))
    ]
    return tuple(
        Idiom(length, *(share_of_runs(found, length) for found in matches)) for length in IDIOM_NOTES
    )


def _as_many_notes(solos: Sequence[Solo], notes: int) -> list[Solo]:
    """The first solos, the last of them cut, that have ``notes`` notes together."""
    kept: list[Solo] = []
    for solo in solos:
        if notes <= 0:
            break
        kept.append(solo.with_notes(solo.notes[:notes]))
        notes -= len(solo.notes)
    return kept
