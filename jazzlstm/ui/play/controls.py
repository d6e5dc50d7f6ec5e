"""The controls, top to bottom: changes, solo, soloist, model, advanced settings, band.

The advanced settings are drawn when their section is open: drawing a dozen widgets that few use took half
of the time of each rerun.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from jazzlstm.audio.soundfont import choose_soundfont
from jazzlstm.encoding.conditioning import Conditioning
from jazzlstm.errors import JazzError
from jazzlstm.generation.declaration import Group, Setting, Widget
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.services.play import prepare
from jazzlstm.ui.play.changes import show_changes
from jazzlstm.ui.play.length import show_length
from jazzlstm.ui.play.primer import show_primer
from jazzlstm.ui.play.theme import show_theme
from jazzlstm.ui.play.widgets import EXPLAIN, Choices, Controls, drop_unknown, explain, show_setting
from jazzlstm.ui.visitor import own_models
from jazzlstm.ui.widget_state import DEFAULTS, KEPT, OPENING, THEME, set_random_seed

ADVANCED = "advanced"
"""Key of the section of advanced settings: whether it is open."""


def show_controls(models: Sequence[str], conditioning: Conditioning) -> Controls:
    """Draw all controls and read their values."""
    controls = Controls(st.session_state["model"], dict(DEFAULTS))
    for name in (OPENING, KEPT, THEME):
        controls.values[name] = st.session_state[name]
    choices = {
        "player": {name: name for name in conditioning.players},
        "style": {name: name.capitalize() for name in conditioning.styles},
    }
    st.html('<span id="settings"></span>')
    show_changes(controls)
    _show_group(controls, Group.SOLO, choices)
    _show_new_solo()
    _show_group(controls, Group.SOLOIST, choices)
    st.toggle("Explain the settings", key=EXPLAIN)
    advanced = st.expander("Advanced", key=ADVANCED, on_change="rerun")
    controls.slots["model"] = st.empty()
    _report_missing(controls, models)
    if advanced.open:
        with advanced:
            _show_models(models)
            _show_group(controls, Group.ADVANCED, choices)
            show_primer()
            show_theme()
            if st.session_state[THEME]:
                _show_group(controls, Group.THEME, choices)
            else:
                _read_hidden(controls, choices, Group.THEME)
            _show_group(controls, Group.BAND, choices)
            _show_soundfont()
    else:
        _read_hidden(controls, choices, Group.ADVANCED, Group.THEME, Group.BAND)
    _show_remarks(controls)
    controls.slots["page"] = st.empty()
    controls.model = st.session_state["model"]
    return controls


def _settings_of(*groups: Group) -> list[Setting]:
    return [setting for setting in SETTINGS.values() if setting.page and setting.page.group in groups]


def _show_group(controls: Controls, group: Group, choices: Mapping[str, Choices]) -> None:
    for setting in _settings_of(group):
        if setting.page and setting.page.widget is Widget.LENGTH:
            controls.values[setting.name] = show_length(controls.values)
            controls.slots[setting.name] = st.empty()
        else:
            show_setting(controls, setting.name, choices.get(setting.name))


def _show_new_solo() -> None:
    st.button(
        "New solo",
        key="new_solo",
        icon=":material/casino:",
        on_click=set_random_seed,
        type="primary",
        width="stretch",
    )


def _show_soundfont() -> None:
    """Which SoundFont plays, and why it isn't the one that the server's settings name."""
    choice = choose_soundfont()
    st.caption(f"Instruments: {choice.path.stem.replace('_', ' ')}")
    if choice.problem:
        st.html(f"<small>{escape(choice.problem)}</small>")


def _report_missing(controls: Controls, models: Sequence[str]) -> None:
    if len(models) > 1 and st.session_state["model"] not in models:
        controls.slots["model"].info(
            "Your network has expired or was deleted, so another network plays. Choose one under Network."
        )
        st.session_state["model"] = models[0]


def _show_remarks(controls: Controls) -> None:
    """What the visitor may not expect of the feel: below Feel, or below the tempo while Feel is hidden."""
    values = controls.values
    if not values["feel"]:
        return
    try:
        chosen = Settings(**{name: values[name] for name in ("tune", "changes", "key", "tempo", "feel")})
        remarks = prepare(chosen).remarks
    except JazzError:  # reported once, when the solo is made
        return
    if remarks:
        controls.slots.get("feel", controls.slots["tempo"]).caption("  \n".join(remarks))


def _show_models(models: Sequence[str]) -> None:
    if len(models) > 1:
        own = own_models()
        st.selectbox(
            "Network",
            models,
            key="model",
            format_func=lambda name: own.get(name, name),
            persist_state="session",
        )
        explain("The trained network that improvises.")


def _read_hidden(controls: Controls, choices: Mapping[str, Choices], *groups: Group) -> None:
    """Read settings that are not drawn."""
    for setting in _settings_of(*groups):
        name = setting.name
        if setting.page and setting.page.widget is Widget.PICKER:
            drop_unknown(name, choices.get(name, setting.choices or {}))
        value = st.session_state[name]
        controls.values[name] = value.strip() if isinstance(value, str) else value
