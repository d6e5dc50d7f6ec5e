"""How people play, measured in the Weimar Jazz Database: the program that wrote ``tables.py``.

    python -m tools.fit_band wjazzd.db

reads a copy of the database (https://jazzomat.hfm-weimar.de/download) and writes
that module anew. Nothing of the database itself is in there: medians, quantiles and the
coefficients of one regression.

- *Timing*: beats in which a soloist plays two notes, on the beat and after it,
  with a note on the next beat too. Where both fall within the beat, by tempo.
- *Loudness*: the database has the median level of each note in dB. One linear
  regression on what ``contour.py`` notices, over all solos, each against its mean.
- *Breath*: how long wind players go on between two gaps of a fifth of a second.
- *Articulation*: how much of the time until the next note a note sounds, where no rest
  follows (before a rest it is written as long as it sounds, and the network has learnt that).
  Within an instrument's notes of one length, what binds and what parts them: one linear
  regression of their rank, as a normal score, on ``contour.TOUCHES``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band import performance_statistics
from jazzlstm.band.breathing import blown
from jazzlstm.band.note_context import QUANTILES, TOUCHES, TRAITS, length_kind, touches, traits
from jazzlstm.encoding.events import SHORTEST_REST
from jazzlstm.errors import InputError
from jazzlstm.music import TICKS_PER_BEAT
from jazzlstm.theory.instruments import INSTRUMENTS
from tools.recordings import Played, Recording, read_recordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

SWINGING = ("SWING", "TWOBEAT")
STRAIGHT = ("LATIN", "FUNK")
TEMPO_EDGES = (100, 120, 140, 160, 180, 200, 220, 240, 270, 300, 360)
"""Quarters a minute. Below 100 there are too few beats of two notes to trust."""
EIGHTH_PAIRS = {(2, 2), (3, 3), (4, 3), (4, 4)}
"""(division, tatum) that the database gives to the second of two notes in a beat:
a swung pair may have been written as eighths, as a triplet's outer notes or as dotted."""
OUTLIER = 25.0
"""dB from the solo's mean beyond which a level is taken for an error."""
FEWEST_BOUND = 100
"""Notes of a length that an instrument needs for quantiles of its own."""


def fit_timing(
    recordings: Iterable[Recording], feels: Sequence[str], edges: Sequence[int] = TEMPO_EDGES
) -> list[tuple[int, float, float, int]]:
    """By tempo: where the note on the beat and the off-beat fall, in beats, and from how many pairs."""
    pairs = [pair for recording in recordings if recording.feel in feels for pair in _eighth_pairs(recording)]
    table = np.array(pairs)  # (pairs, 3): tempo, on, off
    rows = []
    for low, high in zip(edges, edges[1:], strict=False):
        inside = table[(table[:, 0] >= low) & (table[:, 0] < high)]
        if len(inside) >= 50:
            tempo, on, off = np.median(inside, axis=0)
            rows.append((round(float(tempo)), round(float(on), 3), round(float(off), 3), len(inside)))
    return rows


def _eighth_pairs(recording: Recording) -> Iterator[tuple[float, float, float]]:
    beats: dict[tuple[int, int], list[Played]] = defaultdict(list)
    for note in recording.notes:
        beats[note.bar, note.beat].append(note)
    groups = list(beats.values())
    for notes, following in zip(groups, groups[1:], strict=False):
        if len(notes) != 2 or notes[0].tatum != 1 or following[0].tatum != 1:
            continue
        gap = following[0].beat_onset - notes[0].beat_onset
        contiguous = abs(gap - notes[0].beat_seconds) < 0.1 * notes[0].beat_seconds
        if contiguous and (notes[1].division, notes[1].tatum) in EIGHTH_PAIRS:
            yield 60 / notes[0].beat_seconds, notes[0].phase, notes[1].phase


def fit_within(recordings: Iterable[Recording]) -> tuple[float, float]:
    """How late, in beats, the notes of triplets and of sixteenths come in swing, at the median."""
    late: dict[int, list[float]] = {3: [], 4: []}
    for recording in recordings:
        for note in recording.notes:
            if recording.feel in SWINGING and note.division in late:
                late[note.division].append(note.phase - (note.tatum - 1) / note.division)
    triplets, sixteenths = (float(np.median(values)) if values else 0.0 for values in late.values())
    return round(triplets, 3), round(sixteenths, 3)


def fit_loudness(recordings: Iterable[Recording]) -> tuple[dict[str, float], float, float, float, int]:
    """Coefficients in dB, what is left over (dB), how much a note's rest resembles the last's, R2, notes."""
    inputs, levels = [], []
    for recording in recordings:
        notes = [note for note in recording.notes if note.loudness is not None]
        if len(notes) < 30:
            continue
        level = np.array([note.loudness for note in notes], dtype=float)
        inputs.append(_traits(recording, notes))
        levels.append(level - level.mean())
    table, level = np.concatenate(inputs), np.concatenate(levels)
    kept = np.abs(level) < OUTLIER
    table, level = table[kept], level[kept]
    table = table - table.mean(axis=0)
    slopes, *_ = np.linalg.lstsq(table, level, rcond=None)
    rest = level - table @ slopes
    resemblance = float(np.corrcoef(rest[:-1], rest[1:])[0, 1])
    explained = 1 - rest.var() / level.var()
    named = {name: round(float(slope), 2) for name, slope in zip(TRAITS, slopes, strict=True)}
    return named, round(float(rest.std()), 2), round(resemblance, 2), round(float(explained), 2), len(level)


def _traits(recording: Recording, notes: Sequence[Played]) -> NDArray[np.float64]:
    return traits(
        [recording.written(note) for note in notes],
        [note.duration / note.beat_seconds for note in notes],
        [note.pitch for note in notes],
        [note.in_bar for note in notes],
    )


@dataclass(frozen=True, slots=True)
class Bound:
    """A note that the next one follows without a rest between."""

    instrument: str
    kind: str
    share: float
    """Of the time until the next note, how much it sounds."""
    touch: tuple[float, ...]
    """Its row of ``contour.touches``."""
    leads_on: bool
    """Whether the next note is bound to another in its turn."""


def bound_notes(recording: Recording) -> Iterator[Bound]:
    """The notes of a recording that are not followed by a rest, as ``events`` writes rests."""
    notes = recording.notes
    rows = touches([note.pitch for note in notes]).tolist()
    found: list[Bound] = []
    for note, following, row in zip(notes, notes[1:], rows, strict=False):
        written = recording.written(following) - recording.written(note)
        room = following.onset - note.onset
        gap = written - note.duration / note.beat_seconds
        if written > 0 and room > 0.03 and round(gap * TICKS_PER_BEAT) < SHORTEST_REST:
            kind = length_kind(written)
            found.append(Bound(recording.instrument, kind, min(1.0, note.duration / room), tuple(row), True))
        elif found:
            found[-1] = replace(found[-1], leads_on=False)
    yield from found


def fit_articulation(bound: Sequence[Bound]) -> dict[str, dict[str, tuple[float, ...]]]:
    """Quantiles of the share of its time that a note sounds, by instrument and written length."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for note in bound:
        shares[note.instrument, note.kind].append(note.share)
        shares["", note.kind].append(note.share)
    table: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for (instrument, kind), values in sorted(shares.items()):
        if len(values) >= FEWEST_BOUND:
            quantiles = np.percentile(values, QUANTILES)
            table[instrument][kind] = tuple(round(float(value), 2) for value in quantiles)
    return dict(table)


def fit_touch(bound: Sequence[Bound]) -> tuple[dict[str, float], float, float]:
    """Coefficients in standard deviations, what is left over, and how much that resembles the last note's."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, note in enumerate(bound):
        groups[note.instrument, note.kind].append(index)
    shares, score = np.array([note.share for note in bound]), np.zeros(len(bound))
    for members in groups.values():
        score[members] = _normal_scores(shares[members])
    table = np.array([note.touch for note in bound])
    table -= table.mean(axis=0)
    slopes, *_ = np.linalg.lstsq(table, score, rcond=None)
    rest = score - table @ slopes
    on = np.flatnonzero([note.leads_on for note in bound[:-1]])
    resemblance = float(np.corrcoef(rest[on], rest[on + 1])[0, 1])
    named = {name: round(float(slope), 2) for name, slope in zip(TOUCHES, slopes, strict=True)}
    return named, round(float(rest.std()), 2), round(resemblance, 2)


def fit_breath(recordings: Iterable[Recording]) -> float:
    """Seconds that 99 of 100 breaths of wind players don't outlast."""
    lengths: list[float] = []
    for recording in recordings:
        player = INSTRUMENTS.get(recording.instrument)
        if player and player.breathes:
            lengths += blown((note.onset, note.onset + note.duration) for note in recording.notes)
    return round(float(np.percentile(lengths, 99)), 1) if lengths else 0.0


def _normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where each value stands among the others, in standard deviations of a bell curve."""
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    quantile = np.vectorize(NormalDist().inv_cdf, otypes=[float])
    return np.asarray(quantile((ranks + 0.5) / len(values)))


HEADER = '''"""How people play, in figures from the Weimar Jazz Database. Written by a program; don't edit.

    python -m tools.fit_band wjazzd.db

``fitting.py`` says how each was measured. Source: Weimar Jazz Database, Jazzomat
Research Project, Hochschule für Musik Franz Liszt Weimar (ODbL 1.0).
"""

from __future__ import annotations
'''


def write_tables(recordings: Sequence[Recording]) -> str:
    """The text of ``tables.py``."""
    slopes, rest, resemblance, explained, notes = fit_loudness(recordings)
    triplets, sixteenths = fit_within(recordings)
    bound = [note for recording in recordings for note in bound_notes(recording)]
    parts = [
        HEADER,
        _timing("SWING_TIMING", fit_timing(recordings, SWINGING), "In swing"),
        _timing("STRAIGHT_TIMING", fit_timing(recordings, STRAIGHT, (0, 1000)), "In Latin and funk"),
        f"LATE_TRIPLET, LATE_SIXTEENTH = {triplets}, {sixteenths}",
        '"""Beats that these come late in swing."""\n',
        "LOUDNESS = {\n" + "".join(f'    "{name}": {slope},\n' for name, slope in slopes.items()) + "}",
        '"""dB that a note is louder for each trait of ``contour.TRAITS``; they explain '
        f'{explained:.0%} of the\nvariance of {notes:,} notes."""\n',
        f"LOUDNESS_REST, LOUDNESS_RESEMBLANCE = {rest}, {resemblance}",
        '"""What they leave: standard deviation in dB, and its correlation from note to note."""\n',
        _articulation(fit_articulation(bound)),
        _touch(*fit_touch(bound)),
        f"BREATH_SECONDS = {fit_breath(recordings)}",
        '"""How long a wind player goes on between gaps to breathe in; 99 of 100 breaths are shorter."""\n',
    ]
    return "\n".join(parts)


def _timing(name: str, rows: Sequence[tuple[int, float, float, int]], where: str) -> str:
    lines = "".join(f"    ({tempo}, {on}, {off}),  # {count} pairs\n" for tempo, on, off, count in rows)
    return (
        f'{name} = (\n{lines})\n"""{where}, by quarters a minute: how many beats after the beat soloists\n'
        'play the note on the beat, and the off-beat (medians)."""\n'
    )


def _articulation(table: dict[str, dict[str, tuple[float, ...]]]) -> str:
    rows = []
    for instrument, kinds in table.items():
        cells = "".join(f'        "{kind}": {shares},\n' for kind, shares in kinds.items())
        rows.append(f'    "{instrument}": {{\n{cells}    }},\n')
    quantiles = ", ".join(str(each) for each in QUANTILES)
    return (
        "SOUNDING = {\n" + "".join(rows) + "}\n"
        f'"""Share of the time until the next note that a note sounds, as {quantiles} % quantiles, by\n'
        'instrument ("" for anyone) and written length: quick (below an eighth), eighth, quarter, long."""\n'
    )


def _touch(slopes: dict[str, float], rest: float, resemblance: float) -> str:
    rows = "".join(f'    "{name}": {slope},\n' for name, slope in slopes.items())
    return (
        f"TOUCH = {{\n{rows}}}\n"
        '"""Standard deviations by which a note is bound more to the next for each of ``contour.TOUCHES``,\n'
        'among notes of its instrument and length."""\n\n'
        f"TOUCH_REST, TOUCH_RESEMBLANCE = {rest}, {resemblance}\n"
        '"""What they leave, in the same unit, and its correlation from note to note."""\n'
    )


def main() -> None:
    """Write ``tables.py`` from the database named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.fit_band wjazzd.db")
    try:
        text = write_tables(read_recordings(Path(sys.argv[1])))
        Path(performance_statistics.__file__).write_text(text, encoding="utf-8")
    except InputError as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    main()
