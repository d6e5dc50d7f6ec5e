"""Solos that are read when they are needed."""

from __future__ import annotations

import pytest

from jazzlstm.music import Note, Solo
from jazzlstm.solos import StoredSolos, choose
from jazzlstm.theory.tunes import tune_chart

SOLOS = tuple(Solo((Note(0.0, 1.0, 60 + i),), tune_chart("blues")) for i in range(6))
STORED = StoredSolos(SOLOS.__getitem__, range(6))


def test_stored_solos_are_a_sequence() -> None:
    assert tuple(STORED) == SOLOS
    assert STORED[-1] is SOLOS[5]
    assert tuple(STORED[1:6:2]) == SOLOS[1:6:2]
    with pytest.raises(IndexError):
        STORED[6]


@pytest.mark.parametrize("solos", [SOLOS, list(SOLOS), STORED])
def test_solos_are_chosen_by_their_places_in_the_sequence(solos: list[Solo]) -> None:
    chosen = choose(choose(solos, [5, 3, 1]), [2, 0])
    assert tuple(chosen) == (SOLOS[1], SOLOS[5])
    assert isinstance(chosen, StoredSolos) == isinstance(solos, StoredSolos)


def test_nothing_is_read_before_it_is_needed() -> None:
    read: list[int] = []

    def read_one(place: int) -> Solo:
        read.append(place)
        return SOLOS[place]

    half = choose(StoredSolos(read_one, range(6))[::2], [1, 2])
    assert (len(half), read) == (2, [])
    assert half[0] is SOLOS[2]
    assert read == [2]
