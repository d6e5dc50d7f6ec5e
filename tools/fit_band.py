"""Statistics of human performance in the Weimar Jazz Database, for ``band/performance_statistics.py``.

    python -m tools.fit_band wjazzd.db

reads a copy of the database (https://jazzomat.hfm-weimar.de/download) and writes that
module. The module holds no notes of the database: medians, quantiles and regression
coefficients only.

- *Timing*: beats with two notes, on the beat and after it, and a note on the next
  beat. Median place of both within the beat, by tempo.
- *Loudness*: one linear regression of each note's median level, relative to the mean
  of its solo, on ``DYNAMICS_FEATURES``.
- *Breath*: 99th percentile of the time between two gaps of a fifth of a second, wind
  instruments only.
- *Articulation*: quantiles of the share of the time to the next note that a note
  sounds, by instrument and written length, where no rest follows (before a rest the
  network generates the length). One linear regression of the rank within instrument
  and length, as a normal score, on ``ARTICULATION_FEATURES``.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band import performance_statistics
from jazzlstm.band.breathing import breath_lengths
from jazzlstm.band.note_context import (
    ARTICULATION_FEATURES,
    DYNAMICS_FEATURES,
    QUANTILES,
    articulation_features,
    dynamics_features,
    length_class,
)
from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.errors import InputError
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.instruments import INSTRUMENTS
from tools.performance_module import ArticulationFit, LoudnessFit, PerformanceStatistics, module_text
from tools.recordings import RecordedNote, Recording, read_recordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

SWINGING = ("SWING", "TWOBEAT")
STRAIGHT = ("LATIN", "FUNK")
TRIPLETS = 3
SIXTEENTHS = 4
"""Divisions of the beat."""
TEMPO_EDGES = (100, 120, 140, 160, 180, 200, 220, 240, 270, 300, 360)
"""Quarters a minute; below 100 too few beats have two notes."""
ALL_TEMPOS = (0, 1000)
FEWEST_PAIRS = 50
"""Pairs of eighths that a tempo needs for a row."""
EIGHTH_PAIRS = {(2, 2), (3, 3), (4, 3), (4, 4)}
"""(division, tatum) of the second of two notes in a beat: the database writes a swung pair as eighths,
as the outer notes of a triplet, or dotted."""
CONTIGUOUS = 0.1
"""Largest deviation of a beat's length, as a share of it, for the next beat to count as the next."""
OUTLIER_DB = 25.0
"""Distance from the mean of the solo beyond which a level is an error."""
FEWEST_LEVELS = 30
"""Notes with a level that a solo needs."""
SHORTEST_SECONDS = 0.03
"""Between onsets; anything shorter is a grace note."""
FEWEST_NOTES = 100
"""Notes of a length that an instrument needs for quantiles of its own."""
BREATH_PERCENTILE = 99


def fit_timing(
    recordings: Iterable[Recording], feels: Sequence[str], edges: Sequence[int] = TEMPO_EDGES
) -> list[tuple[int, float, float, int]]:
    """Rows of tempo, place of the note on the beat and of the off-beat in beats, number of pairs."""
    pairs = [pair for recording in recordings if recording.feel in feels for pair in _eighth_pairs(recording)]
    table = np.array(pairs)  # (pairs, 3): tempo, on, off
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        inside = table[(table[:, 0] >= low) & (table[:, 0] < high)]
        if len(inside) >= FEWEST_PAIRS:
            tempo, on, off = np.median(inside, axis=0)
            rows.append((round(float(tempo)), round(float(on), 3), round(float(off), 3), len(inside)))
    return rows


def _eighth_pairs(recording: Recording) -> Iterator[tuple[float, float, float]]:
    beats: dict[tuple[int, int], list[RecordedNote]] = defaultdict(list)
    for note in recording.notes:
        beats[note.bar, note.beat].append(note)
    groups = list(beats.values())
    for notes, following in zip(groups, groups[1:], strict=False):
        if len(notes) != 2 or notes[0].tatum != 1 or following[0].tatum != 1:
            continue
        gap = following[0].beat_onset - notes[0].beat_onset
        is_contiguous = abs(gap - notes[0].beat_seconds) < CONTIGUOUS * notes[0].beat_seconds
        if is_contiguous and (notes[1].division, notes[1].tatum) in EIGHTH_PAIRS:
            yield 60 / notes[0].beat_seconds, notes[0].phase, notes[1].phase


def fit_delays(recordings: Iterable[Recording]) -> tuple[float, float]:
    """Median delay in beats of triplets and of sixteenths in swing."""
    delays: dict[int, list[float]] = {TRIPLETS: [], SIXTEENTHS: []}
    for recording in recordings:
        for note in recording.notes:
            if recording.feel in SWINGING and note.division in delays:
                delays[note.division].append(note.phase - (note.tatum - 1) / note.division)
    triplets, sixteenths = (float(np.median(values)) if values else 0.0 for values in delays.values())
    return round(triplets, 3), round(sixteenths, 3)


def fit_loudness(recordings: Iterable[Recording]) -> LoudnessFit:
    """Coefficients of the features of a note for its level."""
    inputs, levels = [], []
    for recording in recordings:
        notes = [note for note in recording.notes if note.loudness is not None]
        if len(notes) < FEWEST_LEVELS:
            continue
        level = np.array([note.loudness for note in notes], dtype=float)
        inputs.append(_features(recording, notes))
        levels.append(level - level.mean())
    table, level = np.concatenate(inputs), np.concatenate(levels)
    valid = np.abs(level) < OUTLIER_DB
    table, level = table[valid], level[valid]
    table = table - table.mean(axis=0)
    slopes, *_ = np.linalg.lstsq(table, level, rcond=None)
    rest = level - table @ slopes
    correlation = float(np.corrcoef(rest[:-1], rest[1:])[0, 1])
    named = {name: round(float(slope), 2) for name, slope in zip(DYNAMICS_FEATURES, slopes, strict=True)}
    explained = float(1 - rest.var() / level.var())
    return LoudnessFit(named, round(float(rest.std()), 2), round(correlation, 2), explained, len(level))


def _features(recording: Recording, notes: Sequence[RecordedNote]) -> NDArray[np.float64]:
    return dynamics_features(
        [recording.written(note) for note in notes],
        [note.duration / note.beat_seconds for note in notes],
        [note.pitch for note in notes],
        [note.in_bar for note in notes],
    )


@dataclass(frozen=True, slots=True)
class ConnectedNote:
    """A note that the next follows without a rest."""

    instrument: str
    length_class: str
    share: float
    """Share of the time to the next note that it sounds."""
    features: tuple[float, ...]
    """Its row of ``articulation_features``."""
    is_followed: bool
    """True if the next note is connected too."""


def connected_notes(recording: Recording) -> Iterator[ConnectedNote]:
    """The notes of a recording that are not followed by a rest of the encoding."""
    notes = recording.notes
    rows = articulation_features([note.pitch for note in notes]).tolist()
    found: list[ConnectedNote] = []
    for note, following, row in zip(notes, notes[1:], rows, strict=False):
        written = recording.written(following) - recording.written(note)
        room = following.onset - note.onset
        gap = written - note.duration / note.beat_seconds
        if written > 0 and room > SHORTEST_SECONDS and round(gap * TICKS_PER_BEAT) < SHORTEST_REST:
            share = min(1.0, note.duration / room)
            found.append(ConnectedNote(recording.instrument, length_class(written), share, tuple(row), True))
        elif found:
            found[-1] = replace(found[-1], is_followed=False)
    yield from found


def fit_sounding_shares(notes: Sequence[ConnectedNote]) -> dict[str, dict[str, tuple[float, ...]]]:
    """``QUANTILES`` of the share, by instrument ("" for all) and length class."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for note in notes:
        shares[note.instrument, note.length_class].append(note.share)
        shares["", note.length_class].append(note.share)
    table: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for (instrument, name), values in sorted(shares.items()):
        if len(values) >= FEWEST_NOTES:
            quantiles = np.percentile(values, QUANTILES)
            table[instrument][name] = tuple(round(float(value), 2) for value in quantiles)
    return dict(table)


def fit_articulation(notes: Sequence[ConnectedNote]) -> ArticulationFit:
    """Coefficients of the interval to the next note for the share that a note sounds."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, note in enumerate(notes):
        groups[note.instrument, note.length_class].append(index)
    shares, score = np.array([note.share for note in notes]), np.zeros(len(notes))
    for members in groups.values():
        score[members] = _normal_scores(shares[members])
    table = np.array([note.features for note in notes])
    table -= table.mean(axis=0)
    slopes, *_ = np.linalg.lstsq(table, score, rcond=None)
    rest = score - table @ slopes
    followed = np.flatnonzero([note.is_followed for note in notes[:-1]])
    correlation = float(np.corrcoef(rest[followed], rest[followed + 1])[0, 1])
    named = {name: round(float(slope), 2) for name, slope in zip(ARTICULATION_FEATURES, slopes, strict=True)}
    return ArticulationFit(named, round(float(rest.std()), 2), round(correlation, 2))


def fit_breath(recordings: Iterable[Recording]) -> float:
    """Seconds of the longest breath of wind players, as the 99th percentile."""
    lengths: list[float] = []
    for recording in recordings:
        instrument = INSTRUMENTS.get(recording.instrument)
        if instrument and instrument.breathes:
            lengths += breath_lengths((note.onset, note.onset + note.duration) for note in recording.notes)
    return round(float(np.percentile(lengths, BREATH_PERCENTILE)), 1) if lengths else 0.0


def _normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks of the values as quantiles of the normal distribution, (values,)."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    quantile = np.vectorize(NormalDist().inv_cdf, otypes=[float])
    return np.asarray(quantile((ranks + 0.5) / len(values)))


def fit_all(recordings: Sequence[Recording]) -> PerformanceStatistics:
    """All statistics of the module."""
    notes = [note for recording in recordings for note in connected_notes(recording)]
    triplets, sixteenths = fit_delays(recordings)
    return PerformanceStatistics(
        swing=fit_timing(recordings, SWINGING),
        straight=fit_timing(recordings, STRAIGHT, ALL_TEMPOS),
        triplet_delay=triplets,
        sixteenth_delay=sixteenths,
        loudness=fit_loudness(recordings),
        sounding_shares=fit_sounding_shares(notes),
        articulation=fit_articulation(notes),
        longest_breath=fit_breath(recordings),
    )


def main() -> None:
    """Write ``performance_statistics.py``."""
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path, help="wjazzd.db")
    parser.add_argument(
        "--out", type=Path, default=Path(performance_statistics.__file__), help="the module to write"
    )
    options = parser.parse_args()
    try:
        text = module_text(fit_all(read_recordings(options.database)))
    except InputError as exc:
        sys.exit(str(exc))
    options.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
