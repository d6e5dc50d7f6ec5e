"""The examples above the player."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.examples import EXAMPLES
from jazzlstm.ui.widget_state import OWN
from tests.ui.opened import heard, link_of, open_page


def test_the_page_opens_with_the_first_example(page: AppTest) -> None:
    assert page.radio(key="example").value == next(iter(EXAMPLES))


def test_an_example_plays_its_tune_in_its_key_and_tempo(page: AppTest) -> None:
    for name in ("modal", "bossa"):
        page.radio(key="example").set_value(name).run()
        assert not page.exception
        assert heard(page)["title"] == TUNES[name].title
        assert link_of(page)["tune"] == name
        assert page.slider(key="tempo").value == TUNES[name].tempo


def test_the_last_example_opens_the_box_for_chords(page: AppTest) -> None:
    page.radio(key="example").set_value(OWN).run()
    page.text_area(key="changes").set_value("| Gm7 | C7 |").run()
    assert not page.exception
    assert link_of(page)["changes"] == "| Gm7 | C7 |"


def test_another_tune_is_no_example(models: object) -> None:
    page = open_page(tune="waltz")
    assert page.radio(key="example").value is None
    page.radio(key="example").set_value("bossa").run()
    page.selectbox(key="tune").set_value("waltz").run()
    assert page.radio(key="example").value is None
    assert heard(page)["title"] == TUNES["waltz"].title
