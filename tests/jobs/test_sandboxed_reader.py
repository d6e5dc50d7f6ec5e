"""Files that a sandboxed reader reads, refuses, or does not survive."""

from __future__ import annotations

import json
import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from jazzlstm.errors import InputError
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.report import FileReport
from jazzlstm.jobs.corpus_files import read_index
from jazzlstm.jobs.corpus_items import read_items, solo_of
from jazzlstm.jobs.sandboxed_reader import SandboxedReader, read_files, unpack_uploads
from jazzlstm.jobs.session_store import STORE_VARIABLE, Session, create_session
from jazzlstm.music import Arrangement, Note, Part
from jazzlstm.theory.charts import parse_chart


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setenv(STORE_VARIABLE, str(tmp_path))
    return create_session()


def tune() -> bytes:
    """Eight eighths on a saxophone over a bass note."""
    chart = parse_chart("| Dm7 | G7 |")
    line = Part("Tenor Sax", tuple(Note(i / 2, 0.5, 62 + i) for i in range(8)), program=66)
    bass = Part("Bass", (Note(0, 4, 38), Note(4, 4, 43)), program=32)
    return write_midi(Arrangement((line, bass), chart, 120, 8))


def report_of(session: Session, file: int) -> FileReport:
    return read_index(session, file)[0].report


def endless_midi() -> bytes:
    """A valid file of many short notes, which takes some tenths of a second to read."""
    track = b"".join(b"\x01\x90\x40\x50\x01\x80\x40\x00" for _ in range(19_000)) + b"\x00\xff\x2f\x00"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 96) + b"MTrk" + struct.pack(">I", len(track)) + track


def test_good_and_bad_files_are_read_by_one_reader(session: Session) -> None:
    session.add_files([("sax.mid", tune()), ("words.mid", b"no music"), ("again.mid", tune())])
    read_files(str(session.path), [1, 2, 3])
    assert report_of(session, 1).notes == 8
    assert [name for _, name, _ in report_of(session, 1).tracks] == ["1: Tenor Sax", "2: Bass"]
    assert not report_of(session, 2).included
    assert report_of(session, 2).reason
    good, bad, again = read_items(session)
    assert solo_of(session, good).notes[0].pitch == 62
    assert solo_of(session, again).notes == solo_of(session, good).notes
    with pytest.raises(InputError):
        solo_of(session, bad)


def test_a_file_that_takes_too_long_is_skipped_and_the_next_one_read(session: Session) -> None:
    session.add_files([("endless.mid", endless_midi()), ("sax.mid", tune())])
    with SandboxedReader(seconds_for_a_file=0.02) as reader:
        began = time.monotonic()
        reader.read(session, 1)
        assert time.monotonic() - began < 30  # most of it is the start of the reader
    assert not report_of(session, 1).included
    with SandboxedReader() as reader:
        reader.read(session, 2)
    assert report_of(session, 2).included


def test_a_reader_that_is_killed_is_replaced(session: Session) -> None:
    session.add_files((f"{number}.mid", tune()) for number in range(3))
    with SandboxedReader() as reader:
        reader.read(session, 1)
        assert reader._worker is not None
        reader._worker.kill()
        reader.read(session, 2)
        reader.read(session, 3)
    assert [report_of(session, file).included for file in (1, 2, 3)] == [True, False, True]


def test_zip_files_are_unpacked_under_numbers(session: Session, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../climbs.mid", tune())
        archive.writestr("set/plain.mid", tune())
        archive.writestr("readme.txt", "no music")
    session.add_upload("my set.zip", packed.getvalue())
    unpack_uploads(str(session.path), [1])
    names = [session.file_name(number) for number in (1, 2)]
    assert names == ["my set.zip/../../climbs.mid", "my set.zip/set/plain.mid"]
    assert list(session.uploads.iterdir()) == []
    outside = [
        path.name for path in tmp_path.rglob("*") if session.path not in path.parents and path != session.path
    ]
    assert outside == ["clock.json"]  # the time of the store


def test_a_broken_zip_is_reported_by_its_name(session: Session) -> None:
    session.add_upload("broken.zip", b"PK\x03\x04 and then nothing")
    unpack_uploads(str(session.path), [1])
    result = json.loads((session.path / "unpacked-000001.json").read_bytes())
    assert result["reason"].startswith("broken.zip: ")
    assert list(session.uploads.iterdir()) == []


def test_another_melody_track_can_be_chosen(session: Session) -> None:
    session.add_files([("sax.mid", tune())])
    path = session.files / "000001.json"
    path.write_text(json.dumps({"name": "sax.mid", "tracks": [2]}))
    read_files(str(session.path), [1])
    report = report_of(session, 1)
    assert (report.track, report.notes) == ("2: Bass", 2)


def test_nothing_comes_back_after_the_session_was_deleted(session: Session) -> None:
    session.add_files([("words.mid", b"no music")])
    session.delete()
    read_files(str(session.path), [1])
    assert not session.path.exists()
