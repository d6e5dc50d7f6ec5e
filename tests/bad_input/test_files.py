"""Bad files are refused by every command that reads music. The tests of the readers cover details."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jazzlstm.cli import main
from jazzlstm.errors import (
    InputError,
    ModelFileError,
    OutputError,
    SettingsError,
)
from jazzlstm.formats.midi.writer import write_midi
from jazzlstm.formats.wjazzd import REQUIRED_COLUMNS
from jazzlstm.music import NO_CHORD, Arrangement, Change, Chart, Note, Part
from tests.bad_input.commands import GENERATE, MODEL, Refuse

LARGE_MEGABYTES = 60


def midi(notes: int, *, drums: bool = False) -> bytes:
    chart = Chart((Change(0.0, NO_CHORD),), 16.0)
    line = tuple(Note(i / 2, 0.5, 38 if drums else 60 + i * 7 % 13) for i in range(notes))
    return write_midi(Arrangement((Part("solo", line, 65, drums),), chart, 120.0, max(16.0, notes / 2)))


GOOD = midi(64)
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE bomb [<!ENTITY a "ha"> <!ENTITY b "&a;&a;&a;&a;&a;&a;"> <!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<score-partwise><part>&c;</part></score-partwise>"""
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "no-notes.mid": (midi(0), "no_notes"),
    "drums.mid": (midi(64, drums=True), "only_drums"),
    "text.mid": (b"Dm7 G7", "not_midi"),
    "empty.mid": (b"", "empty"),
    "cut.mid": (GOOD[:10], "cut_short"),
    "large.mid": (GOOD + bytes(LARGE_MEGABYTES * 2**20), "too_large"),
    "type2.mid": (GOOD[:9] + b"\x02" + GOOD[10:], "type_2"),
    "smpte.mid": (GOOD[:12] + b"\xe7\x28" + GOOD[14:], "smpte"),
    "junk.mid": (b"MThd\0\0\0\6\0\1\0\1\1\xe0MTrk\0\0\0\4\0\x40\x40\x40", "damaged"),
    "bomb.musicxml": (BOMB, "entities"),
    "cut.musicxml": (b"<?xml version='1.0'?><score-partwise><part>", "damaged"),
    "cut.mxl": (b"PK\3\4 and no more", "damaged"),
    "photo.jpg": (b"\xff\xd8\xff\xe0", "not_music"),
}
"""Content, and the code of the fault."""


@pytest.fixture
def refuse_file(refuse: Refuse, capsys: pytest.CaptureFixture[str]) -> Callable[[str, str], str]:
    """A function that gives a bad file to every command, and returns the reason that all of them report."""

    def check(name: str, code: str) -> str:
        assert main(["inspect", name, "--json"]) == 0  # a skipped file is no error of ``inspect``
        [report] = json.loads(capsys.readouterr().out)["files"]
        assert (report["name"], report["taken"], report["code"]) == (name, False, code)
        reason: str = report["reason"]
        assert reason
        for arguments in (
            (*GENERATE, "--primer", name),
            ("evaluate", MODEL, "--corpus", name),
            ("train", name, "--out", "new.safetensors", "--json"),
        ):
            assert isinstance(refuse(*arguments), InputError)
        assert reason in str(refuse(*GENERATE, "--primer", name))
        return reason

    return check


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_without_a_solo_is_refused(refuse_file: Callable[[str, str], str], name: str) -> None:
    data, code = BAD_FILES[name]
    Path(name).write_bytes(data)
    refuse_file(name, code)


def test_a_file_over_the_limit_is_refused_with_its_size(refuse_file: Callable[[str, str], str]) -> None:
    data, code = BAD_FILES["large.mid"]
    Path("large.mid").write_bytes(data)
    assert f"{LARGE_MEGABYTES} MB" in refuse_file("large.mid", code)


@pytest.mark.parametrize("table", REQUIRED_COLUMNS)
def test_a_missing_table_of_the_database_is_named(refuse_file: Callable[[str, str], str], table: str) -> None:
    with closing(sqlite3.connect("wjazzd.db")) as connection:
        for each in REQUIRED_COLUMNS.keys() - {table}:
            connection.execute(f"CREATE TABLE {each}({', '.join(REQUIRED_COLUMNS[each])})")
        connection.commit()
    assert table in refuse_file("wjazzd.db", "incomplete")


def test_a_file_of_ten_thousand_notes_is_read_but_is_too_long_for_a_primer(
    refuse: Refuse, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("long.mid").write_bytes(midi(10_000))
    error = refuse(*GENERATE, "--primer", "long.mid")
    assert isinstance(error, SettingsError)
    assert error.field == "beats"
    assert "5000" in str(error)
    assert main(["inspect", "long.mid", "--json"]) == 0
    [report] = json.loads(capsys.readouterr().out)["files"]
    assert (report["taken"], report["notes"], report["bars"]) == (True, 10_000, 1250)


@pytest.mark.parametrize("path", ["missing", "missing/tune.mid", "x" * 300])
def test_a_missing_path_is_named(refuse: Refuse, path: str) -> None:
    for arguments in (
        ("inspect", path),
        ("train", path, "--out", "new.safetensors", "--json"),
        ("evaluate", MODEL, "--corpus", path),
        (*GENERATE, "--primer", path),
    ):
        error = refuse(*arguments)
        assert isinstance(error, InputError)
        assert path in str(error)


# Model files


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.999])
def test_a_model_file_cut_short_is_refused_by_name(refuse: Refuse, share: float) -> None:
    whole = Path(MODEL).read_bytes()
    Path("cut.safetensors").write_bytes(whole[: int(len(whole) * share)])
    Path("tune.mid").write_bytes(GOOD)
    for arguments in (
        ("generate", "--model", "cut.safetensors"),
        ("evaluate", "cut.safetensors", "--corpus", "tune.mid"),
        ("train", "tune.mid", "--base", "cut.safetensors", "--out", "new.safetensors", "--json"),
    ):
        error = refuse(*arguments)
        assert isinstance(error, ModelFileError)
        assert str(error).startswith("cut.safetensors: ")


# Destinations that cannot be written


def test_a_file_in_place_of_the_output_folder_is_refused(refuse: Refuse) -> None:
    for folder in (MODEL, f"{MODEL}/below"):
        error = refuse(*GENERATE, "--out", folder, "--format", "mid", code=1)
        assert isinstance(error, OutputError)
        assert folder in str(error)


def test_a_folder_in_place_of_the_output_file_is_refused(refuse: Refuse) -> None:
    Path("output/blues_seed1.mid").mkdir(parents=True)
    error = refuse(*GENERATE, "--format", "mid", code=1)
    assert isinstance(error, OutputError)
    assert "output/blues_seed1.mid" in str(error)


def test_a_file_that_the_disk_has_no_space_for_is_not_left_behind(work_folder: Path) -> None:
    """The operating system stops the write at 50 kB, as a full disk does."""
    assert (
        main([*GENERATE, "--out", "before", "--format", "wav"]) == 0
    )  # prepares instruments, once on a disk
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));"
    code += "from jazzlstm.cli import main; sys.exit(main())"
    arguments = [*GENERATE, "--format", "mid,wav", "--json"]
    root = str(Path(main.__code__.co_filename).parents[2])
    # without coverage, which writes files too
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments],
        cwd=work_folder,
        env={**environment, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "output/blues_seed1.wav" in done.stderr
    assert os.strerror(errno.EFBIG) in done.stderr
    assert [path.name for path in Path("output").iterdir()] == ["blues_seed1.mid"]
