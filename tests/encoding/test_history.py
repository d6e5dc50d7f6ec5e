from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTH_VALUES, PITCH_VALUES, REST, Events, encode_notes, length_ticks
from jazzlstm.encoding.history import DEPTH_STEPS, SHORTEST_ECHO, History, history_along
from jazzlstm.encoding.history_features import HISTORY_FEATURES, HistoryFeature
from jazzlstm.encoding.history_shares import FULL, RARE
from jazzlstm.music import Note

FIRST = -1
"""Stands for the interval of the first note, which counts from middle C."""
Values = list[int]
FEW_PITCHES = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def echo_by_looking(pitches: Values, lengths: Values) -> list[int]:
    """The echo by trying every earlier place, the latest last."""
    pitches = [FIRST, *pitches[1:]]
    now, best, deepest = len(pitches), None, SHORTEST_ECHO
    for place in range(1, now):
        depth = 0
        while depth < place and pitches[place - 1 - depth] == pitches[now - 1 - depth]:
            depth += 1
        if depth >= deepest:
            best, deepest = place, depth
    if best is None:
        return [PITCH_VALUES, LENGTH_VALUES, 0]
    return [pitches[best], lengths[best], sum(deepest >= step for step in DEPTH_STEPS.tolist())]


def echoes_of(history: History, pitches: list[Values], lengths: list[Values]) -> list[list[list[int]]]:
    """Echoes after each event of several solos: [solo][event]."""
    steps = zip(np.array(pitches).T, np.array(lengths).T, strict=True)
    echoed = [history.append(pitch, length).echo.tolist() for pitch, length in steps]
    return [list(solo) for solo in zip(*echoed, strict=True)]


@given(FEW_PITCHES)
@settings(deadline=None)
def test_the_echo_is_what_followed_the_longest_and_latest_agreement(pitches: Values) -> None:
    lengths = [place % LENGTH_VALUES for place in range(len(pitches))]
    wanted = [echo_by_looking(pitches[:n], lengths[:n]) for n in range(1, len(pitches) + 1)]
    assert echoes_of(History(1), [pitches], [lengths]) == [wanted]


@given(FEW_PITCHES, st.integers(0, 99))
@settings(deadline=None)
def test_solos_side_by_side_have_echoes_of_their_own_only(pitches: Values, seed: int) -> None:
    other = np.random.default_rng(seed).integers(0, 3, len(pitches)).tolist()
    lengths = [0] * len(pitches)
    both = echoes_of(History(2), [pitches, other], [lengths, lengths])
    assert both[0] == echoes_of(History(1), [pitches], [lengths])[0]
    assert both[1] == echoes_of(History(1), [other], [lengths])[0]


@given(FEW_PITCHES, FEW_PITCHES, FEW_PITCHES)
@settings(deadline=None)
def test_a_copy_and_its_original_go_on_apart(before: Values, here: Values, there: Values) -> None:
    original = History(1)
    echoes_of(original, [before], [[0] * len(before)])
    copied = original.copy()
    for history, after in ((original, here), (copied, there)):
        echoed = echoes_of(history, [after], [[0] * len(after)])
        lengths = [0] * len(before + after)
        assert echoed[0] == echoes_of(History(1), [before + after], [lengths])[0][len(before) :]


def test_a_motif_repeated_a_fourth_higher_is_an_echo() -> None:
    motif = [0, 4, 7, 9]
    notes = [
        Note(i / 2, 0.5, 60 + step) for i, step in enumerate([*motif, *(step + 5 for step in motif[:3])])
    ]
    before_last = history_along(encode_notes([*notes, Note(3.5, 0.5, 74)])).echo[-1]
    up_a_tone, an_eighth = 24 + 2, 5
    assert before_last.tolist() == [up_a_tone, an_eighth, 1]


def test_the_history_before_the_first_event_is_empty() -> None:
    first = history_along(encode_notes([Note(0.0, 1.0, 60)]))
    assert first.echo.tolist() == [[PITCH_VALUES, LENGTH_VALUES, 0]]
    assert not first.shares.any()
    assert history_along(encode_notes([])).echo.shape == (0, 3)


def scaled_shares(events: Events, name: str) -> NDArray[np.float64]:
    """The shares of a feature before each event on their logarithmic scale, (events, values)."""
    start = sum(
        feature.values for feature in list(HISTORY_FEATURES.values())[: list(HISTORY_FEATURES).index(name)]
    )
    return history_along(events).shares[:, start : start + HISTORY_FEATURES[name].values] / FULL


def values_that_came(events: Events, name: str) -> list[set[int]]:
    """The values that came at all before each event."""
    said = scaled_shares(events, name)
    assert set(np.unique(said)) <= {0.0, 1.0}
    return [set(np.flatnonzero(row).tolist()) for row in said]


def line(*pitches: int) -> Events:
    """Eighth notes."""
    return encode_notes([Note(i / 2, 0.5, pitch) for i, pitch in enumerate(pitches)])


def test_every_value_that_followed_is_in_the_feature() -> None:
    events = line(60, 62, 64, 62, 64, 67, 65, 67, 60)  # after a tone up: a tone up, down, a third up
    up, two_up, down = 24 + 2, 24 + 3, 24 - 2
    assert values_that_came(events, "pitch after one")[-1] == {up, down, two_up}
    assert values_that_came(events, "pitch after two")[-1] == {
        two_up
    }  # a tone down and up: then once a third up


def test_heard_pitches_are_intervals_from_the_last() -> None:
    events = line(60, 62, 64, 65, 67, 96)
    assert values_that_came(events, "heard lately")[5] == {24 - 5, 24 - 3, 24 - 2, 24}  # D, E, F and G from G
    assert values_that_came(events, "heard before")[5] == {24 - 7, 24 - 5, 24 - 3, 24 - 2, 24}


def test_a_rest_is_no_heard_pitch() -> None:
    events = encode_notes([Note(0.0, 1.0, 60), Note(4.0, 1.0, 62), Note(5.0, 1.0, 64)])
    assert events.pitch_values[1] == REST
    assert values_that_came(events, "heard lately")[-1] == {24 - 2, 24}


def test_lengths_are_counted_by_tick_of_the_beat() -> None:
    eighth, quarter = 5, 11
    events = encode_notes(
        [Note(0.0, 0.5, 60), Note(0.5, 0.5, 62), Note(1.0, 1.0, 64), Note(2.0, 0.5, 60), Note(2.5, 1.0, 60)]
    )
    assert values_that_came(events, "length after one")[1:] == [set(), set(), set(), {eighth}]
    assert (
        quarter
        in values_that_came(encode_notes([*(Note(float(i), 1.0, 60) for i in range(4))]), "length after one")[
            -1
        ]
    )


def share_by_counting(events: Events, feature: HistoryFeature, now: int) -> NDArray[np.float64]:
    """The shares by counting event by event."""
    pitches, lengths = events.pitch_values[:now].tolist(), events.length_values[:now].tolist()
    first = next((place for place, value in enumerate(pitches) if value != REST), None)
    if first is not None:
        pitches[first] = FIRST
    sums = np.zeros(feature.values)
    for place in range(now):
        age = now - 1 - place
        alike = all(
            place >= depth and values[place - depth :][:depth] == values[now - depth :]
            for values, depth in ((pitches, feature.pitches), (lengths, feature.lengths))
            if depth
        )
        apart = int(events.onsets[now] - events.onsets[place])
        there = apart % feature.place == 0
        if not alike or not there or (feature.events and age >= feature.events):
            continue
        value = {"pitch": pitches, "length": lengths}.get(feature.of, pitches)[place]
        if feature.of == "heard":
            if value == REST:
                continue
            value = int(events.pitch_values[place])
            value += int(events.references[place] - events.references[now])
            if not 0 <= value < REST:
                continue
        if value != FIRST:
            sums[value] += feature.fade**age
    return (sums > 0).astype(float) if feature.ever else sums / (sums.sum() + 1)


@pytest.mark.parametrize("name", HISTORY_FEATURES)
@given(
    st.lists(
        st.tuples(st.sampled_from([22, 24, 25, 31, REST]), st.sampled_from([2, 5, 11])),
        min_size=1,
        max_size=24,
    )
)
@settings(deadline=None, max_examples=25)
def test_a_feature_counts_the_events_that_it_declares(name: str, values: list[tuple[int, int]]) -> None:
    events = events_of(values)
    for now, said in enumerate(scaled_shares(events, name)):
        counted = np.log1p(RARE * share_by_counting(events, HISTORY_FEATURES[name], now)) / np.log1p(RARE)
        np.testing.assert_allclose(said, counted, atol=0.51 / FULL, err_msg=f"before {now}")


@given(st.lists(st.tuples(st.sampled_from([22, 24, 25, REST]), st.sampled_from([2, 5])), max_size=24))
@settings(deadline=None, max_examples=25)
def test_a_share_reads_back_from_its_logarithmic_scale(values: list[tuple[int, int]]) -> None:
    events = events_of([*values, (24, 5)])
    for now, said in enumerate(history_along(events).share("often lately")):
        counted = share_by_counting(events, HISTORY_FEATURES["often lately"], now)
        np.testing.assert_allclose(said, counted, rtol=0.02, atol=0.0001)


@pytest.mark.parametrize("name", HISTORY_FEATURES)
def test_a_feature_is_the_same_alone_as_among_all(name: str) -> None:
    motif = np.random.default_rng(0).choice([24, 25, REST], (7, 2))
    every, alone = History(2), History(2, names=(name,))
    for pitches in np.tile(motif, (8, 1)):
        lengths = np.where(pitches == 24, 5, 11)
        both = every.append(pitches, lengths), alone.append(pitches, lengths)
        assert np.array_equal(both[0].share(name), both[1].share(name))
        assert np.array_equal(both[0].echo, both[1].echo)
    assert np.count_nonzero(both[1].shares) == np.count_nonzero(both[1].share(name)) > 0


def events_of(values: list[tuple[int, int]]) -> Events:
    pitches, lengths = np.array(values, np.int64).T
    steps = np.where(pitches == REST, 0, pitches - 24)
    onsets = np.cumsum(length_ticks(lengths)) - length_ticks(lengths)
    return Events(pitches, lengths, onsets, 60 + np.cumsum(steps) - steps)


def test_a_value_repeated_again_and_again_has_nearly_the_whole_share() -> None:
    said = scaled_shares(line(*[60, 62] * 20), "often after one")
    up, down = 24 + 2, 24 - 2
    assert said[-1, up] > 0.9 > 0.1 > said[-1, down]
    assert (np.diff(said[3::2, up]) >= 0).all()
