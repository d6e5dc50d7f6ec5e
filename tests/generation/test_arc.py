"""The arc: density and register follow a curve."""

from __future__ import annotations

import numpy as np
import pytest

from jazzlstm.encoding.events import LENGTH_VALUES, LENGTHS, WIDEST_INTERVAL
from jazzlstm.encoding.features import FAR
from jazzlstm.errors import SettingsError
from jazzlstm.generation.arc import ARCS, energy_at, length_nats, pitch_nats, read_arc, rest_odds
from jazzlstm.generation.settings import Settings
from jazzlstm.services.models import open_model
from jazzlstm.services.play import play


def test_an_arc_is_a_name_or_points() -> None:
    assert read_arc("") == ()
    assert read_arc("build") == ARCS["build"] == (0, 100)
    assert read_arc("0, 40,100") == (0, 40, 100)


@pytest.mark.parametrize("text", ["up", "50", "0,101", "-1,5", "nan,1", "1,,2", ",".join(["1"] * 65)])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings(arc=text)
    assert refusal.value.field == "arc"


def test_the_curve_spans_the_solo_or_without_an_end_a_chorus() -> None:
    onsets = np.array([0, 60, 120])
    assert energy_at((0, 100), onsets, 120, 48).tolist() == [-1, 0, 1]
    assert energy_at((0, 100), onsets, FAR, 120).tolist() == [-1, 0, -1]


def test_energy_makes_notes_shorter_rests_rarer_and_the_line_higher() -> None:
    calm, intense = np.array([-1.0]), np.array([1.0])
    assert rest_odds(intense)[0, 0] < 1 < rest_odds(calm)[0, 0]
    sixteenth, half = LENGTHS.index(3), LENGTHS.index(24)
    lengths = length_nats(intense, np.array([False]))[0]
    assert lengths[sixteenth] > lengths[half]
    assert not length_nats(intense, np.array([True])).any()
    assert lengths.shape == (LENGTH_VALUES,)
    up, down = WIDEST_INTERVAL + 5, WIDEST_INTERVAL - 5
    for energy, sign in ((intense, 1), (calm, -1)):
        nats = pitch_nats(energy, np.array([62]), 44, 80)[0]
        assert np.sign(nats[up] - nats[down]) == sign


def test_a_solo_that_builds_gets_denser_and_higher() -> None:
    settings = Settings(tune="blues", beats=96.0, seed=3, takes=4, arc="build")
    first, last = [], []
    for performance in play(open_model("weimar"), settings):
        notes = performance.take.solo.notes
        first += [note for note in notes if note.start < 32]
        last += [note for note in notes if note.start >= 64]
    assert len(last) > 1.5 * len(first)
    assert np.mean([note.pitch for note in last]) > np.mean([note.pitch for note in first]) + 2
