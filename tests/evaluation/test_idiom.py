"""Runs in common, in both directions."""

from __future__ import annotations

import numpy as np

from jazzlstm.evaluation.idiom import measure_idiom
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo

CHART = Chart((Change(0.0, NO_CHORD),), 4.0)


def solo(*pitches: int) -> Solo:
    return Solo(tuple(Note(i / 2, 0.5, pitch) for i, pitch in enumerate(pitches)), CHART)


def test_what_one_says_and_the_other_does_not_is_counted_on_its_side() -> None:
    people = solo(60, 62, 64, 66, 61)  # runs of four: +2 +2 +2 and +2 +2 -5
    network = solo(70, 72, 74, 76)  # the first of them, in another key
    four = measure_idiom([people], [network], [people])[0]
    assert (four.notes, four.theirs_in_ours, four.ours_in_theirs) == (4, 0.5, 1.0)


def test_the_ceiling_is_of_as_many_notes_as_the_network_has() -> None:
    people, network = solo(60, 62, 64, 66, 61), solo(60, 61, 62, 63)
    four = measure_idiom([people], [network], [people])[0]  # only the first four notes of it
    assert (four.theirs_in_ours, four.theirs_in_others) == (0.0, 0.5)


def test_nothing_to_count_is_nan() -> None:
    four = measure_idiom([], [], [])[0]
    assert np.isnan(four.theirs_in_ours)
    assert np.isnan(four.ours_in_theirs)
