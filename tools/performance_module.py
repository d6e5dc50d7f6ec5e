"""The text of ``band/performance_statistics.py``, which ``fit_band.py`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jazzlstm.band.note_context import QUANTILES

HEADER = '''"""How soloists of the Weimar Jazz Database play, in figures. Written by a program; don't edit.

    python -m tools.fit_band wjazzd.db

``tools/fit_band.py`` describes each measurement. Source: Weimar Jazz Database, Jazzomat
Research Project, Hochschule für Musik Franz Liszt Weimar (ODbL 1.0).
"""

from __future__ import annotations
'''


@dataclass(frozen=True, slots=True)
class LoudnessFit:
    """Regression of the level on ``DYNAMICS_FEATURES``."""

    slopes: dict[str, float]
    """dB by feature."""
    deviation: float
    """Standard deviation of the residuals in dB."""
    correlation: float
    """Of residuals from note to note."""
    explained: float
    """Share of the variance (R squared)."""
    notes: int


@dataclass(frozen=True, slots=True)
class ArticulationFit:
    """Regression of the share, as a normal score, on ``ARTICULATION_FEATURES``."""

    slopes: dict[str, float]
    """Standard deviations by feature."""
    deviation: float
    """Of the residuals."""
    correlation: float
    """Of residuals from note to note."""


@dataclass(frozen=True, slots=True)
class PerformanceStatistics:
    """The contents of ``band/performance_statistics.py``."""

    swing: list[tuple[int, float, float, int]]
    straight: list[tuple[int, float, float, int]]
    triplet_delay: float
    sixteenth_delay: float
    loudness: LoudnessFit
    sounding_shares: dict[str, dict[str, tuple[float, ...]]]
    articulation: ArticulationFit
    longest_breath: float


def module_text(found: PerformanceStatistics) -> str:
    """The text of ``performance_statistics.py``."""
    loudness, articulation = found.loudness, found.articulation
    parts = [
        HEADER,
        _timing_text("SWING_TIMING", found.swing, "swing"),
        _timing_text("STRAIGHT_TIMING", found.straight, "Latin and funk"),
        f"TRIPLET_DELAY = {found.triplet_delay}",
        f"SIXTEENTH_DELAY = {found.sixteenth_delay}",
        '"""Median delays in swing, in beats."""\n',
        "LOUDNESS = " + _table_text(loudness.slopes),
        '"""dB by feature (``DYNAMICS_FEATURES`` in ``note_context.py``). They explain '
        f'{loudness.explained:.0%} of the variance\nof {loudness.notes:,} notes."""\n',
        f"LOUDNESS_DEVIATION = {loudness.deviation}",
        '"""Standard deviation of the residuals, in dB."""',
        f"LOUDNESS_CORRELATION = {loudness.correlation}",
        '"""Of residuals from note to note."""\n',
        _shares_text(found.sounding_shares),
        "ARTICULATION = " + _table_text(articulation.slopes),
        '"""Standard deviations by which a note is more legato than others of its instrument and length, by\n'
        'feature (``ARTICULATION_FEATURES`` in ``note_context.py``)."""\n',
        f"ARTICULATION_DEVIATION = {articulation.deviation}",
        '"""Standard deviation of the residuals, in the same unit."""',
        f"ARTICULATION_CORRELATION = {articulation.correlation}",
        '"""Of residuals from note to note."""\n',
        f"LONGEST_BREATH_SECONDS = {found.longest_breath}",
        '"""99th percentile of the time that wind players play without a gap of 0.2 s."""\n',
    ]
    return "\n".join(parts)


def _timing_text(name: str, rows: Sequence[tuple[int, float, float, int]], feel: str) -> str:
    lines = "".join(f"    ({tempo}, {on}, {off}),  # {count} pairs\n" for tempo, on, off, count in rows)
    return (
        f'{name} = (\n{lines})\n"""Soloists in {feel}: quarters a minute, median places within the beat of\n'
        'the note on the beat and of the off-beat, in beats."""\n'
    )


def _table_text(values: dict[str, float]) -> str:
    return "{\n" + "".join(f'    "{name}": {value},\n' for name, value in values.items()) + "}"


def _shares_text(table: dict[str, dict[str, tuple[float, ...]]]) -> str:
    rows = []
    for instrument, classes in table.items():
        cells = "".join(f'        "{name}": {shares},\n' for name, shares in classes.items())
        rows.append(f'    "{instrument}": {{\n{cells}    }},\n')
    quantiles = ", ".join(str(each) for each in QUANTILES)
    return (
        "SOUNDING_SHARES = {\n" + "".join(rows) + "}\n"
        f'"""{quantiles} % quantiles of the share of the time to the next note that a note sounds, by\n'
        'instrument ("" for all) and class of its written length."""\n'
    )
