"""Links: the same solo for everybody, locked bars, wrong parameters."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.generation.prefix import keep_until
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.play.rendering import render_solo
from jazzlstm.ui.widget_state import DEFAULTS
from tests.ui.opened import errors_of, heard, is_words_alone, link_of, open_page


def test_a_swing_between_two_steps_takes_the_nearest(models: Path) -> None:
    assert open_page(swing="0.613").select_slider(key="swing").value == 0.61
    assert open_page(swing="2").select_slider(key="swing").value == 0


def test_a_long_intro_is_cut_to_the_page_s_range_and_an_impossible_one_ignored(models: Path) -> None:
    assert open_page(count_in="8", intro="64").slider(key="intro").value == 8
    assert open_page(count_in="9", intro="-1").slider(key="count_in").value == 0


def test_a_link_gives_the_same_solo(page: AppTest) -> None:
    page.slider(key="seed").set_value(77).run()
    page.slider(key="temperature").set_value(0.7).run()
    page.selectbox(key="tune").select("rhythm-changes").run()
    page.selectbox(key="player").select("Tom Tenor").run()
    link = link_of(page)
    assert {"seed", "temperature", "tune", "player", "model", "is"} <= set(link)
    other = open_page(**link)
    assert heard(other)["id"] == heard(page)["id"]
    assert not other.warning


def test_a_link_does_not_depend_on_the_page_s_defaults(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.slider(key="temperature").set_value(0.7).run()
    link = link_of(page)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "seed", 5)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "tune", "minor-blues")
    assert heard(open_page(**link))["notes"] == heard(page)["notes"]
    assert heard(open_page())["title"] != heard(page)["title"]


def test_a_link_from_before_the_judge_plays_without_it(models: Path) -> None:
    assert open_page(seed="5", model="weimar", **{"is": "00000000"}).slider(key="judge").value == 0
    assert open_page().slider(key="judge").value == DEFAULTS["judge"] > 0


def test_a_link_from_another_version_of_the_network_is_reported(models: Path) -> None:
    page = open_page(seed="5", model="weimar", **{"is": "00000000"})
    assert len(page.warning) == 1
    assert not open_page(seed="5").warning


def test_a_link_to_a_missing_network_is_reported_and_stays_until_something_changes(models: Path) -> None:
    page = open_page(seed="5", model="own-007")
    assert len(page.warning) == 1
    assert link_of(page) == {"seed": "5", "model": "own-007"}
    page.slider(key="temperature").set_value(0.7).run()
    assert link_of(page)["model"] == "weimar"
    assert not page.run().warning


@pytest.mark.parametrize(
    "query",
    [
        {"temperature": "99", "seed": "minus one", "beats": "nan"},
        {"tune": "no such tune", "player": "Nobody", "key": "H"},
        {"key": "F"},
        {"model": "../../etc/passwd"},
        {"opening": "z5"},
        {"opening": "m5m5m5m5"},
    ],
)
def test_wrong_parameters_are_ignored(models: Path, query: dict[str, str]) -> None:
    page = open_page(**query)
    assert heard(page)["notes"]
    assert errors_of(page) == []


def locked_bars(bars: int) -> str:
    """The prefix that locks the first bars of the solo that the page opens with."""
    return keep_until(render_solo("weimar", Settings(**DEFAULTS)).performance.take, 4.0 * bars)


def test_a_link_carries_locked_bars_and_the_rest_is_new(page: AppTest) -> None:
    prefix = locked_bars(2)
    other = open_page(opening=prefix, seed="500")
    before, after = heard(page), heard(other)
    locked = [row for row in before["steps"] if row[0] < 8.0]
    assert after["locked"] == len(locked) == len(prefix) // 2
    values = [[row[2:] for row in header["steps"]] for header in (before, after)]
    assert values[0][: len(locked)] == values[1][: len(locked)]
    assert values[0] != values[1]
    assert other.query_params["opening"] in (prefix, [prefix])


@pytest.mark.parametrize(("box", "choice"), [("tune", "minor-blues"), ("key", "Bb")])
def test_another_tune_or_key_unlocks_the_bars(models: Path, box: str, choice: str) -> None:
    page = open_page(opening=locked_bars(1))
    assert heard(page)["locked"]
    page.selectbox(key=box).select(choice).run()
    assert heard(page)["locked"] == 0
    assert "opening" not in page.query_params


@pytest.mark.parametrize("changes", ["Key: ![x](https://a.b/x.png)\n| C |", "| ![x](y) |"])
def test_markdown_in_a_link_is_shown_as_text(models: Path, changes: str) -> None:
    page = open_page(changes=changes)
    assert "![x](" in errors_of(page)[0]
    assert all(is_words_alone(error.value) for error in page.error)


def test_a_link_with_wrong_changes_shows_an_error_and_another_solo(models: Path) -> None:
    page = open_page(changes="| Xm7 | C |")
    assert any("Xm7" in message for message in errors_of(page))
    assert heard(page)["notes"]
