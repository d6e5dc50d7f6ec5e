"""The arc: a curve of energy over a solo, which density and register follow.

Energy is -1 (calm) to 1 (intense). Where it is high, rests are less likely, notes shorter, and the line is
drawn upwards; where it is low, the opposite. The curve spans the solo, or a chorus of a solo without an end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from jazzlstm.encoding.events import LENGTHS, WIDEST_INTERVAL
from jazzlstm.encoding.features import FAR
from jazzlstm.errors import SettingsError

Floats: TypeAlias = NDArray[np.floating[Any]]
ARCS: Mapping[str, tuple[float, ...]] = {
    "build": (0.0, 100.0),
    "arch": (0.0, 50.0, 100.0, 30.0),
    "wave": (20.0, 90.0, 20.0, 90.0, 20.0),
    "calm": (10.0, 10.0),
}
"""Shapes by name: percent of energy at points that are equally far apart."""
MOST_POINTS = 64
REST_NATS = 0.9
"""Nats that a rest loses at full energy, and gains at none."""
LENGTH_NATS = 0.5
"""Nats that a length loses at full energy with each doubling."""
MIDDLE = 0.55
"""The middle register, as a part of the range of the instrument."""
REGISTER = 10.0
"""Semitones from the middle register to the one of full energy."""
SPREAD = 7.0
"""Semitones from that register at which a pitch has lost half a nat."""
_DOUBLINGS = np.log2(np.array(LENGTHS) / 6)
_INTERVALS = np.arange(-WIDEST_INTERVAL, WIDEST_INTERVAL + 1)


def read_arc(text: str) -> tuple[float, ...]:
    """The points of a curve, in percent: a name in ``ARCS``, or numbers such as "0,40,100,20"; () for "".

    Raises:
        SettingsError: neither.
    """
    if not text.strip():
        return ()
    if text.strip() in ARCS:
        return ARCS[text.strip()]
    try:
        points = tuple(float(part) for part in text.split(","))
    except ValueError:
        points = ()
    if not 2 <= len(points) <= MOST_POINTS or not all(0 <= point <= 100 for point in points):
        raise SettingsError(
            f"the arc {text[:40]!r} cannot be read: choose from {', '.join(ARCS)}, or write 2 to"
            f" {MOST_POINTS} numbers from 0 to 100, such as 0,40,100,20",
            field="arc",
        )
    return points


def energy_at(points: tuple[float, ...], onsets: NDArray[np.int64], end: int, form: int) -> Floats:
    """Energy on each tick of ``onsets``, (takes,), from -1 to 1. ``form``: ticks of a chorus."""
    place = onsets / end if end < FAR else onsets % form / form
    energy: Floats = np.interp(place * (len(points) - 1), np.arange(len(points)), points) / 50 - 1
    return energy


def rest_odds(energy: Floats) -> Floats:
    """Factor of the odds of a rest, (takes, 1)."""
    odds: Floats = np.exp(-REST_NATS * energy)[:, None]
    return odds


def length_nats(energy: Floats, resting: NDArray[np.bool_]) -> Floats:
    """Nats added to each length of a note, (takes, 31); 0 for rests."""
    nats: Floats = np.where(resting[:, None], 0.0, -LENGTH_NATS * energy[:, None] * _DOUBLINGS)
    return nats


def pitch_nats(energy: Floats, reference: NDArray[np.int64], lowest: int, highest: int) -> Floats:
    """Nats added to each interval, (takes, 49): drawn to the register of this energy."""
    middle = lowest + MIDDLE * (highest - lowest) + REGISTER * energy
    away = reference[:, None] + _INTERVALS - middle[:, None]
    nats: Floats = -0.5 * (away / SPREAD) ** 2
    return nats
