from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from jazzlstm.errors import InputError
from jazzlstm.formats import archives
from jazzlstm.formats.corpus import read_corpus, read_upload
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.music import Arrangement, Change, Chart, Note, Part
from jazzlstm.theory.chords import parse_chord


def tune(title: str = "", pitch: int = 60) -> bytes:
    """Two bars of straight eighths over Dm7 G7, as MIDI."""
    chart = Chart((Change(0.0, parse_chord("Dm7")), Change(4.0, parse_chord("G7"))), 8.0)
    notes = tuple(Note(beat / 2, 0.5, pitch + beat) for beat in range(16))
    return write_midi(Arrangement((Part("Tenor Sax", notes, 66),), chart, 160.0, 8.0, title=title))


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_folder_is_read_in_order_with_all_it_holds(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.mid").write_bytes(tune(pitch=50))
    (tmp_path / "a.MID").write_bytes(tune())
    (tmp_path / "c.mid").write_bytes(b"no music")
    (tmp_path / "notes.txt").write_text("not for us")
    (tmp_path / ".hidden.mid").write_bytes(tune())
    found = read_corpus([tmp_path])
    assert [report.name for report in found.report] == ["a.MID", "b/two.mid", "c.mid"]
    assert [report.taken for report in found.report] == [True, True, False]
    assert [solo.notes[0].pitch for solo in found.solos] == [60, 50]
    assert (found.taken, [report.name for report in found.left]) == (2, ["c.mid"])


def test_report_says_what_was_taken_and_how() -> None:
    (report,) = read_upload("blues.mid", tune()).report
    assert report.line() == (
        "blues.mid: taken: 16 notes, 2 bars of 4/4, 160 bpm, melody 1: Tenor Sax, chords from markers"
    )
    assert json.loads(json.dumps(report.as_dict())) == {
        "name": "blues.mid",
        "taken": True,
        "notes": 16,
        "bars": 2,
        "metre": "4/4",
        "tempo": 160.0,
        "track": "1: Tenor Sax",
        "chords_from": "markers",
        "reason": "",
        "remarks": [],
    }


def test_report_says_why_a_file_was_left_and_what_to_do() -> None:
    (report,) = read_upload("chords.mid", b"Dm7 G7 C").report
    assert report.line() == (
        "chords.mid: left: it is not a MIDI file, whatever its name says: export it as a Standard MIDI File"
    )
    assert (report.notes, report.taken) == (0, False)


def test_content_counts_more_than_the_name() -> None:
    assert read_upload("tune.xml", tune()).taken == 1
    assert read_upload("tune", tune()).taken == 1
    assert read_upload("tunes.mid", zipped(**{"one.mid": tune()})).taken == 1


def test_unknown_and_empty_files_are_left() -> None:
    assert "no music file" in read_upload("photo.jpg", b"\xff\xd8\xff\xe0 a picture").report[0].reason
    assert "empty" in read_upload("tune.mid", b"").report[0].reason


def test_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        read_corpus([tmp_path / "nowhere"])


def test_large_file_is_left_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.mid"
    with path.open("wb") as file:
        file.write(b"MThd")
        file.truncate(60 * 2**20)
    (report,) = read_corpus([path]).report
    assert "60 MB" in report.reason


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    for name in ("a.mid", "b.mid"):
        (tmp_path / name).write_bytes(tune())
    seen: list[tuple[int, int, str]] = []
    read_corpus([tmp_path], progress=lambda done, of, name: seen.append((done, of, name)))
    assert seen == [(0, 2, "a.mid"), (1, 2, "b.mid"), (2, 2, "")]


def test_reader_that_breaks_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, name: str) -> None:
        raise KeyError("seventh")

    monkeypatch.setattr("jazzlstm.formats.musicxml.read_musicxml", broken)
    (tmp_path / "a.musicxml").write_bytes(b"<?xml version='1.0'?><score-partwise/>")
    (tmp_path / "b.mid").write_bytes(tune())
    found = read_corpus([tmp_path])
    assert [report.taken for report in found.report] == [False, True]
    assert "KeyError" in found.report[0].reason


def test_damaged_database_is_left() -> None:
    (report,) = read_upload("wjazzd.db", b"SQLite format 3\0" + b"junk" * 100).report
    assert not report.taken
    assert report.reason


# Zip files


def test_zip_is_read_in_order_and_each_member_reported() -> None:
    data = zipped(**{"b.mid": b"no", "a.mid": tune(), "readme.txt": b"hello", "__MACOSX/._a.mid": b"x"})
    found = read_upload("tunes.zip", data)
    assert [(report.name, report.taken) for report in found.report] == [
        ("tunes.zip/a.mid", True),
        ("tunes.zip/b.mid", False),
    ]


def test_zip_names_that_climb_out_are_only_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = read_upload("tunes.zip", zipped(**{"../../evil.mid": tune(), "/etc/tune.mid": tune()}))
    assert found.taken == 2
    assert list(tmp_path.iterdir()) == []


def test_zip_without_music_and_damaged_zip_are_left() -> None:
    assert "no MIDI" in read_upload("tunes.zip", zipped(**{"a.txt": b"hello"})).report[0].reason
    assert "damaged" in read_upload("tunes.zip", zipped(**{"a.mid": tune()})[:40]).report[0].reason


def test_damaged_member_does_not_stop_the_others() -> None:
    data = bytearray(zipped(**{"a.mid": tune(), "b.mid": tune()}))
    data[50] ^= 0xFF
    found = read_upload("tunes.zip", bytes(data))
    assert [report.taken for report in found.report] == [False, True]
    assert "damaged inside the zip" in found.report[0].reason


def test_zip_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 2**20)
    found = read_upload("bomb.zip", zipped(**{f"{i}.mid": bytes(2**19) for i in range(5)}))
    assert [report.taken for report in found.report] == [False] * 3
    assert "unpacks to more" in found.report[-1].reason


def test_one_file_that_unpacks_to_a_thousand_times_its_size_is_left() -> None:
    found = read_upload("set.zip", zipped(**{"bomb.mid": bytes(2**24), "tune.mid": tune()}))
    assert [report.taken for report in found.report] == [False, True]
    assert "as a zip bomb does" in found.report[0].reason


def test_zip_of_too_many_files_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    assert (
        "4 files" in read_upload("many.zip", zipped(**{f"{i}.mid": b"" for i in range(4)})).report[0].reason
    )


def test_zip_in_a_zip_is_left() -> None:
    found = read_upload("tunes.zip", zipped(**{"inner.zip": zipped(**{"a.mid": tune()})}))
    assert "within a zip" in found.report[0].reason
