"""What holds for any chart, in any metre, at any tempo, whoever plays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.band import FEELS, BandOptions, arrange
from jazzlstm.band.bass_line import HIGHEST, LOWEST
from jazzlstm.band.form import CLOSE, chords_of, lay_out
from jazzlstm.music import Arrangement, Change, Chart, Chord, Metre, MetreChange, Note, Part, Solo
from jazzlstm.theory.charts import parse_chart
from jazzlstm.theory.instruments import INSTRUMENTS

SYMBOLS = ["C7", "Dm7", "G7b9", "NC", "F#m7b5", "Bbmaj7/D", "Ebsus4", "Bdim7", "A+"]
metres = st.builds(Metre, st.integers(1, 32), st.sampled_from([1, 2, 4, 8, 16]))
"""All that charts allow."""
played_alike = settings(deadline=None, max_examples=25)


@st.composite
def charts(draw: st.DrawFn, grid: float) -> Chart:
    """Any metre, or one after another; any chords, changing on multiples of ``grid`` beats."""
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
class Gig:
    """A solo and how it is to be played."""

    solo: Solo
    beats: float
    feel: str
    seed: int
    options: BandOptions

    def played(self, *, as_written: bool = False) -> Arrangement:
        options = replace(self.options, as_written=as_written)
        return arrange(self.solo, beats=self.beats, feel=self.feel, seed=self.seed, options=options)

    def written(self, name: str) -> tuple[Part, Chart, float]:
        """A part on the grid, the chart of the performance, and the beat on which all end."""
        arrangement = self.played(as_written=True)
        found = next(each for each in arrangement.parts if each.name == name)
        lead_in = arrangement.chart.beats - self.beats if self.options.count_in or self.options.intro else 0.0
        return found, arrangement.chart, lead_in + self.beats


@st.composite
def gigs(draw: st.DrawFn, grid: float = 0.5) -> Gig:
    """What a musician may ask for; on a fine ``grid`` also what nobody would."""
    chart, beats = draw(charts(grid)), draw(st.integers(round(1 / grid), round(40 / grid))) * grid
    solo = line_over(chart, beats, draw(st.floats(40, 320)), draw(st.sampled_from(sorted(INSTRUMENTS))))
    options = BandOptions(
        comping=draw(st.sampled_from(["piano", "guitar", "vibes"])),
        count_in=draw(st.integers(0, 2)),
        intro=draw(st.integers(0, 3)),
        swing=draw(st.sampled_from([0.0, 0.5, 0.6, 0.75])),
    )
    return Gig(solo, beats, draw(st.sampled_from(sorted(FEELS))), draw(st.integers(0, 2**64)), options)


def sounding(notes: tuple[Note, ...]) -> dict[float, list[Note]]:
    """Notes by the beat they are struck on; a chord strummed over some hundredths of a beat is one stroke."""
    strokes: dict[float, list[Note]] = {}
    beat = -1.0
    for note in notes:
        if note.start > beat + 0.04 or note.pitch in {each.pitch for each in strokes[beat]}:
            beat = note.start
        strokes.setdefault(beat, []).append(note)
    return strokes


@played_alike
@given(gigs(grid=1 / 32))
def test_any_chart_in_any_metre_can_be_played(gig: Gig) -> None:
    arrangement = gig.played()
    player = INSTRUMENTS[gig.solo.instrument]
    assert len(arrangement.parts) == 4
    assert len(arrangement.parts[0].notes) == len(gig.solo.notes)
    assert all(player.lowest <= note.pitch <= player.highest for note in arrangement.parts[0].notes)
    for each in arrangement.parts:
        assert list(each.notes) == sorted(each.notes)
        for note in each.notes:
            assert note.duration > 0
            assert 0 <= note.pitch <= 127
            assert 1 <= note.velocity <= 127


@played_alike
@given(gigs(grid=1 / 32))
def test_nobody_plays_after_the_ending(gig: Gig) -> None:
    arrangement = gig.played()
    lead_in = arrangement.chart.beats - gig.beats if gig.options.count_in or gig.options.intro else 0.0
    end = lead_in + gig.beats
    for each in arrangement.parts:
        for note in each.notes:
            assert 0 <= note.start <= end + CLOSE
            assert note.end <= arrangement.beats + CLOSE
            if note.start < end - CLOSE and not each.is_drums:  # what rings is only what ends the piece
                assert note.end <= end + CLOSE


@played_alike
@given(gigs())
def test_the_soloist_has_one_voice(gig: Gig) -> None:
    for one, other in pairwise(gig.played().parts[0].notes):
        assert one.end <= other.start + CLOSE


@played_alike
@given(gigs())
def test_the_bass_plays_the_root_where_a_chord_comes_in_on_its_note(gig: Gig) -> None:
    part, chart, end = gig.written("Bass")
    struck = {round(note.start, 4): note for note in part.notes}
    for bar in lay_out(chart, end):
        for span in bar.spans:
            note = struck.get(round(span.start, 4))
            if span.enters and note and not span.chord.is_silent:
                assert note.pitch % 12 == span.chord.bass


@played_alike
@given(gigs())
def test_the_bass_stays_in_reach_and_never_leaps_more_than_an_octave(gig: Gig) -> None:
    part, _, end = gig.written("Bass")
    line = [note for note in part.notes if note.start < end - CLOSE]
    assert all(LOWEST <= note.pitch <= HIGHEST for note in line)
    for one, other in pairwise(line):
        if other.start - one.end < 1:
            assert abs(other.pitch - one.pitch) <= 12


@played_alike
@given(gigs())
def test_the_bass_lays_out_under_no_chord(gig: Gig) -> None:
    part, chart, end = gig.written("Bass")
    for note in part.notes:
        if note.start < end - 1:
            near = (note.start - 0.5, note.start, note.start + 0.51)  # a skip, a note, an early root
            assert not all(chart.chord_at(beat).is_silent for beat in near)


@played_alike
@given(gigs())
def test_no_voicing_spans_more_than_two_octaves(gig: Gig) -> None:
    part, _, end = gig.written((gig.options.comping or "piano").capitalize())
    for notes in sounding(tuple(note for note in part.notes if note.start < end - CLOSE)).values():
        pitches = [note.pitch for note in notes]
        assert max(pitches) - min(pitches) <= 24


@played_alike
@given(gigs(grid=1 / 32))
def test_chords_are_made_of_what_the_chart_says_while_it_says_so(gig: Gig) -> None:
    part, chart, end = gig.written((gig.options.comping or "piano").capitalize())
    chords = chords_of(lay_out(chart, end))
    for beat, notes in sounding(part.notes).items():
        if beat >= end - CLOSE:
            continue
        played = {note.pitch % 12 for note in notes}
        last = max(note.end for note in notes)
        near = [span for span in chords if span.start - 0.51 <= beat < span.end - CLOSE]
        assert any(played <= classes_of(span.chord) and last <= span.end + CLOSE for span in near[:2])


def classes_of(chord: Chord) -> frozenset[int]:
    """All that a pianist may make of a chord."""
    if chord.root is None:
        return frozenset()
    colours = {(chord.root + tone) % 12 for tone in (*chord.tensions, 1)}
    return chord.tone_classes | chord.scale_classes | colours


@played_alike
@given(gigs())
def test_no_drum_is_struck_twice_at_once_and_two_hands_are_enough(gig: Gig) -> None:
    part, _, _ = gig.written("Drums")
    feet = {36, 44}
    for notes in sounding(part.notes).values():
        drums = [note.pitch for note in notes]
        assert len(set(drums)) == len(drums)
        # a crash may be struck with the ride's hand
        assert len([drum for drum in drums if drum not in feet]) <= 3
