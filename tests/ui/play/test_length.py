"""Length: typed choruses or bars, as beats in links."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.ui.solo_length import BARS, CHORUSES, LENGTH, UNIT
from tests.ui.opened import errors_of, heard, link_of, open_page


def shown(page: AppTest) -> tuple[object, object]:
    return page.number_input(key=LENGTH).value, page.selectbox(key=UNIT).value


@pytest.mark.parametrize(
    ("query", "expected", "beats"),
    [
        ({}, (1, CHORUSES), 48),
        ({"tune": "rhythm-changes"}, (1, CHORUSES), None),
        ({"beats": "20"}, (5, BARS), 20),
        ({"beats": "96"}, (2, CHORUSES), 96),
        ({"beats": "21"}, (5.25, BARS), 21),
        ({"beats": "1"}, (0.25, BARS), 1),
        ({"beats": "640"}, (160, BARS), 640),
        ({"beats": "2048"}, (512, BARS), 2048),
        ({"changes": "3/4 | C6 | F6 |", "beats": "30"}, (5, CHORUSES), 30),
        ({"changes": "3/4 | C6 | F6 |"}, (1, CHORUSES), 6),
        ({"is": "00000000", "seed": "7"}, (5, BARS), 20),
        ({"tune": "nonsense"}, (1, CHORUSES), 48),
    ],
)
def test_a_link_sets_the_length(
    models: Path, query: dict[str, str], expected: tuple[float, str], beats: float | None
) -> None:
    page = open_page(**query)
    assert shown(page) == expected
    if beats is not None:
        assert heard(page)["beats"] == beats


def test_choruses_follow_the_tune_and_bars_do_not(page: AppTest) -> None:
    page.number_input(key=LENGTH).set_value(3).run()
    assert heard(page)["beats"] == 144
    page.selectbox(key="tune").select("rhythm-changes").run()
    assert heard(page)["beats"] == 3 * 128
    page.selectbox(key=UNIT).select(BARS).run()
    assert heard(page)["beats"] == 12
    page.selectbox(key="tune").select("blues").run()
    assert heard(page)["beats"] == 12
    assert link_of(page)["beats"] == "12"


def test_five_choruses_of_64_bars(models: Path) -> None:
    page = open_page(changes="| C7 | F7 |" * 32)
    page.number_input(key=LENGTH).set_value(5).run()
    header = heard(page)
    assert (header["beats"], len(header["bars"])) == (1280, 320)
    assert not errors_of(page)
    assert heard(open_page(**link_of(page)))["id"] == header["id"]


def test_a_length_that_is_too_long_is_cut_and_says_so(page: AppTest) -> None:
    page.number_input(key=LENGTH).set_value(1e9).run()
    assert "42 choruses" in errors_of(page)[0]
    assert heard(page)["beats"] == 42 * 48
    page.number_input(key=LENGTH).set_value(1).run()
    assert not errors_of(page)


def test_chords_that_cannot_be_read_leave_the_length_alone(models: Path) -> None:
    page = open_page(changes="| C7 | F7 |", beats="16")
    page.text_area(key="changes").set_value("| Xm |").run()
    assert shown(page) == (2, CHORUSES)
    page.text_area(key="changes").set_value("| C7 | F7 |").run()
    assert heard(page)["beats"] == 16
