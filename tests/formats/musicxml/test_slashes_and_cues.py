"""Slashes, cue notes and bar repeats."""

from __future__ import annotations

import pytest

from jazzlstm.errors import MusicFileError
from tests.formats.musicxml.scores import BAR, attributes, changes, chord, note, order, played, read

SLASH = "<notehead>slash</notehead>"

SLASHES = "".join(note("B4", 2, SLASH) for _ in range(4))


def in_style(style: str, kind: str) -> str:
    return f'<attributes><measure-style><{style} type="{kind}">1</{style}></measure-style></attributes>'


def test_chart_of_slashes_has_no_melody() -> None:
    for bar in (SLASHES, in_style("slash", "start") + BAR):
        with pytest.raises(MusicFileError) as caught:
            read(attributes() + chord("D", "minor-seventh", "m7") + bar, SLASHES)
        assert caught.value.code == "no_melody"


def test_slashes_after_the_head_are_rests() -> None:
    for bar in (SLASHES, in_style("slash", "start") + note("C4", 8)):
        found = read(attributes() + chord("D", "minor-seventh") + note("F4", 8), bar)
        assert played(found) == [(0.0, 4.0, 65)]
        assert found.solo.chart.bars == 2
        assert any("slash" in remark for remark in found.remarks)


def test_notes_after_the_slashes_are_played() -> None:
    stop = in_style("slash", "stop") + note("G4", 8)
    assert order(read(attributes() + BAR, in_style("slash", "start") + note("B4", 8), stop)) == [60, 67]


@pytest.mark.parametrize("cue", ["<cue/>", '<type size="cue">half</type>'])
def test_cues_are_rests(cue: str) -> None:
    found = read(attributes() + note("A5", 8, cue), note("F5", 4) + note("G5", 4, cue), note("D5", 8))
    assert played(found) == [(4.0, 2.0, 77), (8.0, 4.0, 74)]
    assert any("2 cue" in remark for remark in found.remarks)


def test_bar_repeat_plays_the_bar_before_again() -> None:
    first = attributes() + chord("C", "dominant", "7") + note("C4", 4) + note("E4", 4)
    found = read(
        first,
        in_style("measure-repeat", "start") + note("r", 8),
        note("r", 8),
        in_style("measure-repeat", "stop") + chord("F", "major") + note("F4", 8),
    )
    assert order(found) == [60, 64] * 3 + [65]
    assert changes(found) == [(0.0, "C7"), (12.0, "F")]


def test_bar_repeat_of_two_bars_plays_both_again() -> None:
    found = read(
        attributes() + chord("C", "major") + BAR,
        chord("G", "dominant") + note("D4", 8),
        in_style("measure-repeat", "start").replace(">1<", ">2<") + note("r", 8),
        note("r", 8),
        in_style("measure-repeat", "stop") + note("E4", 8),
    )
    assert order(found) == [60, 62, 60, 62, 64]
    assert changes(found) == [(0.0, "C"), (4.0, "G7"), (8.0, "C"), (12.0, "G7")]


def test_bar_repeat_in_the_first_bar_is_a_rest() -> None:
    assert order(read(attributes() + in_style("measure-repeat", "start") + note("r", 8), BAR)) == [60]
