"""Every declared setting is in links, on the page and on the command line, or is declared not to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jazzlstm.cli.arguments import read_arguments
from jazzlstm.encoding.events import REST
from jazzlstm.generation.declaration import Setting, Value, Widget
from jazzlstm.generation.prefix import write_prefix
from jazzlstm.generation.settings import SETTINGS, Settings
from jazzlstm.ui.play.links import read_parameters, write_parameters
from jazzlstm.ui.solo_length import LENGTH
from tests.ui.opened import open_page

FIRST_PARAMETERS = {
    "tune", "changes", "key", "tempo", "feel", "swing", "comping", "beats", "temperature", "top_p", "inside",
    "rhythm_temperature", "seed", "start_note", "player", "instrument", "style", "takes", "band", "count_in",
    "intro", "opening",
}  # fmt: skip
"""Parameters of the first version's links, which keep working."""
FIRST_OPTIONS = {
    "--chart", "--tune", "--key", "--beats", "--temperature", "--rhythm-temperature", "--top-p", "--inside",
    "--seed", "--tempo", "--swing", "--takes", "--count-in", "--intro", "--start-note", "--player", "--feel",
    "--instrument", "--comping", "--no-band",
}  # fmt: skip
"""Options of the first version's command line, which keep working."""
WRITTEN = {
    "opening": write_prefix([(REST, 3)]),
    "arc": "0,50,20",
    "goal": "2:1.5 C4",
    "kept": "96.64.O5",
    "theme": "0.O5",
}
"""Values of text that has a form of its own."""
WITHOUT_WIDGET = {"opening", "kept", "theme"}
"""Notes: from the picture of the music, or from a file."""
WIDGETS = {
    Widget.SLIDER: "slider",
    Widget.STEPS: "select_slider",
    Widget.PICKER: "selectbox",
    Widget.LENGTH: "number_input",
    Widget.TEXT: "text_input",
    Widget.TOGGLE: "toggle",
}
EVERY = pytest.mark.parametrize("setting", SETTINGS.values(), ids=lambda setting: setting.name)


def another_value(setting: Setting) -> Value:
    """A value that is not the default."""
    if setting.name in WRITTEN:
        return WRITTEN[setting.name]
    if setting.limits:
        return setting.kind(setting.page_range[1])
    if setting.kind is bool:
        return not setting.default
    return next(value for value in (setting.choices or {"C4": ""}) if value != setting.default)


def test_parameters_and_options_of_the_first_version_are_still_there() -> None:
    assert set(SETTINGS) >= FIRST_PARAMETERS
    assert {setting.flag for setting in SETTINGS.values()} >= FIRST_OPTIONS


@EVERY
def test_a_link_carries_the_setting(setting: Setting) -> None:
    value = another_value(setting)
    parameters = write_parameters({setting.name: value}, Settings().as_dict())
    assert list(parameters) == [setting.name]
    assert read_parameters(parameters) == {setting.name: value}


@EVERY
def test_the_command_line_has_an_option_for_the_setting(setting: Setting) -> None:
    if setting.option is None:
        assert setting.name in WITHOUT_WIDGET
        return
    value = another_value(setting)
    words = [setting.flag] if setting.kind is bool else [f"{setting.flag}={value}"]
    assert getattr(read_arguments(["generate", *words]), setting.name) == value
    assert getattr(read_arguments(["generate"]), setting.name) is None


def widgets_of(page: AppTest) -> dict[str, str]:
    """Kind of widget by key."""
    kinds = ("slider", "select_slider", "selectbox", "number_input", "text_input", "text_area", "toggle")
    return {str(widget.key): kind for kind in kinds for widget in getattr(page, kind)}


def test_the_page_has_a_widget_for_every_setting(models: Path) -> None:
    page = open_page(changes="| Dm7 | G7 |", theme=WRITTEN["theme"])
    widgets = widgets_of(page)
    wanted = {name: WIDGETS[setting.page.widget] for name, setting in SETTINGS.items() if setting.page}
    widgets["beats"] = widgets.pop(LENGTH)
    assert {name: widgets.get(name) for name in wanted} == {**wanted, "changes": "text_area"}
    assert set(SETTINGS) - set(wanted) == WITHOUT_WIDGET


def test_sliders_have_the_range_that_is_declared(models: Path) -> None:
    page = open_page(theme=WRITTEN["theme"])
    for name, setting in SETTINGS.items():
        if setting.page and setting.page.widget is Widget.SLIDER:
            slider = page.slider(key=name)
            assert (slider.min, slider.max) == setting.page_range
            assert slider.label == setting.label
