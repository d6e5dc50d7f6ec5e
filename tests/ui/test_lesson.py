from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.events import REST
from jazzlstm.settings import Settings
from jazzlstm.ui.concert import give_concert
from jazzlstm.ui.lesson import length_name, lesson_on, name_of
from jazzlstm.ui.pictures import draw_bars, draw_roll, read_picture

PAGE = """
from jazzlstm.ui.lesson import lesson_page
lesson_page()
"""


def test_what_was_drawn_from_is_a_probability_and_allows_what_was_drawn(models: Path) -> None:
    lesson = lesson_on(give_concert("weimar", Settings(temperature=0.7)))
    take = lesson.concert.performance.take
    np.testing.assert_allclose(lesson.weighed.sum(axis=1), 1.0)
    assert (lesson.weighed[np.arange(lesson.steps), take.pitch_values] > 0).all()


def test_a_low_temperature_sharpens_the_choice_and_spares_the_rests(models: Path) -> None:
    lesson = lesson_on(give_concert("weimar", Settings(temperature=0.5)))
    before = lesson.concert.performance.take.pitch_probabilities
    assert lesson.weighed[:, :REST].max(axis=1).mean() > before[:, :REST].max(axis=1).mean()
    np.testing.assert_allclose(lesson.weighed[:, REST], before[:, REST])


@pytest.mark.parametrize(("value", "name"), [(24, "C4"), (26, "D4"), (22, "Bb3"), (REST, "a rest")])
def test_values_are_named_from_the_note_before(value: int, name: str) -> None:
    assert name_of(value, 60) == name


@pytest.mark.parametrize(("value", "name"), [(5, "an eighth"), (11, "a quarter"), (6, "0.583 beats")])
def test_lengths_are_named(value: int, name: str) -> None:
    assert length_name(value) == name


def test_a_roll_of_nothing_says_so() -> None:
    assert "nothing has been played" in draw_roll([], 4.0, 8.0)


def test_one_bar_stands_out() -> None:
    assert read_picture(draw_bars(np.full(49, 1 / 49), 7)).count('class="last"') == 1


def test_the_page_explains_the_step_that_is_asked_for(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30).run()
    assert not page.exception
    before = [block.proto.body for block in page.get("html")]
    page.slider(key="step").set_value(5).run()
    assert not page.exception
    assert [block.proto.body for block in page.get("html")] != before
