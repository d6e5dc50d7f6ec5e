"""The declarations of settings, and the check of their values."""

from __future__ import annotations

import math

import pytest

from jazzlstm.band import FEELS
from jazzlstm.band.options import COMPING_INSTRUMENTS
from jazzlstm.errors import SettingsError
from jazzlstm.generation.declaration import LONGEST_TEXT, Setting, Widget
from jazzlstm.generation.settings import BEST_OF, SETTINGS, Settings

NUMBERS = [setting for setting in SETTINGS.values() if setting.limits]


def test_the_default_length_is_twenty_beats() -> None:
    settings = Settings()
    assert settings.beats == 20.0
    assert settings.as_dict()["temperature"] == 1.0


def test_settings_survive_as_plain_values() -> None:
    settings = Settings(tune="", changes="| Dm7 G7 |", seed=2**64 - 1, beats=8, player="Ann", band=False)
    assert Settings(**settings.as_dict()) == settings


# Declarations


@pytest.mark.parametrize("name", SETTINGS)
def test_a_declaration_is_complete(name: str) -> None:
    setting = SETTINGS[name]
    assert setting.label
    assert setting.help.endswith(".")
    assert setting.default == getattr(Settings(), name)
    assert (setting.limits is not None) == (setting.kind in (int, float))
    setting.check(setting.default)
    setting.check(setting.opens_with)


@pytest.mark.parametrize("name", [name for name, setting in SETTINGS.items() if setting.page])
def test_a_widget_fits_the_type_of_its_setting(name: str) -> None:
    setting = SETTINGS[name]
    assert setting.page
    fitting: dict[type, set[Widget]] = {
        str: {Widget.PICKER, Widget.TEXT},
        bool: {Widget.TOGGLE},
        int: {Widget.SLIDER},
        float: {Widget.SLIDER, Widget.STEPS, Widget.LENGTH},
    }
    assert setting.page.widget in fitting[setting.kind]
    if setting.page.widget is Widget.PICKER and name != "tune":
        assert setting.automatic


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda setting: setting.name)
def test_the_page_offers_values_within_the_limits(setting: Setting) -> None:
    for value in setting.page_range:
        setting.check(setting.kind(value))


def test_every_feel_and_every_instrument_for_comping_is_declared() -> None:
    assert list(SETTINGS["feel"].choices or ()) == list(FEELS)
    assert {"", "piano", *(SETTINGS["comping"].choices or ())} == set(COMPING_INSTRUMENTS)


# Values


@pytest.mark.parametrize("setting", [*NUMBERS, BEST_OF], ids=lambda setting: setting.name)
def test_the_ends_of_a_range_belong_to_it(setting: Setting) -> None:
    assert setting.limits
    setting.check(setting.limits.lowest)
    setting.check(setting.limits.highest)


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
        ("band", "yes"),
        ("changes", "C " * LONGEST_TEXT),
        ("player", None),
    ],
)
def test_a_value_out_of_range_is_refused_and_named(name: str, value: object) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(**{name: value})  # type: ignore[arg-type]  # wrong on purpose
    assert caught.value.field == name


def test_the_error_names_the_range() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings(temperature=3.0)
    assert "0.1 to 2.0" in str(caught.value)


def test_zero_leaves_tempo_and_swing_to_tune_and_tempo() -> None:
    settings = Settings(tempo=0, swing=0)
    assert settings.tempo == settings.swing == 0
