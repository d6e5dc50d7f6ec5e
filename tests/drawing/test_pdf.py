from __future__ import annotations

import re
import zlib
from xml.etree import ElementTree

import pytest

from jazzlstm.drawing.pdf import plain_svg, print_score
from jazzlstm.drawing.score import engrave_pages
from jazzlstm.errors import RenderError
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| Bb7 | Ebm7 F#7 |")
SOLO = Solo(tuple(Note(float(beat), 1.0, 60 + beat % 13) for beat in range(16)), CHART)
LONG = Solo(tuple(Note(beat / 4, 0.25, 60 + beat % 13) for beat in range(1600)), CHART)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def drawn(pdf: bytes) -> bytes:
    """What is drawn on all pages, unpacked."""
    packed = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return b"".join(zlib.decompress(each) for each in packed)


def words(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314 -- what we engraved ourselves
    return [element.text or "" for element in root.iter() if element.tag.endswith("}text")]


def test_a_short_solo_is_one_page_of_paper() -> None:
    pdf = print_score(write_musicxml(SOLO), title="Blue Bossa", words="tenor")
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == 1
    assert b"210" in pdf or b"595" in pdf  # A4 is 595 points wide


def test_a_long_solo_is_turned_over() -> None:
    assert pages(print_score(write_musicxml(LONG), title="Long", words="")) > 1


def test_more_notes_are_more_ink() -> None:
    few = Solo(SOLO.notes[:2], CHART)
    prints = [len(drawn(print_score(write_musicxml(solo), title="", words=""))) for solo in (few, SOLO)]
    assert prints[1] > prints[0] + 1000


def test_chords_keep_their_flats_and_sharps() -> None:
    (page,) = engrave_pages(write_musicxml(SOLO), width=180, height=250)
    assert {"B♭7", "E♭m7", "F♯7"} <= set(words(plain_svg(page)))


def test_nothing_that_verovio_hides_is_printed() -> None:
    (page,) = engrave_pages(write_musicxml(SOLO), width=180, height=250)
    assert "placeholder" in page
    assert b"placeholder" not in plain_svg(page)


def test_a_title_longer_than_the_page_still_fits_on_it() -> None:
    assert pages(print_score(write_musicxml(SOLO), title="Très long " * 40, words="")) == 1


def test_what_is_no_music_says_what_to_do() -> None:
    with pytest.raises(RenderError, match="notation program"):
        print_score(b"no music", title="", words="")
