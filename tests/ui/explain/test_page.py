from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.encoding.events import REST
from jazzlstm.generation.prefix import keep_until, read_prefix
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.explain.page import FIRST_STEP, explain_step, length_name, lesson_on, name_of
from jazzlstm.ui.explain.pictures import draw_bars, draw_roll
from jazzlstm.ui.play.rendering import render_solo
from tests.ui.opened import as_read, is_words_alone

PAGE = """
from jazzlstm.ui.explain.page import lesson_page
lesson_page()
"""


def read_picture(image: str) -> str:
    """The SVG in an image that holds it."""
    return b64decode(image.partition("base64,")[2].partition('"')[0]).decode()


def test_what_was_drawn_from_is_a_probability_and_allows_what_was_drawn(models: Path) -> None:
    lesson = lesson_on(render_solo("weimar", Settings(temperature=0.7)))
    take = lesson.concert.performance.take
    np.testing.assert_allclose(lesson.weighed.sum(axis=1), 1.0)
    assert (lesson.weighed[np.arange(lesson.steps), take.pitch_values] > 0).all()


def test_a_low_temperature_sharpens_the_choice_and_spares_the_rests(models: Path) -> None:
    concert = render_solo("weimar", Settings(temperature=0.5))
    low = lesson_on(concert).weighed
    high = lesson_on(replace(concert, settings=replace(concert.settings, temperature=1.5))).weighed
    assert low[:, :REST].max(axis=1).mean() > high[:, :REST].max(axis=1).mean()
    assert (low[:, REST] >= high[:, REST] - 1e-12).all()  # a cold line breathes at least as often


def test_what_was_drawn_from_leans_as_the_network_does(models: Path) -> None:
    """The figures shown are those that the choice was really drawn from: lean the network, and they move."""
    concert = render_solo("weimar", Settings())
    leaning = replace(concert.network, about={**concert.network.about, "leanings": {"chord": 1.5}})
    plain, leant = (
        lesson_on(replace(concert, network=network)).weighed for network in (concert.network, leaning)
    )
    assert not np.allclose(plain, leant)


def test_a_note_that_was_kept_is_not_put_down_to_chance(models: Path) -> None:
    opening = keep_until(render_solo("weimar", Settings()).performance.take, 4.0)
    lesson = lesson_on(render_solo("weimar", Settings(seed=8, opening=opening)))
    given = len(read_prefix(opening))
    words = [[words for _, words, _ in explain_step(lesson, step)][2] for step in (given - 1, given)]
    assert words[0].startswith("You had this kept")
    assert "throws the dice" in words[1]


@pytest.mark.parametrize(("value", "name"), [(24, "C4"), (26, "D4"), (22, "Bb3"), (REST, "a rest")])
def test_values_are_named_from_the_note_before(value: int, name: str) -> None:
    assert name_of(value, 60) == name


@pytest.mark.parametrize(("value", "name"), [(5, "an eighth"), (11, "a quarter"), (6, "0.583 beats")])
def test_lengths_are_named(value: int, name: str) -> None:
    assert length_name(value) == name


def test_a_roll_of_nothing_says_so() -> None:
    assert "nothing has been played" in draw_roll([], 4.0, 8.0)


def test_one_bar_stands_out() -> None:
    assert read_picture(draw_bars(np.full(49, 1 / 49), 7, ["C4"] * 49)).count('class="last"') == 1


def test_the_page_explains_the_step_that_is_asked_for(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30).run()
    assert not page.exception
    before = [block.proto.body for block in page.get("html")]
    page.slider(key="step").set_value(5).run()
    assert not page.exception
    assert [block.proto.body for block in page.get("html")] != before


def test_the_title_of_a_strangers_changes_is_shown_as_words(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30)
    title = "![x](https://a.b/x.png)"
    page.session_state["rendered solo"] = render_solo(
        "weimar", Settings(changes=f"Title: {title}\n| C | F |")
    )
    page.run()
    assert not page.exception
    assert title in as_read(page.caption[0].value)
    assert is_words_alone(page.caption[0].value)


def test_the_steps_are_walked_one_by_one(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30).run()
    forward = next(button for button in page.button if button.label == "Next")
    forward.click().run()
    assert page.slider(key="step").value == FIRST_STEP + 1
    page.slider(key="step").set_value(1).run()
    back = next(button for button in page.button if button.label == "Back")
    assert back.disabled


def test_what_temperature_changed_is_drawn_over_what_was_likely_before() -> None:
    names = [str(i) for i in range(49)]
    picture = read_picture(draw_bars(np.full(49, 1 / 49), 7, names, np.eye(49)[0]))
    assert picture.count('class="before"') == 49
    assert ">42<" in picture
