"""Temperature: the odds that a draw would use, and the sound of a part of an arrangement."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.music import Arrangement, Note, Part
from jazzlstm.theory.charts import parse_chart
from jazzlstm.ui.explain.temperature import choices, cut, hear_from, reshaped
from jazzlstm.ui.play.rendering import render_solo


@pytest.mark.parametrize("judge", [0.0, 1.0])
def test_the_temperature_of_the_solo_gives_the_odds_it_was_drawn_from(models: Path, judge: float) -> None:
    settings = Settings(beats=32.0, temperature=0.8, judge=judge)
    rendered = render_solo("weimar", settings)
    take = rendered.performance.take
    for step in range(len(take.onsets)):
        np.testing.assert_allclose(reshaped(rendered, step, 0.8), take.weighed_pitches[step], atol=1e-6)


def test_a_low_temperature_leaves_fewer_choices(models: Path) -> None:
    rendered = render_solo("weimar", Settings())
    cold, usual, hot = (choices(reshaped(rendered, 3, each)) for each in (0.3, 1.0, 1.8))
    assert cold < usual < hot


def test_even_chances_count_as_they_are() -> None:
    assert choices(np.array([0.25, 0.25, 0.5, 0.0])) == pytest.approx(2**1.5)
    assert choices(np.full(8, 1 / 8)) == pytest.approx(8)


def test_a_part_of_an_arrangement_begins_at_zero() -> None:
    notes = tuple(Note(float(beat), 1.0, 60 + beat) for beat in range(8))
    whole = Arrangement((Part("Solo", notes),), parse_chart("| C | F |"), 120.0, 8.0)
    part = cut(whole, 3.0, 6.0)
    assert [(note.start, note.pitch) for note in part.parts[0].notes] == [(0.0, 63), (1.0, 64), (2.0, 65)]
    assert part.beats == 3.0


@pytest.mark.slow
def test_the_solo_goes_on_in_sound(models: Path) -> None:
    rendered = render_solo("weimar", Settings(beats=8.0, seed=3))
    assert len(hear_from(rendered, 1, 0.5)) > 10_000
    assert hear_from(rendered, 0, 0.5) != hear_from(rendered, 0, 1.8)
