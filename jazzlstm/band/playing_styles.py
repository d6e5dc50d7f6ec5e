"""How soloists of an instrument play: level, vibrato, scoops and falls.

A style belongs to a family of instruments. An instrument that differs from its
family has a separate row. So a new instrument needs only its row in
``theory/instruments.py``.

The shares, depths and vibrato are set by judgement: the public Weimar Jazz Database
has no pitch tracks and marks only the clearest scoops and falls (J. Abeßer et al.,
"Score-Informed Analysis of Intonation and Pitch Modulation in Jazz Solos", ISMIR
2015). Levels are measured (``benchmarks/band.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jazzlstm.theory.instruments import Family, Instrument


@dataclass(frozen=True, slots=True)
class PlayingStyle:
    """Level, vibrato and inflections of a soloist."""

    volume: int
    """MIDI controller 7; each soloist alone measures -34 LUFS before mastering."""
    vibrato: int = 0
    """Modulation wheel (MIDI controller 1) at the end of a long note; 127 is 50 cents, 0 no vibrato."""
    scoops: float = 0.0
    """Share of the long notes at the start of a phrase that begin flat."""
    scoop_cents: int = 0
    falls: float = 0.0
    """Share of the long notes at the end of a phrase that fall."""
    fall_cents: int = 0


# fmt: off -- tables to proofread: volume, vibrato, scoops and their cents, falls and their cents
FAMILY_STYLES: Mapping[Family, PlayingStyle] = MappingProxyType(
    {
        "saxophone": PlayingStyle(62, 66, 0.30, 80, 0.20, 300),
        "brass": PlayingStyle(66, 60, 0.20, 60, 0.30, 500),
        "woodwind": PlayingStyle(56, 40, 0.25, 70, 0.10, 200),
        "flute": PlayingStyle(58, 52, 0.10, 40, 0.05, 150),
        "guitar": PlayingStyle(58, 0, 0.15, 100),
        "keyboard": PlayingStyle(81),
        "mallets": PlayingStyle(81),
    }
)
INSTRUMENT_STYLES: Mapping[str, PlayingStyle] = MappingProxyType(
    {
        "ts": PlayingStyle(63, 72, 0.30, 80, 0.20, 300),
        "as": PlayingStyle(61, 66, 0.30, 80, 0.20, 300),
        "ss": PlayingStyle(56, 60, 0.20, 60, 0.15, 300),
        "bs": PlayingStyle(68, 56, 0.25, 80, 0.20, 300),
        "tp": PlayingStyle(68, 60, 0.15, 60, 0.30, 500),
        "cor": PlayingStyle(68, 66, 0.20, 60, 0.30, 400),
        "tb": PlayingStyle(60, 56, 0.35, 100, 0.30, 600),
        "cl": PlayingStyle(55, 40, 0.25, 70, 0.10, 200),
        "bcl": PlayingStyle(57, 36, 0.20, 70, 0.10, 200),
    }
)
"""Styles of single instruments by short name; they replace the style of the family."""
# fmt: on


def playing_style(instrument: Instrument) -> PlayingStyle:
    """The style of an instrument: its own, or its family's."""
    return INSTRUMENT_STYLES.get(instrument.short, FAMILY_STYLES[instrument.family])
