"""Impro-Visor lead sheets: charts and solos."""

from __future__ import annotations

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats.charts.improvisor import read_lead_sheet, read_lead_sheet_solo
from jazzlstm.formats.corpus import read_upload
from jazzlstm.music import Metre

HEAD = """(title A Study (in two parts))
(composer A. Musician)
(meter 3 4)
(key -3)
(tempo 160.0)
(style waltz
    (swing 0.67)
)
(part
    (type chords)
    (title )
    (key -3)
)
"""


def bars(chords: str) -> list[str]:
    """The chord on each downbeat."""
    chart = read_lead_sheet("(meter 4 4)\n(part\n(type chords)\n)\n" + chords).chart
    return [chart.chord_at(start).symbol for start in chart.bar_starts()]


def test_facts_are_read() -> None:
    found = read_lead_sheet(HEAD + "(section (style waltz))\nEbM7 | Fm7 Bb7 | / | \n")
    assert (found.chart.title, found.composer, found.style) == (
        "A Study (in two parts)",
        "A. Musician",
        "waltz",
    )
    assert (found.chart.key, found.chart.metre, found.tempo) == ("Eb", Metre(3, 4), 160.0)
    assert found.chart.bars == 3


def test_slashes_hold_a_chord_and_share_the_bar() -> None:
    chart = read_lead_sheet("(meter 4 4)\nC | G7 / / C | / Dm7 | NC |").chart
    assert [(c.start, c.chord.symbol) for c in chart.changes] == [
        (0, "C"), (4, "G7"), (7, "C"), (10, "Dm7"), (12, "NC"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C | D |\n\n(section (style x))\n\nE | F", ["C", "D", "E", "F"]),
        ("| C | D | \n| E |", ["C", "D", "D", "E"]),
        ("C , D , E", ["C", "D", "E"]),
        ("C | // nothing\nD | /* no | bars */ E |", ["C", "D", "E"]),
        ("E\\FM7 | GBass | C7weird |", ["E/F", "G", "C7"]),
        ("(phrase (style)) C | (section (style y) ) D |", ["C", "D"]),
    ],
)
def test_bars_are_counted(text: str, expected: list[str]) -> None:
    assert bars(text) == expected


def test_unknown_chords_are_read_by_their_beginning_with_a_remark() -> None:
    assert len(read_lead_sheet("(part (type chords))\nGBass | E\\FM7 | C |").remarks) == 2


def test_melody_is_read_with_octaves_lengths_and_triplets() -> None:
    text = HEAD + "Eb | Bb7 |\n(part\n(type melody)\n)\n c8 d e+4 bb-8/3 r8/3 f#8/3\n\n r2. g+16 c2+8\n"
    notes = read_lead_sheet_solo(text, "x").solo.notes
    assert [(round(n.start, 3), round(n.duration, 3), n.pitch) for n in notes] == [
        (0, 0.5, 60), (0.5, 0.5, 62), (1, 1, 76), (2, 0.333, 58), (2.667, 0.333, 66),
        (6, 0.25, 79), (6.25, 2.5, 60),
    ]  # fmt: skip


def test_each_melody_part_starts_a_chorus() -> None:
    part = "(part\n(type melody)\n)\n c4 d4 e4 f2.\n"
    solo = read_lead_sheet_solo(HEAD + "Eb | Bb7 | Eb |\n" + part * 2, "x").solo
    assert [note.start for note in solo.notes] == [0, 1, 2, 3, 9, 10, 11, 12]


def test_notes_among_chords_are_the_melody_of_an_old_file() -> None:
    text = "(title Old)\nC | G7 |\nc4 d e f g1\n"
    assert len(read_lead_sheet_solo(text, "x").solo.notes) == 5
    assert read_lead_sheet(text).chart.bars == 2


def test_chords_and_bar_lines_inside_a_melody_part() -> None:
    found = read_lead_sheet("(part\n(type melody)\n)\nC | c4 d4 e2 | G7 | g1 |")
    assert found.chart.bars == 4
    assert read_lead_sheet("(title x)\nC | G7 |\n(part\n(type melody)\n)\n c1 | d1 |").chart.bars == 2


def test_transposed_lead_sheet_sounds_in_its_new_key() -> None:
    chart = read_lead_sheet("(title x)\n(key -1)\n(transpose 2)\nF | C7 | F |").chart
    assert (chart.key, chart.changes[0].chord.symbol) == ("G", "G")


def test_lead_sheet_without_a_melody_is_no_solo() -> None:
    with pytest.raises(MusicFileError):
        read_lead_sheet_solo(HEAD + "Eb |", "x")


@pytest.mark.parametrize(
    ("key", "chords", "expected"), [("0", "Am | E7 | Am |", "A minor"), ("0", "F | Bb |", "")]
)
def test_key_of_a_signature_is_major_or_its_relative_minor(key: str, chords: str, expected: str) -> None:
    assert read_lead_sheet(f"(title x)\n(key {key})\n{chords}").chart.key == expected


def test_lead_sheet_is_a_file_of_a_corpus() -> None:
    text = HEAD + "Eb | Bb7 |\n(part\n(type melody)\n)\n c8 d e+4 bb-8/3 r8/3 f#8/3\n"
    corpus = read_upload("study.ls", text.encode())
    assert [(report.included, report.notes, report.chords_from) for report in corpus.report] == [
        (True, 5, "chord symbols")
    ]
    (skipped,) = read_upload("chart.ls", HEAD.encode()).report
    assert not skipped.included


def test_length_of_thousands_of_digits_is_no_note() -> None:
    text = HEAD + "Eb |\n(part\n(type melody)\n)\n c4 d" + "9" * 5000 + " e4\n"
    assert len(read_lead_sheet_solo(text, "x").solo.notes) == 2
