"""Recorded solos as the Weimar Jazz Database has them: what ``fitting.py`` measures.

Unlike ``formats/wjazzd.py``, which reads what was written, this reads what was
played: seconds, and how far from its beat each note fell.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from jazzlstm.errors import InputError


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
    return Recording(tuple(Played(*row) for row in rows), feel, instrument, int(numerator or 4))
