"""Instruments by all their names."""

from __future__ import annotations

import pytest

from jazzlstm.encoding.events import FIRST_REFERENCE, WIDEST_INTERVAL
from jazzlstm.errors import UnknownNameError
from jazzlstm.theory.instruments import INSTRUMENTS, find_instrument


@pytest.mark.parametrize("name", ["ts", "Tenor Saxophone", "tenor-sax", "tenor", " TS ", "ts-c"])
def test_tenor_saxophone_has_several_names(name: str) -> None:
    assert find_instrument(name).short == "ts"


def test_every_instrument_of_the_weimar_jazz_database_is_known() -> None:
    for short in "ts as tp tb ss cl cor vib bs p g bcl ts-c".split():  # noqa: SIM905 -- the README's own list
        assert find_instrument(short).program in range(128)


def test_every_range_holds_two_octaves() -> None:
    assert all(each.highest - each.lowest >= 24 for each in INSTRUMENTS.values())


def test_every_instrument_reaches_the_first_note_of_a_solo() -> None:
    """The first interval counts from a fixed pitch."""
    highest, lowest = FIRST_REFERENCE + WIDEST_INTERVAL, FIRST_REFERENCE - WIDEST_INTERVAL
    assert all(each.lowest <= highest - 11 and each.highest >= lowest + 11 for each in INSTRUMENTS.values())


@pytest.mark.parametrize(("name", "nearest"), [("trombome", "trombone"), ("§§§§", "")])
def test_unknown_instrument_raises_with_the_nearest_name(name: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_instrument(name)
    assert caught.value.nearest == nearest
    assert nearest or all(short in str(caught.value) for short in INSTRUMENTS)
