"""Properties of every arrangement: any chart, metre, tempo, feel and instrument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.band import FEELS, BandOptions, arrange
from jazzlstm.band.bass_line import HIGHEST, LOWEST
from jazzlstm.band.form import chords_of, lay_out
from jazzlstm.music import (
    BEAT_TOLERANCE,
    Arrangement,
    Change,
    Chart,
    Chord,
    Metre,
    MetreChange,
    Note,
    Part,
    Solo,
)
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import INSTRUMENTS

SYMBOLS = ["C7", "Dm7", "G7b9", "NC", "F#m7b5", "Bbmaj7/D", "Ebsus4", "Bdim7", "A+"]
metres = st.builds(Metre, st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16]))
"""The metres that charts allow."""
few_examples = settings(deadline=None, max_examples=25)


@st.composite
def charts(draw: st.DrawFn, grid: float) -> Chart:
    """One metre or two; any chords, changing on multiples of ``grid`` beats."""
    parts = draw(st.lists(st.tuples(metres, st.integers(1, 3)), min_size=1, max_size=2))
    signs, length = [], 0.0
    for metre, bars in parts:
        signs.append(MetreChange(length, metre))
        length += metre.bar_beats * bars
    text = " ".join(f"| {draw(st.sampled_from(SYMBOLS))}" for _ in range(6))
    plain = parse_chart(f"4/4 {text} |")
    places = st.integers(1, max(1, int(length / grid) - 1)).map(lambda place: place * grid)
    starts = [0.0, *sorted(draw(st.sets(places, max_size=len(plain.changes) - 1)))]
    starts = [start for start in starts if start < length]
    changes = tuple(Change(start, each.chord) for start, each in zip(starts, plain.changes, strict=False))
    return Chart(changes, length, tuple(signs))


def line_over(chart: Chart, beats: float, tempo: float, instrument: str) -> Solo:
    notes = tuple(Note(k / 2, 0.5, 60 + 5 * k % 13) for k in range(int(beats * 2)) if k % 8 != 7)
    return Solo(notes, chart, tempo, instrument=instrument)


@dataclass(frozen=True)
class Case:
    """A solo and the arguments of ``arrange``."""

    solo: Solo
    beats: float
    feel: str
    seed: int
    options: BandOptions

    def played(self, *, as_written: bool = False) -> Arrangement:
        options = replace(self.options, as_written=as_written)
        return arrange(self.solo, beats=self.beats, feel=self.feel, seed=self.seed, options=options)

    def written(self, name: str) -> tuple[Part, Chart, float]:
        """A part as written, the chart of the performance, and the beat of the ending."""
        arrangement = self.played(as_written=True)
        found = next(each for each in arrangement.parts if each.name == name)
        lead_in = arrangement.chart.beats - self.beats if self.options.count_in or self.options.intro else 0.0
        return found, arrangement.chart, lead_in + self.beats


@st.composite
def cases(draw: st.DrawFn, grid: float = 0.5) -> Case:
    """Any solo and options; chords change on multiples of ``grid`` beats."""
    chart, beats = draw(charts(grid)), draw(st.integers(round(1 / grid), round(40 / grid))) * grid
    solo = line_over(chart, beats, draw(st.floats(40, 320)), draw(st.sampled_from(sorted(INSTRUMENTS))))
    options = BandOptions(
        comping=draw(st.sampled_from(["piano", "guitar", "vibes"])),
        count_in=draw(st.integers(0, 2)),
        intro=draw(st.integers(0, 3)),
        swing=draw(st.sampled_from([0.0, 0.5, 0.6, 0.75])),
    )
    return Case(solo, beats, draw(st.sampled_from(sorted(FEELS))), draw(st.integers(0, 2**64)), options)


def sounding(notes: tuple[Note, ...]) -> dict[float, list[Note]]:
    """Notes by the beat on which they begin; a strummed chord is one stroke."""
    strokes: dict[float, list[Note]] = {}
    beat = -1.0
    for note in notes:
        if note.start > beat + 0.04 or note.pitch in {each.pitch for each in strokes[beat]}:
            beat = note.start
        strokes.setdefault(beat, []).append(note)
    return strokes


@few_examples
@given(cases(grid=1 / 32))
def test_any_chart_in_any_metre_can_be_played(case: Case) -> None:
    arrangement = case.played()
    player = INSTRUMENTS[case.solo.instrument]
    assert len(arrangement.parts) == 4
    assert len(arrangement.parts[0].notes) == len(case.solo.notes)
    assert all(player.lowest <= note.pitch <= player.highest for note in arrangement.parts[0].notes)
    for each in arrangement.parts:
        assert list(each.notes) == sorted(each.notes)
        for note in each.notes:
            assert note.duration > 0
            assert 0 <= note.pitch <= 127
            assert 1 <= note.velocity <= 127


@few_examples
@given(cases(grid=1 / 32))
def test_no_note_sounds_after_the_ending(case: Case) -> None:
    arrangement = case.played()
    lead_in = arrangement.chart.beats - case.beats if case.options.count_in or case.options.intro else 0.0
    end = lead_in + case.beats
    for each in arrangement.parts:
        for note in each.notes:
            assert 0 <= note.start <= end + BEAT_TOLERANCE
            assert note.end <= arrangement.beats + BEAT_TOLERANCE
            if note.start < end - BEAT_TOLERANCE and not each.is_drums:  # only the final chord rings
                assert note.end <= end + BEAT_TOLERANCE


@few_examples
@given(cases())
def test_notes_of_the_solo_never_overlap(case: Case) -> None:
    for one, other in pairwise(case.played().parts[0].notes):
        assert one.end <= other.start + BEAT_TOLERANCE


@few_examples
@given(cases())
def test_a_bass_note_on_a_chord_change_is_the_root_or_within_a_bar_third_or_fifth(case: Case) -> None:
    part, chart, end = case.written("Bass")
    struck = {round(note.start, 4): note for note in part.notes}
    for bar in lay_out(chart, end):
        for span in bar.spans:
            note = struck.get(round(span.start, 4))
            if span.enters and note and not span.chord.is_silent and note.pitch % 12 != span.chord.bass:
                above = (note.pitch - (span.chord.root or 0)) % 12
                assert span.start > bar.start
                assert above in {3, 4, 6, 7, 8} & set(span.chord.tones)


@few_examples
@given(cases())
def test_the_bass_stays_in_its_range_and_leaps_an_octave_at_most(case: Case) -> None:
    part, _, end = case.written("Bass")
    line = [note for note in part.notes if note.start < end - BEAT_TOLERANCE]
    assert all(LOWEST <= note.pitch <= HIGHEST for note in line)
    for one, other in pairwise(line):
        if other.start - one.end < 1:
            assert abs(other.pitch - one.pitch) <= 12


@few_examples
@given(cases())
def test_the_bass_is_silent_without_a_chord(case: Case) -> None:
    part, chart, end = case.written("Bass")
    for note in part.notes:
        if note.start < end - 1:
            near = (note.start - 0.5, note.start, note.start + 0.51)  # a skip, a note, an early root
            assert not all(chart.chord_at(beat).is_silent for beat in near)


@few_examples
@given(cases())
def test_no_voicing_spans_more_than_two_octaves(case: Case) -> None:
    part, _, end = case.written((case.options.comping or "piano").capitalize())
    for notes in sounding(tuple(note for note in part.notes if note.start < end - BEAT_TOLERANCE)).values():
        pitches = [note.pitch for note in notes]
        assert max(pitches) - min(pitches) <= 24


@few_examples
@given(cases(grid=1 / 32))
def test_voicings_belong_to_the_chord_that_sounds_or_follows(case: Case) -> None:
    part, chart, end = case.written((case.options.comping or "piano").capitalize())
    chords = chords_of(lay_out(chart, end))
    for beat, notes in sounding(part.notes).items():
        if beat >= end - BEAT_TOLERANCE:
            continue
        played = {note.pitch % 12 for note in notes}
        last = max(note.end for note in notes)
        near = [span for span in chords if span.start - 0.51 <= beat < span.end - BEAT_TOLERANCE]
        assert any(
            played <= classes_of(span.chord) and last <= span.end + BEAT_TOLERANCE for span in near[:2]
        )


def classes_of(chord: Chord) -> frozenset[int]:
    """Pitch classes allowed in a voicing of the chord."""
    if chord.root is None:
        return frozenset()
    colours = {(chord.root + tone) % 12 for tone in (*chord.tensions, 1)}
    return chord.tone_classes | chord.scale_classes | colours


@few_examples
@given(cases())
def test_drums_can_be_played_with_two_hands_and_two_feet(case: Case) -> None:
    part, _, _ = case.written("Drums")
    feet = {36, 44}
    for notes in sounding(part.notes).values():
        drums = [note.pitch for note in notes]
        assert len(set(drums)) == len(drums)
        # the crash may join the ride in one hand
        assert len([drum for drum in drums if drum not in feet]) <= 3
