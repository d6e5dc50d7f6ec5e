"""Repeats, endings and jumps, played as a musician plays them."""

from __future__ import annotations

import pytest

from jazzlstm.formats.musicxml import read_musicxml
from tests.formats.musicxml.scores import (
    BAR,
    FORWARD,
    attributes,
    barline,
    bars,
    changes,
    chord,
    direction,
    note,
    order,
    part,
    played,
    read,
    score,
)

SEGNO = direction(sign="<segno/>", sound='segno="s"')


def test_repeat_with_a_pick_up_keeps_its_downbeats() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    backward = '<barline location="right"><repeat direction="backward"/></barline>'
    found = read(attributes() + forward + note("G4", 2), *bars("C5"), note("D5", 6) + backward)
    assert [(start, pitch) for start, _, pitch in played(found)] == [
        (3.0, 67),
        (4.0, 72),
        (8.0, 74),
        (11.0, 67),
        (12.0, 72),
        (16.0, 74),
    ]
    assert found.solo.chart.beats == 20.0


def test_endings_are_played_in_turn() -> None:
    first = '<barline location="left"><ending number="1" type="start"/></barline>'
    back = (
        '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
    )
    second = '<barline location="left"><ending number="2" type="start"/></barline>'
    end = '<barline location="right"><ending number="2" type="discontinue"/></barline>'
    found = read(
        attributes() + chord("C", "major") + BAR,
        first + chord("G", "dominant", "7") + note("D4", 8) + back,
        second + note("E4", 8) + end,
    )
    assert order(found) == [60, 62, 60, 64]
    assert changes(found) == [(0.0, "C"), (4.0, "G7"), (8.0, "C"), (12.0, "G7")]
    assert any("3 bars" in remark and "4 as played" in remark for remark in found.remarks)


def test_da_capo_al_fine() -> None:
    words = "<direction><direction-type><words>{}</words></direction-type></direction>"
    fine, da_capo = words.format("Fine"), words.format("D.C. al Fine")
    found = read(attributes() + BAR, note("D4", 8) + fine, note("E4", 8) + da_capo)
    assert order(found) == [60, 62, 64, 60, 62]


def test_last_ending_is_played_after_a_jump() -> None:
    """Each bar has its own note: C D |1 E :|2 F, D.S. al Coda, coda G A."""
    found = read(
        attributes() + FORWARD + SEGNO + note("C4", 8),
        note("D4", 8) + direction("To Coda", 'tocoda="c"'),
        barline("start", "1", "left") + note("E4", 8) + barline("stop", "1", repeat='direction="backward"'),
        barline("start", "2", "left") + note("F4", 8) + direction("D.S. al Coda", 'dalsegno="s"'),
        direction(sign="<coda/>", sound='coda="c"') + note("G4", 8),
        note("A4", 8),
    )
    assert order(found) == [60, 62, 64, 60, 62, 65, 60, 62, 67, 69]


@pytest.mark.parametrize(
    ("to_coda", "jump"),
    [
        (direction("To Coda", 'tocoda="c"'), direction("D.S. al Coda", 'dalsegno="s"')),
        (
            direction("To Coda &#xE048;", 'tocoda="c"'),
            direction("D.S. al Coda (after solos)", 'dalsegno="s"'),
        ),
        (direction(sign="<coda/>", sound='tocoda="c"'), direction("After solos, D.S.", 'dalsegno="s"')),
        (direction("To Coda"), direction("D.S. al Coda")),
        (direction("to coda", sign="<coda/>"), direction("Dal Segno al Coda")),
        (direction(sign="<coda/>"), direction("Last time: D.S. al Coda")),
    ],
)
def test_jumps_in_words_signs_or_sounds_are_taken(to_coda: str, jump: str) -> None:
    found = read(
        attributes() + note("C4", 8),
        SEGNO + note("D4", 8),
        note("E4", 8) + to_coda,
        note("F4", 8),
        note("G4", 8) + jump,
        direction(sign="<coda/>") + note("A4", 8),
        note("B4", 8),
    )
    assert order(found) == [60, 62, 64, 65, 67, 62, 64, 69, 71]


def test_jumps_marked_in_the_top_part_hold_for_the_melody() -> None:
    top = part(attributes() + note("C3", 8) + direction("Fine", 'fine="yes"'), note("D3", 8)
        + direction("D.C. al Fine", 'dacapo="yes"'))  # fmt: skip
    tune = part(attributes() + note("E4", 8), note("F4", 8), number=2)
    assert order(read_musicxml(score(top, tune, names=("Bass", "Lead")), "band.xml")) == [64, 65, 64]


def test_endless_repeats_are_read_straight_through() -> None:
    many = barline("", repeat='direction="backward" times="90"')
    found = read(attributes() + BAR, *[FORWARD + note("D4", 8) + many for _ in range(40)])
    assert len(found.solo.notes) == 41
    assert any("straight through" in remark for remark in found.remarks)


@pytest.mark.parametrize("words", ["3x", "play 3 times", "(x3)"])
@pytest.mark.parametrize("at_start", [True, False])
def test_words_count_the_rounds_of_a_repeat(words: str, at_start: bool) -> None:
    first, second, third = bars("C4", "D4", "E4")
    count = direction(words)
    end = barline("", repeat='direction="backward"')
    found = read(
        attributes() + FORWARD + count * at_start + first, second + count * (not at_start) + end, third
    )
    assert order(found) == [60, 62, 60, 62, 60, 62, 64]


@pytest.mark.parametrize("numbers", ["1-3", "1, 2, 3", "1, 3"])
def test_an_ending_of_many_rounds_is_played_in_each(numbers: str) -> None:
    first, second, third = bars("C4", "D4", "E4")
    one = barline("start", numbers, "left")
    end = barline("stop", numbers, repeat='direction="backward"')
    found = read(attributes() + FORWARD + first, one + second + end, barline("start", "4", "left") + third)
    assert order(found) == [60, 62, 60, 62, 60, 62, 60, 64]


def test_signs_of_a_music_font_are_signs() -> None:
    written = bars("C4", "D4", "E4", "F4", "G4")
    found = read(
        attributes() + written[0],
        direction("\ue047") + written[1],
        written[2] + direction("To \ue048"),
        written[3] + direction("D.S. al \ue048"),
        direction("\ue048") + written[4],
    )
    assert order(found) == [60, 62, 64, 65, 62, 64, 67]


def test_fin_is_fine() -> None:
    written = bars("C4", "D4", "E4")
    found = read(
        attributes() + written[0], written[1] + direction("Fin"), written[2] + direction("D.C. al fin")
    )
    assert order(found) == [60, 62, 64, 60, 62]
