"""Every chord of the grammar, written to MusicXML and MIDI and read back."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jazzlstm.formats.midi.reader import read_midi
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.musicxml import Sheet, read_musicxml, write_musicxml
from jazzlstm.formats.musicxml.harmony_writer import write_chord
from jazzlstm.formats.musicxml.symbols import ReadSymbol, read_symbol
from jazzlstm.music import Arrangement, Change, Chart, Chord, Note, Part, Solo
from jazzlstm.theory.chords import parse_chord, read_chord
from jazzlstm.theory.qualities import QUALITIES

TENSIONS = ["b9", "9", "#9", "11", "#11", "b13", "13"]
ROOTS = ["C", "Db", "C#", "D", "Eb", "E", "F", "F#", "Gb", "G", "Ab", "A", "Bb", "B", "Cb"]


@st.composite
def chords(draw: st.DrawFn) -> Chord:
    """Chords of every quality, with tensions, omissions and a bass."""
    tensions = draw(st.lists(st.sampled_from(TENSIONS), max_size=4, unique=True))
    added = draw(st.sampled_from(["({})", "(add{})"]))
    parts = [
        draw(st.sampled_from(ROOTS)),
        draw(st.sampled_from(sorted(QUALITIES))),
        draw(st.sampled_from(["", "", "no3", "no5", "no3no5"])),
        *(added.format(tension) for tension in tensions),
        draw(st.sampled_from(["", "/C", "/Eb", "/F#", "/Ab", "/B"])),
    ]
    chord = read_chord("".join(parts))
    assume(chord is not None)
    assert chord is not None
    return chord


def lead_sheet(symbols: list[Chord]) -> Solo:
    """A bar of each chord, with one note each."""
    changes: list[Change] = []
    for bar, chord in enumerate(symbols):
        if not changes or changes[-1].chord != chord:
            changes.append(Change(4.0 * bar, chord))
    notes = tuple(Note(4.0 * bar, 1.0, 60 + bar) for bar in range(len(symbols)))
    return Solo(notes, Chart(tuple(changes), 4.0 * len(symbols)))


@settings(deadline=None, max_examples=400)
@given(chords())
def test_every_chord_of_the_grammar_reads_back(chord: Chord) -> None:
    measure = Element("measure")
    write_chord(measure, chord, 0)
    assert read_symbol(measure[0]) == ReadSymbol(chord)


@settings(deadline=None, max_examples=60)
@given(st.lists(chords(), min_size=1, max_size=8))
def test_charts_over_the_grammar_read_back(symbols: list[Chord]) -> None:
    solo = lead_sheet(symbols)
    found = read_musicxml(write_musicxml(solo, Sheet(beats=solo.chart.beats)), "chart.musicxml")
    assert found.solo.chart.changes == solo.chart.changes
    assert found.solo.notes == solo.notes
    assert not any("printed" in remark for remark in found.remarks)


@settings(deadline=None, max_examples=60)
@given(st.lists(chords(), min_size=1, max_size=8))
def test_charts_over_the_grammar_read_back_from_midi(symbols: list[Chord]) -> None:
    solo = lead_sheet(symbols)
    part = Part("Solo", solo.notes, program=66)
    data = write_midi(Arrangement((part,), solo.chart, 120.0, solo.chart.beats))
    found = read_midi(data, "chart.mid")
    assert found.solo.chart.changes == solo.chart.changes
    assert found.solo.notes == solo.notes


@pytest.mark.parametrize("bars", [4, 8])
@pytest.mark.parametrize("letters", ["A", "AB", "ABC", "ABAC", "CF", "EAEBAE"])
def test_chart_of_letters_alone_reads_back_from_midi(letters: str, bars: int) -> None:
    """Letters far apart are rehearsal marks in the files of other programs."""
    solo = lead_sheet([parse_chord(letter) for letter in letters for _ in range(bars)])
    part = Part("Solo", solo.notes, program=66)
    data = write_midi(Arrangement((part,), solo.chart, 120.0, solo.chart.beats))
    assert read_midi(data, "chart.mid").solo.chart.changes == solo.chart.changes
