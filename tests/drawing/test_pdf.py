from __future__ import annotations

import re
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from jazzlstm.drawing.pdf import engrave_pdf, simplify_svg
from jazzlstm.drawing.score import engrave_pages
from jazzlstm.errors import RenderError
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| Bb7 | Ebm7 F#7 |")
SOLO = Solo(tuple(Note(float(beat), 1.0, 60 + beat % 13) for beat in range(16)), CHART)
LONG = Solo(tuple(Note(beat / 4, 0.25, 60 + beat % 13) for beat in range(480)), CHART)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def drawn(pdf: bytes) -> bytes:
    """Drawing commands of all pages, decompressed."""
    packed = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    return b"".join(zlib.decompress(each) for each in packed)


def texts(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)  # noqa: S314 -- engraved in this test
    return [element.text or "" for element in root.iter() if element.tag.endswith("}text")]


def test_a_short_solo_is_one_page_of_a4() -> None:
    pdf = engrave_pdf(write_musicxml(SOLO))
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == 1
    assert b"210" in pdf or b"595" in pdf  # A4 is 595 points wide


@pytest.mark.slow
def test_a_long_solo_has_several_pages() -> None:
    assert pages(engrave_pdf(write_musicxml(LONG))) > 1


def test_more_notes_are_more_drawing_commands() -> None:
    few = Solo(SOLO.notes[:2], CHART)
    prints = [len(drawn(engrave_pdf(write_musicxml(solo)))) for solo in (few, SOLO)]
    assert prints[1] > prints[0] + 1000


def test_chords_keep_their_flats_and_sharps() -> None:
    (page,) = engrave_pages(write_musicxml(SOLO), width=180, height=250)
    assert {"B♭7", "E♭m7", "F♯7"} <= set(texts(simplify_svg(page)))


def test_hidden_elements_are_not_printed() -> None:
    (page,) = engrave_pages(write_musicxml(SOLO), width=180, height=250)
    assert "placeholder" in page
    assert b"placeholder" not in simplify_svg(page)


def test_a_title_wider_than_the_page_is_made_smaller() -> None:
    assert pages(engrave_pdf(write_musicxml(replace(SOLO, title="Très long " * 40)))) == 1


def test_bytes_that_are_not_musicxml_are_refused() -> None:
    with pytest.raises(RenderError) as caught:
        engrave_pdf(b"no music")
    assert caught.value.code == "damaged"
