from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from jazzlstm.drawing.small_roll import (
    GLANCE_BARS,
    NARROWEST_CHORD,
    bars_of,
    draw_glance,
    draw_system,
    first_bar,
)
from jazzlstm.music import Note, Solo
from jazzlstm.theory.charts import parse_chart

CHART = parse_chart("| Dm7 | G7 | Cmaj7 | A7 |")


def solo(*notes: Note) -> Solo:
    return Solo(notes, CHART)


def parts(html: str, tag: str) -> list[Element]:
    return list(fromstring(html).iter(tag))


def test_the_bars_of_a_solo_repeat_its_form() -> None:
    music = solo(Note(0, 1, 60), Note(17, 1, 60))
    assert bars_of(music) == [(0, 4), (4, 8), (8, 12), (12, 16), (16, 20)]
    assert bars_of(solo()) == [(0, 4)]


def notes_of(html: str) -> list[str]:
    return [str(note.get("style")) for note in parts(html, "i")]


def test_a_glance_starts_in_the_bar_of_the_first_note() -> None:
    """Two notes in one bar of four beats, an octave of thirteen rows apart."""
    high, low = notes_of(draw_glance(solo(Note(33, 1, 72), Note(35, 1, 60))))
    assert high == "left:25%;top:0%;width:25%;height:7.69%"
    assert low == "left:75%;top:92.3%;width:25%;height:7.69%"
    assert first_bar(solo(Note(33, 1, 72))) == 8


def test_a_glance_of_a_long_solo_is_short() -> None:
    music = solo(*(Note(float(beat), 1, 60 + beat % 12) for beat in range(4000)))
    assert len(notes_of(draw_glance(music))) == 4 * GLANCE_BARS


def test_a_system_has_its_notes_bar_lines_and_chords() -> None:
    system = draw_system(solo(Note(0, 1, 62), Note(5, 1, 66), Note(8, 1, 60)), 0, 2)
    assert [note.get("class") for note in parts(system, "i")] == ["chord_tone", "outside"]
    assert [text.text for text in parts(system, "b")] == ["Dm7", "G7"]
    assert len(parts(system, "u")) == 2
    assert "Bars 1 to 2: 2 notes" in system


def test_the_last_system_is_as_wide_as_the_others() -> None:
    assert notes_of(draw_system(solo(Note(0, 4, 60)), 0, 4))[0].startswith("left:0%;top:41.7%;width:25%")


def test_a_chord_that_enters_before_a_system_stands_at_its_start() -> None:
    held = Solo((Note(0, 8, 60),), parse_chart("| C | % | F | G |"))
    assert [text.text for text in parts(draw_system(held, 1, 2), "b")] == ["C"]


def test_crowded_chords_do_not_cover_each_other() -> None:
    crowded = Solo((Note(0, 16, 60),), parse_chart("| Dbmaj7#11 Ebm7b5 Ab7b9 Dbmaj7 | C | C | C |"))
    texts = parts(draw_system(crowded, 0, 4), "b")
    places = [float(str(text.get("style")).strip("left:%")) for text in texts]
    widths = [NARROWEST_CHORD * len(str(text.text)) for text in texts]
    assert all(
        place + width <= following
        for (place, following), width in zip(pairwise(places), widths, strict=False)
    )
    assert len(texts) < 7
