"""The request for a training run, and the limits of the host."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace

from jazzlstm.errors import SettingsError
from jazzlstm.model.recipes import RECIPES, Recipe

MINUTES_VARIABLE = "JAZZLSTM_MOST_MINUTES"
NOTES_VARIABLE = "JAZZLSTM_MOST_NOTES"
DEFAULT_MINUTES = 15.0
DEFAULT_NOTES = 300_000
"""One and a half times the 456 solos of the Weimar Jazz Database."""
METHODS = ("tune", "classic")
"""The recipes of a session: adapt the base model, or train from scratch as the original program did."""
RANGES: dict[str, tuple[float, float]] = {
    "epochs": (1, 1000),
    "units": (8, 1024),
    "learning_rate": (1e-6, 0.1),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one run on a host that others share."""

    minutes: float = DEFAULT_MINUTES
    notes: int = DEFAULT_NOTES

    @classmethod
    def of_this_host(cls) -> Limits:
        """The limits that the environment sets.

        Raises:
            SettingsError: a variable is not a positive number.
        """
        return cls(
            _positive(MINUTES_VARIABLE, DEFAULT_MINUTES), int(_positive(NOTES_VARIABLE, DEFAULT_NOTES))
        )


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The request for a run; None means the recipe's value.

    Raises:
        SettingsError: a value out of its range.
    """

    method: str = "tune"
    name: str = "My style"
    epochs: int | None = None
    units: int | None = None
    learning_rate: float | None = None
    seed: int = 0
    minutes: float = DEFAULT_MINUTES

    def __post_init__(self) -> None:
        for field, (lowest, highest) in RANGES.items():
            value = getattr(self, field)
            if value is not None and not lowest <= value <= highest:
                label = field.replace("_", " ")
                raise SettingsError(f"{label} is {value}; choose from {lowest} to {highest}", field=field)
        if self.method not in METHODS:
            raise SettingsError(
                f"there is no training method {self.method!r}: choose {' or '.join(METHODS)}", field="method"
            )

    def recipe(self) -> Recipe:
        """The recipe of the method, with the values of this request. Nothing is set aside for a test."""
        recipe = RECIPES[self.method]
        plan = replace(recipe.plan, seed=self.seed, test=0.0)
        if self.epochs is not None:
            plan = replace(plan, epochs=self.epochs)
        if self.learning_rate is not None:
            plan = replace(plan, learning_rate=self.learning_rate)
        config = recipe.config if self.units is None else replace(recipe.config, units=self.units)
        return replace(recipe, plan=plan, config=config)


def _positive(variable: str, default: float) -> float:
    text = os.environ.get(variable, "")
    try:
        value = float(text or default)
    except ValueError:
        value = 0.0
    if not value > 0:
        raise SettingsError(f"{variable} is {text!r}: set a number above 0", field=variable)
    return value
