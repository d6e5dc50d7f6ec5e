"""Scores with absurd sizes: refused, or read in time."""

from __future__ import annotations

import time

import pytest

from jazzlstm.errors import MusicFileError
from tests.formats.musicxml.scores import (
    BAR,
    FORWARD,
    attributes,
    barline,
    chord,
    direction,
    note,
    played,
    read,
    tempo,
)


@pytest.mark.parametrize("fifths", ["18446744073709551615", "-2147483648", "nan", "1e308"])
def test_key_of_a_million_sharps_is_read_in_time(fifths: str) -> None:
    signed = attributes().replace("<fifths>0</fifths>", f"<fifths>{fifths}</fifths>")
    began = time.process_time()
    assert played(read(signed + BAR))[0][2] == 60
    assert time.process_time() - began < 2


@pytest.mark.parametrize("length", ["99999999999999999999", "900000"])
def test_rest_that_never_ends_is_refused(length: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + BAR + note("r", 8).replace("<duration>8", f"<duration>{length}"))
    assert caught.value.code == "too_long"


@pytest.mark.slow
@pytest.mark.parametrize(
    "sign", [tempo("90"), chord("C", "major"), direction(sign="<rehearsal>A</rehearsal>")]
)
def test_thousands_of_signs_in_a_bar_played_thousands_of_times_are_read_in_time(sign: str) -> None:
    times = barline("", repeat='direction="backward" times="99"')
    began = time.process_time()
    found = read(attributes() + FORWARD + sign * 3000 + BAR + times, *[FORWARD + BAR + times] * 19)
    assert len(found.solo.notes) == 1980
    assert time.process_time() - began < 8.0


@pytest.mark.slow
def test_notes_of_endless_repeats_are_refused() -> None:
    times = barline("", repeat='direction="backward" times="99"')
    crowded = "".join(note("C4", 1) for _ in range(400))
    with pytest.raises(MusicFileError) as caught:
        read(attributes() + FORWARD + crowded + times)
    assert caught.value.code == "too_many_notes"
