"""The feels of the band: what each player plays, and whether eighths swing.

A feel is a row of ``FEELS``. ``bass``, ``drums`` and ``comping`` are keys of
``BASS_PATTERNS`` (``band/bass.py``), ``GROOVES`` (``band/grooves.py``) and
``COMPING_RHYTHMS`` (``band/comping.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jazzlstm.errors import SettingsError

GRAND_PIANO = 0
ELECTRIC_PIANO = 4
ACOUSTIC_BASS = 32
ELECTRIC_BASS = 33
"""General MIDI programs, from 0."""


@dataclass(frozen=True, slots=True)
class Feel:
    """The style of each player in the rhythm section."""

    name: str
    label: str
    bass: str
    drums: str
    comping: str
    swings: bool
    keyboard_program: int = GRAND_PIANO
    bass_program: int = ACOUSTIC_BASS


# fmt: off -- a table to proofread: name, label, bass, drums, comping, whether it swings
_TABLE = (
    Feel("swing", "Swing", "four", "swing", "swing", True),
    Feel("two-beat", "Two-beat", "two", "swing", "swing", True),
    Feel("ballad", "Ballad", "ballad", "brushes", "ballad", True),
    Feel("waltz", "Waltz", "waltz", "waltz", "swing", True),
    Feel("bossa", "Bossa nova", "bossa", "bossa", "bossa", False),
    Feel("funk", "Funk", "funk", "funk", "funk", False, ELECTRIC_PIANO, ELECTRIC_BASS),
    Feel("straight", "Straight eighths", "even", "even", "even", False),
)
# fmt: on

FEELS: Mapping[str, Feel] = MappingProxyType({feel.name: feel for feel in _TABLE})


def find_feel(name: str) -> Feel:
    """The feel of a name.

    Raises:
        SettingsError: no such feel.
    """
    if name not in FEELS:
        raise SettingsError(f"there is no feel {name!r}: choose one of {', '.join(FEELS)}", field="feel")
    return FEELS[name]
