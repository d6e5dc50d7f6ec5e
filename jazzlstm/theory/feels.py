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


# fmt: off -- words of a style in charts, and the nearest feel; the first that fits counts
_STYLE_WORDS = (
    ("ballad", "ballad"),
    ("waltz", "waltz"),
    ("3/4", "waltz"),
    ("bossa", "bossa"),
    ("samba", "bossa"),
    ("latin", "bossa"),
    ("brazil", "bossa"),
    ("bolero", "bossa"),
    ("funk", "funk"),
    ("rock", "funk"),
    ("soul", "funk"),
    ("r&b", "funk"),
    ("pop", "funk"),
    ("disco", "funk"),
    ("even", "straight"),
    ("straight", "straight"),
    ("afro", "straight"),
    ("ecm", "straight"),
    ("two-beat", "two-beat"),
    ("two beat", "two-beat"),
    ("2-beat", "two-beat"),
    ("2 beat", "two-beat"),
)
# fmt: on


def feel_of_style(style: str, beats_a_bar: int = 4) -> str:
    """The feel nearest to the style in a chart, such as "Slow Bossa"; "" for swing and unknown styles.

    Swing in three is the feel of a waltz.
    """
    words = style.lower()
    if words in FEELS:
        return "" if words == "swing" and beats_a_bar != 3 else words  # noqa: PLR2004 -- a bar of three
    named = next((feel for word, feel in _STYLE_WORDS if word in words), "")
    return named or ("waltz" if beats_a_bar == 3 else "")  # noqa: PLR2004 -- a bar of three
