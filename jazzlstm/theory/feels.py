"""The feels of the band: what each player plays, and whether eighths swing.

A feel is a row of ``FEELS``. ``bass``, ``drums`` and ``comping`` are keys of
``BASS_PATTERNS`` (``band/bass.py``), ``GROOVES`` (``band/grooves.py``) and
``COMPING_RHYTHMS`` (``band/comping_rhythms.py``).
"""

from __future__ import annotations

import re
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
    tempos: tuple[float, float, float] = (80.0, 140.0, 320.0)
    """Slowest, usual and fastest quarter notes a minute."""
    beats: float = 0.0
    """Quarter notes in the bars that the feel is for; 0 for any."""
    keyboard_program: int = GRAND_PIANO
    bass_program: int = ACOUSTIC_BASS

    def tempo_near(self, tempo: float) -> float:
        """The tempo itself if the feel is played so fast or slow, else its usual one."""
        slowest, usual, fastest = self.tempos
        return tempo if slowest <= tempo <= fastest else usual


# fmt: off -- a table to proofread: name, label, bass, drums, comping, whether it swings, tempos
_TABLE = (
    Feel("swing", "Swing", "four", "swing", "swing", True, (90, 140, 320)),
    Feel("two-beat", "Two-beat", "two", "swing", "swing", True, (80, 140, 240)),
    Feel("ballad", "Ballad", "ballad", "brushes", "ballad", True, (40, 66, 90)),
    Feel("waltz", "Waltz", "waltz", "waltz", "swing", True, (90, 150, 240), 3),
    Feel("bossa", "Bossa nova", "bossa", "bossa", "bossa", False, (100, 132, 180)),
    Feel("funk", "Funk", "funk", "funk", "funk", False, (80, 104, 132), 0, ELECTRIC_PIANO, ELECTRIC_BASS),
    Feel("straight", "Straight eighths", "even", "even", "even", False, (80, 140, 320)),
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


_OTHER_STYLE_WORDS = ("swing", "jazz", "shuffle", "medium", "up tempo", "uptempo", "fast", "slow", "moderate")


def names_style(words: str) -> bool:
    """Whether words above a chart name its style, as "Medium Swing" does."""
    plain = words.lower()
    return any(re.search(rf"\b{re.escape(word)}", plain) for word in _OTHER_STYLE_WORDS) or any(
        re.search(rf"\b{re.escape(word)}\b", plain) for word, _ in _STYLE_WORDS
    )
