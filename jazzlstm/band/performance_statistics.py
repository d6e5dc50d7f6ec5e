"""How soloists of the Weimar Jazz Database play, in figures. Written by a program; don't edit.

    python -m tools.fit_band wjazzd.db

``tools/fit_band.py`` describes each measurement. Source: Weimar Jazz Database, Jazzomat
Research Project, Hochschule für Musik Franz Liszt Weimar (ODbL 1.0).
"""

from __future__ import annotations

SWING_TIMING = (
    (115, 0.087, 0.68),  # 267 pairs
    (133, 0.076, 0.655),  # 969 pairs
    (148, 0.084, 0.666),  # 632 pairs
    (171, 0.079, 0.653),  # 1010 pairs
    (191, 0.07, 0.644),  # 1644 pairs
    (210, 0.057, 0.621),  # 1802 pairs
    (232, 0.05, 0.601),  # 1762 pairs
    (257, 0.04, 0.588),  # 3637 pairs
    (284, 0.026, 0.566),  # 3726 pairs
    (313, -0.005, 0.538),  # 2272 pairs
)
"""Soloists in swing: quarters a minute, median places within the beat of the note
on the beat and of the off-beat, in beats."""

STRAIGHT_TIMING = (
    (155, 0.062, 0.594),  # 1005 pairs
)
"""Soloists in Latin and funk: quarters a minute, median places within the beat of the note
on the beat and of the off-beat, in beats."""

TRIPLET_DELAY = 0.029
SIXTEENTH_DELAY = 0.02
"""Median delays in swing, in beats."""

LOUDNESS = {
    "height": 1.94,
    "rise": -0.04,
    "peak": 0.33,
    "valley": -1.65,
    "length": 0.15,
    "downbeat": 0.01,
    "on the beat": 0.21,
    "off-beat": -0.01,
    "phrase start": -0.51,
    "phrase end": -0.82,
    "phrase position": -1.39,
}
"""dB by feature (``DYNAMICS_FEATURES`` in ``note_context.py``). They explain 11% of the variance
of 174,360 notes."""

LOUDNESS_DEVIATION = 4.08
"""Standard deviation of the residuals, in dB."""
LOUDNESS_CORRELATION = 0.3
"""Of residuals from note to note."""

SOUNDING_SHARES = {
    "": {
        "eighth": (0.56, 0.77, 0.87, 0.93, 1.0),
        "long": (0.76, 0.89, 0.94, 0.97, 1.0),
        "quarter": (0.52, 0.69, 0.85, 0.93, 0.99),
        "short": (0.6, 0.78, 0.87, 0.94, 1.0),
    },
    "as": {
        "eighth": (0.56, 0.79, 0.88, 0.94, 1.0),
        "long": (0.76, 0.89, 0.95, 0.97, 1.0),
        "quarter": (0.5, 0.67, 0.83, 0.93, 1.0),
        "short": (0.62, 0.8, 0.89, 0.96, 1.0),
    },
    "bcl": {
        "eighth": (0.55, 0.79, 0.87, 0.94, 1.0),
        "short": (0.63, 0.77, 0.85, 0.91, 1.0),
    },
    "bs": {
        "eighth": (0.65, 0.78, 0.85, 0.9, 0.95),
        "quarter": (0.5, 0.65, 0.81, 0.89, 0.95),
        "short": (0.61, 0.78, 0.85, 0.9, 0.96),
    },
    "cl": {
        "eighth": (0.61, 0.76, 0.85, 0.92, 0.97),
        "long": (0.78, 0.88, 0.92, 0.97, 0.99),
        "quarter": (0.52, 0.67, 0.81, 0.91, 0.96),
        "short": (0.63, 0.76, 0.84, 0.9, 0.97),
    },
    "cor": {
        "eighth": (0.54, 0.73, 0.82, 0.9, 0.96),
        "quarter": (0.45, 0.59, 0.72, 0.85, 0.96),
        "short": (0.57, 0.72, 0.81, 0.89, 0.97),
    },
    "g": {
        "eighth": (0.61, 0.75, 0.83, 0.9, 0.97),
        "long": (0.72, 0.86, 0.93, 0.95, 0.98),
        "quarter": (0.54, 0.68, 0.81, 0.9, 0.96),
        "short": (0.55, 0.76, 0.84, 0.91, 0.99),
    },
    "p": {
        "eighth": (0.8, 0.9, 0.95, 0.98, 1.0),
        "long": (0.73, 0.86, 0.94, 0.97, 1.0),
        "quarter": (0.58, 0.79, 0.92, 0.97, 1.0),
        "short": (0.76, 0.89, 0.94, 1.0, 1.0),
    },
    "ss": {
        "eighth": (0.59, 0.78, 0.86, 0.92, 0.98),
        "long": (0.8, 0.9, 0.94, 0.97, 0.99),
        "quarter": (0.54, 0.75, 0.86, 0.93, 0.98),
        "short": (0.59, 0.73, 0.82, 0.89, 0.97),
    },
    "tb": {
        "eighth": (0.52, 0.71, 0.81, 0.89, 0.97),
        "long": (0.71, 0.83, 0.89, 0.94, 0.98),
        "quarter": (0.49, 0.63, 0.77, 0.87, 0.95),
        "short": (0.55, 0.71, 0.81, 0.9, 1.0),
    },
    "tp": {
        "eighth": (0.55, 0.76, 0.86, 0.93, 1.0),
        "long": (0.77, 0.9, 0.95, 0.98, 1.0),
        "quarter": (0.52, 0.67, 0.84, 0.93, 0.99),
        "short": (0.59, 0.76, 0.85, 0.92, 1.0),
    },
    "ts": {
        "eighth": (0.56, 0.78, 0.87, 0.94, 1.0),
        "long": (0.77, 0.9, 0.95, 0.98, 1.0),
        "quarter": (0.53, 0.72, 0.86, 0.94, 1.0),
        "short": (0.6, 0.78, 0.87, 0.94, 1.0),
    },
    "ts-c": {
        "eighth": (0.43, 0.62, 0.75, 0.9, 1.0),
        "short": (0.63, 0.8, 0.88, 0.95, 1.0),
    },
    "vib": {
        "eighth": (0.54, 0.73, 0.84, 0.91, 1.0),
        "quarter": (0.51, 0.73, 0.85, 0.91, 0.97),
        "short": (0.59, 0.76, 0.86, 0.95, 1.0),
    },
}
"""5, 25, 50, 75, 95 % quantiles of the share of the time to the next note that a note sounds, by
instrument ("" for all) and class of its written length."""

ARTICULATION = {
    "same note": -0.53,
    "step": 0.17,
    "leap": -0.29,
}
"""Standard deviations by which a note is more legato than others of its instrument and length, by
feature (``ARTICULATION_FEATURES`` in ``note_context.py``)."""

ARTICULATION_DEVIATION = 0.98
"""Standard deviation of the residuals, in the same unit."""
ARTICULATION_CORRELATION = 0.21
"""Of residuals from note to note."""

LONGEST_BREATH_SECONDS = 9.3
"""99th percentile of the time that wind players play without a gap of 0.2 s."""
