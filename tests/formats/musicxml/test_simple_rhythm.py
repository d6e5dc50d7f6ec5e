"""Rhythm for the eye: simple patterns, nothing lost, little moved."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.formats.musicxml.simple_rhythm import FARTHEST, SimpleRhythm, simplify_rhythm
from jazzlstm.music import Metre, Note

COMMON = Metre(4, 4)


def simple(*starts: int, tempo: float = 140, swing: bool = False, lengths: int = 0) -> SimpleRhythm:
    """Notes that start on these ticks and last to the next, or ``lengths`` ticks, in two bars of 4/4."""
    ends = [*starts[1:], starts[-1] + 6]
    notes = [
        Note(start, min(end - start, lengths or 96), 60) for start, end in zip(starts, ends, strict=True)
    ]
    return simplify_rhythm(notes, [(0, COMMON), (48, COMMON)], tempo=tempo, swing=swing)


def onsets(rhythm: SimpleRhythm) -> list[int]:
    return [int(note.start) for note in rhythm.notes]


def test_eighths_triplets_and_sixteenths_stay() -> None:
    for starts in ([0, 6, 12, 18], [0, 4, 8, 12], [0, 3, 6, 9, 12], [6, 18, 24]):
        assert onsets(simple(*starts)) == starts


def test_a_note_a_little_early_or_late_goes_to_the_beat() -> None:
    assert onsets(simple(1, 7, 11, 18)) == [0, 6, 12, 18]


def test_a_triplet_without_its_middle_is_a_pair_of_eighths_only_where_eighths_swing() -> None:
    starts = [0, 8, 12, 20, 24]
    assert onsets(simple(*starts, swing=True)) == [0, 6, 12, 18, 24]
    assert onsets(simple(*starts, swing=False)) == starts


def test_quarter_note_triplets_stay() -> None:
    assert onsets(simple(0, 8, 16, 24, swing=True)) == [0, 8, 16, 24]


def test_a_run_that_is_late_stays_a_run() -> None:
    moved = onsets(simple(2, 8, 14, 20, 26, 32, tempo=240))
    assert {late - early for early, late in zip(moved, moved[1:], strict=False)} == {6}


def test_a_fast_player_is_late_where_a_slow_one_plays_sixteenths() -> None:
    starts = [3, 9, 15, 21, 27, 33]
    assert onsets(simple(*starts, tempo=60)) == starts
    assert all(start % 6 == 0 for start in onsets(simple(*starts, tempo=300, swing=True)))


def test_a_very_short_note_is_a_grace_note_of_the_next() -> None:
    rhythm = simple(5, 6, 12)
    assert rhythm.grace == {1: (0,)}
    assert [note.duration for note in rhythm.notes][0] == 0
    assert onsets(rhythm)[1:] == [6, 12]


def test_a_rest_of_half_a_beat_is_closed_and_a_longer_one_begins_on_half_a_beat() -> None:
    closed, long = simple(0, 12, lengths=6).notes, simple(0, 24, lengths=8).notes
    assert closed[0].end == 12
    assert long[0].end == 12


def test_more_notes_than_a_beat_can_show_leave_none_out() -> None:
    rhythm = simple(*range(0, 24, 1))
    grace = [each for before in rhythm.grace.values() for each in before]
    assert len(rhythm.notes) == 24
    assert len(set(grace)) == len(grace)


@settings(deadline=None, max_examples=150)
@given(
    st.sets(st.integers(0, 95), min_size=1, max_size=60),
    st.integers(1, 30),
    st.sampled_from([60.0, 140.0, 300.0]),
    st.booleans(),
    st.sampled_from([Metre(4, 4), Metre(3, 4), Metre(6, 8), Metre(7, 8)]),
)
def test_no_note_is_lost_and_none_goes_far(
    ticks: set[int], longest: int, tempo: float, swing: bool, metre: Metre
) -> None:
    starts = sorted(ticks)
    ends = [*starts[1:], 10**6]
    notes = [Note(s, min(longest, e - s), 60) for s, e in zip(starts, ends, strict=True)]
    bar = round(metre.bar_beats * 12)
    bars = [(start, metre) for start in range(0, 140, bar)]
    rhythm = simplify_rhythm(notes, bars, tempo=tempo, swing=swing)
    grace = {each for before in rhythm.grace.values() for each in before}
    assert len(rhythm.notes) == len(notes)
    main = [index for index in range(len(notes)) if index not in grace]
    for one, two in zip(main, main[1:], strict=False):
        assert rhythm.notes[one].start < rhythm.notes[one].end <= rhythm.notes[two].start
    for index in main:
        assert abs(rhythm.notes[index].start - notes[index].start) <= max(FARTHEST, 10)
