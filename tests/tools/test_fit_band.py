"""A database of a few notes, made here, whose figures can be worked out by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.band import performance_statistics
from jazzlstm.band.note_context import TOUCHES, TRAITS
from jazzlstm.errors import InputError
from tools.fit_band import (
    Bound,
    bound_notes,
    fit_articulation,
    fit_breath,
    fit_loudness,
    fit_timing,
    fit_touch,
    write_tables,
)
from tools.recordings import read_recordings

BEAT = 0.4
"""Seconds: 150 quarters a minute."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Swung eighths: on the beat 0.1 beats late, off it at 0.65; high notes louder; 80 % legato."""
    path = tmp_path_factory.mktemp("wjazzd") / "wjazzd.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """CREATE TABLE solo_info (melid INTEGER, rhythmfeel TEXT, instrument TEXT, signature TEXT);
               CREATE TABLE beats (melid INTEGER, onset REAL, bar INTEGER, beat INTEGER);
               CREATE TABLE melody (eventid INTEGER PRIMARY KEY, melid INTEGER, onset REAL, pitch REAL,
                   duration REAL, division INTEGER, bar INTEGER, beat INTEGER, tatum INTEGER,
                   beatdur REAL, loud_med REAL);
               INSERT INTO solo_info VALUES (1, 'SWING', 'ts', '4/4'), (2, 'FUNK', 'ts', '4/4');"""
        )
        for melid in (1, 2):
            for count in range(1200):
                _add_beat(connection, melid, count)
    return path


def _add_beat(connection: sqlite3.Connection, melid: int, count: int) -> None:
    onset, bar, beat = count * BEAT, count // 4, count % 4 + 1
    connection.execute("INSERT INTO beats VALUES (?, ?, ?, ?)", (melid, onset, bar, beat))
    for tatum, phase, room in ((1, 0.1, 0.55), (2, 0.65, 0.45)):
        pitch = 60 + (7 * count + 5 * tatum) % 13
        connection.execute(
            "INSERT INTO melody VALUES (NULL, ?, ?, ?, ?, 2, ?, ?, ?, ?, ?)",
            (melid, onset + phase * BEAT, pitch, 0.8 * room * BEAT, bar, beat, tatum, BEAT, 60 + pitch / 4),
        )


def test_timing_is_read_from_pairs_of_eighths(database: Path) -> None:
    rows = fit_timing(read_recordings(database), ("SWING",))
    assert [row[:3] for row in rows] == [(150, 0.1, 0.65)]


def test_feels_are_kept_apart(database: Path) -> None:
    assert fit_timing(read_recordings(database), ("FUNK",), (0, 1000))[0][3] == 1199


def test_loudness_finds_that_high_notes_are_louder(database: Path) -> None:
    slopes, rest, _, explained, notes = fit_loudness(read_recordings(database))
    assert slopes["high"] == pytest.approx(3.0, abs=0.05)  # a quarter of a dB a semitone
    assert explained > 0.99
    assert rest < 0.1
    assert notes == 4800


def test_articulation_is_the_share_that_sounds(database: Path) -> None:
    table = fit_articulation(bound(database))
    assert table == {"": {"eighth": (0.8,) * 5}, "ts": {"eighth": (0.8,) * 5}}


def test_what_binds_is_found_among_notes_of_one_length() -> None:
    """Steps sound 95 %, leaps 80, repeated notes 60; by turns, so nothing else tells them apart."""
    rng = np.random.default_rng(0)
    notes = [
        Bound("ts", "eighth", share + 0.02 * rng.random(), row, True)
        for _ in range(200)
        for share, row in ((0.95, (0.0, 1.0, 0.0)), (0.8, (0.0, 0.0, 1.0)), (0.6, (1.0, 0.0, 0.0)))
    ]
    slopes, rest, _ = fit_touch(notes)
    assert slopes["step"] > slopes["leap"] > slopes["same note"]
    assert rest < 0.5


def test_a_note_before_a_rest_is_bound_to_nothing(database: Path) -> None:
    recording = read_recordings(database)[0]
    late = [replace(note, bar=note.bar + 1, onset=note.onset + 4 * BEAT) for note in recording.notes[4:]]
    rested = replace(recording, notes=(*recording.notes[:4], *late))
    assert len([*bound_notes(rested)]) == len([*bound_notes(recording)]) - 1
    assert [note.leads_on for note in bound_notes(rested)][:4] == [True, True, False, True]


def test_a_breath_lasts_as_long_as_nobody_stops(database: Path) -> None:
    assert fit_breath(read_recordings(database)) == pytest.approx(1200 * BEAT, abs=2)


def bound(database: Path) -> list[Bound]:
    return [note for recording in read_recordings(database) for note in bound_notes(recording)]


def test_the_tables_can_be_written_and_read_again(database: Path) -> None:
    space: dict[str, object] = {}
    text = write_tables(read_recordings(database))
    exec(compile(text, "tables.py", "exec"), space)  # noqa: S102 -- the text was made two lines above
    assert space["SWING_TIMING"] == ((150, 0.1, 0.65),)
    assert set(space) >= {name for name in vars(performance_statistics) if name.isupper()}


def test_the_shipped_tables_name_every_trait_in_order() -> None:
    assert tuple(performance_statistics.LOUDNESS) == TRAITS
    assert tuple(performance_statistics.TOUCH) == TOUCHES
    assert all(
        list(row) == sorted(row)
        for kinds in performance_statistics.SOUNDING.values()
        for row in kinds.values()
    )


def test_a_missing_file_and_another_database_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        read_recordings(tmp_path / "none.db")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(InputError, match="not the Weimar Jazz Database"):
        read_recordings(other)
