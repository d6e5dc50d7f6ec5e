"""Parts: written pitch, names, content."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring

import pytest

from jazzlstm.generation.settings import Settings
from jazzlstm.music import Note, Solo
from jazzlstm.services.play import Piece
from jazzlstm.services.sheets import PARTS, part_of_instrument, write_sheet, written_for
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("[A]| C7 | F7 |\n[B]| G7 | C7 |")
LINE = tuple(Note(beat / 2, 0.5, 60 + beat) for beat in range(16))


def sheet(instrument: str, part: str, content: str = "simple", beats: float = 16) -> Element:
    solo = Solo(LINE, CHART, 140.0, instrument=instrument)
    data = write_sheet(
        solo,
        Piece(CHART, 140.0, "bossa"),
        Settings(beats=beats),
        part=part,
        content=content,  # type: ignore[arg-type]  # one of Content
    )
    return fromstring(data)  # noqa: S314 -- our own file, just written


@pytest.mark.parametrize(
    ("part", "instrument", "semitones", "name"),
    [
        ("e-flat", "as", 9, "Alto saxophone in E♭"),
        ("e-flat", "bs", 21, "Baritone saxophone in E♭"),
        ("b-flat", "ts", 14, "Tenor saxophone in B♭"),
        ("b-flat", "tp", 2, "Trumpet in B♭"),
        ("concert", "ts", 0, PARTS["concert"].name),
        ("bass", "tb", 0, PARTS["bass"].name),
        ("e-flat", "ts", 9, PARTS["e-flat"].name),
        ("b-flat", "", 2, PARTS["b-flat"].name),
    ],
)
def test_a_part_is_named_and_transposed_for_who_reads_it(
    part: str, instrument: str, semitones: int, name: str
) -> None:
    assert written_for(part, instrument) == (semitones, name)


def test_the_heading_never_names_an_instrument_of_another_transposition() -> None:
    page = sheet("ts", "e-flat")
    assert page.findtext("part-list/score-part/part-name") == PARTS["e-flat"].name
    assert page.findtext(".//root-step") == "A"


def test_chords_only_is_one_chorus_of_slashes_and_is_repeated() -> None:
    page = sheet("as", "e-flat", "chords", beats=48)
    assert len(page.findall("part/measure")) == 4
    assert {each.text for each in page.iter("notehead")} == {"slash"}
    assert [repeat.get("direction") for repeat in page.iter("repeat")] == ["forward", "backward"]
    assert [repeat.get("times") for repeat in page.iter("repeat")][1] == "3"
    assert page.findtext(".//root-step") == "A"


def test_a_single_chorus_is_not_repeated_and_sections_end_with_a_double_bar() -> None:
    page = sheet("p", "concert", "chords", beats=16)
    assert list(page.iter("repeat")) == []
    assert [style.text for style in page.iter("bar-style")] == ["light-light", "light-heavy"]


def test_the_part_of_an_instrument_is_its_transposition() -> None:
    names = [part_of_instrument(name) for name in ("ts", "as", "p", "g", "")]
    assert names == ["b-flat", "e-flat", "concert", "concert", "concert"]
