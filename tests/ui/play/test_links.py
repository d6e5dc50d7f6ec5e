"""Links: what they carry, to whom, and what nonsense in an address does."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.generation.prefix import keep_until
from jazzlstm.generation.settings import Settings
from jazzlstm.ui.play.rendering import render_solo
from jazzlstm.ui.widget_state import DEFAULTS
from tests.ui.opened import complaints, heard, is_words_alone, link_of, open_page


def test_a_swing_in_a_link_that_the_slider_lacks_takes_the_nearest(models: Path) -> None:
    assert open_page(swing="0.613").select_slider(key="swing").value == 0.61
    assert open_page(swing="2").select_slider(key="swing").value == 0


def test_a_longer_lead_in_than_the_page_offers_is_cut_and_an_impossible_one_ignored(models: Path) -> None:
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
    assert not other.info


def test_a_link_outlives_what_the_page_opens_with(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    page.slider(key="temperature").set_value(0.7).run()
    link = link_of(page)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "seed", 5)
    monkeypatch.setitem(cast("dict[str, object]", DEFAULTS), "tune", "minor-blues")
    assert heard(open_page(**link))["notes"] == heard(page)["notes"]
    assert heard(open_page())["title"] != heard(page)["title"]


def test_a_link_from_another_network_says_so(models: Path) -> None:
    page = open_page(seed="5", model="weimar", **{"is": "00000000"})
    assert "another version of the network" in page.info[0].value


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
def test_nonsense_in_the_address_does_no_harm(models: Path, query: dict[str, str]) -> None:
    page = open_page(**query)
    assert heard(page)["notes"]
    assert complaints(page) == []


def kept_opening(bars: int) -> str:
    """What keeps the first bars of what the page opens with."""
    return keep_until(render_solo("weimar", Settings(**DEFAULTS)).performance.take, 4.0 * bars)


def test_kept_bars_travel_in_the_link_and_the_rest_is_new(page: AppTest) -> None:
    opening = kept_opening(2)
    other = open_page(opening=opening, seed="500")
    before, after = heard(page), heard(other)
    kept = [row for row in before["steps"] if row[0] < 8.0]
    assert after["given"] == len(kept) == len(opening) // 2
    values = [[row[2:] for row in header["steps"]] for header in (before, after)]
    assert values[0][: len(kept)] == values[1][: len(kept)]
    assert values[0] != values[1]
    assert other.query_params["opening"] in (opening, [opening])


@pytest.mark.parametrize(("box", "choice"), [("tune", "minor-blues"), ("key", "Bb")])
def test_what_was_kept_of_one_tune_or_key_is_let_go_in_another(models: Path, box: str, choice: str) -> None:
    page = open_page(opening=kept_opening(1))
    assert heard(page)["given"]
    page.selectbox(key=box).select(choice).run()
    assert heard(page)["given"] == 0
    assert "opening" not in page.query_params


@pytest.mark.parametrize("changes", ["Key: ![x](https://a.b/x.png)\n| C |", "| ![x](y) |"])
def test_what_a_link_says_is_shown_as_words(models: Path, changes: str) -> None:
    page = open_page(changes=changes)
    assert "![x](" in complaints(page)[0]
    assert all(is_words_alone(error.value) for error in page.error)


def test_a_link_whose_changes_cannot_be_read_says_so_and_promises_no_music(models: Path) -> None:
    page = open_page(changes="| Hm7 | C |")
    assert any("Hm7" in complaint for complaint in complaints(page))
    assert any('class="silence"' in html.proto.body for html in page.get("html"))
    assert not page.get("bidi_component")
