"""The chord symbols of a score, and its key."""

from __future__ import annotations

import pytest

from jazzlstm.formats.charts import read_charts
from tests.formats.musicxml.scores import BAR, attributes, changes, chord, direction, part, read, score


@pytest.mark.parametrize(
    ("harmony", "symbol"),
    [
        (chord("B", "half-diminished", "m7b5"), "Bm7b5"),
        (chord("Bb", "half-diminished"), "Bbm7b5"),
        (chord("C", "major-seventh", "ma7"), "Cmaj7"),
        (chord("F#", "minor-ninth", "mi9"), "F#m9"),
        (chord("C", "major-sixth", "6"), "C6"),
        (chord("G", "diminished-seventh"), "Gdim7"),
        (chord("G", "none", "N.C."), "NC"),
        (
            chord(
                "E",
                "dominant",
                "7",
                "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
                "<degree-type>add</degree-type></degree>",
            ),
            "E7b9",
        ),
        (
            chord(
                "E",
                "dominant",
                "7b9",
                "<degree><degree-value>9</degree-value><degree-alter>-1</degree-alter>"
                "<degree-type>add</degree-type></degree>",
            ),
            "E7b9",
        ),
        (
            chord("A", "minor", "m", "<bass><bass-step>G</bass-step></bass>"),
            "Am/G",
        ),
        (
            chord("D", "minor-seventh", "?!"),
            "Dm7",
        ),
    ],
)
def test_chord_symbols_as_programs_write_them(harmony: str, symbol: str) -> None:
    assert changes(read(attributes() + harmony + BAR)) == [(0.0, symbol)]


def test_chord_may_enter_in_the_middle_of_a_note() -> None:
    late = chord("G", "dominant", "7", offset="<offset>4</offset>")
    assert changes(read(attributes() + chord("C", "major") + late + BAR)) == [(0.0, "C"), (2.0, "G7")]


def test_unreadable_chord_is_named_in_a_remark() -> None:
    found = read(attributes() + chord("C", "other", "wobbly") + BAR)
    assert changes(found) == [(0.0, "NC")]
    assert any("C wobbly" in remark for remark in found.remarks)


def test_alternate_chord_is_skipped_with_a_remark() -> None:
    alternate = chord("F", "half-diminished").replace("<harmony>", '<harmony type="alternate">')
    for symbols in (chord("D", "minor-seventh") + alternate, alternate + chord("D", "minor-seventh")):
        found = read(attributes() + symbols + BAR)
        assert changes(found) == [(0.0, "Dm7")]
        assert any("alternate" in remark for remark in found.remarks)


def test_signature_without_a_mode_is_minor_if_the_tune_ends_on_the_minor_chord() -> None:
    found = read(attributes(-3) + chord("G", "dominant", "7") + BAR, chord("C", "minor", "m") + BAR)
    assert found.solo.chart.key == "C minor"


def test_two_chords_on_one_beat_give_a_remark() -> None:
    bar = attributes() + chord("D", "major") + chord("C", "dominant", "7") + BAR
    found = read(bar)
    assert changes(found) == [(0.0, "C7")]
    assert any("on one beat" in remark for remark in found.remarks)
    assert any("on one beat" in remark for remark in read_charts(score(part(bar)), "x.xml").charts[0].remarks)


def test_words_above_the_staff_are_chords_where_a_score_has_no_symbols() -> None:
    measures = [attributes() + direction("Dm7") + BAR, direction("G7") + BAR, direction("C") + BAR]
    found = read(*measures)
    assert changes(found) == [(0.0, "Dm7"), (4.0, "G7"), (8.0, "C")]
    assert any("words" in remark for remark in found.remarks)
    (chart,) = read_charts(score(part(*measures)), "x.xml").charts
    assert chart.chart.changes == found.solo.chart.changes


def test_other_words_above_the_staff_are_no_chords() -> None:
    measures = [attributes() + direction("Solo") + BAR, direction("A") + BAR, direction("B") + BAR]
    assert changes(read(*measures)) == [(0.0, "NC")]
