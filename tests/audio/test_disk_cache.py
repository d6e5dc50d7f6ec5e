"""The cache on disk: made once, bounded, shared by processes, of use where nothing can be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jazzlstm.audio import disk_cache
from jazzlstm.audio.disk_cache import CACHE_VARIABLE, cached_bytes, cached_file, trim
from jazzlstm.errors import OutputError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_file_is_made_once() -> None:
    assert cached_file("a", lambda: b"first").read_bytes() == b"first"
    assert cached_file("a", lambda: pytest.fail("made twice")).read_bytes() == b"first"
    assert cached_bytes("a", lambda: pytest.fail("made twice")) == b"first"


def test_what_was_not_used_for_longest_is_deleted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for age, name in enumerate("cba"):
        os.utime(cached_file(name, lambda: bytes(10)), (1000 + age, 1000 + age))
    cached_bytes("c", bytes)  # used now
    trim(folder, 25)
    assert {path.name for path in folder.iterdir()} == {"c", "a"}
    monkeypatch.setattr(disk_cache, "MOST_BYTES", 5)
    trim(folder, 5)
    assert len(list(folder.iterdir())) == 1  # the newest stays, however large


def test_without_a_place_to_write_bytes_come_and_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file" / "folder"))
    assert cached_bytes("a", lambda: b"made") == b"made"
    with pytest.raises(OutputError, match=CACHE_VARIABLE):
        cached_file("a", lambda: b"made")


def test_several_processes_may_make_the_same_file() -> None:
    code = (
        "from jazzlstm.audio.disk_cache import cache_folder, keep\n"
        "for _ in range(50):\n"
        "    keep(cache_folder() / 'same', bytes(300_000))\n"
        "    assert len((cache_folder() / 'same').read_bytes()) == 300_000\n"
    )
    ran = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in ran] == [b"", b""]
