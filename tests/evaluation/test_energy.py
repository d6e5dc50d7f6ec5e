"""Double time and the course of a solo, by hand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from jazzlstm.evaluation.energy import measure_energy
from jazzlstm.music import Change, Chart, Note, Solo
from jazzlstm.theory.chords import parse_chord

CHART = Chart((Change(0.0, parse_chord("C")),), 4.0)


def run(start: float, *pitches: int, wait: float = 0.25) -> list[Note]:
    return [Note(start + wait * i, wait, pitch) for i, pitch in enumerate(pitches)]


def test_a_run_of_sixteenths_is_launched_and_landed() -> None:
    found = measure_energy([Solo((*run(0, 60, 62, 64, 65, 66, 67), *run(4.25, *[61] * 6)), CHART)])
    assert (found.double_time, found.double_time_notes) == (1.0, 6.0)
    assert found.launched_on_beat == 0.5
    assert found.landed == 0.5  # on G, and on D flat, which is no tone of C


def test_a_run_into_an_eighth_note_lands_and_one_into_a_triplet_does_not() -> None:
    fast = run(0, 60, 62, 64, 65, 66, 67)
    assert measure_energy([Solo((*fast, Note(1.25 + 0.5, 0.5, 61)), CHART)]).landed == 1.0
    assert measure_energy([Solo((*fast, Note(1.25 + 1 / 3, 0.5, 61)), CHART)]).landed == 0.0


def test_eighth_notes_and_five_sixteenths_are_no_double_time() -> None:
    assert measure_energy([Solo(tuple(run(0, *[60] * 20, wait=0.5)), CHART)]).double_time == 0.0
    assert measure_energy([Solo(tuple(run(0, *[60] * 5)), CHART)]).double_time == 0.0


def test_a_solo_that_gets_denser_and_higher_rises() -> None:
    calm, dense = run(0, *[60] * 24, wait=1.0), run(24, *[72] * 48, wait=0.5)
    rising = measure_energy([Solo((*calm, *dense), CHART)])
    assert rising.density_rise == pytest.approx(4.0, abs=0.5)
    assert rising.register_rise == 12.0
    assert rising.density_spread > 1.5
    level = measure_energy([Solo(tuple(run(0, *[60] * 96, wait=0.5)), CHART)])
    assert (level.density_spread, level.register_spread, level.register_rise) == (0.0, 0.0, 0.0)


def test_a_solo_of_eleven_bars_has_no_course() -> None:
    assert np.isnan(measure_energy([Solo(tuple(run(0, *[60] * 44, wait=1.0)), CHART)]).density_spread)


def test_nothing_to_count_is_nan() -> None:
    assert np.isnan(astuple(measure_energy([Solo((), CHART)]))).all()
