"""Chains of a cell, by hand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from jazzlstm.evaluation.motif_chains import measure_chains
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo

CHART = Chart((Change(0.0, NO_CHORD),), 16.0)
RHYTHM = (0.0, 0.5, 0.75, 1.5)


def cells(*pitches: tuple[int, ...], every: float = 4.0) -> Solo:
    """One cell after another, with a rest of irregular length between."""
    notes = [
        Note(every * i + start, 0.25, pitch)
        for i, cell in enumerate(pitches)
        for start, pitch in zip(RHYTHM, cell, strict=True)
    ]
    return Solo(tuple(notes), CHART)


def test_a_cell_kept_for_three_statements_and_changed_one_thing_at_a_time() -> None:
    # the same; a tone higher; with a wider last interval
    found = measure_chains([cells((60, 62, 64, 60), (60, 62, 64, 60), (62, 64, 66, 62), (62, 64, 66, 59))])
    assert found.notes_in_kept_cells == 1.0
    assert min(found.restated_as_is, found.restated_elsewhere, found.restated_changed) > 0
    assert found.restated_as_is + found.restated_elsewhere + found.restated_changed == pytest.approx(1)


def test_another_contour_is_not_a_restatement() -> None:
    assert measure_chains([cells((60, 62, 64, 60), (60, 58, 64, 70))]).notes_in_chains == 0.0


def test_a_cell_that_comes_back_after_three_bars_is_not_a_chain() -> None:
    assert measure_chains([cells((60, 62, 64, 60), (60, 62, 64, 60), every=12.0)]).notes_in_chains == 0.0


def test_two_statements_are_a_chain_but_not_kept() -> None:
    found = measure_chains([cells((60, 62, 64, 60), (67, 69, 71, 67))])
    assert found.notes_in_chains == 1.0
    assert found.notes_in_kept_cells == 0.0
    assert (found.chain_statements, found.restated_elsewhere) == (2.0, 1.0)


def test_even_notes_are_no_cell() -> None:
    even = Solo(tuple(Note(i / 2, 0.5, 60 + i % 4) for i in range(32)), CHART)
    assert measure_chains([even]).notes_in_chains == 0.0


def test_nothing_to_count_is_nan() -> None:
    assert np.isnan(astuple(measure_chains([Solo((), CHART)]))).all()
