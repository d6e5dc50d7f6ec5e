"""Fits to a small made database whose figures are known."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from jazzlstm.band import performance_statistics
from jazzlstm.band.note_context import ARTICULATION_FEATURES, DYNAMICS_FEATURES
from jazzlstm.errors import InputError
from tools.fit_band import (
    ConnectedNote,
    connected_notes,
    fit_all,
    fit_articulation,
    fit_breath,
    fit_loudness,
    fit_sounding_shares,
    fit_timing,
)
from tools.performance_module import module_text
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


def test_timing_is_the_median_of_pairs_of_eighths(database: Path) -> None:
    rows = fit_timing(read_recordings(database), ("SWING",))
    assert [row[:3] for row in rows] == [(150, 0.1, 0.65)]


def test_timing_is_fitted_by_feel(database: Path) -> None:
    assert fit_timing(read_recordings(database), ("FUNK",), (0, 1000))[0][3] == 1199


def test_loudness_rises_with_height(database: Path) -> None:
    fit = fit_loudness(read_recordings(database))
    assert fit.slopes["height"] == pytest.approx(3.0, abs=0.05)  # a quarter of a dB a semitone
    assert fit.explained > 0.99
    assert fit.deviation < 0.1
    assert fit.notes == 4800


def test_sounding_shares_are_duration_by_time_to_the_next_note(database: Path) -> None:
    table = fit_sounding_shares(connected(database))
    assert table == {"": {"eighth": (0.8,) * 5}, "ts": {"eighth": (0.8,) * 5}}


def test_articulation_depends_on_the_interval_to_the_next_note() -> None:
    """Steps sound 95 % of their time, leaps 80, repeated notes 60, in turn."""
    rng = np.random.default_rng(0)
    notes = [
        ConnectedNote("ts", "eighth", share + 0.02 * rng.random(), row, True)
        for _ in range(200)
        for share, row in ((0.95, (0.0, 1.0, 0.0)), (0.8, (0.0, 0.0, 1.0)), (0.6, (1.0, 0.0, 0.0)))
    ]
    fit = fit_articulation(notes)
    assert fit.slopes["step"] > fit.slopes["leap"] > fit.slopes["same note"]
    assert fit.deviation < 0.5


def test_a_note_before_a_rest_is_not_connected(database: Path) -> None:
    recording = read_recordings(database)[0]
    late = [replace(note, bar=note.bar + 1, onset=note.onset + 4 * BEAT) for note in recording.notes[4:]]
    rested = replace(recording, notes=(*recording.notes[:4], *late))
    assert len([*connected_notes(rested)]) == len([*connected_notes(recording)]) - 1
    assert [note.is_followed for note in connected_notes(rested)][:4] == [True, True, False, True]


def test_a_breath_lasts_until_the_next_gap(database: Path) -> None:
    assert fit_breath(read_recordings(database)) == pytest.approx(1200 * BEAT, abs=2)


def connected(database: Path) -> list[ConnectedNote]:
    return [note for recording in read_recordings(database) for note in connected_notes(recording)]


def test_the_module_can_be_written_and_executed(database: Path) -> None:
    space: dict[str, object] = {}
    text = module_text(fit_all(read_recordings(database)))
    exec(compile(text, "performance_statistics.py", "exec"), space)  # noqa: S102 -- the text was made two lines above
    assert space["SWING_TIMING"] == ((150, 0.1, 0.65),)
    assert set(space) >= {name for name in vars(performance_statistics) if name.isupper()}


def test_the_shipped_statistics_have_every_feature_in_order() -> None:
    assert tuple(performance_statistics.LOUDNESS) == DYNAMICS_FEATURES
    assert tuple(performance_statistics.ARTICULATION) == ARTICULATION_FEATURES
    shares = performance_statistics.SOUNDING_SHARES
    assert all(list(row) == sorted(row) for classes in shares.values() for row in classes.values())


def test_a_missing_file_and_another_database_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read_recordings(tmp_path / "none.db")
    assert "none.db" in str(missing.value)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(InputError) as foreign:
        read_recordings(other)
    assert "other.db" in str(foreign.value)
