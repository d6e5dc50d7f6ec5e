"""An entry of the history, and what changed since the entry before it."""

from __future__ import annotations

from dataclasses import dataclass

from jazzlstm.generation.declaration import Setting, Value
from jazzlstm.generation.settings import SETTINGS, Settings

MOST_CHANGES = 3
"""Changes that are named; more settings change together when a link is opened or the tune changes."""
_NAMELESS = {"tune", "changes", "opening", "kept", "theme"}
"""Settings that the title tells, or that have no words."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A solo that can be played again."""

    model: str
    settings: Settings
    take: int


def describe_change(before: HistoryEntry | None, entry: HistoryEntry, title: str) -> str:
    """The title, and what differs from the solo before: "Jazz blues · temperature 0.8"."""
    seed = f"seed {entry.settings.seed}"
    if before is None or _piece(before) != _piece(entry):
        return f"{title} · {seed}"
    changed = [
        _words(setting, now)
        for name, setting in SETTINGS.items()
        if name not in _NAMELESS and (now := getattr(entry.settings, name)) != getattr(before.settings, name)
    ]
    if entry.settings.opening != before.settings.opening:
        changed.append("locked notes" if entry.settings.opening else "unlocked")
    if entry.settings.kept != before.settings.kept:
        changed.append("kept notes" if entry.settings.kept else "no kept notes")
    if entry.settings.theme != before.settings.theme:
        changed.append("another theme" if entry.settings.theme else "no theme")
    if entry.take != before.take:
        changed.append(f"take {entry.take + 1}")
    if entry.model != before.model:
        changed.append(f"network {entry.model}")
    return " · ".join([title, *changed[:MOST_CHANGES]])


def _piece(entry: HistoryEntry) -> tuple[str, str]:
    return entry.settings.tune, entry.settings.changes


def _words(setting: Setting, value: Value) -> str:
    """A setting and its value, such as "temperature 0.8" and "instrument trumpet"."""
    label = setting.label[:1].lower() + setting.label[1:]
    if isinstance(value, bool):
        return label if value else f"no {label}"
    if isinstance(value, float):
        return f"{label} {value:g}" if value or not setting.automatic else f"{label} automatic"
    shown = (setting.choices or {}).get(str(value), str(value)) or setting.automatic
    return f"{label} {shown[:1].lower() + shown[1:] if setting.choices else shown}"
