"""Single controls: a slider, a picker, each with a slot below it where an error about it is told.

What is wrong stays as typed, and nothing else is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from jazzlstm.errors import ChartError, ChordError, JazzError, ModelFileError, SettingsError
from jazzlstm.generation.settings import RANGES, Settings
from jazzlstm.theory.charts import misread_chords
from jazzlstm.ui.style import plain
from jazzlstm.ui.widget_state import (
    DEFAULTS,
    HIGHEST_SEED,
    LONGEST,
    MOST_COUNTED,
    MOST_INTRO,
    MOST_TAKES,
    SHORTEST,
)

MOST_COMPLAINTS = 6
"""Chords that are told at once."""


@dataclass(slots=True)
class Controls:
    """What the widgets are set to, and where to say what is wrong with it."""

    model: str
    values: dict[str, Any]
    slots: dict[str, DeltaGenerator] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """The settings, checked.

        Raises:
            SettingsError: one is out of its range.
        """
        return Settings(**self.values)

    def complain(self, error: JazzError) -> None:
        """Say what is wrong beside the control that caused it."""
        slot = self.slots.get(self._field_of(error), self.slots["page"])
        misread = misread_chords(self.values["changes"]) if isinstance(error, ChordError) else []
        messages = [str(each) for each in misread[:MOST_COMPLAINTS]] or [str(error)]
        slot.error("  \n".join(plain(message[:1].upper() + message[1:]) for message in messages))

    def _field_of(self, error: JazzError) -> str:
        if isinstance(error, SettingsError):
            return error.field
        if isinstance(error, ModelFileError):
            return "model"
        if isinstance(error, ChartError | ChordError):
            return "changes" if self.values["changes"] else "key"
        return "page"


_PAGE_RANGES = {
    "beats": (SHORTEST, LONGEST),
    "seed": (0, HIGHEST_SEED),
    "takes": (1, MOST_TAKES),
    "count_in": (0, MOST_COUNTED),
    "intro": (0, MOST_INTRO),
}
_FORMATS = {"beats": "%d beats", "tempo": "%d bpm"}


def show_slider(controls: Controls, name: str, label: str, step: float) -> float:
    """A slider over the range of a setting; returns where it stands."""
    lowest, highest = _PAGE_RANGES.get(name, (RANGES[name].lowest, RANGES[name].highest))
    kind: type[int] | type[float] = int if isinstance(DEFAULTS[name], int) else float
    value: float = st.slider(
        label,
        min_value=kind(lowest),
        max_value=kind(highest),
        step=kind(step),
        key=name,
        format=_FORMATS.get(name),
        help=RANGES[name].about,
        persist_state="session",
    )
    controls.values[name] = value
    controls.slots[name] = st.empty()
    return value


def show_picker(
    controls: Controls,
    name: str,
    label: str,
    options: Sequence[str] | Mapping[str, str],
    nobody: str,
    about: str,
    words: Mapping[str, str] | None = None,
) -> None:
    """A picker whose first entry leaves the choice open."""
    drop_stranger(name, options)
    shown = {"": nobody, **(words or {})}
    controls.values[name] = st.selectbox(
        label,
        ["", *options],
        key=name,
        format_func=lambda value: shown.get(value, value),
        help=about,
        persist_state="session",
    )
    controls.slots[name] = st.empty()


def drop_stranger(name: str, options: Iterable[str]) -> None:
    """Leave the choice of a picker open where what stands there, by a link, is none of its options."""
    if st.session_state.get(name) not in ("", *options):
        st.session_state[name] = ""
