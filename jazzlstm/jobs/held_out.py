"""The split of a session's solos: a part to train on, and a held-out part to measure on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jazzlstm.encoding.split import split_by_tune
from jazzlstm.music import Solo

LEAST_SHARE = 0.15
"""Share of each solo that is held out if there is only one tune: a few bars."""


@dataclass(frozen=True, slots=True)
class Split:
    """Solos to train on, and solos to measure on."""

    train_set: Sequence[Solo]
    validation_set: Sequence[Solo]


def split_solos(solos: Sequence[Solo], held_out: float, shares: Sequence[float]) -> Split:
    """Split by tune, in these ``shares``; of a single tune, hold out the end of each solo."""
    train_set, validation_set = split_by_tune(solos, shares)[:2]
    if train_set and validation_set:
        return Split(train_set, validation_set)
    parts = [_cut(solo, max(held_out, LEAST_SHARE)) for solo in solos]
    return Split([first for first, _ in parts], [last for _, last in parts])


def _cut(solo: Solo, share: float) -> tuple[Solo, Solo]:
    """The start of a solo, and about ``share`` of its notes in its last bars; both over the whole chart."""
    place = len(solo.notes) - max(1, round(len(solo.notes) * share))
    bar_beats = solo.chart.metre.bar_beats
    border = solo.notes[place].start // bar_beats * bar_beats
    first = tuple(note for note in solo.notes if note.start < border)
    return solo.with_notes(first), solo.with_notes(solo.notes[len(first) :])
