"""Who can play the solo: range, sound and transposition of each instrument.

``short`` is the name the Weimar Jazz Database uses ("ts"), which is what
``Solo.instrument`` holds. Ranges are what sounds, in MIDI numbers: written
ranges of the orchestration books, stretched to what 99 of 100 notes in the
database need (Coltrane's altissimo on the tenor, for one). ``program`` is the
General MIDI number, from 0; ``written`` is how many semitones above the sound a
player reads: a tenor's C4 sounds as Bb2.

Source: W. Piston, "Orchestration" (1955); General MIDI 1 sound set; percentiles
of pitch by instrument in WJazzD.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from jazzlstm.errors import InputError

Family = Literal["saxophone", "brass", "woodwind", "flute", "guitar", "keyboard", "mallets"]
"""How the sound is made; the band's playing styles go by it."""
WINDS: frozenset[Family] = frozenset({"saxophone", "brass", "woodwind", "flute"})


@dataclass(frozen=True, slots=True)
class Instrument:
    """What an arranger has to know of an instrument."""

    short: str
    name: str
    family: Family
    lowest: int
    highest: int
    program: int
    written: int = 0
    """Semitones that a part is written above its sound."""

    @property
    def breathes(self) -> bool:
        """True for a wind instrument, whose player stops for breath."""
        return self.family in WINDS


# fmt: off -- a table to proofread: short, name, family, lowest and highest MIDI pitch, program, written
_TABLE = (
    Instrument("ts", "tenor saxophone", "saxophone", 44, 81, 66, 14),
    Instrument("as", "alto saxophone", "saxophone", 49, 84, 65, 9),
    Instrument("ss", "soprano saxophone", "saxophone", 56, 88, 64, 2),
    Instrument("bs", "baritone saxophone", "saxophone", 36, 72, 67, 21),
    Instrument("tp", "trumpet", "brass", 52, 85, 56, 2),
    Instrument("cor", "cornet", "brass", 52, 84, 56, 2),
    Instrument("tb", "trombone", "brass", 40, 74, 57),
    Instrument("cl", "clarinet", "woodwind", 50, 91, 71, 2),
    Instrument("bcl", "bass clarinet", "woodwind", 34, 77, 71, 14),
    Instrument("fl", "flute", "flute", 60, 96, 73),
    Instrument("vib", "vibraphone", "mallets", 53, 89, 11),
    Instrument("g", "guitar", "guitar", 40, 84, 26, 12),
    Instrument("p", "piano", "keyboard", 36, 96, 0),
)
# fmt: on

INSTRUMENTS: Mapping[str, Instrument] = MappingProxyType({each.short: each for each in _TABLE})
"""By short name, the commonest soloists of jazz first."""

OTHER_NAMES = {
    "tenor": "ts", "tenor sax": "ts", "sax": "ts", "saxophone": "ts", "ts-c": "ts", "alto": "as",
    "alto sax": "as", "soprano": "ss", "soprano sax": "ss", "baritone": "bs", "baritone sax": "bs",
    "tpt": "tp", "tbn": "tb", "vibes": "vib", "gtr": "g", "pno": "p", "flt": "fl",
}  # fmt: skip
"""What people call them besides; "ts-c" is the database's C-melody saxophone."""


def find_instrument(name: str) -> Instrument:
    """The instrument of a short name ("ts"), a full one, or what people call it besides.

    Raises:
        InputError: no such instrument; the message names the nearest, or all.
    """
    asked = " ".join(name.lower().replace("-", " ").replace("_", " ").split())
    by_name = (
        {each.name: each.short for each in _TABLE} | OTHER_NAMES | {each.short: each.short for each in _TABLE}
    )
    short = by_name.get(asked) or by_name.get(name.strip().lower())
    if short:
        return INSTRUMENTS[short]
    near = get_close_matches(asked[:40], by_name, n=1, cutoff=0.6)
    remedy = f"did you mean {near[0]}?" if near else f"choose one of {', '.join(INSTRUMENTS)}"
    raise InputError(f"there is no instrument {name.strip()[:40]!r}: {remedy}")
