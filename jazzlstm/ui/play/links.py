"""Settings as parameters of a link, so that a link gives the same solo.

Each setting has one parameter, its name. A parameter that is unknown or out of range is ignored. Settings
with their default value are not written: links stay short. A link also names the model and its fingerprint,
so that the page can warn when the model has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jazzlstm.errors import SettingsError
from jazzlstm.generation.declaration import Setting, Value
from jazzlstm.generation.settings import SETTINGS, Settings

FINGERPRINT = "is"
"""Parameter: the fingerprint of the model's weights."""
MODEL = "model"
"""Parameter: the name of the model."""
TAKE = "take"
"""Parameter: the take that plays, from 1."""
LONGEST_LINK = 30_000
"""Characters: a longer one holds no chart."""
LONGEST_INTEGER = 1e6
"""From this value on a float is written in full, because "%g" would round it."""


def write_parameters(values: Mapping[str, Value], defaults: Mapping[str, Value]) -> dict[str, str]:
    """The parameters of those settings that differ from ``defaults``."""
    return {
        name: _as_text(values[name])
        for name, setting in SETTINGS.items()
        if name in values and values[name] != defaults.get(name, setting.default)
    }


def read_parameters(query: Mapping[str, str]) -> dict[str, Value]:
    """The settings in a query, without those that are out of range."""
    found = {name: _read(setting, query[name]) for name, setting in SETTINGS.items() if name in query}
    return {name: value for name, value in found.items() if value is not None}


def read_settings(query: Mapping[str, str]) -> Settings:
    """The settings in a query; a setting that is missing or out of range has its default."""
    return Settings(**read_parameters(query))  # type: ignore[arg-type]  # of the types that the settings declare


def link_parameters(model: str, settings: Settings, take: int) -> dict[str, str]:
    """All parameters of a link to a take, from 0; without the fingerprint of the model."""
    parameters = write_parameters(settings.as_dict(), Settings().as_dict())
    if take:
        parameters[TAKE] = str(take + 1)
    return {**parameters, MODEL: model}


def read_take(query: Mapping[str, str]) -> int:
    """The take in a query, from 0; the first if there is none."""
    text = query.get(TAKE, "")
    return int(text) - 1 if text.isascii() and text.isdigit() and 1 <= len(text) <= 2 and int(text) else 0


def _read(setting: Setting, text: str) -> Value | None:
    """The value of one parameter; None if the setting cannot take it."""
    if len(text) > setting.longest:
        return None
    try:
        value = _READERS[setting.kind](text)
        settings = Settings(**{setting.name: value})  # type: ignore[arg-type]  # of the type it declares
    except (ValueError, OverflowError, SettingsError):
        return None
    found: Value = getattr(settings, setting.name)
    return found


def _read_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


_READERS: Mapping[type, Callable[[str], Value]] = {str: str, int: int, float: float, bool: _read_flag}


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) and value < LONGEST_INTEGER else str(value)
