from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from jazzlstm.drawing.score import NARROWEST, WIDEST, engrave_score
from jazzlstm.errors import RenderError
from jazzlstm.formats.musicxml import Sheet, write_musicxml
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
    notes = tuple(Note(step / 4, 0.25, 60 + step % 12) for step in range(64))
    page = write_musicxml(replace(SOLO, notes=notes))
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


@pytest.mark.slow
def test_the_longest_solo_is_shown_whole_on_a_phone() -> None:
    notes = tuple(Note(step / 2, 0.5, 60 + step % 12) for step in range(4096))
    svg = engrave_score(write_musicxml(replace(SOLO, notes=notes)), width=NARROWEST)
    ElementTree.fromstring(svg)  # noqa: S314 -- engraved in this test
    assert svg.count('class="measure') == 512
    assert 'id="note-4095"' in svg


def test_tempo_style_and_part_are_above_the_music() -> None:
    page = write_musicxml(SOLO, Sheet(part="Trumpet in B♭", style="Bossa nova", swing=False))
    root = ElementTree.fromstring(engrave_score(page))  # noqa: S314 -- engraved in this test
    heading = next(element for element in root if element.get("class") == "heading")
    texts = {element.text: float(element.get("y", "nan")) for element in heading if element.text}
    assert texts.keys() == {"= 120   Bossa nova, straight eighths", "Trumpet in B♭"}
    assert all(y < 0 for y in texts.values())  # the music begins at 0
    assert not any(element.get("class") == "tempo" for element in root.iter())


@pytest.mark.parametrize(
    ("width", "words"),
    [(600, "= 120   Bossa nova, straight eighths"), (NARROWEST, "= 120   Bossa nova")],
)
def test_on_a_narrow_page_the_style_leaves_room_for_the_part(width: int, words: str) -> None:
    page = write_musicxml(SOLO, Sheet(part="Trumpet in B♭", style="Bossa nova", swing=False))
    svg = engrave_score(page, width=width)
    assert words in {element.text for element in ElementTree.fromstring(svg).iter()}  # noqa: S314


def test_a_titled_page_has_its_title_and_composer() -> None:
    svg = engrave_score(write_musicxml(replace(SOLO, title="Tea & <Two>")), titled=True)
    assert {"Tea & <Two>", "Jazz LSTM"} <= {element.text for element in ElementTree.fromstring(svg).iter()}  # noqa: S314


@pytest.mark.parametrize(("width", "systems_wanted"), [(1000, 2), (320, 4)])
def test_a_system_has_four_bars_or_a_part_of_them(width: int, systems_wanted: int) -> None:
    chart = parse_chart("| Dm7 | G7 | Cmaj7 | A7 | Dm7 | G7 | Cmaj7 | % |")
    eighths = tuple(Note(beat / 2, 0.5, 60 + beat % 12) for beat in range(64))
    svg = engrave_score(write_musicxml(Solo(eighths, chart)), width=width)
    bars = [line.count('class="measure') for line in svg.split('class="system"')[1:]]
    assert sum(bars) == 8
    assert len(bars) >= systems_wanted
    assert set(bars) <= {1, 2, 4}
