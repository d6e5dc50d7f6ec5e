"""Every knob of a solo: its range, its default, and what it does in a musician's words.

A Settings is checked when it is made, so nothing past this point has to doubt
it. It is plain values only: the command line, the page and a shared link all
speak it, and the same Settings with the same model give the same solo.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeGuard

from jazzlstm.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Range:
    """The lowest and highest value a number may take, and one line of help."""

    lowest: float
    highest: float
    about: str


RANGES: Mapping[str, Range] = {
    "beats": Range(1, 2048, "How long the solo is, in beats."),
    "temperature": Range(0.1, 2.0, "Choice of pitches: low plays it safe, 1 as people do, high takes risks."),
    "rhythm_temperature": Range(0.1, 2.0, "Choice of note lengths: low is even, high is restless."),
    "top_p": Range(0.1, 1.0, "Leaves out the least likely notes: 1 allows everything."),
    "inside": Range(-1, 1, "Which notes to lean to: -1 outside the chords, 0 as people do, 1 inside them."),
    "seed": Range(0, 2**64 - 1, "The same seed plays the same solo again."),
    "tempo": Range(40, 320, "Beats a minute."),
    "swing": Range(0.5, 0.75, "Where the off-beat falls: 0.5 straight, 0.67 triplets, 0.75 dotted."),
    "count_in": Range(0, 8, "Bars counted on the sticks before the music."),
    "intro": Range(0, 64, "Bars that the band plays alone before the solo, the last of the form."),
    "takes": Range(1, 64, "How many solos to improvise side by side."),
}
OPEN = frozenset({"tempo", "swing"})
"""Numbers that may also be 0: the tune's own, the tempo's own."""
BEST_OF = Range(1, 64, "How many takes to choose each from: the one most like what people play.")
"""No part of ``Settings``: the take that was chosen has a seed of its own, which is all a link needs."""
LONGEST_TEXT = 20_000
"""Characters of chart text; a 512-bar chart has fewer."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that makes a solo what it is, beside the model's weights and a primer.

    ``changes`` is chart text and goes before ``tune``. ``key`` transposes ("" as
    written), ``start_note`` is like "G4" ("" lets the network begin), ``tempo`` 0
    and ``feel`` "" are the tune's own, ``swing`` 0 is what soloists of that tempo do, ``comping`` ""
    is the piano. ``player``, ``instrument`` and ``style`` are names the
    model knows, "" for anyone. ``opening`` holds events that are given, as ``openings`` writes
    them; it goes before a primer and a starting note.
    """

    tune: str = "blues"
    changes: str = ""
    key: str = ""
    beats: float = 20.0
    temperature: float = 1.0
    rhythm_temperature: float = 1.0
    top_p: float = 0.98
    inside: float = 0.0
    seed: int = 1
    start_note: str = ""
    tempo: float = 0.0
    feel: str = ""
    swing: float = 0.0
    comping: str = ""
    player: str = ""
    instrument: str = ""
    style: str = ""
    takes: int = 1
    band: bool = True
    count_in: int = 0
    intro: int = 0
    opening: str = ""

    def __post_init__(self) -> None:
        for name, limits in RANGES.items():
            value = getattr(self, name)
            if not (name in OPEN and _is_number(value) and value == 0):
                _check_number(name, value, limits)
        for item in fields(self):
            value = getattr(self, item.name)
            if item.type == "str" and (not isinstance(value, str) or len(value) > LONGEST_TEXT):
                raise SettingsError(
                    f"{item.name} must be text of at most {LONGEST_TEXT} letters", field=item.name
                )
            if item.type == "int" and (isinstance(value, bool) or not isinstance(value, int)):
                raise SettingsError(f"{item.name} is {value!r}; it must be a whole number", field=item.name)
        if self.opening:
            from jazzlstm.generation.prefix import (
                read_prefix,  # and NumPy with it, which --help can do without
            )

            read_prefix(self.opening)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def check_best_of(number: int) -> None:
    """Raises SettingsError for a number of takes that cannot be chosen from."""
    _check_number("best_of", number, BEST_OF)
    if not isinstance(number, int):
        raise SettingsError(f"best of is {number!r}; it must be a whole number", field="best_of")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_number(name: str, value: object, limits: Range) -> None:
    words = name.replace("_", " ")
    if not _is_number(value):
        raise SettingsError(f"{words} is {value!r}; it must be a number", field=name)
    if not limits.lowest <= value <= limits.highest:  # so for NaN too
        raise SettingsError(
            f"{words} is out of range: choose from {limits.lowest} to {limits.highest}", field=name
        )
