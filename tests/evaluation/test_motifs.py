"""Recurring motifs: transposed ones, and memory as the difference from another solo."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from jazzlstm.evaluation.motifs import measure_motifs
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo

CHART = Chart((Change(0.0, NO_CHORD),), 64.0)


def solo(*pitches: int, length: float = 0.5) -> Solo:
    return Solo(tuple(Note(i * length, length, pitch) for i, pitch in enumerate(pitches)), CHART)


def test_a_transposed_motif_recurs() -> None:
    # intervals 2 2 1 | -5 | 2 2 1 : five places for motifs of three, and the last is the first again
    memory = measure_motifs([solo(60, 62, 64, 65, 60, 62, 64, 65)])
    assert memory.motifs == pytest.approx(1 / 5)


def test_another_rhythm_is_the_same_motif_in_another_rhythm() -> None:
    notes = solo(60, 62, 64, 65).notes + tuple(
        Note(4 + i, 1, pitch) for i, pitch in enumerate((60, 62, 64, 65))
    )
    memory = measure_motifs([Solo(notes, CHART)])
    assert memory.motifs == pytest.approx(1 / 5)
    assert memory.motifs_in_rhythm == 0.0


def test_a_long_motif_has_six_intervals() -> None:
    line = (60, 62, 63, 67, 66, 70, 71)
    memory = measure_motifs([solo(*line, *line)])  # 13 intervals: 8 places, the last of them a return
    assert memory.long_motifs == pytest.approx(1 / 8)


def test_a_motif_of_both_solos_is_no_memory() -> None:
    scale = solo(*range(60, 76))
    assert measure_motifs([scale, scale]).memory == 0.0


def test_a_motif_of_one_solo_is_memory() -> None:
    returning = solo(60, 62, 64, 65, 60, 62, 64, 65)
    wandering = solo(60, 70, 55, 71, 50, 73, 52, 80)
    memory = measure_motifs([returning, wandering])
    assert memory.memory == pytest.approx(1 / 10)  # one of ten places in all, none of them borrowed


def test_memory_of_a_single_solo_is_nan() -> None:
    assert np.isnan(measure_motifs([solo(60, 62, 64, 65, 60)]).memory)


def test_recurrence_without_motifs_is_nan() -> None:
    for solos in ([], [solo()], [solo(60, 62, 64)]):
        assert np.isnan(astuple(measure_motifs(solos))).all()
