"""The page "How it works" without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.generation.settings import Settings
from jazzlstm.ui.explain.networks import split_images
from jazzlstm.ui.explain.page import FIRST_STEP, STEP
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


def test_image_of_a_model_card_is_shown_from_its_folder(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: Path
) -> None:
    picture = (Path(__file__).parents[3] / "models" / "weimar.loss.png").read_bytes()
    for file in models.glob("*.safetensors"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "loss.png").write_bytes(picture)
    (tmp_path / "weimar.md").write_text("Before ![Loss](loss.png) after ![Gone](gone.png)")
    monkeypatch.setenv("JAZZLSTM_MODELS", str(tmp_path))
    page.run()
    assert not page.exception
    assert [image.proto.imgs[0].caption for image in page.get("image")] == ["Loss"]
    assert [text.value.strip() for text in page.markdown][-3:] == ["Before", "after", ""]


def test_images_are_split_from_text() -> None:
    assert list(split_images("a ![b](c/d.png) e")) == [("a ", "d.png", "b"), (" e", "", "")]
