"""The feels a band can play: who plays what, and how it swings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from jazzlstm.band import performance_statistics
from jazzlstm.band.timefeel import TimeFeel
from jazzlstm.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Feel:
    """A way to play: keys into the tables of bass, drums and comping."""

    name: str
    about: str
    bass: str
    drums: str
    comping: str
    swings: bool
    piano: int = 0
    """General MIDI program of the keyboard: a grand, or an electric piano."""


_FEELS = (
    Feel("swing", "walking bass, ride cymbal, the Charleston and its kin", "four", "swing", "swing", True),
    Feel("two-beat", "bass on one and three, as behind the melody", "two", "swing", "swing", True),
    Feel("ballad", "slow, brushes, long chords", "ballad", "brushes", "ballad", True),
    Feel("waltz", "three to the bar, swinging", "waltz", "waltz", "swing", True),
    Feel("bossa", "even eighths, cross-stick, root and fifth", "bossa", "bossa", "bossa", False),
    Feel("funk", "even eighths, a backbeat, electric piano", "funk", "funk", "funk", False, piano=4),
    Feel("straight", "even eighths, open and floating", "even", "even", "even", False),
)

FEELS: Mapping[str, Feel] = MappingProxyType({feel.name: feel for feel in _FEELS})

MOST_LATE = 0.05
"""Seconds by which a soloist lays back at the most: as far as the tables go, at their slowest tempo."""
HEARD_AS_SWING = 0.53
"""From here on a listener hears long and short: a ratio of 1.13 to 1."""
BAND_WANDER, SOLO_WANDER = 0.003, 0.007
"""Seconds. The database's own spread, 20 to 30 ms, holds what it cannot know of each beat's true place,
and people mean most of it; added blindly it sounds like a stumble."""


def find_feel(name: str) -> Feel:
    """The feel of that name.

    Raises:
        SettingsError: there is none.
    """
    if name not in FEELS:
        raise SettingsError(f"there is no feel {name!r}: choose one of {', '.join(FEELS)}", field="feel")
    return FEELS[name]


def band_time(feel: Feel, tempo: float, swing: float = 0.0) -> TimeFeel:
    """How the rhythm section stands in time: on the beat, its off-beat where soloists meet it."""
    return TimeFeel(off_beat=off_beat(feel, tempo, swing), wander=BAND_WANDER)


def solo_time(feel: Feel, tempo: float, swing: float = 0.0) -> TimeFeel:
    """How the soloist stands in time: behind the beat, together on the off-beat.

    Where the band swings little he lays back on the off-beat too, or his second eighth
    would be the longer one.
    """
    table = (
        performance_statistics.SWING_TIMING if swings(feel, swing) else performance_statistics.STRAIGHT_TIMING
    )
    most = MOST_LATE * tempo / 60
    on = min(most, _at(tempo, table, 1))
    meeting = off_beat(feel, tempo, swing)
    if table is performance_statistics.SWING_TIMING:
        late = max(0.0, 0.5 + on - meeting)
        return TimeFeel(meeting, on, late, performance_statistics.LATE_TRIPLET, SOLO_WANDER)
    late = min(most, _at(tempo, table, 2) - 0.5)
    return TimeFeel(meeting, min(on, late), late, performance_statistics.LATE_SIXTEENTH, SOLO_WANDER)


def swings(feel: Feel, swing: float = 0.0) -> bool:
    """Whether eighths are to be heard as long and short: as asked, else as the feel has it."""
    return swing >= HEARD_AS_SWING if swing else feel.swings


def off_beat(feel: Feel, tempo: float, swing: float = 0.0) -> float:
    """Where the off-beat falls within the beat: 0.5 is straight, 0.667 a triplet's last third.

    Args:
        feel: says whether it swings at all.
        tempo: says how far, as measured.
        swing: says it instead of both; 0 leaves it to them.
    """
    if swing:
        return swing
    return _at(tempo, performance_statistics.SWING_TIMING, 2) if feel.swings else 0.5


def _at(tempo: float, table: tuple[tuple[float, float, float], ...], column: int) -> float:
    """A column of a timing table between its rows, and level beyond them."""
    return float(np.interp(tempo, [row[0] for row in table], [row[column] for row in table]))
