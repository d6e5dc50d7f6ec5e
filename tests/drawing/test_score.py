from __future__ import annotations

from xml.etree import ElementTree

import pytest

from jazzlstm.drawing.score import NARROWEST, WIDEST, engrave_score
from jazzlstm.errors import RenderError
from jazzlstm.formats.musicxml import write_musicxml
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

SOLO = Solo(
    tuple(Note(float(beat), 1.0, 60 + beat) for beat in range(16)),
    parse_chart("| Dm7 G7 | Cmaj7 |"),
)


def note_ids(svg: str) -> set[str]:
    return {
        element.get("id", "")
        for element in ElementTree.fromstring(svg).iter()  # noqa: S314 -- engraved in this test
        if element.get("class") == "note"
    }


def systems(svg: str) -> int:
    return svg.count('class="system"')


def test_every_note_has_its_id_in_the_svg() -> None:
    assert {f"note-{i}" for i in range(16)} <= note_ids(engrave_score(write_musicxml(SOLO)))


def test_a_narrow_page_has_more_systems() -> None:
    page = write_musicxml(SOLO)
    assert systems(engrave_score(page, width=320)) > systems(engrave_score(page, width=1200))


def test_the_same_music_gives_the_same_svg() -> None:
    page = write_musicxml(SOLO)
    assert engrave_score(page) == engrave_score(page)


@pytest.mark.parametrize("width", [NARROWEST - 1, WIDEST + 1])
def test_a_width_out_of_range_is_refused(width: int) -> None:
    with pytest.raises(RenderError) as caught:
        engrave_score(write_musicxml(SOLO), width=width)
    assert caught.value.code == "bad_width"


def test_bytes_that_are_not_musicxml_are_refused() -> None:
    with pytest.raises(RenderError) as caught:
        engrave_score(b"no score")
    assert caught.value.code == "damaged"


def height_of(svg: str, kind: str) -> int:
    """Height of the first text of a class, in verovio's units from the top."""
    parents = ElementTree.fromstring(svg).iter()  # noqa: S314 -- engraved in this test
    group = next(element for element in parents if element.get("class") == kind)
    return next(int(element.get("y", "")) for element in group.iter() if element.tag.endswith("text"))


@pytest.mark.parametrize("pitch", [60, 72, 79, 84, 86, 88, 90, 93, 98])
def test_the_first_chord_symbol_and_the_tempo_do_not_overlap(pitch: int) -> None:
    svg = engrave_score(write_musicxml(Solo((Note(1.5, 0.5, pitch), Note(2.5, 1.0, 60)), SOLO.chart)))
    assert abs(height_of(svg, "harm") - height_of(svg, "tempo")) > 400  # the height of the letters
