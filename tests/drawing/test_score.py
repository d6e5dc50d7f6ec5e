from __future__ import annotations

from xml.etree import ElementTree

import pytest

from jazzlstm.drawing.score import engrave_score
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
        for element in ElementTree.fromstring(svg).iter()  # noqa: S314 -- what we engraved ourselves
        if element.get("class") == "note"
    }


def systems(svg: str) -> int:
    return svg.count('class="system"')


def test_every_note_of_the_solo_can_be_found_on_the_page() -> None:
    assert {f"note-{i}" for i in range(16)} <= note_ids(engrave_score(write_musicxml(SOLO)))


def test_a_narrow_page_has_more_lines() -> None:
    page = write_musicxml(SOLO)
    assert systems(engrave_score(page, width=320)) > systems(engrave_score(page, width=1200))


def test_the_same_music_gives_the_same_picture() -> None:
    page = write_musicxml(SOLO)
    assert engrave_score(page) == engrave_score(page)


def test_a_page_too_narrow_is_refused() -> None:
    with pytest.raises(RenderError, match="choose from 300"):
        engrave_score(write_musicxml(SOLO), width=20)


def test_what_is_no_music_is_refused() -> None:
    with pytest.raises(RenderError, match="can't be engraved"):
        engrave_score(b"no score")


def height_of(svg: str, kind: str) -> int:
    """Where the first text of a kind stands, in verovio's units from above."""
    parents = ElementTree.fromstring(svg).iter()  # noqa: S314 -- what we engraved ourselves
    group = next(element for element in parents if element.get("class") == kind)
    return next(int(element.get("y", "")) for element in group.iter() if element.tag.endswith("text"))


@pytest.mark.parametrize("pitch", [60, 72, 79, 84, 86, 88, 90, 93, 98])
def test_the_first_chord_is_not_drawn_into_the_tempo(pitch: int) -> None:
    svg = engrave_score(write_musicxml(Solo((Note(1.5, 0.5, pitch), Note(2.5, 1.0, 60)), SOLO.chart)))
    assert abs(height_of(svg, "harm") - height_of(svg, "tempo")) > 400  # as high as the letters
