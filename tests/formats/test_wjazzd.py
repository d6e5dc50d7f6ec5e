"""Databases of two bars, built row by row, in the two layouts that exist."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from jazzlstm.errors import MusicFileError
from jazzlstm.formats import wjazzd
from jazzlstm.formats.wjazzd import _connect, read_wjazzd
from jazzlstm.music import Metre, Section, Solo
from tests.fuzz.seeds import TABLES

INFO = (1, "Ann Archer", "Blue Lines", "ts", "BEBOP", 180.0, "Bb-maj")

Beat = tuple[int, int, str, str, str, int]  # bar, beat, signature, chord, form, chorus
NoteRow = tuple[float, float, int, int, int, int, float, float | None]
"""Pitch, seconds, division, bar, beat, tatum, seconds a beat, loudness."""

DENSE: list[Beat] = [
    (bar, beat, "4/4", chord, form, 1)
    for bar, form, chords in ((1, "A1", ("D-7", "D-7", "G7", "G7")), (2, "", ("Cj7", "Cj7", "Cj7", "NC")))
    for beat, chord in enumerate(chords, 1)
]
SPARSE: list[Beat] = [
    (1, 1, "4/4", "D-7", "A1", 1),
    (1, 2, "", "", "", 1),
    (1, 3, "", "G7", "", 1),
    (1, 4, "", "", "", 1),
    (2, 1, "", "Cj7", "", 1),
    (2, 2, "", "", "", 1),
    (2, 3, "", "", "", 1),
    (2, 4, "", "NC", "", 1),
]
NOTES: list[NoteRow] = [
    (62.0, 0.25, 2, 1, 1, 1, 0.5, 65.0),  # an eighth on the downbeat
    (65.0, 0.16, 3, 1, 1, 2, 0.5, None),  # the second triplet of the same beat
    (67.0, 0.5, 1, 2, 3, 1, 0.5, 80.0),  # a quarter on the third beat of the second bar
]


def database(
    folder: Path,
    beats: Sequence[Beat] = DENSE,
    notes: Sequence[NoteRow] = NOTES,
    info: Sequence[tuple[object, ...]] = (INFO,),
    after: str = "",
) -> Path:
    """The path of a wjazzd.db with one tune; the SQL in ``after`` changes it."""
    path = folder / "wjazzd.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
        connection.executemany("INSERT INTO solo_info VALUES (?,?,?,?,?,?,?)", info)
        for row in info:
            connection.executemany(
                "INSERT INTO melody VALUES (NULL,?,?,?,?,?,?,?,?,?)", [(row[0], *note) for note in notes]
            )
            connection.executemany(
                "INSERT INTO beats VALUES (NULL,?,?,?,?,?,?,?)", [(row[0], *beat) for beat in beats]
            )
        connection.executescript(after)
        connection.commit()
    return path


def only_solo(path: Path) -> Solo:
    (solo,) = read_wjazzd(path)
    return solo


def changes(solo: Solo) -> list[tuple[float, str]]:
    return [(change.start, change.chord.symbol) for change in solo.chart.changes]


@pytest.mark.parametrize("beats", [DENSE, SPARSE], ids=["on every beat", "where they change"])
def test_chords_are_read_from_both_layouts(tmp_path: Path, beats: list[Beat]) -> None:
    solo = only_solo(database(tmp_path, beats))
    assert changes(solo) == [(0.0, "Dm7"), (2.0, "G7"), (4.0, "Cmaj7"), (7.0, "NC")]
    assert (solo.chart.beats, solo.chart.metre, solo.chart.bars) == (8.0, Metre(4, 4), 2)
    assert solo.chart.sections == (Section(0.0, "A1"),)


def test_both_layouts_are_the_same_solo(tmp_path: Path) -> None:
    assert read_wjazzd(database(tmp_path, DENSE)) == read_wjazzd(database(tmp_path, SPARSE))


def test_notes_start_in_score_time_and_last_as_played(tmp_path: Path) -> None:
    notes = only_solo(database(tmp_path)).notes
    assert [(note.start, note.pitch) for note in notes] == [(0.0, 62), (1 / 3, 65), (6.0, 67)]
    assert [note.duration for note in notes] == pytest.approx([1 / 3, 1 / 3, 1.0])


def test_loudness_becomes_velocity(tmp_path: Path) -> None:
    assert [note.velocity for note in only_solo(database(tmp_path)).notes] == [80, 80, 120]


def test_performer_title_style_tempo_and_key_are_read(tmp_path: Path) -> None:
    solo = only_solo(database(tmp_path))
    assert (solo.performer, solo.title, solo.instrument) == ("Ann Archer", "Blue Lines", "ts")
    assert (solo.style, solo.tempo, solo.chart.key, solo.source) == ("BEBOP", 180.0, "Bb", "wjazzd.db")


@pytest.mark.parametrize(
    ("key", "name"), [("C-min", "C minor"), ("F#-maj", "F#"), ("D-dor", "D"), ("", ""), (None, "")]
)
def test_keys_have_their_usual_names(tmp_path: Path, key: str | None, name: str) -> None:
    assert only_solo(database(tmp_path, info=[(*INFO[:6], key)])).chart.key == name


def test_bytes_and_file_give_the_same_solos(tmp_path: Path) -> None:
    path = database(tmp_path)
    assert read_wjazzd(path.read_bytes()) == read_wjazzd(path)


def test_bar_of_the_first_note_is_the_first_bar(tmp_path: Path) -> None:
    """Bars before the solo are skipped; their chord and metre continue."""
    beats: list[Beat] = [
        (-2, 1, "4/4", "F7", "A1", 0),
        (-1, 1, "", "Bb7", "", 0),
        (0, 1, "", "", "", 0),
        (0, 3, "", "C7", "B1", 1),
    ]
    notes: list[NoteRow] = [(60.0, 0.5, 1, 0, 2, 1, 0.5, 65.0), (62.0, 0.5, 1, 1, 1, 1, 0.5, 65.0)]
    solo = only_solo(database(tmp_path, beats, notes))
    assert [note.start for note in solo.notes] == [1.0, 4.0]
    assert changes(solo) == [(0.0, "Bb7"), (2.0, "C7")]
    assert solo.chart.sections == (Section(0.0, "A1"), Section(2.0, "B1"))
    assert solo.chart.beats == 8.0


def test_the_metre_may_change(tmp_path: Path) -> None:
    beats: list[Beat] = [
        (1, 1, "4/4", "C", "", 1),
        (2, 1, "3/4", "", "", 1),
        (3, 1, "", "", "", 1),
        (4, 1, "6/8", "F", "", 1),
    ]
    notes: list[NoteRow] = [(60.0, 0.5, 1, bar, 1, 1, 0.5, 65.0) for bar in (1, 2, 3)]
    notes.append((62.0, 0.25, 1, 4, 4, 1, 0.25, 65.0))  # the fourth eighth of 6/8
    solo = only_solo(database(tmp_path, beats, notes))
    assert [(change.start, str(change.metre)) for change in solo.chart.metres] == [
        (0.0, "4/4"),
        (4.0, "3/4"),
        (10.0, "6/8"),
    ]
    assert [note.start for note in solo.notes] == [0.0, 4.0, 7.0, 11.5]
    assert solo.notes[-1].duration == 0.5
    assert not solo.is_four_four


def test_notes_on_one_tick_are_set_a_tick_apart(tmp_path: Path) -> None:
    notes: list[NoteRow] = [(60.0 + i, 0.2, 1, 1, 1, 1, 0.5, 65.0) for i in range(3)]
    solo = only_solo(database(tmp_path, notes=notes))
    assert [note.start for note in solo.notes] == pytest.approx([0, 1 / 12, 2 / 12])
    assert all(a.end <= b.start + 1e-9 for a, b in zip(solo.notes, solo.notes[1:], strict=False))


def test_unreadable_chord_is_no_chord(tmp_path: Path) -> None:
    solo = only_solo(database(tmp_path, [(1, 1, "4/4", "Quux?", "", 1), (1, 3, "4/4", "G7", "", 1)]))
    assert changes(solo) == [(0.0, "NC"), (2.0, "G7")]


def test_solos_are_in_the_order_of_melid_without_those_that_have_no_notes(tmp_path: Path) -> None:
    infos = [(melid, *INFO[1:]) for melid in (3, 1, 2)]
    path = database(tmp_path, info=infos, after="UPDATE solo_info SET title = 'T' || melid;"
        "DELETE FROM melody WHERE melid = 2;")  # fmt: skip
    assert [solo.title for solo in read_wjazzd(path)] == ["T1", "T3"]


@pytest.mark.parametrize("table", ["solo_info", "melody", "beats"])
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read_wjazzd(database(tmp_path, after=f"DROP TABLE {table};"))
    assert caught.value.code == "incomplete"
    assert table in str(caught.value)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    after = "ALTER TABLE melody DROP COLUMN tatum; ALTER TABLE melody DROP COLUMN division;"
    with pytest.raises(MusicFileError) as caught:
        read_wjazzd(database(tmp_path, after=after))
    assert caught.value.code == "incomplete"
    assert "division, tatum" in str(caught.value)


@pytest.mark.parametrize(
    "foreign",
    [b"", b"MThd\x00\x00", b"SQLite format 3\x00", bytes(5000)],
    ids=["empty", "midi", "head", "zeros"],
)
def test_file_of_another_kind_is_refused(tmp_path: Path, foreign: bytes) -> None:
    path = tmp_path / "wjazzd.db"
    path.write_bytes(foreign)
    for source in (path, foreign):
        with pytest.raises(MusicFileError) as caught:
            read_wjazzd(source)
        assert caught.value.code in ("damaged", "incomplete")


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MusicFileError):
        read_wjazzd(tmp_path / "nowhere.db")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_database_is_refused(tmp_path: Path, share: float) -> None:
    path = database(tmp_path, beats=DENSE * 200, notes=NOTES * 200)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    for source in (path, path.read_bytes()):
        with pytest.raises(MusicFileError) as caught:
            read_wjazzd(source)
        assert caught.value.code in ("damaged", "incomplete")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE melody SET bar = NULL;",
        "UPDATE melody SET division = 0;",
        "UPDATE melody SET pitch = 'high';",
        "UPDATE melody SET bar = 1000000000000 WHERE eventid = 3;",
        "UPDATE beats SET signature = 'four';",
        "UPDATE beats SET signature = '4/0';",
        "UPDATE beats SET signature = '0/4';",
        "UPDATE beats SET beat = NULL;",
        "UPDATE solo_info SET avgtempo = 'fast';",
        "UPDATE melody SET bar = 0.5 WHERE eventid = 3;",
        "UPDATE beats SET form = x'ff' WHERE beatid = 3;",
        "UPDATE melody SET pitch = 1e15;",
        "UPDATE melody SET pitch = -1;",
        "UPDATE melody SET beat = 99999999 WHERE eventid = 3;",
        "UPDATE beats SET beat = 9e999, form = 'B1' WHERE beatid = 3;",
        "UPDATE beats SET signature = '32/1'; UPDATE melody SET bar = 900 WHERE eventid = 3;",
    ],
)
def test_row_with_an_impossible_value_is_refused(tmp_path: Path, damage: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read_wjazzd(database(tmp_path, after=damage))
    assert caught.value.code == "bad_row"


ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS beatid, 1 AS melid,"
ENDLESS += " x AS bar, 1 AS beat, '4/4' AS signature, 'C' AS chord, '' AS form, 1 AS chorus_id FROM n"


@pytest.mark.parametrize(
    "trick",
    [
        f"DROP TABLE beats; CREATE VIEW beats AS {ENDLESS};",
        "ALTER TABLE melody RENAME TO m; CREATE VIEW melody AS SELECT m.* FROM m, m AS n, m AS o;",
        "DROP TABLE melody; CREATE VIRTUAL TABLE melody USING fts5(eventid, melid, pitch, duration);",
    ],
    ids=["endless", "multiplied", "virtual"],
)
def test_view_or_virtual_table_is_refused(tmp_path: Path, trick: str) -> None:
    with pytest.raises(MusicFileError) as caught:
        read_wjazzd(database(tmp_path, after=trick))
    assert caught.value.code == "not_plain_table"


def test_endless_query_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wjazzd, "MOST_PULSES", 10)
    connection = _connect(database(tmp_path))
    with closing(connection), pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute(ENDLESS.replace("SELECT x AS beatid", "SELECT max(x) AS beatid")).fetchone()


def test_impossible_tempo_becomes_the_default(tmp_path: Path) -> None:
    solo = only_solo(database(tmp_path, after="UPDATE solo_info SET avgtempo = 9e999;"))
    assert solo.tempo == 120.0


def test_names_that_are_not_text_become_text(tmp_path: Path) -> None:
    solo = only_solo(database(tmp_path, after="UPDATE solo_info SET title = 7, performer = x'41';"))
    assert solo.title == "7"
    assert isinstance(solo.performer, str)


def test_file_name_with_url_characters_opens(tmp_path: Path) -> None:
    path = database(tmp_path).rename(tmp_path / "wjazzd 100%? #1.db")
    assert len(read_wjazzd(path)) == 1
