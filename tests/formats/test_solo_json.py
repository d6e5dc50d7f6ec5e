from __future__ import annotations

import json

import pytest

from jazzlstm.errors import InputError
from jazzlstm.formats.solo_json import solo_as_json, solo_from_json
from jazzlstm.music import NO_CHORD, Change, Chart, Note, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.tunes import TUNES, tune_chart


def round_trip(solo: Solo) -> Solo:
    return solo_from_json(json.loads(json.dumps(solo_as_json(solo))))


@pytest.mark.parametrize("name", sorted(TUNES))
def test_solo_over_every_tune_comes_back_equal(name: str) -> None:
    notes = (Note(0.5, 1 / 3, 60, 77), Note(1, 2.25, 71))
    solo = Solo(notes, tune_chart(name), 133.5, "T", "P", "ts", "BEBOP", "S")
    assert round_trip(solo) == solo


def test_metre_changes_slash_chords_and_no_chord_come_back() -> None:
    chart = parse_chart("3/4 | Dm7/G N.C. | Bb7#11 |")
    assert round_trip(Solo((Note(0, 1, 60),), chart)).chart == chart
    silent = Chart((Change(0.0, NO_CHORD),), 8.0)
    assert round_trip(Solo((), silent)).chart == silent


@pytest.mark.parametrize("wrong", [{}, {"notes": [[1, 2]]}, {"notes": 3, "chart": {}}])
def test_values_of_another_shape_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        solo_from_json(wrong)
