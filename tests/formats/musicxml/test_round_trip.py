"""Random solos over random charts, in 4/4 and 3/4, are written and read back equal."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.formats.musicxml import Sheet, read_musicxml, write_musicxml
from jazzlstm.music import Change, Chart, Metre, MetreChange, Note, Section, Solo
from jazzlstm.theory.chords import parse_chord

SYMBOLS = """
    C Dm7 G7b9 Cmaj7 F#m7b5 B7alt Bb6 Eb69 Abmaj7#11 D7sus4 Gm6 Edim7 C7#5 A7b9b13 Db13#11 Fm7/Eb NC Gb
    Caug Ebm9 Am11 CmMaj7 G9sus4 Fmadd9 C7b5 Bbmaj9 Dm7b5(9) Emaj7#5 A13 F5 Cadd9 G7no3 C7sus4b9 Bbm7b5
"""
KEYS = ["", "C", "Bb", "F#", "Db", "A minor", "C minor", "G# minor", "D dorian"]


@st.composite
def lines(draw: st.DrawFn, length: int) -> tuple[Note, ...]:
    """Notes on the grid within ``length`` ticks, some with rests between them."""
    notes, tick = [], 0
    steps = draw(st.lists(st.tuples(st.integers(0, 7), st.integers(1, 60), st.integers(40, 90)), max_size=24))
    for gap, duration, pitch in steps:
        start, end = tick + gap, min(length, tick + gap + duration)
        if start >= end:
            break
        notes.append(Note(start / 12, (end - start) / 12, pitch, 1 + (pitch * 7 + duration) % 127))
        tick = end
    return tuple(notes)


@st.composite
def solos(draw: st.DrawFn) -> Solo:
    metre = draw(st.sampled_from([Metre(4, 4), Metre(3, 4)]))
    bars = draw(st.integers(1, 5))
    beats = bars * metre.bar_beats
    half_beats = draw(st.sets(st.integers(1, int(beats) * 2 - 1), max_size=6))
    changes: list[Change] = []
    for start in (0, *sorted(half_beats)):
        chord = parse_chord(draw(st.sampled_from(SYMBOLS.split())))
        if not changes or changes[-1].chord != chord:
            changes.append(Change(start / 2, chord))
    chart = Chart(
        tuple(changes),
        beats,
        (MetreChange(0.0, metre),),
        (Section(0.0, "A"),),
        title="Etude & <Blues>",
        key=draw(st.sampled_from(KEYS)),
    )
    tempo = draw(st.floats(30, 350).map(lambda value: round(value, 2)))
    return Solo(draw(lines(int(beats * 12))), chart, tempo, title=chart.title)


@settings(deadline=None, max_examples=60)
@given(solos().filter(lambda solo: len(solo.notes) > 0))
def test_solo_reads_back_equal(solo: Solo) -> None:
    found = read_musicxml(write_musicxml(solo, Sheet(beats=solo.chart.beats)), "etude.musicxml").solo
    assert replace(found, source="") == solo


@settings(deadline=None, max_examples=30)
@given(solos().filter(lambda solo: len(solo.notes) > 0), st.sampled_from([2, 9, 14, -3, 12, 21]))
def test_page_for_a_horn_reads_back_at_concert_pitch(solo: Solo, semitones: int) -> None:
    found = read_musicxml(
        write_musicxml(solo, Sheet(semitones=semitones, beats=solo.chart.beats)), "horn.xml"
    ).solo
    assert found.notes == solo.notes
    for before, after in zip(solo.chart.changes, found.chart.changes, strict=True):
        same = replace(before.chord, symbol=after.chord.symbol)
        assert (before.start, same) == (after.start, after.chord)


def test_metre_changes_read_back() -> None:
    metres = (MetreChange(0.0, Metre(4, 4)), MetreChange(4.0, Metre(3, 4)), MetreChange(7.0, Metre(6, 8)))
    chart = Chart((Change(0.0, parse_chord("C")),), 10.0, metres)
    solo = Solo((Note(0.0, 5.0, 60), Note(6.5, 1.0, 62), Note(7.5, 2.5, 64)), chart)
    found = read_musicxml(write_musicxml(solo), "metres.xml").solo
    assert found.chart.metres == metres
    assert found.notes == solo.notes


def test_choruses_are_written_one_after_the_other() -> None:
    chart = Chart((Change(0.0, parse_chord("C7")), Change(4.0, parse_chord("F7"))), 8.0)
    solo = Solo((Note(0.0, 1.0, 60), Note(9.0, 1.0, 62)), chart)
    found = read_musicxml(write_musicxml(solo), "twice.xml").solo
    assert found.chart.beats == 16.0
    assert [(change.start, change.chord.symbol) for change in found.chart.changes] == [
        (0.0, "C7"),
        (4.0, "F7"),
        (8.0, "C7"),
        (12.0, "F7"),
    ]
