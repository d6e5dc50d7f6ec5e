"""The tempo of a score: from marks, words and sounds."""

from __future__ import annotations

import pytest

from tests.formats.musicxml.scores import BAR, attributes, read, tempo


@pytest.mark.parametrize(
    ("mark", "unit", "bpm"),
    [
        ("c. 184", "quarter", 184),
        ("ca. 96", "half", 192),
        ("132-144", "quarter", 132),
        ("ca 66,5", "quarter", 66.5),
        ("(120)", "quarter", 120),
        ("fast", "quarter", None),
    ],
)
def test_approximate_metronome_marks_are_read(mark: str, unit: str, bpm: float | None) -> None:
    found = read(attributes() + tempo(mark, unit) + BAR)
    assert found.solo.tempo == (bpm or 120.0)
    assert any("no tempo" in remark for remark in found.remarks) == (bpm is None)


@pytest.mark.parametrize("words", ["Swing ♩ = 176", "Up (q = ca. 176)", "Medium, 176 bpm"])
def test_tempo_in_words_is_read(words: str) -> None:
    mark = f"<direction><direction-type><words>{words}</words></direction-type></direction>"
    assert read(attributes() + mark + BAR).solo.tempo == 176.0


@pytest.mark.parametrize(
    ("words", "bpm"),
    [
        *[("half = 100", 200), ("♩.=60", 90), ("♪ = 200", 100), ("(h = ca. 80)", 160), ("ca. 184", 184)],
        *[("Bossa 132", 132), ("Medium Swing (176)", 176), ("Chorus 32", 120), ("Written 1963", 120)],
    ],
)
def test_tempo_in_words_counts_its_unit(words: str, bpm: float) -> None:
    mark = f"<direction><direction-type><words>{words}</words></direction-type></direction>"
    assert read(attributes() + mark + BAR).solo.tempo == bpm


def test_tempo_of_most_of_the_music_counts() -> None:
    up = '<direction><direction-type><words>Up</words></direction-type><sound tempo="220"/></direction>'
    assert read(attributes() + tempo("60") + BAR, up + BAR, BAR, BAR).solo.tempo == 220.0
    assert read(attributes() + tempo("60") + BAR, BAR, BAR, up + BAR).solo.tempo == 60.0


def test_tempo_of_most_of_the_music_counts_with_its_repeats() -> None:
    repeated = '<barline location="right"><repeat direction="backward" times="4"/></barline>'
    start = '<barline location="left"><repeat direction="forward"/></barline>'
    found = read(attributes() + tempo("60") + BAR, BAR, start + tempo("220") + BAR + repeated)
    assert found.solo.tempo == 220.0
