from __future__ import annotations

import pytest

from jazzlstm.encoding.events import FIRST_REFERENCE, WIDEST_INTERVAL
from jazzlstm.errors import InputError
from jazzlstm.theory.instruments import INSTRUMENTS, find_instrument


@pytest.mark.parametrize("name", ["ts", "Tenor Saxophone", "tenor-sax", "tenor", " TS ", "ts-c"])
def test_a_tenor_is_found_by_every_name_it_goes_by(name: str) -> None:
    assert find_instrument(name).short == "ts"


def test_every_instrument_the_weimar_jazz_database_names_is_there() -> None:
    for short in "ts as tp tb ss cl cor vib bs p g bcl ts-c".split():  # noqa: SIM905 -- the README's own list
        assert find_instrument(short).program in range(128)


def test_ranges_are_wide_enough_to_fold_any_note_into() -> None:
    assert all(each.highest - each.lowest >= 24 for each in INSTRUMENTS.values())


def test_the_first_note_of_a_solo_is_in_reach_of_every_instrument() -> None:
    """It is counted from a fixed pitch, as every interval from the note before."""
    highest, lowest = FIRST_REFERENCE + WIDEST_INTERVAL, FIRST_REFERENCE - WIDEST_INTERVAL
    assert all(each.lowest <= highest - 11 and each.highest >= lowest + 11 for each in INSTRUMENTS.values())


def test_an_unknown_instrument_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean trombone"):
        find_instrument("trombome")


def test_nonsense_gets_the_whole_list() -> None:
    with pytest.raises(InputError, match="ts, as, ss"):
        find_instrument("§§§§")
