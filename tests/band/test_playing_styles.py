from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from jazzlstm.band.playing_styles import FAMILY_STYLES, INSTRUMENT_STYLES, playing_style
from jazzlstm.theory.instruments import INSTRUMENTS, Family


def test_every_family_has_a_style() -> None:
    assert set(FAMILY_STYLES) == set(get_args(Family))


@pytest.mark.parametrize("short", sorted(INSTRUMENTS))
def test_an_unknown_instrument_has_the_style_of_its_family(short: str) -> None:
    other = replace(INSTRUMENTS[short], short="other")
    assert playing_style(other) == FAMILY_STYLES[other.family]


def test_styles_of_their_own_belong_to_instruments() -> None:
    assert set(INSTRUMENT_STYLES) <= set(INSTRUMENTS)
    assert playing_style(INSTRUMENTS["tb"]) == INSTRUMENT_STYLES["tb"]
