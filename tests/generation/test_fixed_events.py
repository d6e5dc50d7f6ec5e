"""Goal notes and kept notes while a solo is sampled."""

from __future__ import annotations

import numpy as np

from jazzlstm.encoding.events import LENGTHS, REST
from jazzlstm.generation.fixed_events import OPEN_LENGTH, FixedEvent, FixedEvents

TWO = FixedEvents.of([FixedEvent(48, 64), FixedEvent(24, 60)])


def test_the_next_event_is_the_one_here_or_ahead() -> None:
    found = TWO.at(np.array([0, 24, 25, 49]))
    assert found.ahead.tolist() == [24, 0, 23, -1]
    assert found.pitches[:3].tolist() == [60, 60, 64]


def test_no_length_reaches_beyond_an_event() -> None:
    one, nothing = FixedEvents.of([FixedEvent(24, 60)]), np.zeros((3, 31), bool)
    long = one.too_long(np.array([12, 24, 0]), nothing)
    assert long[0].tolist() == [False] * 12 + [True] * 19
    assert not long[1].any()
    assert one.too_long(np.array([30]), ~nothing[:1]).all()


def test_no_length_leaves_a_scrap_before_a_kept_note() -> None:
    kept = FixedEvents.of([FixedEvent(12, 60, 5)])
    long = kept.too_long(np.array([0, 10]), np.zeros((2, 31), bool))
    assert long[0, :12].tolist() == [False] * 9 + [True, True, False]
    assert long[1, :3].tolist() == [True, False, True]


def test_just_before_a_note_a_semitone_is_likeliest() -> None:
    ahead = FixedEvents.of([FixedEvent(60, 64)]).at(np.array([54, 60, 0]))
    nats = ahead.pitch_nats(np.array([62, 62, 62]))
    assert nats[0].argmax() in (24 + 1, 24 + 3)  # E flat or F, from D
    assert not nats[1:].any()


def test_the_line_is_not_drawn_to_a_rest() -> None:
    ahead = FixedEvents.of([FixedEvent(60, None, 0), FixedEvent(61, 64)]).at(np.array([54]))
    assert not ahead.pitch_nats(np.array([62])).any()


def test_a_note_beyond_two_octaves_is_played_nearer() -> None:
    here = FixedEvents.of([FixedEvent(0, 90)]).at(np.array([0]))
    weighed = here.impose(np.full((1, 50), 0.02), np.array([60]))
    assert weighed[0].argmax() == 24 + 18
    assert weighed.sum() == 1


def test_what_may_be_last_leaves_the_next_note_in_reach() -> None:
    far = FixedEvents.of([FixedEvent(200, 90)])
    near, early = far.at(np.array([150])), far.at(np.array([0]))
    low = np.array([60])
    assert near.must_play(low).all() and not early.must_play(low).any()
    assert near.reachable(low)[0].tolist() == [interval >= 6 for interval in range(-24, 25)]
    assert early.reachable(low).all()


def test_a_rest_and_a_length_are_imposed() -> None:
    fixed = FixedEvents.of([FixedEvent(0, None, 5), FixedEvent(6, 70, 2)])
    on_both = fixed.at(np.array([0, 6]))
    even = np.full((2, 50), 0.02)
    assert on_both.impose(even, np.array([60, 70])).argmax(axis=1).tolist() == [REST, 24]
    assert on_both.impose_lengths(np.full((2, 31), 1 / 31)).argmax(axis=1).tolist() == [5, 2]


def test_a_goal_inside_a_kept_note_shortens_it() -> None:
    long = FixedEvent(0, 60, LENGTHS.index(24))
    fixed = FixedEvents.of([FixedEvent(12, 65), long])
    assert fixed.length_values.tolist()[:2] == [OPEN_LENGTH, OPEN_LENGTH]
    assert fixed.too_long(np.array([0]), np.zeros((1, 31), bool))[0].tolist() == [False] * 12 + [True] * 19


def test_of_two_events_on_one_tick_the_first_counts() -> None:
    fixed = FixedEvents.of([FixedEvent(12, 65), FixedEvent(12, 60, 3)])
    assert len(fixed) == 1 and fixed.pitches[0] == 65
