"""How a setting is declared: range, label, help, widget, and its names in links and on the command line.

``settings.py`` holds the table of all settings. Everything else is built from it:

    Setting ─┬─▶ Settings                the default, and the check of a value
             ├─▶ ui/widget_state.py      what the page opens with; values put into widgets
             ├─▶ ui/play/widgets.py      slider, picker, text field or toggle
             ├─▶ ui/play/links.py        the parameter of a link
             └─▶ cli/arguments.py        the option and its help
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum, auto
from typing import Any, TypeGuard

from jazzlstm.errors import SettingsError

Value = str | int | float | bool
"""A value of a setting."""
LONGEST_TEXT = 20_000
"""Characters of any text; a chart of 512 bars has fewer."""
LONGEST_NAME = 80
"""Characters of a name in a link."""
_KEY = "setting"
"""Where the metadata of a dataclass field hold its declaration."""


class Group(Enum):
    """A group of settings: a part of the controls, and a group of options. The value is its title."""

    CHANGES = "changes"
    SOLO = "solo"
    SOLOIST = "soloist"
    ADVANCED = "advanced"
    THEME = "theme"
    BAND = "band"


class Widget(Enum):
    """How a value is set on the page."""

    SLIDER = auto()
    STEPS = auto()
    """A slider over named steps; its first step leaves the choice open."""
    PICKER = auto()
    """A list; its first entry leaves the choice open."""
    LENGTH = auto()
    """A number of choruses or bars."""
    TEXT = auto()
    TOGGLE = auto()


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and the highest value of a number, both included."""

    lowest: float
    highest: float
    unit: str = ""
    """The unit shown after the number: "beats", "bpm"."""


@dataclass(frozen=True, slots=True)
class OnPage:
    """The place of a setting on the page, and its values there."""

    group: Group
    widget: Widget
    step: float = 1
    """The step of a slider; a whole number makes a slider of whole numbers."""
    lowest: float | None = None
    """None: the lowest value there is."""
    highest: float | None = None
    """None: the highest value there is."""
    opens_with: Value | None = None
    """The value on a page that was opened without a link; None: the default."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the command line."""

    metavar: str = ""
    """The placeholder in the help; "": N for a number, NAME for text."""
    flag: str = ""
    """The option itself; "": made from the name of the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting with its label, help, range and widget."""

    label: str
    """The label of the widget on the page."""
    help: str
    """Full sentences: the tooltip on the page, the help on the command line."""
    limits: Range | None = None
    """The range of a number."""
    choices: Mapping[str, str] | None = None
    """Label by value, for a picker; None where the model supplies the values."""
    longest: int = LONGEST_NAME
    """Characters of text that a link may hold."""
    automatic: str = ""
    """The meaning of 0 or "": "Default for this tune". Without it, 0 must be within the limits."""
    shown: Callable[[float], str] | None = None
    """The text that the page shows for a number."""
    page: OnPage | None = None
    """None: no control on the page."""
    option: Option | None = field(default_factory=Option)
    """None: not on the command line."""
    name: str = ""
    """The field of ``Settings``, the parameter of a link, the key of the widget."""
    kind: type[Value] = str
    default: Value = ""

    @property
    def flag(self) -> str:
        """The option on the command line, "" without one."""
        if self.option is None:
            return ""
        words = self.name.replace("_", "-")
        return self.option.flag or (f"--no-{words}" if self.default is True else f"--{words}")

    @property
    def opens_with(self) -> Value:
        """The value on a page that was opened without a link."""
        return self.default if self.page is None or self.page.opens_with is None else self.page.opens_with

    @property
    def page_range(self) -> tuple[float, float]:
        """The lowest and the highest value on the page's slider."""
        if self.page is None or self.limits is None:
            raise TypeError(f"{self.name} has no slider: declare its limits and its place on the page")
        lowest = self.limits.lowest if self.page.lowest is None else self.page.lowest
        highest = self.limits.highest if self.page.highest is None else self.page.highest
        return lowest, highest

    @property
    def steps(self) -> tuple[float, ...]:
        """The values of ``Widget.STEPS``: 0 for the automatic choice, then lowest to highest."""
        lowest, highest = self.page_range
        step = self.page.step if self.page else 1
        return (0.0, *(round(lowest + i * step, 6) for i in range(round((highest - lowest) / step) + 1)))

    def check(self, value: object) -> None:
        """Check type and range.

        Raises:
            SettingsError: ``value`` is not one that this setting can take.
        """
        if self.kind is str:
            self._check_text(value)
        elif self.kind is bool:
            if not isinstance(value, bool):
                raise self._error(f"is {value!r}; it must be true or false")
        else:
            self._check_number(value)

    def _check_text(self, value: object) -> None:
        if not isinstance(value, str):
            raise self._error(f"is {value!r}; it must be text")
        if len(value) > LONGEST_TEXT:
            raise self._error(
                f"must be shorter: {len(value):,} characters are more than the limit of {LONGEST_TEXT:,}."
                " Remove some"
            )

    def _check_number(self, value: object) -> None:
        if not _is_number(value):
            raise self._error(f"is {value!r}; it must be a number")
        if self.kind is int and not isinstance(value, int):
            raise self._error(f"is {value!r}; it must be a whole number")
        if self.limits is None or (self.automatic and value == 0):
            return
        lowest, highest = self.limits.lowest, self.limits.highest
        if not lowest <= value <= highest:  # NaN fails, too
            raise self._error(f"is out of range: choose from {lowest} to {highest}")

    def _error(self, words: str) -> SettingsError:
        return SettingsError(f"{self.name.replace('_', ' ')} {words}", field=self.name)


def declare(default: Any, setting: Setting) -> Any:  # noqa: ANN401 -- as dataclasses.field does
    """A dataclass field with its default, declared by ``setting``."""
    return field(default=default, metadata={_KEY: setting})


def declared(settings: type[Any]) -> dict[str, Setting]:
    """The declarations of a dataclass by name, each completed with name, type and default of its field."""
    return {item.name: _completed(item) for item in fields(settings)}


def _completed(item: Any) -> Setting:  # noqa: ANN401 -- a Field: mypy takes its default for missing
    setting: Setting = item.metadata[_KEY]
    default: Value = item.default
    return replace(setting, name=item.name, kind=type(default), default=default)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
