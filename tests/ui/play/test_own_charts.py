"""Charts that a visitor types, pastes or uploads, on the page without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.jobs.chart_upload import FoundChart, FoundCharts
from jazzlstm.theory.ireal_links import IrealTune, write_link
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.play.chart_box import UPLOADER, labels_of
from jazzlstm.ui.play.own_charts import PICKED, is_foreign
from tests.ui.opened import as_read, errors_of, heard, open_page

STUDIES = (
    IrealTune("Blue Study", "Ann Alto", "Bossa Nova", "F", "[T44F7   |Bb7   |F7   |C7   Z", 150.0),
    IrealTune("Red Study", "Tom Tenor", "Medium Swing", "D-", "[T44D-7   |G7   |C^7   |A7   Z", 200.0),
)
LINK = write_link(STUDIES, "Mine")
ABC = 'X:1\nT:Study\nM:4/4\nL:1/4\nK:C\n"Am7"A4 | "D7"A4 |\n'
SHEET = "(title Study)\n(meter 4 4)\n(part (type chords))\nEm7 | A7 | Dmaj7 | / |\n"
SCORE = """<?xml version="1.0"?><score-partwise><part-list><score-part id="P1"><part-name/></score-part>
</part-list><part id="P1"><measure number="1"><attributes><divisions>1</divisions></attributes><harmony><root>
<root-step>G</root-step></root><kind>dominant</kind></harmony><note><rest/><duration>4</duration></note></measure>
</part></score-partwise>"""


def typed(page: AppTest, text: str) -> AppTest:
    """The page after a text was typed into the box."""
    if page.selectbox(key="tune").value != "own changes":
        page.selectbox(key="tune").select("own changes").run()
    return page.text_area(key="changes").set_value(text).run()


def shown(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.caption)


def chords(page: AppTest) -> list[str]:
    return [row[2] for row in heard(page)["chords"]]


def test_a_pasted_playlist_plays_its_first_tune(page: AppTest) -> None:
    typed(page, LINK)
    assert chords(page)[:2] == ["F7", "Bb7"]
    assert (heard(page)["tempo"], page.selectbox(key="feel").value) == (150, "bossa")
    assert "2 tunes" in shown(page)
    assert "Title: Blue Study" in (page.text_area(key="changes").value or "")


def test_another_tune_of_a_playlist_can_be_chosen(page: AppTest) -> None:
    typed(page, LINK)
    page.selectbox(key=PICKED).select_index(1).run()
    assert chords(page)[:2] == ["Dm7", "G7"]
    assert (heard(page)["tempo"], page.selectbox(key="feel").value) == (200, "")


def test_the_picker_names_the_tune_that_undo_brings_back(page: AppTest) -> None:
    typed(page, LINK)
    blue = page.session_state["changes"]
    page.selectbox(key=PICKED).select_index(1).run()
    page.session_state["changes"] = blue
    assert page.run().selectbox(key=PICKED).value == 0
    page.text_area(key="changes").set_value(blue.replace("Bb7", "Bb9")).run()
    assert page.selectbox(key=PICKED).value == 0
    page.text_area(key="changes").set_value("| Em7 | A7 |").run()
    assert page.selectbox(key=PICKED).value is None
    page.selectbox(key=PICKED).select_index(1).run()
    assert chords(page)[:2] == ["Dm7", "G7"]
    page.selectbox(key="tune").select("blues").run()
    assert page.selectbox(key=PICKED).value is None
    assert errors_of(page) == []


@pytest.mark.parametrize(
    ("text", "chord"), [(ABC, "Am7"), (SHEET, "Em7"), (SCORE, "G7"), (write_link(STUDIES[1:]), "Dm7")]
)
def test_a_file_of_another_program_can_be_pasted(page: AppTest, text: str, chord: str) -> None:
    typed(page, text)
    assert chords(page)[0] == chord
    assert errors_of(page) == []


def test_a_link_with_one_tune_is_named_while_its_tune_plays(page: AppTest) -> None:
    typed(page, write_link(STUDIES[1:]))
    assert "1 tune" in shown(page)
    typed(page, (page.text_area(key="changes").value or "") + " A7")
    assert "1 tune" in shown(page)
    typed(page, "| Em7 | A7 |")
    assert "1 tune" not in shown(page)


def test_a_link_is_read_when_it_is_pasted_behind_the_chords_in_the_box(page: AppTest) -> None:
    typed(page, "| C6 |")
    typed(page, "| C6 |" + LINK)
    assert chords(page)[0] == "F7"


def test_a_file_plays_although_a_tune_was_chosen(page: AppTest) -> None:
    page.file_uploader(key=f"{UPLOADER} 0").upload("study.abc", ABC.encode(), "text/plain").run()
    assert chords(page)[0] == "Am7"
    assert page.selectbox(key="tune").value == "own changes"


@pytest.mark.parametrize("data", [b"", b"\x18FICHIER GUITAR PRO v5.00", b"no chords in these words"])
def test_a_file_without_a_chart_leaves_the_music_as_it_is(page: AppTest, data: bytes) -> None:
    before = heard(page)["id"]
    page.file_uploader(key=f"{UPLOADER} 0").upload("study.gp5", data, "text/plain").run()
    (message,) = errors_of(page)
    assert "study.gp5" in message
    assert heard(page)["id"] == before
    page.selectbox(key="tune").select("waltz").run()
    assert errors_of(page) == []


def test_a_pasted_link_without_a_tune_leaves_the_chords_as_they_were(page: AppTest) -> None:
    typed(page, "| Am7 | D7 |")
    typed(page, "irealb://nothing")
    assert len(errors_of(page)) == 1
    assert page.text_area(key="changes").value == "| Am7 | D7 |"
    typed(page, "| Am7 | D9 |")
    assert errors_of(page) == []


@pytest.mark.parametrize("text", ["hello " * 5_000, "| Am7 | D7 " * 5_000, "x" * 300_000])
def test_a_text_that_is_too_long_stays_to_be_shortened_while_the_solo_plays(page: AppTest, text: str) -> None:
    typed(page, "| Am7 | D7 |")
    before = heard(page)["id"]
    typed(page, text)
    (message,) = errors_of(page)
    assert f"{len(text):,}" in message
    assert page.text_area(key="changes").value == text
    assert heard(page)["id"] == before
    typed(page, "| Em7 | A7 |")
    assert chords(page)[0] == "Em7"
    assert errors_of(page) == []


def test_a_long_text_that_is_short_in_our_spelling_is_played(page: AppTest) -> None:
    typed(page, "| Am7 | D7 " + " " * 25_000 + "| Em7 | A7 |")
    assert errors_of(page) == []
    assert "Em7" in chords(page)


def test_a_typed_tempo_and_style_set_their_widgets_once(page: AppTest) -> None:
    typed(page, "Tempo: 96\nStyle: Bossa\n| C6 | F6 |")
    assert (page.slider(key="tempo").value, page.selectbox(key="feel").value) == (96, "bossa")
    page.slider(key="tempo").set_value(120).run()
    typed(page, "Tempo: 96\nStyle: Bossa\n| C6 | G7 |")
    assert page.slider(key="tempo").value == 120


def test_remarks_of_the_reader_are_shown(page: AppTest) -> None:
    typed(page, "| Dm7 G7 | x3\n| C |")
    assert "x3" in shown(page)
    typed(page, "| C | F |")
    assert "x3" not in shown(page)


def test_equal_labels_of_a_playlist_are_told_apart() -> None:
    same = FoundChart("Study", "Ann", "| C |")
    labels = labels_of(FoundCharts("playlist", "", (same, same, FoundChart("", "", "| C |"))))
    assert len(set(labels)) == 3


@pytest.mark.parametrize("text", ["| Dm7 G7 | C |", "Title: X:1\nKey: C\n| C |", "A\n| C | F |", ""])
def test_typed_chords_are_not_taken_for_a_file(text: str) -> None:
    assert not is_foreign(text)


def test_a_link_to_an_unknown_tune_says_so_and_plays(models: Path) -> None:
    page = open_page(tune="jaz-blues")
    (warning,) = (as_read(each.value) for each in page.warning)
    assert "jaz-blues" in warning
    assert TUNES["jazz-blues"].title in warning
    assert heard(page)["notes"]
    page.selectbox(key="tune").select("waltz").run()
    assert not page.warning


def test_a_link_may_write_the_name_of_a_tune_in_another_way(models: Path) -> None:
    page = open_page(tune="Falling Fifths")
    assert page.selectbox(key="tune").value == "falling-fifths"
    assert heard(page)["title"] == TUNES["falling-fifths"].title
    assert not page.warning


def test_a_link_with_changes_that_cannot_be_read_says_so_and_has_a_player(models: Path) -> None:
    page = open_page(changes="hello")
    (message,) = errors_of(page)
    assert "hello" in message
    assert page.text_area(key="changes").value == "hello"
    assert heard(page)["notes"]
    page.text_area(key="changes").set_value("| Am7 |").run()
    assert chords(page)[0] == "Am7"


def test_a_playlist_in_the_address_stays_one_tune(models: Path) -> None:
    assert heard(open_page(changes=LINK))["notes"]
