"""The widget of one setting, made from its declaration, with a slot below it for an error.

A wrong value stays in its widget, and the other widgets keep their values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from jazzlstm.errors import ChartError, ChordError, JazzError, ModelFileError, SettingsError
from jazzlstm.generation.declaration import Setting, Widget
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.theory.charts import misread_chords
from jazzlstm.ui.style import plain

EXPLAIN = "explain"
"""Key of the switch: every control says what it does."""
MOST_ERRORS = 6
"""Chord symbols that are reported at once."""

Choices = Mapping[str, str]
"""Label by value."""


@dataclass(slots=True)
class Controls:
    """The values of the widgets, and the slots for errors about them."""

    model: str
    values: dict[str, Any]
    slots: dict[str, DeltaGenerator] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings, checked.

        Raises:
            SettingsError: a value is out of range.
        """
        return Settings(**self.values)

    def show_error(self, error: JazzError) -> None:
        """Show an error below the control that causes it."""
        slot = self.slots.get(self._field_of(error), self.slots["page"])
        misread = misread_chords(self.values["changes"]) if isinstance(error, ChordError) else []
        messages = [str(each) for each in misread[:MOST_ERRORS]] or [str(error)]
        slot.error("  \n".join(plain(message[:1].upper() + message[1:]) for message in messages))

    def _field_of(self, error: JazzError) -> str:
        if isinstance(error, SettingsError):
            return error.field
        if isinstance(error, ModelFileError):
            return "model"
        if isinstance(error, ChartError | ChordError):
            return "changes" if self.values["changes"] else "key"
        return "page"


def show_setting(controls: Controls, name: str, choices: Choices | None = None) -> None:
    """Draw the widget of a setting and read its value.

    ``choices`` are for a picker with values that depend on the model; an empty picker is not drawn.
    """
    setting = SETTINGS[name]
    if setting.page is None:
        raise TypeError(f"{name} is declared without a place on the page")
    if setting.page.widget is Widget.PICKER:
        choices = setting.choices if choices is None else choices
        drop_unknown(name, choices or ())
        controls.values[name] = _show_picker(setting, choices) if choices else ""
    else:
        controls.values[name] = _DRAWN[setting.page.widget](setting)
    explain(setting.help)
    controls.slots[name] = st.empty()


def explain(words: str) -> None:
    """Say what a control does, if the visitor has switched that on: a button for each would be in the way."""
    if st.session_state.get(EXPLAIN):
        st.caption(words)


def drop_unknown(name: str, choices: Iterable[str]) -> None:
    """Set a picker to its automatic choice if a link gave it a value that it lacks."""
    if st.session_state.get(name) not in ("", *choices):
        st.session_state[name] = ""


def _show_picker(setting: Setting, choices: Choices) -> str:
    labels = {"": setting.automatic, **choices}
    value: str = st.selectbox(
        setting.label,
        list(labels),
        key=setting.name,
        format_func=lambda value: labels.get(value, value),
        persist_state="session",
    )
    return value


def _show_slider(setting: Setting) -> float:
    step = setting.page.step if setting.page else 1
    lowest, highest = (type(step)(end) for end in setting.page_range)
    unit = setting.limits.unit if setting.limits else ""
    value: float = st.slider(
        setting.label,
        min_value=lowest,
        max_value=highest,
        step=step,
        key=setting.name,
        format=f"%d {unit}" if unit else None,
        persist_state="session",
    )
    return value


def _show_steps(setting: Setting) -> float:
    shown = setting.shown or str
    value: float = st.select_slider(
        setting.label,
        setting.steps,
        key=setting.name,
        format_func=lambda step: shown(step) if step else setting.automatic,
        persist_state="session",
    )
    return value


def _show_text(setting: Setting) -> str:
    text = st.text_input(
        setting.label,
        key=setting.name,
        placeholder=setting.automatic,
        max_chars=setting.longest,
        persist_state="session",
    )
    return text.strip()


def _show_toggle(setting: Setting) -> bool:
    return st.toggle(setting.label, key=setting.name, persist_state="session")


_DRAWN: Mapping[Widget, Callable[[Setting], Any]] = {
    Widget.SLIDER: _show_slider,
    Widget.STEPS: _show_steps,
    Widget.TEXT: _show_text,
    Widget.TOGGLE: _show_toggle,
}
