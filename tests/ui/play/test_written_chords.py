"""Chords typed in written pitch, moved to concert pitch."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.errors import ChordError
from jazzlstm.ui.play.written_chords import in_concert_pitch
from tests.ui.opened import errors_of, heard, open_page

BUTTON = "to concert pitch"
PART = "part of the sheet music"
"""In the session: the part that the visitor reads."""


def read_for(page: AppTest, part: str) -> AppTest:
    page.session_state[PART] = part
    return page.run()


def test_form_title_and_key_are_moved_too() -> None:
    text = "Title: Tune\nKey: A\n[A] |: Bm7 | E7 | Amaj7 F#7 | % :|\n| Bm7b5 | E7b9/G# | A6 | N.C. |"
    assert in_concert_pitch(text, 9).splitlines() == [
        "Title: Tune",
        "Key: C",
        "[A] |: Dm7 | G7 | Cmaj7 A7 | % :|",
        "| Dm7b5 | G7b9/B | C6 | NC |",
    ]


def test_text_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ChordError):
        in_concert_pitch("| Q7 |", 2)


def test_who_reads_e_flat_can_type_in_e_flat(models: object) -> None:
    page = open_page(changes="| Bm7 | E7 | Amaj7 | % |")
    assert BUTTON not in [button.key for button in page.button]  # concert pitch
    page = read_for(page, "e-flat")
    page.button(key=BUTTON).click().run()
    assert not page.exception
    assert page.text_area(key="changes").value == "| Dm7 | G7 | Cmaj7 | % |\n"
    assert heard(page)["chords"][0][2] == "Dm7"


def test_a_wrong_chord_stays_as_it_was_typed(models: object) -> None:
    page = read_for(open_page(changes="| Bm7 | Q7 |"), "b-flat")
    page.button(key=BUTTON).click().run()
    assert not page.exception
    assert page.text_area(key="changes").value == "| Bm7 | Q7 |"
    assert "Q7" in errors_of(page)[0]
