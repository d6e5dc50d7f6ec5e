"""Drum patterns by feel, in counts (``rhythm_counts.py``).

For each drum and each number of pulses in a group (a bar of 5 is 3 + 2), a groove has
patterns with their relative frequencies. ``|`` separates the bars of a pattern longer
than one bar, such as the clave of the bossa nova. Strengths are relative to the
drum's velocity in ``VELOCITIES``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from jazzlstm.band.rhythm_counts import WeightedPatterns

KICK = 36
CROSS_STICK = 37
SNARE = 38
LOW_TOM = 41
CLOSED_HAT = 42
PEDAL_HAT = 44
OPEN_HAT = 46
MID_TOM = 47
CRASH = 49
HIGH_TOM = 50
RIDE = 51
BRUSH_TAP = 38
BRUSH_SWIRL = 40
"""General MIDI drum keys; the brush kit has brushes on the snare's keys."""

STANDARD_KIT = 0
JAZZ_KIT = 32
BRUSH_KIT = 40
"""General MIDI (GS) drum kits, as programs of the drum channel."""

VELOCITIES: Mapping[int, int] = MappingProxyType(
    {
        RIDE: 66, PEDAL_HAT: 84, CLOSED_HAT: 88, OPEN_HAT: 80, CRASH: 50,
        KICK: 52, SNARE: 50, CROSS_STICK: 50, LOW_TOM: 58, MID_TOM: 58, HIGH_TOM: 58,
    }
)  # fmt: skip
"""Velocities of a plain stroke, for a kit of equally loud drums with soft hi-hats."""
BRUSH_KIT_VELOCITIES: Mapping[int, int] = MappingProxyType({**VELOCITIES, BRUSH_TAP: 74, BRUSH_SWIRL: 84})


@dataclass(frozen=True, slots=True)
class Groove:
    """A drummer's part in one feel."""

    kit: int
    time: Mapping[int, Mapping[int, WeightedPatterns]]
    """Patterns that keep time, by drum and by pulses in the group."""
    comments: Mapping[int, WeightedPatterns] = field(default_factory=dict)
    """Snare and bass drum under the solo, by pulses in the group (S snare, K bass drum)."""
    comment_share: float = 0.0
    """Share of bars with a comment."""
    longest_fill: int = 2
    """Pulses."""


def _one_pattern(rhythm: Mapping[int, str]) -> Mapping[int, WeightedPatterns]:
    """A table with one pattern for each number of pulses."""
    return {size: ((1.0, text),) for size, text in rhythm.items()}


FEATHER = _one_pattern({4: "~1 ~2 ~3 ~4", 3: "~1 ~2 ~3", 2: "~1 ~2", 1: "~1"})
"""Bass drum, softly on every beat."""
HAT_ON_TWO = _one_pattern({4: "2 4", 3: "2 3", 2: "2", 1: ""})
"""Hi-hat closed by the foot on two and four."""

SWING_RIDE: Mapping[int, WeightedPatterns] = {
    4: (
        (10, "1 >2 ~2& 3 >4 ~4&"),
        (4, "1 >2 3 >4 ~4&"),
        (4, "1 >2 ~2& 3 >4"),
        (3, "1 >2 3 >4"),
        (2, "1 ~1& >2 ~2& 3 >4 ~4&"),
        (2, "1 >2 ~2& 3 ~3& >4"),
        (1, "1 >2 ~2& ~3& >4 ~4&"),
    ),
    3: ((6, "1 >2 ~2& 3"), (3, "1 >2 3 ~3&"), (2, "1 >2 3"), (2, "1 >2 ~2& 3 ~3&")),
    2: ((4, "1 >2 ~2&"), (2, "1 >2"), (1, "1 ~1& >2 ~2&")),
    1: ((1, "1"), (1, "1 ~1&")),
}
SWING_COMMENTS: Mapping[int, WeightedPatterns] = {
    4: (
        (4, "~S2&"), (4, "~S4&"), (3, "~S3&"), (3, "~S1& ~S3"), (3, "S4&"), (2, "~S2& S4"), (2, "~S1& ~S2&"),
        (2, "~S2l ~S3l"), (2, "~S4t ~S4l"), (2, "~S3& K4&"), (2, "K2&"), (1, "K4&"), (1, "~S1 ~S2& K4"),
    ),
    3: ((3, "~S2&"), (3, "~S3&"), (2, "~S1& ~S3"), (1, "~S2 K3&"), (1, "K2&")),
    2: ((2, "~S2&"), (2, "~S1&"), (1, "~S1& K2&")),
    1: ((1, "~S1&"),),
}  # fmt: skip

GROOVES: Mapping[str, Groove] = MappingProxyType(
    {
        "swing": Groove(
            JAZZ_KIT,
            {RIDE: SWING_RIDE, PEDAL_HAT: HAT_ON_TWO, KICK: FEATHER},
            SWING_COMMENTS,
            comment_share=0.45,
            longest_fill=4,
        ),
        "waltz": Groove(
            JAZZ_KIT,
            {
                RIDE: SWING_RIDE,
                PEDAL_HAT: {
                    4: ((1, "2 4"),),
                    3: ((3, "2"), (2, "2 3"), (1, "3")),
                    2: ((1, "2"),),
                    1: ((1, ""),),
                },
                KICK: {4: FEATHER[4], 3: ((3, "~1"), (1, "~1 ~3&")), 2: ((1, "~1"),), 1: ((1, "~1"),)},
            },
            SWING_COMMENTS,
            comment_share=0.35,
        ),
        "brushes": Groove(
            BRUSH_KIT,
            {
                BRUSH_SWIRL: _one_pattern({4: "1 ~2 3 ~4", 3: "1 ~2 ~3", 2: "1 ~2", 1: "~1"}),
                BRUSH_TAP: {
                    4: ((5, "2 ~2& 4 ~4&"), (3, "2 4 ~4&"), (3, "2 ~2& 4"), (2, "2 ~2l ~3 4")),
                    3: ((3, "2 ~2& 3"), (2, "2 3 ~3&"), (1, "2 3")),
                    2: ((2, "2 ~2&"), (1, "2")),
                    1: ((1, ""),),
                },
                PEDAL_HAT: _one_pattern({4: "~2 ~4", 3: "~2 ~3", 2: "~2", 1: ""}),
                KICK: {
                    4: ((3, ""), (2, "~1"), (1, "~1 ~3")),
                    3: ((1, "~1"),),
                    2: ((1, "~1"),),
                    1: ((1, ""),),
                },
            },
            longest_fill=1,
        ),
        "bossa": Groove(
            STANDARD_KIT,
            {
                CLOSED_HAT: _one_pattern(
                    {4: "1 ~1& ~2 ~2& 3 ~3& ~4 ~4&", 3: "1 ~1& ~2 ~2& ~3 ~3&", 2: "1 ~1& ~2 ~2&", 1: "1 ~1&"}
                ),
                CROSS_STICK: {
                    4: ((6, "1 2& 4 | 2 3&"), (2, "1 2& 4 | 2& 4"), (1, "2 3& | 1 2& 4&")),
                    3: ((2, "1 2&"), (1, "1 3")),
                    2: ((1, "1 | 2"),),
                    1: ((1, "~1"),),
                },
                KICK: _one_pattern({4: "1 ~2& 3 ~4&", 3: "1 ~2&", 2: "1 ~2&", 1: "1"}),
            },
        ),
        "funk": Groove(
            STANDARD_KIT,
            {
                CLOSED_HAT: {
                    4: (
                        (5, "1 ~1& 2 ~2& 3 ~3& 4 ~4&"),
                        (2, "1 ~1& ~1a 2 ~2& 3 ~3& ~3a 4 ~4&"),
                        (1, "1 ~1& 2 ~2& 3 ~3& 4"),
                    ),
                    3: ((1, "1 ~1& 2 ~2& 3 ~3&"),),
                    2: ((1, "1 ~1& 2 ~2&"),),
                    1: ((1, "1 ~1&"),),
                },
                OPEN_HAT: {4: ((3, ""), (1, "~4&")), 3: ((1, ""),), 2: ((1, ""),), 1: ((1, ""),)},
                SNARE: {
                    4: ((4, ">2 >4"), (3, ">2 ~2a ~3e >4"), (2, ">2 ~3a >4"), (1, "~1a >2 ~2a ~3e >4 ~4a")),
                    3: ((2, ">2"), (1, ">2 ~2a ~3&")),
                    2: ((1, ">2"),),
                    1: ((1, ""),),
                },
                KICK: {
                    4: ((3, ">1 2& >3&"), (3, ">1 ~1a 2& 3&"), (2, ">1 1& 3 3&"), (2, ">1 2a >3&")),
                    3: ((1, ">1 2&"), (1, ">1 3&")),
                    2: ((1, ">1"),),
                    1: ((1, ">1"),),
                },
            },
        ),
        "even": Groove(
            JAZZ_KIT,
            {
                RIDE: {
                    4: (
                        (4, "1 ~1& 2 ~2& >3 ~3& 4 ~4&"),
                        (3, "1 ~1& 2 >2& ~3& 4 ~4&"),
                        (2, "1 2 ~2& 3 >4 ~4&"),
                    ),
                    3: ((2, "1 ~1& 2 ~2& >3 ~3&"), (1, "1 ~1& 2 >2& ~3&")),
                    2: ((1, "1 ~1& >2 ~2&"),),
                    1: ((1, "1 ~1&"),),
                },
                PEDAL_HAT: _one_pattern({4: "~2 ~4", 3: "~2", 2: "~2", 1: ""}),
                KICK: {
                    4: ((2, "1"), (2, "1 2&"), (1, "1 3&"), (1, "")),
                    3: ((1, "1"), (1, "1 2&")),
                    2: ((1, "1"),),
                    1: ((1, ""),),
                },
                CROSS_STICK: {
                    4: ((3, ""), (1, "~4"), (1, "~2&")),
                    3: ((1, ""),),
                    2: ((1, ""),),
                    1: ((1, ""),),
                },
            },
            SWING_COMMENTS,
            comment_share=0.3,
        ),
    }
)

FILLS: Mapping[int, WeightedPatterns] = {
    4: (
        (3, "R1 S1& S2 S2& M3 M3& L4"),
        (3, "S1 S1t S1l S2 H3 H3t H3l M4 M4l"),
        (2, "S1 K1& S2& K3 H3& M4 L4&"),
        (2, ">S1 ~S1& >S2& ~S3 >H3& ~M4 >L4&"),
    ),
    2: (
        (3, "S1 S1t S1l M2 M2t L2l"),
        (3, "R1 S1& M2 L2&"),
        (3, "~S1 S1& >S2 K2&"),
        (2, "S1 H1& M2 L2&"),
        (1, ">S1 ~S1t ~S1l >S2 ~S2t ~S2l"),
    ),
    1: ((1, "S1 S1t S1l"), (1, "S1 L1&")),
}
"""Fills by length in pulses; the drums are letters of ``DRUM_LETTERS``."""

DRUM_LETTERS: Mapping[str, int] = MappingProxyType(
    {"S": SNARE, "K": KICK, "H": HIGH_TOM, "M": MID_TOM, "L": LOW_TOM, "C": CRASH, "R": RIDE}
)
"""Letters of the drums in comments and fills."""
