from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jazzlstm.band import bass, comping_rhythms, grooves
from jazzlstm.band.rhythm_counts import pulse_groups, read_counts


def test_counts_are_pulses_from_the_bar_line() -> None:
    assert [hit.count for hit in read_counts("1 2& 3e 4l")] == pytest.approx([0, 1.5, 2.25, 3 + 2 / 3])


def test_signs_around_a_count_set_strength_and_length() -> None:
    accented, ghost, short, held = read_counts(">1 ~2 3. 4-")
    assert accented.strength > 1 > ghost.strength
    assert (short.is_short, held.is_held) == (True, True)


def test_the_error_about_a_word_that_is_not_a_count_names_it() -> None:
    with pytest.raises(ValueError) as caught:
        read_counts("1 2x")
    assert "2x" in str(caught.value)


@given(st.integers(1, 40))
def test_any_bar_is_divided_into_groups_of_up_to_four_pulses(size: int) -> None:
    firsts, lengths = zip(*pulse_groups(size), strict=True)
    assert [*firsts, size] == [0, *accumulate(lengths)]
    assert all(1 <= length <= 4 for length in lengths)


def test_five_pulses_are_three_and_two_and_seven_are_four_and_three() -> None:
    assert list(pulse_groups(5)) == [(0, 3), (3, 2)]
    assert list(pulse_groups(7)) == [(0, 4), (4, 3)]


def test_every_pattern_stays_within_its_group() -> None:
    tables = [*bass.BASS_PATTERNS.values(), *comping_rhythms.COMPING_RHYTHMS.values()]
    tables += [by_size for groove in grooves.GROOVES.values() for by_size in groove.time.values()]
    for by_size in tables:
        assert set(by_size) == {1, 2, 3, 4}
        for size, choices in by_size.items():
            for _, text in choices:
                words = " ".join("".join(sign for sign in text if sign not in "RVWADNP|").split())
                counts = [hit.count for hit in read_counts(words)]
                assert all(0 <= count < size for count in counts), text
