"""Settings in the address, so that a link gives the same solo.

Only the fields of ``Settings`` that the page offers are written and read, each
checked against its range; what is unknown or out of range is left out, as if it
had not been there. Defaults are left out too: a short link is a kind link. The
model goes with its fingerprint, so that a link can say when it has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields

from jazzlstm.errors import SettingsError
from jazzlstm.generation.prefix import LONGEST_PREFIX
from jazzlstm.generation.settings import LONGEST_TEXT, Settings

FINGERPRINT = "is"
"""The parameter that holds the fingerprint of the model file."""
MODEL = "model"
TAKE = "take"
"""Which of the takes plays, from 1."""
LONGEST_NAME = 80
LONGEST: Mapping[str, int] = {"changes": LONGEST_TEXT, "opening": LONGEST_PREFIX}
"""Letters of a parameter, where that is not LONGEST_NAME."""

Setting = str | int | float | bool

_SHARED = (
    "tune", "changes", "key", "tempo", "feel", "swing", "comping", "beats", "temperature",
    "rhythm_temperature", "top_p", "inside", "seed", "start_note", "player", "instrument", "style",
    "takes", "band", "count_in", "intro", "opening",
)  # fmt: skip
_KINDS: Mapping[str, str] = {item.name: str(item.type) for item in fields(Settings)}
_DEFAULTS: Mapping[str, Setting] = Settings().as_dict()


def write_address(settings: Mapping[str, Setting], defaults: Mapping[str, Setting]) -> dict[str, str]:
    """Query parameters for those settings that differ from ``defaults``."""
    return {
        name: _as_text(settings[name])
        for name in _SHARED
        if name in settings and settings[name] != defaults.get(name, _DEFAULTS[name])
    }


def read_address(query: Mapping[str, str]) -> dict[str, Setting]:
    """The settings that query parameters hold, as far as they make sense."""
    found = {}
    for name in _SHARED:
        if name in query:
            value = _read(name, query[name])
            if value is not None:
                found[name] = value
    return found


def read_take(query: Mapping[str, str]) -> int:
    """The take that the address asks for, from 0; the first if it asks for none."""
    text = query.get(TAKE, "")
    return int(text) - 1 if text.isascii() and text.isdigit() and 1 <= len(text) <= 2 and int(text) else 0


def _read(name: str, text: str) -> Setting | None:
    """The value of one parameter, None if it is none that this setting may take."""
    if len(text) > LONGEST.get(name, LONGEST_NAME):
        return None
    try:
        value = _READERS[_KINDS[name]](text)
        Settings(**{name: value})  # type: ignore[arg-type]  # the reader of its kind made it
    except (ValueError, OverflowError, SettingsError):
        return None
    return value


def _read_flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(text)
    return text == "1"


_READERS: Mapping[str, Callable[[str], Setting]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": _read_flag,
}


def _as_text(value: Setting) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
