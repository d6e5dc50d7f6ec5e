from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jazzlstm.events import LENGTH_VALUES, PITCH_VALUES, REST, Events, encode_notes
from jazzlstm.memory import DEPTH_STEPS, RECOLLECTIONS, SHORTEST_ECHO, Memory, recollections
from jazzlstm.music import Note

Values = list[int]
FEW_PITCHES = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def echo_by_looking(pitches: Values, lengths: Values) -> list[int]:
    """The slow way: try every earlier place, the latest last."""
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


def remember(memory: Memory, pitches: list[Values], lengths: list[Values]) -> list[list[list[int]]]:
    """Echoes after each event of several solos: [solo][event]."""
    steps = zip(np.array(pitches).T, np.array(lengths).T, strict=True)
    echoed = [memory.append(pitch, length).echo.tolist() for pitch, length in steps]
    return [list(solo) for solo in zip(*echoed, strict=True)]


@given(FEW_PITCHES)
@settings(deadline=None)
def test_the_echo_is_what_followed_the_longest_and_latest_agreement(pitches: Values) -> None:
    lengths = [place % LENGTH_VALUES for place in range(len(pitches))]
    wanted = [echo_by_looking(pitches[:n], lengths[:n]) for n in range(1, len(pitches) + 1)]
    assert remember(Memory(1), [pitches], [lengths]) == [wanted]


@given(FEW_PITCHES, st.integers(0, 99))
@settings(deadline=None)
def test_solos_side_by_side_remember_only_themselves(pitches: Values, seed: int) -> None:
    other = np.random.default_rng(seed).integers(0, 3, len(pitches)).tolist()
    lengths = [0] * len(pitches)
    both = remember(Memory(2), [pitches, other], [lengths, lengths])
    assert both[0] == remember(Memory(1), [pitches], [lengths])[0]
    assert both[1] == remember(Memory(1), [other], [lengths])[0]


def test_memory_grows_as_the_solo_does() -> None:
    pitches = [place % 7 for place in range(50)]
    small, large = (remember(Memory(1, capacity), [pitches], [pitches]) for capacity in (1, 64))
    assert small == large


def test_a_motif_that_comes_back_a_fourth_higher_is_an_echo() -> None:
    motif = [0, 4, 7, 9]
    notes = [
        Note(i / 2, 0.5, 60 + step) for i, step in enumerate([*motif, *(step + 5 for step in motif[:3])])
    ]
    before_last = recollections(encode_notes([*notes, Note(3.5, 0.5, 74)])).echo[-1]
    up_a_tone, an_eighth = 24 + 2, 5
    assert before_last.tolist() == [up_a_tone, an_eighth, 1]


def test_before_the_first_event_nothing_is_recalled() -> None:
    first = recollections(encode_notes([Note(0.0, 1.0, 60)]))
    assert first.echo.tolist() == [[PITCH_VALUES, LENGTH_VALUES, 0]]
    assert not first.sets.any()
    assert recollections(encode_notes([])).echo.shape == (0, 3)


def recalled(events: Events, name: str) -> list[set[int]]:
    """The values in one of the sets before each event, and none after the last."""
    start = sum(width for other, width in list(RECOLLECTIONS.items())[: list(RECOLLECTIONS).index(name)])
    sets = recollections(events).sets[:, start : start + RECOLLECTIONS[name]]
    return [set(np.flatnonzero(row).tolist()) for row in sets]


def line(*pitches: int) -> Events:
    """Eighth notes."""
    return encode_notes([Note(i / 2, 0.5, pitch) for i, pitch in enumerate(pitches)])


def test_all_that_ever_followed_is_recalled() -> None:
    events = line(60, 62, 64, 62, 64, 67, 65, 67, 60)  # after a tone up: a tone up, down, a third up
    up, two_up, down = 24 + 2, 24 + 3, 24 - 2
    assert recalled(events, "pitch after one")[-1] == {up, down, two_up}
    assert recalled(events, "pitch after two")[-1] == {two_up}  # a tone down and up: then once a third up


def test_pitches_heard_are_recalled_as_intervals_from_the_last() -> None:
    events = line(60, 62, 64, 65, 67, 96)
    assert recalled(events, "heard lately")[5] == {24 - 5, 24 - 3, 24 - 2, 24}  # D, E, F and G from G
    assert recalled(events, "heard before")[5] == {24 - 7, 24 - 5, 24 - 3, 24 - 2, 24}


def test_a_rest_is_not_heard() -> None:
    events = encode_notes([Note(0.0, 1.0, 60), Note(4.0, 1.0, 62), Note(5.0, 1.0, 64)])
    assert events.pitch_values[1] == REST
    assert recalled(events, "heard lately")[-1] == {24 - 2, 24}


def test_lengths_are_recalled_at_their_place_in_the_beat() -> None:
    eighth, quarter = 5, 11
    events = encode_notes(
        [Note(0.0, 0.5, 60), Note(0.5, 0.5, 62), Note(1.0, 1.0, 64), Note(2.0, 0.5, 60), Note(2.5, 1.0, 60)]
    )
    assert recalled(events, "length after one")[1:] == [set(), set(), set(), {eighth}]
    assert (
        quarter
        in recalled(encode_notes([*(Note(float(i), 1.0, 60) for i in range(4))]), "length after one")[-1]
    )
