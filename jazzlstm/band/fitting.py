"""How people play, measured in the Weimar Jazz Database: the program that wrote ``tables.py``.

    python -m jazzlstm.band.fitting wjazzd.db

reads a copy of the database (https://jazzomat.hfm-weimar.de/download) and writes
that module anew. Nothing of the database itself is in there: medians, quantiles and the
coefficients of one regression.

- *Timing*: beats in which a soloist plays two notes, on the beat and after it,
  with a note on the next beat too. Where both fall within the beat, by tempo.
- *Loudness*: the database has the median level of each note in dB. One linear
  regression on what ``contour.py`` notices, over all solos, each against its mean.
- *Articulation*: how much of the time until the next note a note sounds.
"""

from __future__ import annotations

import sqlite3
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from jazzlstm.band.contour import QUANTILES, TRAITS, length_kind, traits
from jazzlstm.errors import InputError

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
FEWEST = 1000
"""Notes that an instrument needs for a row of its own."""


@dataclass(frozen=True, slots=True)
class Played:
    """A note as the database has it: times in seconds but where beats are named."""

    onset: float
    duration: float
    pitch: float
    bar: int
    beat: int
    tatum: int
    division: int
    beat_seconds: float
    beat_onset: float
    loudness: float | None

    @property
    def phase(self) -> float:
        """Beats after its beat's onset at which it was played."""
        return (self.onset - self.beat_onset) / self.beat_seconds

    @property
    def in_bar(self) -> float:
        """Beats after the bar line at which it was written."""
        return self.beat - 1 + (self.tatum - 1) / self.division


@dataclass(frozen=True, slots=True)
class Recording:
    """One solo: its notes in order, its feel, who plays, beats in a bar."""

    notes: tuple[Played, ...]
    feel: str
    instrument: str
    bar_beats: int

    def written(self, note: Played) -> float:
        """Beats from bar 0 to where the note was written."""
        return note.bar * self.bar_beats + note.in_bar


def read_recordings(path: Path) -> list[Recording]:
    """Every solo of a copy of the database."""
    if not path.is_file():
        raise InputError(f"there is no file {path}: give the path of wjazzd.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            solos = database.execute(
                "SELECT melid, rhythmfeel, instrument, signature FROM solo_info"
            ).fetchall()
            return [_recording(database, *row) for row in solos]
        except sqlite3.DatabaseError as exc:
            raise InputError(f"{path} is not the Weimar Jazz Database ({exc})") from exc


def _recording(
    database: sqlite3.Connection, melid: int, feel: str, instrument: str, signature: str
) -> Recording:
    rows = database.execute(
        """SELECT m.onset, m.duration, m.pitch, m.bar, m.beat, m.tatum, m.division, m.beatdur, b.onset,
                  m.loud_med
           FROM melody m JOIN beats b ON b.melid = m.melid AND b.bar = m.bar AND b.beat = m.beat
           WHERE m.melid = ? AND m.division > 0 AND m.beatdur > 0 ORDER BY m.eventid""",
        (melid,),
    )
    numerator = (signature or "4/4").partition("/")[0]
    return Recording(tuple(Played(*row) for row in rows), feel, instrument, int(numerator or 4))


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


def fit_articulation(recordings: Iterable[Recording]) -> dict[str, dict[str, tuple[float, ...]]]:
    """Quantiles of the share of its time that a note sounds, by instrument and written length."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for recording in recordings:
        for note, following in zip(recording.notes, recording.notes[1:], strict=False):
            written = recording.written(following) - recording.written(note)
            room = following.onset - note.onset
            if 0 < written <= 1.01 and room > 0.03:
                kind = length_kind(written)
                shares[recording.instrument, kind].append(note.duration / room)
                shares["", kind].append(note.duration / room)
    table: dict[str, dict[str, tuple[float, ...]]] = defaultdict(dict)
    for (instrument, kind), values in sorted(shares.items()):
        if len(shares[instrument, "eighth"]) >= FEWEST // 2 and len(values) >= FEWEST // 10:
            quantiles = np.minimum(np.percentile(values, QUANTILES), 1.0)
            table[instrument][kind] = tuple(round(float(value), 2) for value in quantiles)
    return {name: kinds for name, kinds in table.items() if len(kinds) == 3}


HEADER = '''"""How people play, in figures from the Weimar Jazz Database. Written by a program; don't edit.

    python -m jazzlstm.band.fitting wjazzd.db

``fitting.py`` says how each was measured. Source: Weimar Jazz Database, Jazzomat
Research Project, Hochschule für Musik Franz Liszt Weimar (ODbL 1.0).
"""

from __future__ import annotations
'''


def write_tables(recordings: Sequence[Recording]) -> str:
    """The text of ``tables.py``."""
    slopes, rest, resemblance, explained, notes = fit_loudness(recordings)
    triplets, sixteenths = fit_within(recordings)
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
        _articulation(fit_articulation(recordings)),
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
        'instrument ("" for anyone) and written length: quick (below an eighth), eighth, quarter."""\n'
    )


def main() -> None:
    """Write ``tables.py`` from the database named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m jazzlstm.band.fitting wjazzd.db")
    try:
        text = write_tables(read_recordings(Path(sys.argv[1])))
        Path(__file__).with_name("tables.py").write_text(text, encoding="utf-8")
    except InputError as exc:
        sys.exit(str(exc))


if __name__ == "__main__":
    main()
