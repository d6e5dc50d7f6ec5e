"""Arrivals at chord changes, by hand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np

from jazzlstm.evaluation.arrivals import measure_arrivals
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

FIVE_ONE = Chart((Change(0.0, parse_chord("G7")), Change(4.0, parse_chord("C"))), beats=8.0)


def solo(*notes: tuple[float, int], chart: Chart = FIVE_ONE) -> Solo:
    return Solo(tuple(Note(start, 0.5, pitch) for start, pitch in notes), chart)


def test_an_enclosed_third_by_half_step_on_the_change() -> None:
    found = measure_arrivals([solo((3, 65), (3.5, 63), (4, 64), (5, 67))])
    assert (found.arrivals, found.arrivals_by_half_step, found.arrivals_enclosed) == (1, 1, 1)
    assert (found.arrivals_on_guide_tone, found.arrivals_on_root, found.arrivals_early) == (1, 0, 0)


def test_two_notes_from_one_side_do_not_enclose() -> None:
    assert measure_arrivals([solo((3, 67), (3.5, 65), (4, 64), (5, 67))]).arrivals_enclosed == 0


def test_a_note_an_eighth_before_the_change_arrives_early() -> None:
    early = measure_arrivals([solo((3, 67), (3.5, 60), (5, 64))])
    assert (early.arrivals, early.arrivals_early, early.arrivals_on_root) == (1, 1, 1)


def test_a_change_without_a_note_nearby_is_not_arrived_at() -> None:
    found = measure_arrivals([solo((2, 67), (5, 64))])
    assert found.arrivals == 0
    assert np.isnan(found.arrivals_by_half_step)


def test_the_third_of_a_dominant_sounds_or_does_not() -> None:
    with_third = solo((0, 67), (1, 71), (4, 60))
    without = solo((0, 67), (1, 74), (4, 60))
    one_note = solo((0, 67), (4, 60), (5, 64))
    assert measure_arrivals([with_third, without, one_note]).dominant_thirds == 0.5


def test_a_dominant_that_does_not_fall_a_fifth_does_not_resolve() -> None:
    blues = Chart((Change(0.0, parse_chord("C7")), Change(4.0, parse_chord("F7"))), beats=8.0)
    # over C7 its third, over F7, which goes back to C7, none
    found = measure_arrivals([solo((0, 60), (1, 64), (4, 65), (5, 72), (6, 72), chart=blues)])
    assert found.dominant_thirds == 0.5
    assert found.resolving_thirds == 1.0


def test_nothing_to_count_is_nan() -> None:
    silent = Chart((Change(0.0, parse_chord("NC")),), 8.0)
    for solos in ([], [solo()], [solo((0, 60), (4, 62), chart=silent)]):
        assert np.isnan(astuple(measure_arrivals(solos))).all()
