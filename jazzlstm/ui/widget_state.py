"""The values of the widgets: those that the page opens with, and settings put into widgets.

Each widget keeps its value in the session under the name of its setting. A link, undo and New solo
change a widget by writing there before it is drawn. A tune sets its own key and tempo.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from jazzlstm.errors import ChartError
from jazzlstm.generation.declaration import Setting, Widget
from jazzlstm.generation.settings import SETTINGS
from jazzlstm.services import play as play_service
from jazzlstm.theory.feels import FEELS
from jazzlstm.theory.keys import MAJOR_TONICS, MINOR_TONICS, parse_key
from jazzlstm.theory.tunes import TUNES
from jazzlstm.ui.solo_length import set_length

OWN = "own changes"
"""The entry of the tune picker that opens the text field."""
FIRST_CHANGES = "| Dm7 | G7 | Cmaj7 | A7b9 |"
"""The changes that play while the text field is empty."""
UNKNOWN_TUNE = "unknown tune"
"""In the session: the name of a tune in a link that does not exist; "" for none."""
OPENING = "opening"
KEPT = "kept"
"""Settings without a widget: their notes are locked or kept in the picture of the music."""
THEME = "theme"
"""A setting without a widget: the melody of a file."""
_USUAL_TEMPO = "usual tempo"
"""In the session: the tempo of the tune in the feel that was chosen last."""
HIGHEST_SEED = int(SETTINGS["seed"].page_range[1])

DEFAULTS: Mapping[str, Any] = {name: setting.opens_with for name, setting in SETTINGS.items()}
"""The settings that the page opens with; ``python -m benchmarks.first_seed`` ranks seeds for it."""


def tune_of(values: Mapping[str, Any]) -> str:
    """The entry of the tune picker for these settings."""
    return OWN if str(values.get("changes", "")).strip() else str(values.get("tune", DEFAULTS["tune"]))


def set_widgets(values: Mapping[str, Any]) -> None:
    """Put settings into the widgets, before they are drawn; a missing setting gets its default."""
    full = {**DEFAULTS, **values}
    state = st.session_state
    for name, setting in SETTINGS.items():
        state[name] = _widget_value(setting, full[name])
    tune = tune_of(full)
    state[UNKNOWN_TUNE] = ""
    if tune != OWN and tune not in TUNES:
        state[UNKNOWN_TUNE], tune = tune, DEFAULTS["tune"]
    state["tune"], state["changes"] = tune, full["changes"] or FIRST_CHANGES
    options = keys_of(tune)
    state["key"] = _same_key(full["key"], options) or (TUNES[tune].key if tune != OWN else "")
    set_tempo(tune, full["feel"], full["tempo"])
    named = tune if tune != OWN else DEFAULTS["tune"]
    set_length({**full, "tune": named, "beats": values.get("beats")})


def _widget_value(setting: Setting, value: Any) -> Any:  # noqa: ANN401 -- of the setting's own type
    """The value that the widget can show that is nearest to ``value``."""
    widget = setting.page and setting.page.widget
    if widget is Widget.STEPS:
        return min(setting.steps, key=lambda step: abs(step - value))
    if widget is Widget.SLIDER and setting.page:
        lowest, highest = setting.page_range
        within = min(max(value, lowest), highest)
        return round(within) if isinstance(setting.page.step, int) else float(within)
    return value


def set_tempo(tune: str, feel: str, tempo: float = 0.0) -> None:
    """Put a tempo into its widget, before it is drawn: by default the one that tune and feel have."""
    state = st.session_state
    state[_USUAL_TEMPO] = usual_tempo(tune, feel)
    state["tempo"] = round(tempo) or state[_USUAL_TEMPO]


def follow_feel(tune: str) -> None:
    """Change the tempo with the feel, unless the visitor has chosen a tempo."""
    state = st.session_state
    before, usual = state[_USUAL_TEMPO], usual_tempo(tune, state["feel"])
    if usual != before and state["tempo"] == before:
        state["tempo"] = usual
    state[_USUAL_TEMPO] = usual


def usual_tempo(tune: str, feel: str) -> int:
    """The tempo of a tune in a feel, in quarter notes per minute; "" for the tune's own feel."""
    known = feel if feel in FEELS else ""
    return round(play_service.usual_tempo("" if tune == OWN else tune, known))


def keys_of(tune: str) -> list[str]:
    """The keys that a tune can be transposed to; "" leaves own changes as written."""
    if tune == OWN:
        return ["", *MAJOR_TONICS]
    is_minor = parse_key(TUNES[tune].key).is_minor
    usual = [f"{tonic} minor" for tonic in MINOR_TONICS] if is_minor else list(MAJOR_TONICS)
    own = TUNES[tune].key
    return usual if own in usual else [own, *usual]


def _same_key(key: str, options: Sequence[str]) -> str:
    """The option with the tonic of ``key``; "" if there is none."""
    try:
        tonic = parse_key(key).pitch_class if key else None
    except ChartError:
        return ""
    return next((option for option in options if option and parse_key(option).pitch_class == tonic), "")


def set_random_seed() -> None:
    """Set the seed to another one."""
    before = st.session_state["seed"]
    st.session_state["seed"] = 1 + (before + secrets.randbelow(HIGHEST_SEED - 1)) % HIGHEST_SEED
