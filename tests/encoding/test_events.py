from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jazzlstm.encoding.events import (
    FIRST_REFERENCE,
    LENGTHS,
    REST,
    SHORTEST_REST,
    WIDEST_INTERVAL,
    Events,
    decode_events,
    encode_notes,
    length_ticks,
)
from jazzlstm.music import TICKS_PER_BEAT, Note


def spelled(events: Events) -> list[tuple[object, int]]:
    """Events as one would say them: interval or "rest", and ticks."""
    return [
        ("rest" if value == REST else int(value) - WIDEST_INTERVAL, int(ticks))
        for value, ticks in zip(events.pitch_values, length_ticks(events.length_values), strict=True)
    ]


def starts(notes: tuple[Note, ...]) -> list[int]:
    return [round(note.start * TICKS_PER_BEAT) for note in notes]


@st.composite
def lines(draw: st.DrawFn) -> tuple[Note, ...]:
    """Melodies on the grid: gaps and lengths of any ticks, leaps of at most two octaves."""
    steps = st.tuples(st.integers(0, 60), st.integers(1, 130), st.integers(-24, 24))
    now, pitch, notes = 0, 60, []
    for gap, ticks, leap in draw(st.lists(steps, max_size=30)):
        pitch = pitch + leap if 20 <= pitch + leap <= 108 else pitch
        notes.append(Note((now + gap) / TICKS_PER_BEAT, ticks / TICKS_PER_BEAT, pitch))
        now += gap + ticks
    return tuple(notes)


def test_a_line_reads_as_intervals_rests_and_lengths() -> None:
    notes = [Note(1.0, 1.0, 60), Note(2.0, 0.5, 64), Note(4.0, 1 / 3, 57)]
    assert spelled(encode_notes(notes)) == [("rest", 12), (0, 12), (4, 6), ("rest", 18), (-7, 4)]


def test_an_event_has_its_onset_and_its_reference() -> None:
    events = encode_notes([Note(1.0, 1.0, 62), Note(2.0, 0.5, 64), Note(4.0, 0.5, 57)])
    assert events.onsets.tolist() == [0, 12, 24, 30, 48]
    assert events.references.tolist() == [60, 60, 62, 64, 64]
    assert (len(events), events.notes) == (5, 3)


@given(lines())
@settings(deadline=None)
def test_onsets_and_pitches_survive_exactly(notes: tuple[Note, ...]) -> None:
    events = encode_notes(notes)
    again = decode_events(events.pitch_values, events.length_values)
    assert starts(again) == starts(notes)
    assert [note.pitch for note in again] == [note.pitch for note in notes]


@given(lines())
@settings(deadline=None)
def test_what_was_decoded_encodes_to_the_same_events(notes: tuple[Note, ...]) -> None:
    events = encode_notes(notes)
    again = encode_notes(decode_events(events.pitch_values, events.length_values))
    assert spelled(again) == spelled(events)


@given(lines(), st.integers(-12, 12))
@settings(deadline=None)
def test_another_key_changes_nothing_but_the_first_interval(notes: tuple[Note, ...], semitones: int) -> None:
    moved = [Note(note.start, note.duration, note.pitch + semitones) for note in notes]
    assume(all(abs(line[0].pitch - FIRST_REFERENCE) <= WIDEST_INTERVAL for line in (notes, moved) if line))
    sounding, transposed = ([e for e in spelled(encode_notes(n)) if e[0] != "rest"] for n in (notes, moved))
    assert transposed[1:] == sounding[1:]


@pytest.mark.parametrize("gap", range(SHORTEST_REST))
def test_a_gap_under_half_a_beat_belongs_to_the_note(gap: int) -> None:
    notes = [Note(0.0, (12 - gap) / 12, 60), Note(1.0, 1.0, 62)]
    assert spelled(encode_notes(notes)) == [(0, 12), (2, 12)]


def test_a_gap_of_half_a_beat_is_a_rest() -> None:
    assert spelled(encode_notes([Note(0.0, 0.5, 60), Note(1.0, 1.0, 62)])) == [(0, 6), ("rest", 6), (2, 12)]


def test_a_length_between_two_values_continues_as_a_rest() -> None:
    assert spelled(encode_notes([Note(0.0, 28 / 12, 60), Note(28 / 12, 1.0, 62)])) == [
        (0, 24),
        ("rest", 4),
        (2, 12),
    ]


def test_a_short_rest_lengthens_the_note_before_it() -> None:
    quarter, sixteenth = LENGTHS.index(12), LENGTHS.index(3)
    notes = decode_events([24, REST, 26], [quarter, sixteenth, quarter])
    assert notes == (Note(0.0, 1.25, 60), Note(1.25, 1.0, 62))


def test_a_long_silence_is_a_chain_of_rests_longest_first() -> None:
    assert spelled(encode_notes([Note(21.5, 1.0, 60)])) == [
        ("rest", 96), ("rest", 96), ("rest", 60), ("rest", 6), (0, 12),
    ]  # fmt: skip


def test_a_leap_over_two_octaves_is_folded() -> None:
    events = encode_notes([Note(0.0, 1.0, 60), Note(1.0, 1.0, 91), Note(2.0, 1.0, 58)])
    assert spelled(events) == [(0, 12), (19, 12), (-21, 12)]


def test_notes_off_the_grid_move_to_the_nearest_tick() -> None:
    notes = [Note(0.02, 0.97, 60), Note(1.02, 0.96, 62)]
    assert spelled(encode_notes(notes)) == [(0, 12), (2, 12)]


def test_of_two_notes_on_a_tick_the_first_is_kept() -> None:
    notes = [Note(0.0, 1.0, 60), Note(0.01, 1.0, 70), Note(1.0, 1.0, 62)]
    assert spelled(encode_notes(notes)) == [(0, 12), (2, 12)]


def test_a_note_too_short_for_the_grid_still_sounds() -> None:
    assert spelled(encode_notes([Note(0.0, 0.001, 60)])) == [(0, 1)]


def test_no_notes_are_no_events() -> None:
    events = encode_notes([])
    assert len(events) == 0
    assert decode_events(events.pitch_values, events.length_values) == ()


def test_decoding_starts_at_the_first_onset_and_reference() -> None:
    notes = decode_events([25], [LENGTHS.index(12)], first_onset=6, first_reference=70, velocity=33)
    assert notes == (Note(0.5, 1.0, 71, 33),)


def test_events_of_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        decode_events([24, 24], [0])


def test_length_values_stand_for_ticks_in_any_shape() -> None:
    assert length_ticks(np.array([[0, 11], [24, 30]])).tolist() == [[1, 12], [30, 96]]
