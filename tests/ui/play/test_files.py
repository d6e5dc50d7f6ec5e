"""Downloads, and an uploaded melody."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.audio import SOUNDFONT_VARIABLE
from jazzlstm.band import arrange
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.generation.settings import Settings
from jazzlstm.music import Note, Solo
from jazzlstm.theory.tunes import tune_chart
from jazzlstm.ui.play.downloads import FILES
from jazzlstm.ui.play.primer import NOTE
from jazzlstm.ui.play.rendering import render_solo
from tests.ui.opened import errors_of, heard, link_of, open_page


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("As played", b"MThd"),
        ("Solo only", b"MThd"),
        ("Band only", b"MThd"),
        ("For notation programs", b"MThd"),
        ("PDF", b"%PDF"),
        ("MusicXML", b"<?xml"),
        ("SVG", b"<svg"),
        ("Piano roll, PNG", b"\x89PNG"),
        ("Piano roll, SVG", b"<?xml"),
        ("Settings, JSON", b"{"),
    ],
)
def test_every_file_has_its_format(models: Path, name: str, starts: bytes) -> None:
    rendered = render_solo("weimar", Settings(beats=8))
    file = {each.name: each for files in FILES.values() for each in files}[name]
    assert file.make(rendered, "e-flat").startswith(starts)


def test_the_page_has_download_buttons(page: AppTest) -> None:
    names = [button.proto.label for button in page.get("download_button")]
    assert names == [file.name for files in FILES.values() for file in files]


def test_the_solo_begins_with_an_uploaded_melody(page: AppTest) -> None:
    phrase = (Note(0.0, 1.0, 72), Note(1.0, 1.0, 69), Note(2.0, 2.0, 65))
    melody = write_midi(arrange(Solo(phrase, tune_chart("blues")), beats=8, band=False))
    page.file_uploader(key="melody").set_value(("melody.mid", melody, "audio/midi")).run()
    assert [note[2] for note in heard(page)["takes"][0]["notes"][:3]] == [72, 69, 65]
    assert "1 bar " in page.session_state[NOTE]
    assert page.session_state[NOTE] in [caption.value for caption in page.caption]
    assert heard(open_page(**link_of(page)))["id"] == heard(page)["id"]


def test_a_theme_is_paraphrased_until_it_is_removed(page: AppTest) -> None:
    before = heard(page)["id"]
    phrase = (Note(0.0, 1.0, 72), Note(1.0, 1.0, 69), Note(2.0, 2.0, 65), Note(44.0, 4.0, 60))
    melody = write_midi(arrange(Solo(phrase, tune_chart("blues")), beats=48, band=False))
    page.file_uploader(key="theme file").set_value(("theme.mid", melody, "audio/midi")).run()
    page.slider(key="nearness").set_value(1.0).run()
    assert [note[2] for note in heard(page)["takes"][0]["notes"][:3]] == [72, 69, 65]
    assert heard(open_page(**link_of(page)))["id"] == heard(page)["id"]
    next(button for button in page.button if button.label == "Remove the theme").click().run()
    assert heard(page)["id"] == before


def test_a_theme_that_cannot_be_read_is_reported_and_the_solo_stays(page: AppTest) -> None:
    before = heard(page)["id"]
    page.file_uploader(key="theme file").set_value(("theme.mid", b"no music", "audio/midi")).run()
    (message,) = errors_of(page)
    assert "theme.mid" in message
    assert heard(page)["id"] == before


def test_a_broken_melody_is_reported_and_the_solo_stays(page: AppTest) -> None:
    before = heard(page)["id"]
    page.file_uploader(key="melody").set_value(("melody.mid", b"no music", "audio/midi")).run()
    (message,) = errors_of(page)
    assert "melody.mid" in message
    assert heard(page)["id"] == before


def test_the_page_says_which_soundfont_plays_and_why_not_another(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any("TimGM6mb" in caption.value for caption in page.caption)
    monkeypatch.setenv(SOUNDFONT_VARIABLE, "/nowhere/<b>mine.sf2")
    page.run()
    assert not page.exception
    assert any("&lt;b&gt;mine.sf2" in block.proto.body for block in page.get("html"))
