"""Solo instruments: range, sound and transposition.

``short`` is the name in the Weimar Jazz Database ("ts"), which ``Solo.instrument``
holds. Ranges are sounding MIDI numbers: the ranges of orchestration books, widened
to hold 99 of 100 notes in the database (such as Coltrane's altissimo). ``program``
is the General MIDI number, from 0; ``written`` is the distance in semitones from the
sound up to the written note: C4 of a tenor saxophone sounds as Bb2.

Source: W. Piston, "Orchestration" (1955); General MIDI 1 sound set; percentiles
of pitch by instrument in WJazzD.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from jazzlstm.errors import UnknownNameError

Family = Literal["saxophone", "brass", "woodwind", "flute", "guitar", "keyboard", "mallets"]
"""How the sound is made; the band's playing styles go by it."""
WINDS: frozenset[Family] = frozenset({"saxophone", "brass", "woodwind", "flute"})


@dataclass(frozen=True, slots=True)
class Instrument:
    """One row of the table of instruments."""

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
"""Instruments by short name; the most frequent solo instruments of jazz first."""

OTHER_NAMES = {
    "tenor": "ts", "tenor sax": "ts", "sax": "ts", "saxophone": "ts", "ts-c": "ts", "alto": "as",
    "alto sax": "as", "soprano": "ss", "soprano sax": "ss", "baritone": "bs", "baritone sax": "bs",
    "tpt": "tp", "tbn": "tb", "vibes": "vib", "gtr": "g", "pno": "p", "flt": "fl",
}  # fmt: skip
"""Other names, by name; "ts-c" is the C-melody saxophone in the database."""


def find_instrument(name: str) -> Instrument:
    """The instrument of a short name ("ts"), a full name or another usual name.

    Raises:
        UnknownNameError: the name is unknown; the message gives the nearest, or all.
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
    raise UnknownNameError(
        f"there is no instrument {name.strip()[:40]!r}: {remedy}", nearest=near[0] if near else ""
    )
