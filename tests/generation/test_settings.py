from __future__ import annotations

import math

import pytest

from jazzlstm.errors import SettingsError
from jazzlstm.generation.settings import LONGEST_TEXT, RANGES, Settings


def test_the_defaults_play_twenty_beats() -> None:
    settings = Settings()
    assert settings.beats == 20.0
    assert settings.as_dict()["temperature"] == 1.0


def test_a_settings_survives_as_plain_values() -> None:
    settings = Settings(tune="", changes="| Dm7 G7 |", seed=2**64 - 1, beats=8, player="Ann", band=False)
    assert Settings(**settings.as_dict()) == settings


@pytest.mark.parametrize("name", sorted(RANGES))
@pytest.mark.parametrize("end", ["lowest", "highest"])
def test_the_ends_of_a_range_belong_to_it(name: str, end: str) -> None:
    assert getattr(Settings(**{name: getattr(RANGES[name], end)}), name) == getattr(RANGES[name], end)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", 0),
        ("temperature", math.nan),
        ("temperature", -1),
        ("temperature", math.inf),
        ("temperature", "hot"),
        ("temperature", True),
        ("rhythm_temperature", 2.1),
        ("top_p", 0.0),
        ("beats", 0),
        ("beats", 2049),
        ("seed", -1),
        ("seed", 2**64),
        ("seed", 10**400),
        ("seed", 1.5),
        ("tempo", 39),
        ("swing", 0.4),
        ("swing", 0.76),
        ("swing", False),
        ("takes", 0),
        ("takes", 65),
        ("takes", 2.0),
        ("changes", "C " * LONGEST_TEXT),
        ("player", None),
    ],
)
def test_a_value_out_of_range_is_refused_and_named(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name.replace("_", ".")) as caught:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert caught.value.field == name


def test_the_refusal_says_what_to_choose() -> None:
    with pytest.raises(SettingsError, match=r"choose from 0\.1 to 2\.0"):
        Settings(temperature=3.0)


def test_tempo_and_swing_zero_leave_it_to_the_tune_and_the_tempo() -> None:
    settings = Settings(tempo=0, swing=0)
    assert settings.tempo == settings.swing == 0
