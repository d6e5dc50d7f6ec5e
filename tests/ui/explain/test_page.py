"""The page "How it works" without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.generation.settings import Settings
from jazzlstm.ui.explain.networks import without_images
from jazzlstm.ui.explain.page import FIRST_STEP, STEP
from jazzlstm.ui.explain.temperature import TEMPERATURE
from jazzlstm.ui.play.rendering import render_solo
from tests.ui.opened import as_read, is_words_alone

PAGE = """
from jazzlstm.ui.explain.page import explain_page
explain_page()
"""


@pytest.fixture
def page(models: Path) -> AppTest:
    page = AppTest.from_string(PAGE, default_timeout=30).run()
    assert not page.exception
    return page


def test_page_explains_the_step_of_the_slider(page: AppTest) -> None:
    before = [block.proto.body for block in page.get("html")]
    page.slider(key=STEP).set_value(5).run()
    assert not page.exception
    assert [block.proto.body for block in page.get("html")] != before


def click(page: AppTest, label: str) -> None:
    next(button for button in page.button if button.label == label).click().run()


def test_buttons_move_by_one_step(page: AppTest) -> None:
    click(page, "Next")
    assert page.slider(key=STEP).value == FIRST_STEP + 1
    click(page, "Back")
    assert page.slider(key=STEP).value == FIRST_STEP
    page.slider(key=STEP).set_value(1).run()
    assert next(button for button in page.button if button.label == "Back").disabled


def test_page_without_a_network_has_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    page = AppTest.from_string(PAGE, default_timeout=30).run()
    assert not page.exception
    assert len(page.error) == 1


def test_markdown_in_a_title_is_shown_as_text(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30)
    title = "![x](https://a.b/x.png)"
    page.session_state["rendered solo"] = render_solo(
        "weimar", Settings(changes=f"Title: {title}\n| C | F |")
    )
    page.run()
    assert not page.exception
    assert title in as_read(page.caption[0].value)
    assert is_words_alone(page.caption[0].value)


def test_no_image_is_shown_from_a_file(page: AppTest) -> None:
    assert len(page.get("image")) == 0
    assert "![" not in "".join(text.value for text in page.markdown)


def test_images_are_taken_out_of_a_model_card() -> None:
    assert without_images("a ![b](c/d.png) e") == "a  e"


def test_temperature_reshapes_the_odds_of_the_step(page: AppTest) -> None:
    before = [block.proto.body for block in page.get("html")]
    page.slider(key=TEMPERATURE).set_value(0.3).run()
    assert not page.exception
    changed = [one != two for one, two in zip(before, [b.proto.body for b in page.get("html")], strict=True)]
    assert sum(changed) == 1


def test_a_short_solo_has_no_unit_to_choose(models: Path) -> None:
    page = AppTest.from_string(PAGE, default_timeout=30)
    page.session_state["rendered solo"] = render_solo("weimar", Settings(beats=2.0))
    page.run()
    assert not page.exception
    assert len(page.selectbox) == 0
