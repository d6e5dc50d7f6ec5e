from __future__ import annotations

import pytest

from jazzlstm.band.bass import BASS_PATTERNS
from jazzlstm.band.comping_rhythms import COMPING_RHYTHMS
from jazzlstm.band.grooves import GROOVES
from jazzlstm.errors import SettingsError
from jazzlstm.theory.feels import FEELS, feel_of_style, find_feel


@pytest.mark.parametrize("name", sorted(FEELS))
def test_every_feel_has_patterns_for_each_player(name: str) -> None:
    feel = find_feel(name)
    assert feel.bass in BASS_PATTERNS
    assert feel.drums in GROOVES
    assert feel.comping in COMPING_RHYTHMS


@pytest.mark.parametrize("name", sorted(FEELS))
def test_every_feel_has_a_usual_tempo_between_its_slowest_and_fastest(name: str) -> None:
    slowest, usual, fastest = find_feel(name).tempos
    assert 40 <= slowest <= usual <= fastest <= 320
    assert find_feel(name).tempo_near(usual - 1) == (usual - 1 if usual > slowest else usual)
    assert find_feel(name).tempo_near(500) == usual


def test_an_unknown_feel_is_refused_with_a_list_of_feels() -> None:
    with pytest.raises(SettingsError) as caught:
        find_feel("polka")
    assert caught.value.field == "feel"
    assert all(name in str(caught.value) for name in FEELS)


@pytest.mark.parametrize(
    ("style", "beats", "feel"),
    [
        *[("Slow Bossa", 4, "bossa"), ("Ballad", 4, "ballad"), ("Medium Up Swing", 4, ""), ("", 4, "")],
        *[("Medium Swing", 3, "waltz"), ("Even 8ths", 4, "straight"), ("Bossa nova", 4, "bossa")],
        *[("two-beat", 4, "two-beat"), ("Rock Pop", 4, "funk"), ("swing", 4, ""), ("?" * 99, 5, "")],
    ],
)
def test_the_style_of_a_chart_gives_a_feel(style: str, beats: int, feel: str) -> None:
    assert feel_of_style(style, beats) == feel
