"""Solos in parts by their tunes."""

from __future__ import annotations

import pytest

from jazzlstm.encoding.split import split_by_tune
from jazzlstm.music import Note, Solo
from jazzlstm.solos import StoredSolos
from jazzlstm.theory.tunes import tune_chart


def solo(notes: int, title: str = "", performer: str = "") -> Solo:
    """So many quarter notes."""
    line = tuple(Note(float(i), 1.0, 60) for i in range(notes))
    return Solo(line, tune_chart("blues"), title=title, performer=performer)


def test_no_tune_is_in_two_parts() -> None:
    solos = [solo(10, title=f"Tune {i % 20}", performer=str(i)) for i in range(100)]
    learnt, kept = split_by_tune(solos, (0.8, 0.2))
    assert len(learnt) + len(kept) == 100
    assert {item.title for item in learnt}.isdisjoint(item.title for item in kept)


def test_a_title_is_the_same_tune_however_it_is_written() -> None:
    solos = [solo(10, title=title) for title in ("All Blues", "all  blues", " ALL BLUES ")]
    assert sorted(len(part) for part in split_by_tune(solos, (0.5, 0.5))) == [0, 3]


def test_shares_are_of_the_tunes() -> None:
    parts = split_by_tune([solo(1, title=f"Tune {i}") for i in range(1000)], (0.8, 0.1, 0.1))
    assert [len(part) / 1000 for part in parts] == pytest.approx([0.8, 0.1, 0.1], abs=0.03)


def test_a_tune_keeps_its_part_in_a_larger_or_reordered_corpus() -> None:
    many = [solo(2, title=f"Tune {i}") for i in range(60)]
    kept_of_few, kept_of_many = (
        {item.title for item in split_by_tune(solos, (0.7, 0.3))[1]} for solos in (many[:30], many[::-1])
    )
    assert kept_of_few == kept_of_many & {item.title for item in many[:30]}


def test_an_empty_part_gets_a_tune_of_the_first() -> None:
    for titles in ("ab", "xyz", "mn"):
        learnt, kept = split_by_tune([solo(10, title=title) for title in titles], (0.999, 0.001))
        assert learnt
        assert kept


def test_two_solos_without_a_title_are_two_tunes() -> None:
    assert [len(part) for part in split_by_tune([solo(10), solo(10)], (0.9, 0.1))] == [1, 1]


def test_stored_solos_have_the_same_parts_and_stay_stored() -> None:
    solos = [solo(1 + i, title=f"Tune {i % 7}") for i in range(30)]
    shares = (0.6, 0.2, 0.2)
    parts = split_by_tune(StoredSolos(solos.__getitem__, range(30)), shares)
    assert all(isinstance(part, StoredSolos) for part in parts)
    assert [tuple(part) for part in parts] == split_by_tune(solos, shares)
