from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import mido
import pytest

from jazzlstm.errors import InputError
from jazzlstm.formats import archives
from jazzlstm.formats.corpus import FileReport, read_corpus, read_upload
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.result import TrackChoice
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


def codes(name: str, data: bytes) -> list[str]:
    """The code of each report on an upload; "" for an included solo."""
    return [report.code for report in read_upload(name, data).report]


def test_folder_is_read_in_order_with_its_subfolders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.mid").write_bytes(tune(pitch=50))
    (tmp_path / "a.MID").write_bytes(tune())
    (tmp_path / "c.mid").write_bytes(b"no music")
    (tmp_path / "notes.txt").write_text("no music either")
    (tmp_path / ".hidden.mid").write_bytes(tune())
    corpus = read_corpus([tmp_path])
    assert [report.name for report in corpus.report] == ["a.MID", "b/two.mid", "c.mid"]
    assert [report.included for report in corpus.report] == [True, True, False]
    assert [solo.notes[0].pitch for solo in corpus.solos] == [60, 50]
    assert (corpus.included, [report.name for report in corpus.skipped]) == (2, ["c.mid"])


def test_report_on_an_included_file_has_its_facts() -> None:
    (report,) = read_upload("blues.mid", tune()).report
    assert report.line() == (
        "blues.mid: included: 16 notes, 2 bars of 4/4, 160 bpm, melody 1: Tenor Sax, chords from markers"
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
        "code": "",
        "remarks": [],
        "tracks": [[1, "1: Tenor Sax", 16]],
        "melody_tracks": [1],
        "certainty": "sure",
        "can_join": False,
    }


def test_report_on_a_skipped_file_has_code_and_reason() -> None:
    (report,) = read_upload("chords.mid", b"Dm7 G7 C").report
    assert (report.included, report.notes, report.code) == (False, 0, "not_midi")
    assert report.line() == f"chords.mid: skipped: {report.reason}"


def test_report_comes_back_from_json_and_from_json_of_an_older_version() -> None:
    (report,) = read_upload("blues.mid", tune()).report
    values = json.loads(json.dumps(report.as_dict()))
    assert FileReport.from_dict(values) == report
    del values["tracks"], values["code"]
    assert FileReport.from_dict(values) == replace(report, tracks=())


def test_inspect_describes_the_music_of_each_included_file() -> None:
    included, skipped = read_upload("set.zip", zipped(**{"a.mid": tune(), "b.mid": b"no"})).as_dicts()
    assert included["chart"] == "| Dm7 | G7 |\n"
    assert (included["key"], included["sections"]) == ("", [])
    assert included["melody"][:2] == [[0.0, 0.5, 60], [0.5, 0.5, 61]]
    assert len(included["melody"]) == included["notes"]
    assert "melody" not in skipped


def test_midi_file_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data, parser = tune(), mock.Mock(wraps=mido.MidiFile)
    monkeypatch.setattr(mido, "MidiFile", parser)
    (report,) = read_upload("blues.mid", data).report
    assert report.tracks == (TrackChoice(1, "1: Tenor Sax", 16),)
    assert parser.call_count == 1


def test_tracks_are_listed_where_the_chosen_one_does_not_exist() -> None:
    (report,) = read_upload("blues.mid", tune(), melody_tracks=[7]).report
    assert (report.code, report.tracks) == ("no_such_track", (TrackChoice(1, "1: Tenor Sax", 16),))


def test_content_counts_more_than_the_name() -> None:
    assert read_upload("tune.xml", tune()).included == 1
    assert read_upload("tune", tune()).included == 1
    assert read_upload("tunes.mid", zipped(**{"one.mid": tune()})).included == 1


def test_unknown_and_empty_files_are_skipped() -> None:
    assert codes("photo.jpg", b"\xff\xd8\xff\xe0 a picture") == ["not_music"]
    assert codes("tune.mid", b"") == ["empty"]


def test_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_corpus([tmp_path / "nowhere"])


def test_large_file_is_skipped_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.mid"
    with path.open("wb") as file:
        file.write(b"MThd")
        file.truncate(60 * 2**20)
    (report,) = read_corpus([path]).report
    assert report.code == "too_large"


def test_progress_counts_to_the_end(tmp_path: Path) -> None:
    for name in ("a.mid", "b.mid"):
        (tmp_path / name).write_bytes(tune())
    seen: list[tuple[int, int, str]] = []
    read_corpus([tmp_path], progress=lambda done, of, name: seen.append((done, of, name)))
    assert seen == [(0, 2, "a.mid"), (1, 2, "b.mid"), (2, 2, "")]


def test_reader_that_raises_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes, name: str, **_: object) -> None:
        raise KeyError("seventh")

    monkeypatch.setattr("jazzlstm.formats.musicxml.read_musicxml", broken)
    (tmp_path / "a.musicxml").write_bytes(b"<?xml version='1.0'?><score-partwise/>")
    (tmp_path / "b.mid").write_bytes(tune())
    corpus = read_corpus([tmp_path])
    assert [report.included for report in corpus.report] == [False, True]
    assert corpus.report[0].code == "unexpected"


def test_damaged_database_is_skipped() -> None:
    (report,) = read_upload("wjazzd.db", b"SQLite format 3\0" + b"junk" * 100).report
    assert not report.included
    assert report.reason


# Zip files


def test_zip_is_read_in_order_and_each_member_reported() -> None:
    data = zipped(**{"b.mid": b"no", "a.mid": tune(), "readme.txt": b"hello", "__MACOSX/._a.mid": b"x"})
    corpus = read_upload("tunes.zip", data)
    assert [(report.name, report.included) for report in corpus.report] == [
        ("tunes.zip/a.mid", True),
        ("tunes.zip/b.mid", False),
    ]


def test_zip_names_that_climb_out_are_only_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    corpus = read_upload("tunes.zip", zipped(**{"../../evil.mid": tune(), "/etc/tune.mid": tune()}))
    assert corpus.included == 2
    assert list(tmp_path.iterdir()) == []


def test_zip_without_music_and_damaged_zip_are_skipped() -> None:
    assert codes("tunes.zip", zipped(**{"a.txt": b"hello"})) == ["no_music"]
    assert codes("tunes.zip", zipped(**{"a.mid": tune()})[:40]) == ["damaged"]


def test_damaged_member_does_not_stop_the_others() -> None:
    data = bytearray(zipped(**{"a.mid": tune(), "b.mid": tune()}))
    data[50] ^= 0xFF
    assert codes("tunes.zip", bytes(data)) == ["damaged", ""]


def test_zip_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_BYTES", 2**20)
    data = zipped(**{f"{i}.mid": bytes(2**19) for i in range(5)})
    assert codes("bomb.zip", data) == ["not_midi", "not_midi", "too_large"]


def test_file_that_unpacks_to_a_thousand_times_its_size_is_skipped() -> None:
    assert codes("set.zip", zipped(**{"bomb.mid": bytes(2**24), "tune.mid": tune()})) == ["zip_bomb", ""]


def test_zip_of_too_many_files_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    assert codes("many.zip", zipped(**{f"{i}.mid": b"" for i in range(4)})) == ["too_many_files"]


def test_zip_in_a_zip_is_skipped() -> None:
    data = zipped(**{"inner.zip": zipped(**{"a.mid": tune()})})
    assert codes("tunes.zip", data) == ["nested_zip"]
