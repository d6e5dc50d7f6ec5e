from __future__ import annotations

import json
import struct
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.solo_json import solo_from_json
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


def entry(session: Session, number: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((session.corpus / f"{number:06}.json").read_bytes())
    return found


def endless_midi() -> bytes:
    """A valid file of nothing but short notes: a while to read, for a desk in a hurry."""
    track = b"".join(b"\x01\x90\x40\x50\x01\x80\x40\x00" for _ in range(19_000)) + b"\x00\xff\x2f\x00"
    return b"MThd" + struct.pack(">IHHH", 6, 0, 1, 96) + b"MTrk" + struct.pack(">I", len(track)) + track


def test_good_and_bad_files_are_read_at_one_desk(session: Session) -> None:
    session.add_files([("sax.mid", tune()), ("words.mid", b"no music"), ("again.mid", tune())])
    read_files(str(session.path), [1, 2, 3])
    good, bad = entry(session, 1), entry(session, 2)
    assert good["entries"][0]["report"]["notes"] == 8
    assert solo_from_json(good["entries"][0]["solo"]).notes[0].pitch == 62
    assert [track[1] for track in good["tracks"]] == ["1: Tenor Sax", "2: Bass"]
    assert bad["entries"][0]["solo"] is None
    assert bad["entries"][0]["report"]["reason"]
    assert entry(session, 3)["entries"][0]["solo"]["notes"] == good["entries"][0]["solo"]["notes"]


def test_a_file_that_takes_too_long_is_left_and_the_next_one_read(session: Session) -> None:
    session.add_files([("endless.mid", endless_midi()), ("sax.mid", tune())])
    with SandboxedReader(seconds_for_a_file=0.02) as desk:
        began = time.monotonic()
        desk.read(session, 1)
        assert time.monotonic() - began < 30  # most of it is the start of the desk
    assert "seconds to read" in entry(session, 1)["entries"][0]["report"]["reason"]
    with SandboxedReader() as desk:
        desk.read(session, 2)
    assert entry(session, 2)["entries"][0]["report"]["taken"]


def test_a_desk_that_is_killed_is_replaced(session: Session) -> None:
    session.add_files([("a.mid", tune()), ("b.mid", tune())])
    with SandboxedReader() as desk:
        process = desk._open()
        process.kill()
        process.wait()
        desk.read(session, 1)
        desk.read(session, 2)
    assert not entry(session, 1)["entries"][0]["report"]["taken"]
    assert entry(session, 2)["entries"][0]["report"]["taken"]


def test_zip_files_are_unpacked_under_numbers_of_our_own(session: Session, tmp_path: Path) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../climbs.mid", tune())
        archive.writestr("set/plain.mid", tune())
        archive.writestr("readme.txt", "no music")
    session.add_upload("my set.zip", packed.getvalue())
    unpack_uploads(str(session.path), [1])
    assert sorted(session.names().values()) == ["my set.zip/../../climbs.mid", "my set.zip/set/plain.mid"]
    assert list(session.uploads.iterdir()) == []
    outside = [
        path.name for path in tmp_path.rglob("*") if session.path not in path.parents and path != session.path
    ]
    assert outside == ["clock.json"]  # the store's own


def test_a_broken_zip_says_so(session: Session) -> None:
    session.add_upload("broken.zip", b"PK\x03\x04 and then nothing")
    unpack_uploads(str(session.path), [1])
    told = json.loads((session.path / "unpacked-000001.json").read_bytes())
    assert told["reason"].startswith("broken.zip: ")
    assert list(session.uploads.iterdir()) == []


def test_another_melody_track_can_be_taken(session: Session) -> None:
    session.add_files([("sax.mid", tune())])
    path = session.files / "000001.json"
    path.write_text(json.dumps({"name": "sax.mid", "track": 2}))
    read_files(str(session.path), [1])
    report = entry(session, 1)["entries"][0]["report"]
    assert (report["track"], report["notes"]) == ("2: Bass", 2)


def test_nothing_comes_back_after_the_locker_was_deleted(session: Session) -> None:
    session.add_files([("words.mid", b"no music")])
    session.delete()
    read_files(str(session.path), [1])
    assert not session.path.exists()
