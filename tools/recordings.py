"""Recorded solos of the Weimar Jazz Database, as played: onsets and durations in seconds.

``formats/wjazzd.py`` reads what was written; this module reads how it was played.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from jazzlstm.errors import InputError


@dataclass(frozen=True, slots=True)
class RecordedNote:
    """A note of the database; times are seconds where no beats are named."""

    onset: float
    duration: float
    pitch: float
    bar: int
    beat: int
    """Beat of the bar, from 1."""
    tatum: int
    """Subdivision of the beat, from 1."""
    division: int
    """Subdivisions of the beat: 2 for eighths, 3 for triplets."""
    beat_seconds: float
    beat_onset: float
    loudness: float | None
    """Median level in dB."""

    @property
    def phase(self) -> float:
        """Beats after the onset of its beat, as played."""
        return (self.onset - self.beat_onset) / self.beat_seconds

    @property
    def in_bar(self) -> float:
        """Beats after the bar line, as written."""
        return self.beat - 1 + (self.tatum - 1) / self.division


@dataclass(frozen=True, slots=True)
class Recording:
    """The notes of one solo in order, its feel, instrument and beats in a bar."""

    notes: tuple[RecordedNote, ...]
    feel: str
    instrument: str
    bar_beats: int

    def written(self, note: RecordedNote) -> float:
        """Beats from the start of bar 0 to the written place of a note."""
        return note.bar * self.bar_beats + note.in_bar


def read_recordings(path: Path) -> list[Recording]:
    """Every solo of a copy of the database.

    Raises:
        InputError: no file, or another database.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}: give the path of wjazzd.db")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        try:
            solos = database.execute(
                "SELECT melid, rhythmfeel, instrument, signature FROM solo_info"
            ).fetchall()
            return [_recording(database, *row) for row in solos]
        except sqlite3.DatabaseError as exc:
            raise InputError(
                f"{path} is not the Weimar Jazz Database ({exc}): give the path of wjazzd.db"
            ) from exc


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
    return Recording(tuple(RecordedNote(*row) for row in rows), feel, instrument, int(numerator or 4))
